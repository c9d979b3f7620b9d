"""What in a text may tell of whom it was asked for. Pure.

Two kinds of findings. What the linked case holds (names, numbers, dates, places, ways to reach somebody) is *hers*: it
must go before anything is published. What only looks like somebody's data (a number of the shape of a CURP, a date, a
word that is nearly a name) is shown to a person, who removes it or says why it is nobody's.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import OSA

from acogida.coi.requests.dates_in_text import birthdays, dates
from acogida.people.names import fold

REMOVED = "[…]"
SHORTEST_NUMBER = 5  # characters: shorter ones are looked for as whole words only
# Words inside names and addresses that say nothing of anybody.
PARTICLES = frozenset(
    "de del la las los el al y e da das do dos di du des le les van von der den bin bint ben ibn abu o a en of the and".split()
)
IN_ADDRESSES = PARTICLES | frozenset(
    "calle avenida av colonia col barrio numero num no interior int exterior ext edificio casa departamento depto dpto "
    "piso km kilometro carretera callejon boulevard blvd plaza street st road rd avenue ave rue zona sector manzana lote "
    "centro norte sur este oeste poniente oriente".split()
)


class Kind(StrEnum):
    """What was found."""

    NAME = "name"  # of somebody in the case
    NUMBER = "number"
    BIRTH = "birth"  # a date of the case
    PLACE = "place"  # an address, a place of birth
    CONTACT = "contact"  # telephone, e-mail
    NAME_LIKE = "name_like"  # nearly a name of the case, or another form of one
    CURP = "curp"
    CASE_NUMBER = "case_number"
    PASSPORT = "passport"
    TELEPHONE = "telephone"
    EMAIL = "email"
    DATE = "date"


HERS = frozenset({Kind.NAME, Kind.NUMBER, Kind.BIRTH, Kind.PLACE, Kind.CONTACT})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something found: `text[start:end]`."""

    start: int
    end: int
    kind: Kind
    text: str = field(compare=False, default="")

    @property
    def hers(self) -> bool:
        """Whether it is of the linked case: nobody can say that it is nobody's once it is to be published."""
        return self.kind in HERS

    @property
    def fragment(self) -> str:
        """What it is remembered by once somebody looked at it."""
        return (fold(self.text) or self.text.strip())[:200]


@dataclass(frozen=True)
class Known:
    """What a case holds about everybody in it. Texts as they are kept; dates as far as they are known."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    dates: tuple[dt.date, ...] = ()
    days: tuple[tuple[int, int], ...] = ()  # (month, day) of births
    years: tuple[int, ...] = ()  # of births
    places: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


NOBODY = Known()


def screen(
    text: str,
    known: Known = NOBODY,
    *,
    ordinary: Collection[str] = (),
    related: Callable[[str], Iterable[str]] = lambda token: (),
) -> list[Finding]:
    """Everything in `text` that is, or may be, somebody's data; by position, the wider and surer one where two overlap.

    `ordinary`: names of countries, of sources, of places: no word of theirs is taken for nearly a name (one that *is* a
    name of the case is found all the same). `related`: other forms of a folded name (José → Pepe).
    """
    # Soft hyphens and joiners hide a word from whoever looks for it, not from whoever reads it.
    at = [position for position, character in enumerate(text) if unicodedata.category(character) != "Cf"]
    seen = "".join(text[position] for position in at)
    words = list(_words(seen))
    found = [
        *_numbers(seen, known), *_contacts(seen, known), *_dates(seen, known), *_places(words, known.places),
        *_names(words, known, ordinary, related), *_patterns(seen),
    ]  # fmt: skip
    placed = ((at[f.start], at[f.end - 1] + 1, f.kind) for f in _apart(found))
    return [Finding(start, end, kind, text[start:end]) for start, end, kind in placed]


def redact(text: str, findings: Sequence[Finding]) -> str:
    """`text` without what was found."""
    for found in sorted(findings, reverse=True):
        text = text[: found.start] + REMOVED + text[found.end :]
    return text


def clean(text: str, known: Known, **how: object) -> str:
    """`text` without anything of the case; taking one thing out may bring others together, so it is asked until nothing is
    found."""
    while found := [each for each in screen(text, known, **how) if each.hers]:  # type: ignore[arg-type]
        text = redact(text, found)
    return text


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    raw: str
    forms: frozenset[str]  # folded: whole, and by its parts ("d'Ana")
    first: bool  # of a sentence


def _inside(character: str) -> bool:
    """Letters, digits, and marks that stand on them."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


