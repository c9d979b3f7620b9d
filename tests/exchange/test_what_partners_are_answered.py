"""`answer` and `hand_over`: the same agreement, consent, firewall, audit and receipt as what we send."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from acogida.audit.models import Record
from acogida.exchange import delivery
from acogida.exchange.actions import answer, hand_over, send
from acogida.exchange.firewall import Recipient, Role
from acogida.exchange.messages import Identity, Reference
from acogida.exchange.models import Agency, Agreement, Consent, Disclosure, OutboxMessage
from tests.agreements import agree, end_all
from tests.cast import Cast, a_person

pytestmark = pytest.mark.django_db
FIELDS = ["given_names", "first_surname", "second_surname", "birth_date"]
MESSAGE = Identity(given_names="Ana", first_surname="Paz", birth_date=dt.date(1990, 5, 1))


def told(person_id: uuid.UUID, **changes: Any) -> Any:
    return answer("inm", "verify", person_id, MESSAGE, countries={"HN"}, asked_sha256="0" * 64, **changes)


def a_consent(cast: Cast, person_id: uuid.UUID, **changes: Any) -> Consent:
    given = {
        "agency_id": "inm", "purpose": "verify", "language": "es", "evidence": "signed", "paper": "a" * 64,
        "given_on": dt.date(2020, 1, 2), "office": cast.clerk.office, "recorded_by": cast.clerk, **changes,
    }  # fmt: skip
    return Consent.objects.create(person_id=person_id, **given)


def test_what_an_agreement_covers_is_answered_with_a_receipt(cast):
    agree("inm", "verify", FIELDS, direction="answer")
    person = a_person(cast).pk
    said = told(person, reference="COM-TAP-2026-00001-1")
    assert said.allowed
    assert said.body == {"given_names": "Ana", "first_surname": "Paz", "second_surname": "", "birth_date": "1990-05-01"}
    row = Disclosure.objects.get(pk=said.receipt)
    assert (row.kind, row.agency_id, row.purpose, row.person_id) == ("answer", "inm", "verify", person)
    assert row.field_names == sorted(said.body)
    assert len(row.sha256) == 64
    assert row.asked_sha256 == "0" * 64
    assert Record.objects.filter(action="exchange.answered", subject_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: end_all("inm"), "no_agreement"),
        (lambda: agree("inm", "verify", FIELDS, direction="send"), "no_agreement"),
        (lambda: agree("inm", "verify", ["given_names"], direction="both"), "fields"),
        (lambda: agree("inm", "verify", FIELDS, direction="both", state="proposed"), "no_agreement"),
        (lambda: agree("inm", "verify", FIELDS, direction="both", start=dt.date(2999, 1, 1)), "no_agreement"),
        (lambda: Agency.objects.filter(pk="inm").update(country="HN"), "country"),
        (lambda: Agency.objects.filter(pk="inm").update(addresses=["info@embhonduras.mx"]), "country"),
        (lambda: Agency.objects.filter(pk="inm").update(country=""), "unknown_country"),
        (lambda: agree("inm", "verify", FIELDS, direction="answer", consent_required=True), "consent"),
    ],
)
def test_a_refused_answer_says_nothing_and_is_on_record(change, why, cast):
    agree("inm", "verify", FIELDS, direction="answer")
    change()
    said = told(a_person(cast).pk)
    assert (said.allowed, said.why, said.body) == (False, why, {})
    assert (said.row.refusal, said.row.sha256) == (why, "")
    assert Record.objects.filter(action="exchange.refused", subject_id=str(said.row.pk)).exists()


def test_a_country_that_the_caller_forgot_is_shielded_all_the_same(cast):
    agree("inm", "verify", FIELDS, direction="answer")
    person = a_person(cast, nationalities=["VE"], former_residence="CL", feared_countries=["MX"])
    assert answer("inm", "verify", person.pk, MESSAGE, countries=set()).why == "country"
    row = send("renapo", "register_person", person.pk, Reference(person_reference="x1"), key="k", countries=set())
    assert (row.state, row.reason) == ("refused", "country")


def test_a_consent_opens_one_act_and_no_second(cast):
    agree("inm", "verify", FIELDS, direction="answer", consent_required=True)
    person = a_person(cast).pk
    consent = a_consent(cast, person)
    a_consent(cast, uuid.uuid4())  # somebody else's opens nothing
    first = told(person)
    assert (first.allowed, first.row.consent) == (True, consent)
    assert told(person).why == "consent"


@pytest.mark.parametrize(
    "changes",
    [
        {"revoked_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, {"purpose": "another"}, {"until": dt.date(2020, 2, 1)},
        {"given_on": dt.date(2999, 1, 1)}, {"agency_id": "renapo"},
    ],
)  # fmt: skip
def test_a_consent_for_another_act_taken_back_or_over_opens_nothing(changes, cast):
    agree("inm", "verify", FIELDS, direction="answer", consent_required=True)
    person = a_person(cast).pk
    a_consent(cast, person, **changes)
    assert told(person).why == "consent"


def test_notice_to_her_consulate_leaves_with_her_express_consent_only(cast):
    person = a_person(cast)
    consulate = Recipient.domain("consulado@embhonduras.mx")

    def tell() -> Any:
        return hand_over(
            cast.as_("supervisor"), consulate, "consulado@embhonduras.mx", "consular_notice", person.pk, MESSAGE,
            countries={"HN"}, office=cast.clerk.office,
        )  # fmt: skip

    assert tell().why == "country"
    a_consent(cast, person.pk, agency_id=None, recipient="consulado@embhonduras.mx", purpose="consular_notice")
    said = tell()
    assert (said.allowed, said.row.kind, said.row.acted_by) == (True, "mail", cast.supervisor)
    assert tell().why == "country"


def test_a_stranger_gets_nothing_without_her_consent_and_her_lawyer_does(cast):
    person = a_person(cast).pk

    def tell(role: Role | None, label: str = "a@clinica.mx") -> Any:
        to = Recipient.domain(label, role)
        return hand_over(cast.clerk, to, label, "a_purpose", person, MESSAGE, countries=set(), office=cast.clerk.office)

    assert tell(None).why == tell(Role.PRIVATE).why == "no_agreement"
    assert tell(Role.CHOSEN).allowed
    assert tell(Role.CHOSEN, "a@embhonduras.mx").why == "country"
    a_consent(cast, person, agency_id=None, recipient="a@clinica.mx", purpose="a_purpose")
    assert tell(None).allowed
    assert tell(None).why == "no_agreement"  # one act


def test_from_the_day_after_its_end_nothing_leaves_under_an_agreement(cast):
    today = cast.clerk.office.today()
    agree("inm", "verify", FIELDS, direction="answer", end=today)
    person = a_person(cast).pk
    assert told(person, office=cast.clerk.office).allowed
    Agreement.objects.filter(purpose="verify").update(end=today - dt.timedelta(days=1))
    assert told(person, office=cast.clerk.office).why == "no_agreement"


def test_what_waits_in_the_outbox_stops_when_its_agreement_ends(cast, agency):
    waiting = send(
        "renapo", "register_person", uuid.uuid4(), Reference(person_reference="x1"), key="k", countries={"HN"}
    )
    end_all("renapo")
    delivery.deliver_one(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == ("failed", "no_agreement")
    assert agency.requests == []


def test_what_waits_stops_when_she_says_of_whom_she_is_afraid(cast, agency):
    person = a_person(cast)
    waiting = send("renapo", "register_person", person.pk, Reference(person_reference="x1"), key="k", countries=set())
    person.feared_countries = ["MX"]
    person.save()
    delivery.deliver_one(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == ("failed", "country")
    assert agency.requests == []


def test_an_agreement_is_not_edited_nor_deleted_and_a_disclosure_neither(cast):
    made = agree("inm", "verify", FIELDS, direction="answer")
    said = told(a_person(cast).pk)
    for act in (
        lambda: Agreement.objects.filter(pk=made.pk).update(fields=["curp"]),
        lambda: Agreement.objects.filter(pk=made.pk).update(legal_basis="another"),
        lambda: Agreement.objects.filter(purpose="claim_admitted").delete(),
        lambda: Disclosure.objects.filter(pk=said.row.pk).update(field_names=[]),
        lambda: Disclosure.objects.filter(pk=said.row.pk).delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_the_agreements_of_the_pack_are_rows(cast):
    from acogida.exchange.agreements import installed
    from acogida.law import load_pack

    pack = load_pack("mexico")
    for agreed in pack.agreements:
        row = Agreement.objects.get(agency=agreed.agency, purpose=agreed.purpose)
        assert (set(row.fields), row.legal_basis, row.version) == (set(agreed.fields), agreed.source, 1)
        assert row.parties
        assert row.words["ht"]
    assert installed() == 0  # done twice, it is done once
    assert not OutboxMessage.objects.exists()
