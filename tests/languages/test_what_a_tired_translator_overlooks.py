"""The checks: each finds its fault, and says nothing of a sound translation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.languages import phrases
from acogida.languages.checks import Warning, warnings
from acogida.languages.terms.matching import FORBIDDEN, Entry, around, in_text, pluralised

TERMS = [Entry("gang", "pandilla"), Entry("gang", "banda", FORBIDDEN), Entry("gang member", "integrante de pandilla")]
SOUND = [
    ("On 3 May 2023 the police did not come.", "El 3 de mayo de 2023 la policía no acudió."),
    (
        "In March, 1,200 people fled Honduras without documents.",
        "En marzo, 1.200 personas huyeron de Honduras sin documentos.",
    ),
    ("She paid two thousand lempiras to the gangs.", "Ella pagó dos mil lempiras a las pandillas."),
    (
        "They may march; the Ministry of Justice was unable to act.",
        "Pueden marchar; el Ministerio de Justicia no pudo actuar.",
    ),
    ("However, I told my sister.", "Sin embargo, le dije a mi hermana."),
    ("The report covers 2015-16 and the 1990s.", "El informe abarca 2015 y 2016 y la década de 1990."),
    ("Germany and the UN asked for it.", "Alemania y la ONU lo pidieron."),
    ("At 10 p.m. twenty-five men came.", "A las 10:00 p. m. llegaron veinticinco hombres."),
]
WRONG = [
    ("The police did not come.", "La policía acudió.", "negation_lost"),
    ("The police came.", "La policía no acudió.", "negation_added"),
    ("It cost 1,500 dollars.", "Costó 1,050 dólares.", "number_missing"),
    ("Three men came.", "Unos hombres llegaron.", "number_missing"),
    ("It was in June.", "Fue en julio.", "month_missing"),
    ("It happened on 05/03/2023.", "Ocurrió el 05/03/2023.", "date_order"),
    ("He fled from Juan Pérez to Choluteca.", "Huyó de Pérez a la ciudad.", "name_missing"),
    ("I told my boss.", "Le dijimos a nuestro jefe.", "person"),
    ("She left the house.", "Él salió de la casa.", "gender"),
    ("The police of the city took them.", "The police of the city took them.", "untranslated"),
    ("The gang came.", "La banda llegó.", "forbidden_term"),
    ("The gang came.", "El grupo llegó.", "preferred_term"),
    ("You have rights.", "Vosotros tenéis derechos.", "spain"),
    ("The police came to the house and took the two brothers away.", "Fueron dos.", "too_short"),
    ("The police came.", "", "empty"),
]


@pytest.mark.parametrize(("source", "target"), SOUND)
def test_a_sound_translation_is_left_alone(source: str, target: str) -> None:
    assert warnings(source, target, "en", "es-MX", TERMS) == []


@pytest.mark.parametrize(("source", "target", "code"), WRONG)
def test_each_fault_is_told_in_words(source: str, target: str, code: str) -> None:
    found = warnings(source, target, "en", "es", TERMS)
    assert code in {one.code for one in found}
    assert all(phrases.warning(one) and "%(" not in phrases.warning(one) for one in found)


def test_a_word_the_machine_left_is_told_until_it_is_gone() -> None:
    assert Warning("unknown_word", "claimant") in warnings("The claimant", "El claimant", "en", "es", [], ["claimant"])
    assert warnings("The claimant", "El solicitante", "en", "es", [], ["claimant"]) == []


numbers = st.lists(st.integers(min_value=13, max_value=999_999), min_size=1, max_size=3, unique=True)


@settings(max_examples=80, deadline=None)
@given(numbers, st.integers(min_value=1, max_value=9), st.data())
def test_no_changed_figure_escapes(figures: list[int], change: int, data: st.DataObject) -> None:
    source = "They counted " + ", then ".join(f"{figure:,}" for figure in figures) + "."
    target = "Contaron " + ", luego ".join(f"{figure:,}".replace(",", ".") for figure in figures) + "."
    assert warnings(source, target, "en", "es") == []
    place = data.draw(st.sampled_from([match.start() for match in re.finditer(r"\d", target)]))
    other = target[:place] + str((int(target[place]) + change) % 10) + target[place + 1 :]
    assert any(one.code.startswith("number") for one in warnings(source, other, "en", "es"))


def test_the_longest_term_counts() -> None:
    assert [entry.target for entry in in_text(TERMS, "Gang members fled.")] == ["integrante de pandilla"]
    assert pluralised("integrante de pandilla") == "integrantes de pandilla" and pluralised("ONG") == "ONG"
    assert pluralised("ejecución extrajudicial") == "ejecuciones extrajudiciales"


def test_terms_go_around_the_machine() -> None:
    said = {
        "The gangs fled.": ("Las bandas huyeron.", ()), "gang": ("banda", ()), "curfew": ("*", ()),
        "A curfew began.": ("Una hora de llegada empezó.", ()), "A Zquzt began.": ("Una Zquzt empezó.", ("Zquzt",)),
    }  # fmt: skip
    terms = [*TERMS, Entry("curfew", "toque de queda")]

    def machine(texts: list[str]) -> list[tuple[str, tuple[str, ...]]]:
        return [said[text] for text in texts]

    assert around(["The gangs fled.", "A curfew began."], terms, machine) == [  # type: ignore[arg-type]
        ("Las pandillas huyeron.", ()), ("Una toque de queda empezó.", ()),
    ]  # fmt: skip
