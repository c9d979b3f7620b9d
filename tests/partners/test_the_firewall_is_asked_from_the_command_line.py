"""`acogida firewall check` says whether, why, by which rule and where the law says so."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from acogida.partners.checking import check
from tests.cast import Cast, a_case, a_person

pytestmark = pytest.mark.django_db


def asked(person: Any, recipient: str, fields: str = "") -> tuple[dict[str, Any], str, int]:
    return check(argparse.Namespace(person=str(person), recipient=recipient, fields=fields))


@pytest.mark.parametrize(
    ("recipient", "fields", "rule"),
    [
        ("inm", "", None), ("sre", "", None), ("renapo", "given_names", None), ("renapo", "letter_sha256", "fields"),
        ("info@embhonduras.mx", "", "country"), ("https://www.consuladohonduras.org/x", "", "country"),
        ("correo.gob.hn", "", "country"), ("clinica@salud.gob.mx", "", None), ("embajada@gmail.com", "", "mission"),
        ("address:Consulado de Honduras, Tapachula, México", "", "country"), ("address:Av. 5 número 3", "", "unknown_country"),
        ("address:Av. 5 número 3, Tapachula, México", "", None), ("country:HN", "", "country"), ("country:US", "", None),
        ("official:HN", "", "country"), ("person:MX", "", None), ("chosen:HN", "", "consent"), ("export:sre_list", "", None),
        ("qr:anyone", "", None), ("qr:anyone", "nationalities", "origin"), ("qr:HN", "", "country"),
        ("search:search.example.org Honduras maras Núñez", "", "person_in_query"),
        ("search:search.example.org Honduras maras", "", None),
    ],
)  # fmt: skip
def test_it_judges_every_kind_of_recipient(cast: Cast, recipient: str, fields: str, rule: str | None) -> None:
    said, text, code = asked(a_person(cast).pk, recipient, fields)
    assert (said["rule"], said["allowed"], code) == (rule, rule is None, 0)
    assert bool(said["why"]) == bool(said["source"]) == (rule is not None)
    assert ("refused" in text) == (rule is not None)
    assert said["shielded_from"] == ["HN"]
    if recipient == "clinica@salud.gob.mx":
        assert said["needs"] == "her consent to the act"
    if rule == "country":
        assert said["countries"] == ["HN"]
        assert "LSR art" in said["source"]


def test_it_takes_a_case_for_its_principal_and_says_what_it_does_not_understand(cast: Cast) -> None:
    case = a_case(cast)
    assert asked(case.number, "inm")[0]["allowed"]
    assert asked("COM-XXX-1", "inm")[2] == 2
    assert asked(case.number, "INM")[0]["agreements"], "a code in capitals is the same agency"
    for nonsense in ("nobody", "country:Honduras", "country:ZZ", "qr:HN,QQ", "export:nothing"):
        said, _text, code = asked(case.number, nonsense)
        assert (code, "error" in said) == (2, True)
