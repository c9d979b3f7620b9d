"""What registration took down, what was brought later and what the State gave satisfies every paper; nobody is asked twice."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.audit.models import Record
from acogida.cases.actions import NewMember, open_case
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim, Member
from acogida.certificates import life, papers
from acogida.certificates.models import Certificate, Evidence
from acogida.certificates.requirements import access, actions
from acogida.certificates.requirements.commands import COMMANDS
from acogida.certificates.requirements.explaining import explain_all, explain_for
from acogida.certificates.requirements.known import known_of
from acogida.certificates.whom import person_named
from acogida.files.errors import FileError
from acogida.law import load_pack
from acogida.people.actions import complete_person, correct_person
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions as numbers
from tests.cast import Cast, a_person, admitted

pytestmark = pytest.mark.django_db
FORM = {"level": "basic", "signature": "signed", "read_back": True, "entry_on": "2026-01-05"}
BYTES = b"%PDF-1.7 a proof of address"


def presented(cast: Cast, *people: Person, **said: Any) -> Case:
    """A case taken down with a form, its first person the principal."""
    members = [
        NewMember(person, Member.Role.DEPENDANT if place else Member.Role.PRINCIPAL, "child" if place else "principal")
        for place, person in enumerate(people)
    ]
    office = cast.clerk.office
    return open_case(
        cast.as_("clerk"), office=office, members=members, presented_on=office.today(), intent_on=None, key=uuid.uuid4(),
        payload={**FORM, **said},
    )  # fmt: skip


@pytest.fixture
def mother(cast: Cast) -> Person:
    return a_person(cast, address="Calle Uno, Tapachula", phone="962 000 0000", birth_place="La Ceiba")


@pytest.fixture
def daughter(cast: Cast) -> Person:
    return a_person(cast, given_names="Luz", birth_year=2016)


def photographed(cast: Cast, person: Person) -> None:
    from acogida.files.store import put

    photo = put(b"\xff\xd8\xff a face", "image/jpeg")
    complete_person(cast.as_("clerk"), person.pk, reason="Foto", photo=photo)


def brought(cast: Cast, person: Person, item: str, evidence: str, **more: Any) -> Evidence:
    more.setdefault("on", person.office.today())
    return actions.record_evidence(cast.as_("clerk"), person.pk, item=item, evidence=evidence, key=uuid.uuid4(), **more)


def test_a_registration_answers_nineteen_items(cast: Cast, mother: Person, daughter: Person) -> None:
    photographed(cast, daughter)
    presented(cast, mother, daughter)
    found = explain_for(daughter)
    assert found.paper("D1").state == "issued"
    taken_down = {
        code for code, item in load_pack("mexico").requirements.items.items() if item.given_by == "registration"
    }
    assert set(found.paper("D1").satisfied) == taken_down - {"I12"}  # a girl of ten has no telephone
    assert {item for paper in found.documents for item in paper.missing} == {"I11", "I12", "I14", "I25", "I27"}


def test_who_declined_to_sign_is_asked_when_a_paper_needs_it(cast: Cast, mother: Person) -> None:
    presented(cast, mother, signature="refused")
    assert {"I08", "I09"} <= {question.item for question in explain_for(mother).ask}


def test_a_wish_taken_down_in_an_emergency_leaves_the_statement_to_be_asked(cast: Cast, mother: Person) -> None:
    presented(cast, mother, level="emergency", signature="")
    assert "I15" in {question.item for question in explain_for(mother).ask}


def test_evidence_is_brought_once_for_every_paper_and_for_the_family(
    cast: Cast, mother: Person, daughter: Person
) -> None:
    admitted(cast, presented(cast, mother, daughter))
    for_cards = ["D4", "D6"]
    assert {"I11", "I14", "I25"} <= {q.item for q in explain_for(mother, for_cards).ask}
    brought(cast, mother, "I11", "utility_bill", form="copy", copy=BYTES, basis="documented", source="CFE")
    brought(cast, mother, "I14", "entry_letter")
    brought(cast, mother, "I25", "inm_form")
    assert not {"I11", "I14", "I25"} & {q.item for q in explain_for(mother, for_cards).ask}
    hers = explain_for(daughter, for_cards)
    assert hers.paper("D4").satisfied["I11"].person == str(mother.pk)  # one home
    assert {"I14", "I25"} <= {q.item for q in hers.ask}  # each signs her own


def test_the_certificate_and_the_number_follow_from_each_other(cast: Cast, mother: Person) -> None:
    photographed(cast, mother)
    case = presented(cast, mother)
    assert explain_for(mother).paper("D2").state == "not_yet"
    admitted(cast, case)
    found = explain_for(mother)
    assert found.paper("D2").state == "issued" and found.paper("D3").state == "ready"
    assert papers.of("D3").asked(mother) == mother.office.today()  # asked for at admission
    numbers.record(mother.pk, "NUIM920314MNEXBR08", assigned_on=mother.office.today(), source="RENAPO")
    found = explain_for(mother)
    assert found.paper("D3").state == "issued" and found.paper("D10").state == "ready"
    assert found.paper("D10").satisfied["I22"].evidence == "temporary_curp"


def test_a_number_that_has_expired_is_to_be_made_again_and_satisfies_nothing(cast: Cast, mother: Person) -> None:
    admitted(cast, presented(cast, mother))
    today = mother.office.today()
    numbers.record(mother.pk, "NUIM920314MNEXBR08", assigned_on=today, source="RENAPO")
    IdentityNumber.objects.filter(person=mother, status="active").update(
        assigned_on=today - dt.timedelta(days=200), valid_until=today - dt.timedelta(days=1)
    )
    found = explain_for(mother)
    assert found.paper("D3").state == "again" and "I22" not in found.paper("D10").satisfied
    papers.of("D3").make(cast.as_("clerk"), mother, key=uuid.uuid4())
    assert mother.numbers.get(status="active").wanted == IdentityNumber.Wanted.RENEW


def test_a_favourable_decision_makes_the_papers_of_a_refugee_come_up(cast: Cast, mother: Person) -> None:
    case = admitted(cast, presented(cast, mother))
    Claim.objects.filter(case=case).update(outcome="recognised", notified_on=case.presented_on)
    found = explain_for(mother)
    assert found.paper("D5").state == "ready"
    assert found.paper("D6").satisfied["I23"].source == case.number
    assert found.paper("D13").state == "not_yet"  # she may live where she likes
    Claim.objects.filter(case=case).update(stage="status_ended")
    assert explain_for(mother).paper("D5").state == "not_yet"


def test_a_corrected_name_and_a_new_photograph_are_reasons_to_issue_again(cast: Cast, mother: Person) -> None:
    admitted(cast, presented(cast, mother))
    photographed(cast, mother)
    mother.refresh_from_db()
    correct_person(cast.as_("clerk"), mother.pk, {"given_names": "Maria"}, version=mother.version, reason="Acta")
    paper = explain_for(mother).paper("D2")
    assert paper.state == "again" and paper.as_json("es")["reason"].endswith("nombre, fotografía.")
    assert Certificate.objects.get(status="valid").outdated_since is not None
    key = uuid.uuid4()
    for _twice in range(2):
        papers.of("D2").make(cast.as_("clerk"), mother, key=key)
    assert explain_for(mother).paper("D2").state == "issued"
    assert Certificate.objects.filter(person=mother).count() == 2
    papers.of("D2").make(cast.as_("clerk"), mother, key=uuid.uuid4())  # nothing to do
    assert Certificate.objects.filter(person=mother).count() == 2


def test_a_code_that_has_ended_is_renewed_and_the_certificate_stands_meanwhile(cast: Cast, mother: Person) -> None:
    admitted(cast, presented(cast, mother))
    Certificate.objects.update(valid_until=mother.office.today() - dt.timedelta(days=1))
    found = explain_for(mother)
    assert found.paper("D2").state == "again" and found.paper("D11").state == "ready"
    papers.of("D2").make(cast.as_("clerk"), mother, key=uuid.uuid4())
    assert explain_for(mother).paper("D2").state == "issued"


def test_a_suspended_certificate_proves_nothing_and_is_not_got_round(cast: Cast, mother: Person) -> None:
    photographed(cast, mother)
    admitted(cast, presented(cast, mother))
    life.suspend(cast.as_("supervisor"), Certificate.objects.get().pk, reason="Se investiga", key=uuid.uuid4())
    found = explain_for(mother)
    assert found.paper("D2").state == "again" and "suspend" in found.paper("D2").as_json()["reason"]
    assert found.paper("D3").state == "waiting"
    with pytest.raises(Refused):
        papers.of("D2").make(cast.as_("supervisor"), mother, key=uuid.uuid4())
    assert Certificate.objects.count() == 1


def test_a_corrected_telephone_makes_no_paper_again(cast: Cast, mother: Person) -> None:
    admitted(cast, presented(cast, mother))
    correct_person(cast.as_("clerk"), mother.pk, {"phone": "1"}, version=mother.version, reason="Otro")
    assert explain_for(mother).paper("D2").state == "issued"


def test_a_child_born_later_changes_what_the_certificate_says(cast: Cast, mother: Person) -> None:
    case = admitted(cast, presented(cast, mother))
    tomorrow = case.office.today() + dt.timedelta(days=1)
    Member.objects.create(case=case, person=a_person(cast, given_names="Sol"), role="dependant", relation="child",
                          position=1, start=tomorrow)  # fmt: skip
    assert "familia" in explain_for(mother).paper("D2").as_json("es")["reason"]


def test_a_family_is_explained_in_as_many_queries_as_one_person(cast: Cast, mother: Person, daughter: Person) -> None:
    others = [a_person(cast, given_names=name, birth_year=2018) for name in ("Sol", "Mar", "Paz")]
    admitted(cast, presented(cast, mother, daughter, *others))

    def queries(persons: list[Person]) -> int:
        """Without which pack is in force: that is kept for some seconds."""
        with CaptureQueriesContext(connection) as asked:
            assert len(explain_all(persons)) == len(persons)
        return sum("cases_packversion" not in query["sql"] for query in asked.captured_queries)

    assert queries([mother, daughter, *others]) == queries([mother]) <= 22


def test_what_somebody_in_another_case_brought_serves_nobody_here(cast: Cast, mother: Person) -> None:
    stranger = a_person(cast, given_names="Otra")
    presented(cast, mother)
    presented(cast, stranger)
    brought(cast, stranger, "I11", "lease")
    assert "I11" not in known_of(mother)
    both = explain_all([mother, stranger], ["D4"])
    assert "I11" in both[mother.pk].paper("D4").missing and "I11" not in both[stranger.pk].paper("D4").missing


# --- recording -----------------------------------------------------------------------------------------------------


def test_evidence_sent_twice_is_kept_once_and_on_record(cast: Cast, mother: Person) -> None:
    case = presented(cast, mother)
    key = uuid.uuid4()
    for _twice in range(2):
        actions.record_evidence(
            cast.as_("clerk"), mother.pk, item="I14", evidence="entry_letter", on=mother.office.today(), key=key
        )
    assert Evidence.objects.count() == 1
    assert Record.objects.filter(action="evidence.recorded").count() == 1
    assert case.events.filter(kind="evidence_recorded").count() == 1


def test_evidence_taken_back_counts_no_more_and_stays_on_record(cast: Cast, mother: Person) -> None:
    presented(cast, mother)
    row = brought(cast, mother, "I14", "entry_letter")
    assert "I14" in known_of(mother)
    for _twice in range(2):
        actions.withdraw_evidence(cast.as_("clerk"), row.pk, why="Era de otra persona", key=uuid.uuid4())
    assert "I14" not in known_of(mother)
    row.refresh_from_db()
    assert row.withdrawn_by == cast.clerk and row.withdrawn_why
    assert Record.objects.filter(action="evidence.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("item", "evidence", "more"),
    [
        ("I14", "passport", {}),
        ("I99", "passport", {}),
        ("I21", "certificate_of_procedure", {}),
        ("I14", "entry_letter", {"on": dt.date(2999, 1, 1)}),
        ("I14", "entry_letter", {"until": dt.date(2000, 1, 1)}),
    ],
)
def test_evidence_that_cannot_be_is_refused(cast: Cast, mother: Person, item: str, evidence: str, more: dict) -> None:
    with pytest.raises(ValidationError):
        brought(cast, mother, item, evidence, **more)
    assert not Evidence.objects.exists()


def test_a_copy_that_is_no_picture_or_pdf_is_refused(cast: Cast, mother: Person) -> None:
    with pytest.raises(FileError):
        brought(cast, mother, "I11", "lease", form="copy", copy=b"MZ a program")


def test_an_outsider_records_nothing_and_sees_nothing(cast: Cast, mother: Person) -> None:
    row = brought(cast, mother, "I11", "lease")
    with pytest.raises(PermissionDenied):
        actions.record_evidence(
            cast.as_("outsider"),
            mother.pk,
            item="I14",
            evidence="entry_letter",
            on=mother.office.today(),
            key=uuid.uuid4(),
        )
    assert list(access.visible_to(cast.clerk)) == [row]
    assert not access.visible_to(cast.outsider).exists()


def test_no_certificate_of_status_without_a_decision(cast: Cast, mother: Person) -> None:
    admitted(cast, presented(cast, mother))
    with pytest.raises(Refused):
        papers.of("D5").make(cast.as_("clerk"), mother, key=uuid.uuid4())
    with pytest.raises(Refused):
        papers.of("D1").make(cast.as_("clerk"), mother, key=uuid.uuid4())


# --- naming a person -------------------------------------------------------------------------------------------------


def test_a_person_is_named_by_case_certificate_curp_or_id(cast: Cast, mother: Person, daughter: Person) -> None:
    case = admitted(cast, presented(cast, mother, daughter))
    numbers.record(mother.pk, "NUIM920314MNEXBR08", assigned_on=mother.office.today(), source="RENAPO")
    certificate = Certificate.objects.get(person=daughter)
    assert person_named(case.number) == person_named(f"{case.number.lower()}/1") == mother
    assert (
        person_named(f"{case.number}/2")
        == person_named(certificate.number)
        == person_named(str(daughter.pk))
        == daughter
    )
    assert person_named(" nuim920314mnexbr08 ") == mother
    for nobody in (f"{case.number}/3", f"{case.number}/x", "", "nobody", str(uuid.uuid4())):
        assert person_named(nobody) is None


# --- the command -----------------------------------------------------------------------------------------------------


def explained(*words: str) -> tuple[dict[str, Any], str, int]:
    command = COMMANDS["requirements", "explain"]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    document, text, code = command.run(parser.parse_args(words))
    return json.loads(json.dumps(document)), text, code


def test_the_command_says_what_lacks_and_never_what_is_known(cast: Cast, mother: Person) -> None:
    case = admitted(cast, presented(cast, mother))
    document, text, code = explained("--person", case.number, "--documents", "D3, d4")
    assert code == 0 and [paper["document"] for paper in document["documents"]] == ["D3", "D4"]
    assert [question["item"] for question in document["ask"]] == ["I06", "I07", "I11", "I14", "I25"]
    assert document["saved"]["from_person"] == 5
    assert "CURP temporal: falta (Fotografía, Datos biométricos)" in text
    assert "Núñez" not in text + json.dumps(document) and "962" not in json.dumps(document)
    assert Record.objects.filter(action="requirements.explained", subject_id=str(mother.pk)).count() == 1
    assert "To ask:" in explained("--person", case.number, "--lang", "en")[1]


def test_the_command_answers_nobody_and_nothing_with_an_error(cast: Cast, mother: Person) -> None:
    case = presented(cast, mother)
    assert explained("--person", "COM-XXX-2026-00001-A")[2] == 1
    document, text, code = explained("--person", case.number, "--documents", "D99")
    assert code == 1 and document["documents"] == "D99" and "D14" in text