def _words(text: str) -> Iterator[_Word]:
    start, first = None, True
    for position in range(len(text) + 1):
        character = text[position] if position < len(text) else " "
        joins = character in "'’`" and start is not None and position + 1 < len(text) and _inside(text[position + 1])
        if _inside(character) or joins:
            start = position if start is None else start
            continue
        if start is not None:
            raw = text[start:position]
            yield _Word(start, position, raw, _forms(raw), first)
            start, first = None, False
        if character in ".!?¿¡:;\n":
            first = True


def _forms(raw: str) -> frozenset[str]:
    return frozenset(fold(raw).split()) | {form for part in re.split(r"['’`]", raw) for form in fold(part).split()}


def _tokens(texts: Iterable[str], without: frozenset[str], least: int = 2) -> set[str]:
    found = {form for text in texts for word in _words(text) for form in word.forms}
    return {form for form in found if len(form) >= least and form not in without}


def _names(
    words: list[_Word], known: Known, ordinary: Collection[str], related: Callable[[str], Iterable[str]]
) -> Iterator[Finding]:
    exact = _tokens(known.names, PARTICLES)
    if not exact:
        return
    usual = _tokens(ordinary, frozenset())
    other_forms = {form for token in exact for form in related(token)} - exact - usual
    for word in words:
        if word.forms & exact:
            yield Finding(word.start, word.end, Kind.NAME)
        elif not word.raw[:1].isupper() or (word.raw.isupper() and len(word.raw) < 5) or word.forms & usual:
            continue  # what is nearly a name is one only where it is written like one
        elif word.forms & other_forms or (not word.first and any(_near(form, exact) for form in word.forms)):
            yield Finding(word.start, word.end, Kind.NAME_LIKE)


def _near(form: str, names: set[str]) -> bool:
    """Whether a slip of the pen leads from a name to it: one letter in five, two in eight."""
    allowed = 2 if len(form) >= 8 else 1
    return len(form) >= 5 and any(
        len(name) >= 5 and abs(len(name) - len(form)) <= allowed
        and OSA.distance(form, name, score_cutoff=allowed) <= allowed
        for name in names
    )  # fmt: skip


def _places(words: list[_Word], places: Iterable[str]) -> Iterator[Finding]:
    """Each part of an address (between commas) where its words stand one after the other. Small words between do not hide
    it, unless it has no others ("Calle 5 Sur 12")."""
    telling = [word for word in words if not word.forms & IN_ADDRESSES]
    for piece in {piece for place in places for piece in re.split(r"[,;\n/]", place)}:
        own = list(_words(piece))
        essence = [word for word in own if not word.forms & IN_ADDRESSES]
        if any(len(form) > 3 and not form.isdigit() for word in essence for form in word.forms):
            yield from _runs(essence, telling)
        elif len(own) > 1 and any(character.isdigit() for character in piece):
            yield from _runs(own, words)


def _runs(wanted: list[_Word], said: list[_Word]) -> Iterator[Finding]:
    for first in range(len(said) - len(wanted) + 1):
        run = said[first : first + len(wanted)]
        if all(theirs.forms & word.forms for theirs, word in zip(wanted, run, strict=True)):
            yield Finding(run[0].start, run[-1].end, Kind.PLACE)


# --- numbers, dates, ways to reach somebody --------------------------------------------------------------------------

