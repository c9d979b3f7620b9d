"""Information packages: read and printed in a chosen language, those for the people of a case first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from acogida.archive import queries
from acogida.cases import packs
from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Member
from acogida.law import InformationPackage, Pack
from tests.cast import Cast, a_case, a_person, signed_in

pytestmark = pytest.mark.django_db


def text(es: str, **more: str) -> dict[str, str]:
    return {"es": es, "en": es.upper(), **more}


PACKAGES = tuple(
    InformationPackage.model_validate(each)
    for each in (
        {"code": "everybody", "label": text("Su procedimiento", ht="Pwosedi ou"), "audience": text("Toda persona"),
         "section": [{"heading": text("Qué sigue", ht="Sa k ap vini"), "body": text("Uno.\n\nDos <b>.", ht="Youn.")}]},
        {"code": "children", "label": text("Para niñas y niños"), "audience": text("Menores de 18 años"),
         "show_if": "'child' in flags", "section": [{"heading": text("Te escuchamos"), "body": text("Sí.", ht="Wi.")}]},
        {"code": "old", "label": text("Personas mayores"), "audience": text("60 o más"),
         "show_if": "person.age >= 60", "section": [{"heading": text("Apoyo"), "body": text("Sí.")}]},
    )
)  # fmt: skip


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch) -> Pack:
    found = packs.current()
    monkeypatch.setattr(found, "information", PACKAGES)
    return found


@pytest.fixture
def case(cast: Cast, pack: Pack) -> Case:
    mother = a_person(cast, given_names="Marie", first_surname="Délva", second_surname="", languages=[("ht", True)])
    child = a_person(cast, given_names="Rose", first_surname="Pierre", second_surname="", birth_year=2016)
    return a_case(
        cast, members=[NewMember(mother, Member.Role.PRINCIPAL), NewMember(child, Member.Role.DEPENDANT, "child")]
    )


def test_packages_for_the_people_of_a_case_come_first(case: Case, pack: Pack) -> None:
    assert [(sheet.code, sheet.fits) for sheet in queries.sheets(pack, case)] == [
        ("everybody", True), ("children", True), ("old", False),
    ]  # fmt: skip
    assert not any(sheet.fits for sheet in queries.sheets(pack))


def test_a_language_is_offered_only_when_every_part_is_written_in_it(pack: Pack) -> None:
    offered = queries.languages_of(PACKAGES[0])
    assert offered == [("es", "Español"), ("en", "English"), ("ht", "Kreyòl ayisyen")]
    assert [code for code, _name in queries.languages_of(PACKAGES[1])] == ["es", "en"]


def test_the_case_page_leads_to_sheets_in_the_applicants_language(case: Case, cast: Cast) -> None:
    client = signed_in(cast, "clerk")
    tab = client.get(reverse("case_page", args=[case.number]), {"tab": "documents"}).content.decode()
    address = reverse("case_information", args=[case.number])
    assert address in tab
    page = client.get(address).content.decode()
    wanted = f'class="btn btn-sm btn-primary" href="{reverse("information_page", args=["everybody"])}?language=ht"'
    assert wanted in page


def test_a_sheet_is_read_in_the_chosen_language_and_says_nothing_of_anybody(case: Case, cast: Cast) -> None:
    client = signed_in(cast, "clerk")
    address = reverse("information_page", args=["everybody"])
    page = client.get(address, {"language": "ht"}).content.decode()
    assert "Youn." in page
    assert 'lang="ht"' in page
    assert "data-print" in page
    for secret in (case.number, "Marie", "Délva"):
        assert secret not in page
    spanish = client.get(address, {"language": "xx"}).content.decode()
    assert "Dos &lt;b&gt;." in spanish
    assert client.get(reverse("information_page", args=["none"])).status_code == 404


def test_the_menu_leads_to_all_packages_for_who_works_with_cases(case: Case, cast: Cast) -> None:
    client = signed_in(cast, "clerk")
    assert reverse("information_list") in client.get(reverse("home")).content.decode()
    page = client.get(reverse("information_list")).content.decode()
    assert "Su procedimiento" in page
    assert "Personas mayores" in page
    assert "Para este expediente" not in page
    assert signed_in(cast, "nobody").get(reverse("information_list")).status_code == 404
    assert signed_in(cast, "outsider").get(reverse("case_information", args=[case.number])).status_code == 404
