"""What goes wrong between two registrations of one person. Each mistake changes a form in place, or says that it does not apply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from benchmarks.matching.stocks import listed, tables

CONFUSED = {  # neighbours on a keyboard, and letters that look alike
    "a": "sqe", "b": "vn", "c": "xvk", "d": "sft", "e": "rwa", "f": "gd", "g": "fhj", "h": "gjn", "i": "ouj", "j": "hkg",
    "k": "jlc", "l": "kr", "m": "n", "n": "mh", "o": "pi0", "p": "ob", "q": "wg", "r": "tel", "s": "adz", "t": "ryd",
    "u": "yiv", "v": "bcu", "w": "qev", "x": "zs", "y": "utv", "z": "xs",
}  # fmt: skip
NEIGHBOURS = ("HN", "SV", "GT", "NI", "CU", "VE", "CO", "HT", "BR", "CL", "DO", "MX", "US")
MARRIED = ("García", "López", "Martínez", "Jean", "Pierre", "Rodríguez", "Joseph", "Silva", "Flores", "Reyes")


@dataclass(slots=True)
class Form:
    """What is written down; mistakes change it."""

    given: str
    sur1: str
    sur2: str
    dob: str
    sex: str
    nat: str
    origin: str


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@cache
def _rules(origin: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    table = {
        "spanish": "spanish",
        "maya_garifuna": "maya",
        "african": "africa",
        "lusophone": "brazilian",
    }.get(origin, origin)
    text = tables("spellings.toml")["rules"].get(table, "")
    return tuple((re.compile(old), new) for old, _, new in (rule.partition(">") for rule in listed(text)))


@cache
def _pets(origin: str) -> dict[str, list[str]]:
    table = {
        "maya_garifuna": "spanish", "african": "other", "lusophone": "brazilian", "persian": "arabic",
    }.get(origin, origin)  # fmt: skip
    pets = tables("spellings.toml")["pet"]
    return {plain(name).lower(): listed(forms) for name, forms in dict(pets.get(table, {})).items()}  # type: ignore[attr-defined]


@cache
def _whole() -> dict[str, list[str]]:
    return {plain(name).lower(): listed(forms) for name, forms in tables("spellings.toml")["whole"].items()}


@cache
def _chinese() -> dict[str, list[str]]:
    return {name: listed(forms) for name, forms in tables("spellings.toml")["chinese"].items()}


def syllables(word: str) -> list[str]:
    """A pinyin word cut into known syllables, or itself.

    >>> syllables("xiaoming")
    ['xiao', 'ming']
    """
    known = _chinese()
    for cut in range(len(word), 0, -1):
        if word[:cut] in known:
            rest = word[cut:]
            if not rest:
                return [word]
            after = syllables(rest)
            if all(part in known for part in after):
                return [word[:cut], *after]
    return [word]


def _respell(word: str, origin: str, random: Random) -> str:
    low = word.lower()
    if origin == "chinese":
        parts = syllables(low)
        changed = [random.choice(_chinese().get(part, [part])) if random.random() < 0.75 else part for part in parts]
        return random.choice(("", "", "-", " ")).join(changed).capitalize()
    forms = _whole().get(plain(low))
    if forms and random.random() < 0.6:
        return random.choice(forms)
    fitting = [rule for rule in _rules(origin) if rule[0].search(low)]
    if not fitting:
        return word
    for pattern, new in random.sample(fitting, min(len(fitting), random.choice((1, 1, 2)))):
        low = pattern.sub(new, low, count=1)
    return low.capitalize() if low else word


def _words(form: Form) -> list[tuple[str, int]]:
    return [(field, at) for field in ("given", "sur1", "sur2") for at in range(len(getattr(form, field).split()))]


def _change_word(form: Form, random: Random, change: Callable[[str], str]) -> bool:
    places = _words(form)
    random.shuffle(places)
    for field, at in places:
        words = getattr(form, field).split()
        new = change(words[at])
        if plain(new).lower() != plain(words[at]).lower():
            words[at] = new
            setattr(form, field, " ".join(words))
            return True
    return False


def spelling(form: Form, random: Random) -> bool:
    done = _change_word(form, random, lambda word: _respell(word, form.origin, random))
    if done and random.random() < 0.4:
        _change_word(form, random, lambda word: _respell(word, form.origin, random))
    return done


def typo(form: Form, random: Random) -> bool:
    def slip(word: str) -> str:
        if len(word) < 3:
            return word
        at = random.randrange(1, len(word))
        kind = random.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at] + word[at:]
        if kind == 2 and at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + random.choice(CONFUSED.get(plain(word[at]).lower(), "e")) + word[at + 1 :]

    return _change_word(form, random, slip)


def drop_second_surname(form: Form, random: Random) -> bool:
    if not form.sur2:
        return False
    form.sur2 = ""
    return True


def drop_given(form: Form, random: Random) -> bool:
    words = re.split(r"[ -]", form.given)
    if len(words) < 2:
        return False
    del words[random.randrange(len(words))]
    form.given = " ".join(words)
    return True


def swap_given_and_family(form: Form, random: Random) -> bool:
    if form.sur2:
        form.given, form.sur1, form.sur2 = f"{form.sur1} {form.sur2}", *([*form.given.split(" ", 1), ""])[:2]
    else:
        form.given, form.sur1 = form.sur1, form.given
    return True


def swap_surnames(form: Form, random: Random) -> bool:
    if not form.sur2:
        return False
    form.sur1, form.sur2 = form.sur2, form.sur1
    return True


def shift_surname(form: Form, random: Random) -> bool:
    """The first surname is taken for a second given name, the second for the first."""
    if not form.sur2:
        words = form.given.split()
        if len(words) < 2:
            return False
        form.given, form.sur1, form.sur2 = " ".join(words[:-1]), words[-1], form.sur1
        return True
    form.given, form.sur1, form.sur2 = f"{form.given} {form.sur1}", form.sur2, ""
    return True


def pet_name(form: Form, random: Random) -> bool:
    words = form.given.split()
    known = [at for at, word in enumerate(words) if plain(word).lower() in _pets(form.origin)]
    if not known:
        return False
    at = random.choice(known)
    pet = random.choice(_pets(form.origin)[plain(words[at]).lower()])
    form.given = pet if random.random() < 0.35 else " ".join([*words[:at], pet, *words[at + 1 :]])
    return True


def short_maria(form: Form, random: Random) -> bool:
    words = form.given.split()
    for at, word in enumerate(words):
        if plain(word).lower() in ("maria", "jose") and len(words) > 1:
            words[at] = "Ma." if plain(word).lower() == "maria" else "J."
            form.given = " ".join(words)
            return True
    return False


def married(form: Form, random: Random) -> bool:
    if form.sex != "F":
        return False
    name = random.choice(MARRIED)
    if form.sur2 and random.random() < 0.6:
        form.sur2 = f"de {name}"
    elif form.sur2:
        form.sur1, form.sur2 = name, form.sur1
    elif random.random() < 0.5:
        form.sur1 = f"{form.sur1} {name}"
    else:
        form.sur2 = name
    return True


def joined_or_split(form: Form, random: Random) -> bool:
    fields = [name for name in ("given", "sur1", "sur2") if re.search(r"[ -]", getattr(form, name))]
    if fields and random.random() < 0.75:
        field = random.choice(fields)
        setattr(form, field, re.sub(r"[ -]", "", getattr(form, field), count=1).capitalize())
        return True
    places = [(f, at) for f, at in _words(form) if len(getattr(form, f).split()[at]) >= 6]
    if not places:
        return False
    field, at = random.choice(places)
    words = getattr(form, field).split()
    cut = random.randrange(3, len(words[at]) - 2)
    words[at] = f"{words[at][:cut]} {words[at][cut:].capitalize()}"
    setattr(form, field, " ".join(words))
    return True


def swap_day_and_month(form: Form, random: Random) -> bool:
    if len(form.dob) != 10:
        return False
    year, month, day = form.dob.split("-")
    if month == day or int(day) > 12:
        return False
    form.dob = f"{year}-{day}-{month}"
    return True


def no_date(form: Form, random: Random) -> bool:
    form.dob = ""
    return True


def year_only(form: Form, random: Random) -> bool:
    if len(form.dob) != 10:
        return False
    form.dob = form.dob[:4] if random.random() < 0.5 else f"{form.dob[:4]}-01-01"
    return True


def wrong_year(form: Form, random: Random) -> bool:
    if len(form.dob) < 4:
        return False
    by = random.choice((-1, 1, -1, 1, -2, 2, -10, 10, 3, -3))
    year, rest = int(form.dob[:4]) + by, form.dob[4:]
    form.dob = f"{year}{'-02-28' if rest == '-02-29' else rest}"
    return True


def wrong_day(form: Form, random: Random) -> bool:
    if len(form.dob) != 10:
        return False
    year, month, day = form.dob.split("-")
    if random.random() < 0.6:
        day = f"{random.randint(1, 28):02}"
    else:
        month, day = f"{random.randint(1, 12):02}", f"{min(int(day), 28):02}"
    changed = f"{year}-{month}-{day}"
    done, form.dob = changed != form.dob, changed
    return done


def wrong_sex(form: Form, random: Random) -> bool:
    form.sex = "" if random.random() < 0.2 else "M" if form.sex == "F" else "F"
    return True


def wrong_nationality(form: Form, random: Random) -> bool:
    form.nat = random.choice([nat for nat in NEIGHBOURS if nat != form.nat])
    return True


MISTAKES: dict[str, tuple[Callable[[Form, Random], bool], float]] = {
    "spelling": (spelling, 26),
    "typo": (typo, 14),
    "no second surname": (drop_second_surname, 8),
    "given name dropped": (drop_given, 7),
    "given and family swapped": (swap_given_and_family, 6),
    "surnames swapped": (swap_surnames, 4),
    "surname shifted": (shift_surname, 4),
    "pet name": (pet_name, 7),
    "ma.": (short_maria, 2),
    "married": (married, 4),
    "joined or split": (joined_or_split, 5),
    "day and month swapped": (swap_day_and_month, 5),
    "no date": (no_date, 4),
    "year only": (year_only, 3),
    "wrong year": (wrong_year, 5),
    "wrong day": (wrong_day, 4),
    "wrong sex": (wrong_sex, 3),
    "wrong nationality": (wrong_nationality, 4),
}
ABOUT_DATES = {"day and month swapped", "no date", "year only", "wrong year", "wrong day"}


def spoil(form: Form, count: int, random: Random, only: str | None = None) -> list[str]:
    """Make `count` different mistakes, dates at most once; returns which."""
    done: list[str] = []
    if only and MISTAKES[only][0](form, random):
        done.append(only)
    names = list(MISTAKES)
    for _ in range(60):
        if len(done) >= count:
            break
        name = random.choices(names, [MISTAKES[n][1] for n in names])[0]
        if name in done or (name in ABOUT_DATES and ABOUT_DATES.intersection(done)):
            continue
        if MISTAKES[name][0](form, random):
            done.append(name)
    return done