_BETWEEN = r"[\s.\-/()_@,;:]*"
_AREA = r"(?:\+?\(?\d\)?[\s.\-()]{0,2}){0,5}"


def _loosely(value: str, before: str = "") -> re.Pattern[str] | None:
    """`value` however it is spaced, with what may stand `before` it; None where there is nothing to look for."""
    characters = [c for c in unicodedata.normalize("NFKC", value) if c.isalnum()]
    if not characters:
        return None
    if len(characters) < SHORTEST_NUMBER:
        return re.compile(rf"(?<![^\W_]){re.escape(''.join(characters))}(?![^\W_])", re.I)
    return re.compile(before + _BETWEEN.join(map(re.escape, characters)), re.I)


def _numbers(text: str, known: Known) -> Iterator[Finding]:
    for value in known.numbers:
        if pattern := _loosely(value):
            yield from (Finding(m.start(), m.end(), Kind.NUMBER) for m in pattern.finditer(text))


def _contacts(text: str, known: Known) -> Iterator[Finding]:
    for value in known.contacts:
        digits, before = re.sub(r"\D", "", value), ""
        if "@" not in value and len(digits) > 8:
            value, before = digits[-8:], _AREA  # with or without the country and the area before it
        if pattern := _loosely(value, before):
            yield from (Finding(m.start(), m.end(), Kind.CONTACT) for m in pattern.finditer(text))


_BORN = re.compile(r"\b(?:nac\w+|naissance|née?s?|nasc\w+|born|birth|fèt)\W+(?:\w+\W+){0,3}?(\d{4})\b", re.I)


def _dates(text: str, known: Known) -> Iterator[Finding]:
    own = set(known.dates)
    for start, end, meant in dates(text):
        yield Finding(start, end, Kind.BIRTH if meant & own else Kind.DATE)
    for start, end, day in birthdays(text):
        if day in known.days:
            yield Finding(start, end, Kind.BIRTH)
    for found in _BORN.finditer(text):
        if int(found.group(1)) in known.years:
            yield Finding(found.start(1), found.end(1), Kind.BIRTH)


_PATTERNS = (
    (Kind.CURP, re.compile(r"\b[A-ZÑ][AEIOUX][A-ZÑ]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-ZÑ]{3}[A-Z\d]\d\b", re.I)),
    (Kind.CASE_NUMBER, re.compile(r"\b[A-Z]{3}-[A-Z]{3}-\d{4}-\d{3,6}(?:-[A-Z\d])?\b", re.I)),
    (Kind.EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (Kind.TELEPHONE, re.compile(r"(?<![\w/.-])\+?\(?\d{1,4}\)?(?:[\s.-]?\(?\d{2,4}\)?){2,5}(?![\w/-])")),
    (Kind.PASSPORT, re.compile(r"\b(?=[A-Z]{1,3}\d{6,9}\b)[A-Z]{1,3}\d{6,9}\b")),
)


def _patterns(text: str) -> Iterator[Finding]:
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            if kind is not Kind.TELEPHONE or len(re.sub(r"\D", "", found.group())) in range(8, 15):
                yield Finding(found.start(), found.end(), kind)


def _apart(found: Sequence[Finding]) -> list[Finding]:
    """No two over the same letters: hers before what looks like somebody's, then the longer. What is hers and overlaps
    becomes one, so that nothing of it stays."""
    taken: list[Finding] = []
    for each in sorted({f for f in found if f.hers}):
        if taken and each.start < taken[-1].end:
            last = taken[-1]
            longer = each if each.end - each.start > last.end - last.start else last
            taken[-1] = Finding(last.start, max(last.end, each.end), longer.kind)
        else:
            taken.append(each)
    order = list(Kind)
    for each in sorted({f for f in found if not f.hers}, key=lambda f: (f.start - f.end, order.index(f.kind), f.start)):
        if not any(each.start < other.end and other.start < each.end for other in taken):
            taken.append(each)
    return sorted(taken)
