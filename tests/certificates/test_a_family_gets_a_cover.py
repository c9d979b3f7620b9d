"""The cover of a family's papers lists those that exist, person by person, and nothing that tells of a claim."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pdfminer.high_level import extract_text

from acogida import letters
from acogida.audit.models import Record
from acogida.cases.actions import NewMember
from acogida.cases.models import Claim, Member
from acogida.certificates import actions
from acogida.certificates.models import Certificate
from acogida.people.models import PersonName
from tests.cast import Cast, a_case, a_person, admitted, signed_in

pytestmark = pytest.mark.django_db


def test_the_cover_lists_what_exists_for_each_and_is_for_the_office_alone(cast: Cast) -> None:
    mother = a_person(cast, given_names="Amina", first_surname="Haddad", second_surname="", languages=[("fr", True)])
    child = a_person(cast, given_names="Nour", first_surname="Haddad", second_surname="", birth_year=2016)
    PersonName.objects.create(person=mother, kind=PersonName.Kind.NATIVE, text="أمينة حداد", script="Arab")
    members = [NewMember(mother, Member.Role.PRINCIPAL),
               NewMember(child, Member.Role.DEPENDANT, "child", Claim.Basis.DERIVATIVE)]  # fmt: skip
    case = admitted(cast, a_case(cast, members=members))
    first, second = Certificate.objects.filter(case=case).order_by("number")
    actions.make_pdf(first.pk)
    address = reverse("case_papers_cover", args=[case.number])
    client = signed_in(cast, "clerk")
    answer = client.get(address)
    text = " ".join(extract_text(io.BytesIO(answer.content)).split())
    assert answer["Content-Type"] == "application/pdf"
    assert "Constancia de trámite" in text and first.number in text
    assert second.number not in text  # it has no file yet
    assert "Nour Haddad" in text and "Sin documentos todavía" in text
    assert set("أمينة") <= set(text)
    assert "Documents remis à la famille" in text
    assert [seal.intact for seal in letters.seals(answer.content)] == [True]
    actions.make_pdf(second.pk)
    assert second.number in extract_text(io.BytesIO(client.get(address).content))
    assert Record.objects.filter(action="certificate.cover").count() == 2
    assert signed_in(cast, "nobody").get(address).status_code == 404
