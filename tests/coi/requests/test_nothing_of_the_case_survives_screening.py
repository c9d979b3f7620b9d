"""Whatever case and whatever text: after redaction nothing of the case can be read in it; and ordinary texts are left alone."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from acogida.coi.requests import screening
from acogida.coi.requests.screening import PARTICLES, Kind, Known, clean, redact, screen
from acogida.people.matching.variants import related
from acogida.people.names import fold

SYLLABLES = "ma ría jo sé nú ñez pé rez lu çi Dé lva O'Neill Ndi aye Xó chitl Chê rie Ávi la Guz mán Li Wu أحمد".split()
NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map(lambda parts: "".join(parts).capitalize())
PLACES = ["San Pedro Sula", "Barrio El Rosario", "Calle 5 Sur 12, Colonia Kennedy", "Gonaïves", "Aldea Río Blanco 3"]
FILLER = [
    "¿Qué protección da la policía a comerciantes extorsionados por maras desde 2023?", "en", "the gang", "y", "(véase)",
    "Human rights defenders report threats.", "La extorsión", "-", "“", "d'", "l’", ".", "\n", "3 de", "del", "#",
]  # fmt: skip


@st.composite
def known(draw: st.DrawFn) -> Known:
    birth = draw(st.dates(dt.date(1930, 1, 1), dt.date(2020, 12, 31)))
    digits = draw(st.integers(10**9, 10**10 - 1))
    return Known(
        names=tuple(draw(st.lists(NAMES, min_size=1, max_size=4))),
        numbers=(f"COM-TAP-2026-{draw(st.integers(1, 99999)):05d}-K", draw(st.from_regex(r"[A-Z][0-9]{7}", fullmatch=True))),
        dates=(birth,), days=((birth.month, birth.day),), years=(birth.year,),
        places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=2))),
        contacts=(f"+52 {digits}", f"x{digits % 997}@correo.example"),
    )  # fmt: skip


def written(draw: st.DrawFn, token: str) -> str:
    """As people write it: in capitals, without accents, with other separators, with a soft hyphen inside."""
    way = draw(st.integers(0, 6))
    if way == 0:
        return token.upper()
    if way == 1:
        return fold(token) or token
    if way == 2:
        return re.sub(r"[\s-]", draw(st.sampled_from(["", " ", ".", "/", "  "])), token)
    if way == 3 and len(token) > 3:
        return token[:2] + draw(st.sampled_from(["\u00ad", "\u200b"])) + token[2:]
    if way == 4:
        return draw(st.sampled_from(["d'", "L’", "(", "¿", "«", "-"])) + token
    if way == 5:
        return token + draw(st.sampled_from(["'s", ".", ",", "?", "»", ")"]))
    return token


def said_dates(birth: dt.date) -> list[str]:
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
    return [
        birth.isoformat(), f"{birth:%d/%m/%Y}", f"{birth.day}-{birth.month}-{birth.year}", f"{birth:%B} {birth.day}, {birth.year}",
        f"{birth.day} de {months[birth.month - 1]} de {birth.year}", f"{birth.day} {months[birth.month - 1][:3]}. {birth.year}",
    ]  # fmt: skip


@st.composite
def told(draw: st.DrawFn) -> tuple[Known, str]:
    """A case, and a text that tells of it in any order and any writing."""
    case = draw(known())
    words = [word for name in case.names for word in (name, *name.split())]
    tokens = [*words, *case.names, *case.numbers, *case.places, *case.contacts, *said_dates(case.dates[0])]
    parts = draw(st.lists(st.one_of(st.sampled_from(FILLER), st.sampled_from(tokens)), max_size=12))
    return case, draw(st.sampled_from([" ", ", ", "; "])).join(
        written(draw, part) if part in tokens else part for part in parts
    )


def folded(text: str) -> str:
    return "".join(c for c in text if c not in "\u00ad\u200b")


def survivors(case: Known, text: str) -> list[str]:
    """What of the case can still be read, found without the code under test."""
    text = folded(text)
    words = {w for part in re.split(r"['’`]", text) for w in fold(part).split()} | set(fold(text).split())
    left = [t for name in case.names for t in fold(name).split() if len(t) > 1 and t not in PARTICLES and t in words]
    letters = re.sub(r"[\W_]", "", text.replace(screening.REMOVED, "Ж")).upper()
    left += [n for n in case.numbers if re.sub(r"[\W_]", "", n).upper() in letters]
    left += [c for c in case.contacts if re.sub(r"[\W_]", "", c).upper() in letters]
    left += [d for d in said_dates(case.dates[0]) if d in text]
    return left + [p for place in case.places for p in place.split(", ") if p in text]


@settings(max_examples=120, deadline=None)
@given(told())
@example((Known(names=("O'Neill",), dates=(dt.date(1990, 1, 2),)), "d’ONEILL, l'Oneill"))
def test_no_token_of_the_case_can_be_read_afterwards(pair: tuple[Known, str]) -> None:
    case, text = pair
    cleaned = clean(text, case)
    assert survivors(case, cleaned) == []
    assert not [found for found in screen(cleaned, case) if found.hers]


@settings(max_examples=60, deadline=None)
@given(told())
def test_findings_stand_where_they_say_and_never_over_each_other(pair: tuple[Known, str]) -> None:
    case, text = pair
    found = screen(text, case, related=related)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert redact(text, found).count(screening.REMOVED) >= len(found)


def kinds(text: str, case: Known = screening.NOBODY, **how: object) -> list[str]:
    return [found.kind for found in screen(text, case, **how)]  # type: ignore[arg-type]


def test_patterns_are_found_without_any_case() -> None:
    text = "CURP NUIM920314MNEXBR07, pasaporte E1234567, COM-TAP-2026-00042-K, tel. 962 123 4567, a@b.mx, 14/03/1992"
    assert kinds(text) == ["curp", "passport", "case_number", "telephone", "email", "date"]


def test_a_question_about_a_country_is_about_nobody() -> None:
    text = (
        "¿Qué protección da la policía de Honduras a comerciantes que no pagan extorsión a la Mara Salvatrucha en San Pedro "
        "Sula desde 2023? Véase Human Rights Watch, World Report 2026, p. 214; Ley 35-2011, art. 12."
    )
    case = Known(names=("Marta Salvador Ramos",), places=("Tegucigalpa",), dates=(dt.date(1992, 3, 14),))
    assert kinds(text, case, ordinary=["Honduras", "Mara Salvatrucha", "Human Rights Watch"]) == []


def test_a_slip_of_the_pen_and_a_pet_name_are_shown_to_a_person_and_countries_are_not() -> None:
    case = Known(names=("José Hernández Honduraz",))
    found = screen(
        "El señor Hernandes, a quien llaman Pepe, salió de Honduras.", case, ordinary=["Honduras"], related=related
    )
    assert [(each.text, each.kind, each.hers) for each in found] == [
        ("Hernandes", Kind.NAME_LIKE, False), ("Pepe", Kind.NAME_LIKE, False),
    ]  # fmt: skip


def test_a_name_of_the_case_is_found_even_where_it_is_a_country_too() -> None:
    assert kinds("Sobre Israel y su familia", Known(names=("Israel Paz",)), ordinary=["Israel"]) == ["name"]


def test_a_birthday_without_its_year_and_a_year_beside_birth_are_hers() -> None:
    case = Known(dates=(dt.date(1992, 3, 14),), days=((3, 14),), years=(1992,))
    assert kinds("Nacida en 1992, cumple el 14 de marzo; la ley es de 1992.", case) == ["birth", "birth"]
