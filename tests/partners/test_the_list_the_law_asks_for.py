"""The statutory list for the ministry of foreign affairs (LSR art. 53): few data, two persons, a line in every history."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from acogida.accounts.models import Posting, Role
from acogida.audit.models import Record
from acogida.cases.actions import NewMember
from acogida.cases.models import Claim, Member
from acogida.exchange.models import Disclosure
from acogida.partners.lists import actions, lines
from acogida.partners.lists.models import StatutoryList
from acogida.people.models import Person
from tests.agreements import agree, end_all
from tests.cast import Cast, a_case, a_person, signed_in

SECRET = "Me amenazaron"


@pytest.fixture
def staff(cast: Cast) -> Cast:
    """A lawyer who asks, a director and a protection supervisor who release."""
    for part, role in (("reviewer", "legal_officer"), ("auditor", "director"), ("notifier", "protection_supervisor")):
        Posting.objects.create(
            user=cast.users[part], role=Role.objects.get(code=role), office=cast.users[part].office, start="2019-01-01"
        )
    return cast


@pytest.fixture
def register(staff: Cast) -> dict[str, Person]:
    """An applicant, a refugee, one refused, one sealed, one who fears Mexico, one dead."""
    people = {
        "applicant": a_person(staff), "refugee": a_person(staff, given_names="-Ana", first_surname="Paz"),
        "refused": a_person(staff, given_names="Luis"), "sealed": a_person(staff, given_names="Eva"),
        "afraid": a_person(staff, given_names="Rosa", feared_countries=["MX"]), "untold": a_person(staff, given_names="Noé"),
    }  # fmt: skip
    for person in people.values():
        a_case(staff, members=[NewMember(person, Member.Role.PRINCIPAL)])
    today = staff.clerk.office.today()
    claims = {claim.person_id: claim for claim in Claim.objects.all()}
    for part, stage, outcome, notified in (
        ("refugee", "final", "recognised", today), ("refused", "final", "refused", today),
        ("untold", "notification", "recognised", None),
    ):  # fmt: skip
        Claim.objects.filter(pk=claims[people[part].pk].pk).update(stage=stage, outcome=outcome, notified_on=notified)
    Person.objects.filter(pk=people["sealed"].pk).update(sealed=True)
    return people


def asked(cast: Cast) -> StatutoryList:
    return actions.prepare(cast.as_("reviewer"), why="Oficio SRE/123", recipient="Dirección Jurídica", key=uuid.uuid4())


def released(cast: Cast, part: str = "auditor") -> StatutoryList:
    return actions.decide(cast.as_(part), asked(cast).pk, accept=True)


@pytest.mark.django_db
def test_it_holds_who_asks_for_protection_or_has_it_and_of_each_only_what_was_agreed(staff, register) -> None:
    made = released(staff)
    content = json.loads(actions.content(staff.as_("reviewer"), made, "json"))
    persons = {row["given_names"]: row for row in content["persons"]}
    assert set(persons) == {"María José", "-Ana", "Noé"}
    assert (persons["-Ana"]["protection_status"], persons["Noé"]["protection_status"]) == ("REFUGEE", "APPLICANT")
    assert set(persons["-Ana"]) == {
        "given_names", "first_surname", "second_surname", "birth_date", "nationalities", "protection_status"
    }  # fmt: skip
    assert (made.persons, made.kept_back) == (3, 2)
    assert content["legal_basis"] == "LSR art. 53"


@pytest.mark.django_db
def test_the_csv_is_safe_in_a_spreadsheet_and_the_hashes_are_those_of_the_files(staff, register) -> None:
    made = released(staff)
    table = actions.content(staff.as_("reviewer"), made, "csv")
    assert hashlib.sha256(table).hexdigest() == made.sha256_csv
    assert hashlib.sha256(actions.content(staff.as_("reviewer"), made, "json")).hexdigest() == made.sha256_json
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert {row["nombres"] for row in rows} == {"María José", "'-Ana", "Noé"}
    assert {row["situacion"] for row in rows} == {"solicitante", "refugiado"}
    assert Record.objects.filter(action="list.taken").count() == 2


@given(st.lists(st.text(max_size=20), min_size=3, max_size=3))
def test_no_cell_is_ever_a_formula(texts: list[str]) -> None:
    body = dict(zip(("given_names", "first_surname", "second_surname"), texts, strict=True))
    table = lines.as_csv([{**body, "protection_status": "REFUGEE"}]).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(table, newline="")))[1]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.django_db
def test_everybody_in_it_sees_it_in_her_history_and_who_was_kept_back_too(staff, register) -> None:
    made = released(staff)
    rows = {row.person_id: row for row in Disclosure.objects.filter(reference=str(made.pk))}
    refugee, afraid = rows[register["refugee"].pk], rows[register["afraid"].pk]
    assert (refugee.kind, refugee.agency_id, refugee.sha256, refugee.allowed) == (
        "export",
        "sre",
        made.sha256_csv,
        True,
    )
    assert (afraid.refusal, afraid.sha256) == ("country", "")
    assert register["sealed"].pk not in rows
    assert register["refused"].pk not in rows


@pytest.mark.django_db
def test_who_may_know_of_sealed_persons_releases_a_list_that_protects_them_too(staff, register) -> None:
    made = released(staff, "notifier")
    names = [row["given_names"] for row in json.loads(actions.content(staff.as_("reviewer"), made, "json"))["persons"]]
    assert "Eva" in names
    assert "Rosa" not in names


@pytest.mark.django_db
def test_two_persons_are_needed_and_no_third_without_the_grant(staff, register) -> None:
    waiting = asked(staff)
    with pytest.raises(ValidationError):
        asked(staff)  # one waits already
    for part in ("reviewer", "clerk", "outsider"):
        with pytest.raises(PermissionDenied):
            actions.decide(staff.as_(part), waiting.pk, accept=True)
    with pytest.raises(PermissionDenied):
        actions.prepare(staff.as_("auditor"), why="x", recipient="y", key=uuid.uuid4())
    declined = actions.decide(staff.as_("auditor"), waiting.pk, accept=False, note="Sin oficio")
    assert (declined.state, declined.persons, declined.sealed) == ("declined", 0, None)
    with pytest.raises(ValidationError):
        actions.content(staff.as_("reviewer"), declined, "csv")
    assert not Disclosure.objects.exists()


@pytest.mark.django_db
def test_without_its_agreement_there_is_no_list_and_no_file(staff, register) -> None:
    made = released(staff)
    end_all("sre")
    made.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.content(staff.as_("reviewer"), made, "csv")
    with pytest.raises(ValidationError):
        asked(staff)
    agree("sre", "sre_list", ["given_names"])
    again = released(staff)
    assert again.persons == 0  # narrower than the message: nobody's line fits
    assert set(Disclosure.objects.filter(reference=str(again.pk)).values_list("refusal", flat=True)) == {
        "fields",
        "country",
    }


@pytest.mark.django_db
def test_pages_for_who_may_and_nothing_for_others(staff, register) -> None:
    lawyer, director = signed_in(staff, "reviewer"), signed_in(staff, "auditor")
    given_once: dict[str, Any] = {"why": "Oficio 1", "recipient": "Jurídico", "idempotency_key": str(uuid.uuid4())}
    lawyer.post(reverse("statutory_lists"), given_once)
    lawyer.post(reverse("statutory_lists"), given_once)
    made = StatutoryList.objects.get()
    where = reverse("statutory_list", args=[made.pk])
    assert lawyer.post(where, {"accept": "1"}).status_code == 404
    assert director.post(where, {"accept": "1"}).status_code == 302
    taken = lawyer.get(reverse("statutory_list_file", args=[made.pk, "csv"]))
    assert (taken.status_code, taken["Cache-Control"]) == (200, "no-store")
    assert "María José" in taken.content.decode()
    assert signed_in(staff, "clerk").get(reverse("statutory_list_file", args=[made.pk, "csv"])).status_code == 404
