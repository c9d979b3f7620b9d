"""A person's sharing history holds everything, from every way out, and is printed for her in five languages."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from acogida.audit.models import Record
from acogida.exchange.actions import answer, ask, hand_over, send
from acogida.exchange.firewall import Recipient
from acogida.exchange.messages import FIELDS, Identity, Reference
from acogida.exchange.models import Consent, Disclosure, OutboxMessage
from acogida.partners.sharing import consents, refused, words
from acogida.partners.sharing.history import Act, history, records_of
from acogida.people.models import Person
from tests.agreements import agree
from tests.cast import Cast, a_person, signed_in

pytestmark = pytest.mark.django_db
FIELDS_SAID = ["given_names", "first_surname", "second_surname"]
MESSAGE = Identity(given_names="María José", first_surname="Núñez")
PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def person(cast: Cast) -> Person:
    return a_person(cast)


@pytest.fixture
def shared(cast: Cast, person: Person) -> Person:
    """Told, asked, answered, refused by an agency and at an address, and with another person's message."""
    agree("inm", "verify", FIELDS_SAID, direction="answer", words={"es": "Saber si es quien dice", "fr": "Vérifier"})
    office = cast.clerk.office
    sent = send(
        "renapo", "register_person", person.pk, Reference(person_reference="x"), key="k", countries=set(), office=office
    )
    OutboxMessage.objects.filter(pk=sent.pk).update(
        state="delivered", receipt={"receipt": "R-77"}, payload={}, delivered_at=sent.created_at
    )
    ask(
        cast.supervisor,
        "renapo",
        "read_person",
        person.pk,
        Reference(person_reference="x"),
        countries=set(),
        office=office,
    )
    answer("inm", "verify", person.pk, MESSAGE, countries=set(), office=office)
    answer("inm", "unheard_of", person.pk, MESSAGE, countries=set(), office=office)
    consulate = Recipient.domain("a@embhonduras.mx")
    hand_over(
        cast.clerk, consulate, "a@embhonduras.mx", "consular_notice", person.pk, MESSAGE, countries=set(), office=office
    )
    send(
        "renapo", "register_person", uuid.uuid4(), Reference(person_reference="y"), key="k2", countries=set(),
        also_about=[person.pk],
    )  # fmt: skip
    return person


def test_the_history_holds_all_that_left_and_all_that_did_not(cast: Cast, shared: Person) -> None:
    entries = history(records_of(cast.clerk, shared))
    assert sorted((entry.act.value, entry.purpose) for entry in entries) == [
        ("answered", "verify"), ("asked", "read_person"), ("refused", "consular_notice"), ("refused", "unheard_of"),
        ("told", "register_person"), ("waiting", "register_person"),
    ]  # fmt: skip
    told = next(entry for entry in entries if entry.act is Act.TOLD)
    assert (told.receipt, told.basis[:3], told.left) == ("R-77", "LGP", True)
    answered = next(entry for entry in entries if entry.act is Act.ANSWERED)
    assert answered.purpose_in("fr") == "Vérifier"
    assert answered.fields_in("pt") == ["Nomes", "Primeiro sobrenome", "Segundo sobrenome"]
    assert {entry.why for entry in entries if entry.act is Act.REFUSED} == {"no_agreement", "country"}


def test_the_page_says_it_in_plain_words_and_is_on_record(cast: Cast, shared: Person) -> None:
    response = signed_in(cast, "clerk").get(reverse("person_sharing", args=[shared.pk]))
    text = response.content.decode()
    for said in ("Saber si es quien dice", "Primer apellido", "R-77", "a@embhonduras.mx", "Aviso a su consulado"):
        assert said in text
    assert Record.objects.filter(action="sharing.viewed", subject_id=str(shared.pk)).exists()


def test_the_person_page_leads_there_for_who_may(cast: Cast, person: Person) -> None:
    where = reverse("person_sharing", args=[person.pk])
    assert where in signed_in(cast, "clerk").get(reverse("person_page", args=[person.pk])).content.decode()
    assert where not in signed_in(cast, "reviewer").get(reverse("person_page", args=[person.pk])).content.decode()
    assert signed_in(cast, "reviewer").get(where).status_code == 404


def test_a_sealed_person_has_no_history_for_who_may_not_know_of_her(cast: Cast, shared: Person) -> None:
    Person.objects.filter(pk=shared.pk).update(sealed=True)
    assert signed_in(cast, "clerk").get(reverse("person_sharing", args=[shared.pk])).status_code == 404
    assert not [row for row in refused.latest(cast.auditor) if row.person_id == shared.pk]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_her_copy_is_a_sealed_accessible_pdf_in_her_language(cast: Cast, shared: Person, language: str) -> None:
    response = signed_in(cast, "clerk").post(reverse("person_sharing_print", args=[shared.pk]), {"language": language})
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    pdf = pikepdf.open(io.BytesIO(response.content))
    assert str(pdf.Root.Lang).startswith(language)
    assert pdf.Root.MarkInfo.Marked
    assert b"/Sig" in response.content
    title = str(pdf.open_metadata()["dc:title"])
    assert words.label("title", language) in title
    assert Record.objects.get(action="sharing.printed").detail == {"language": language}


def test_every_field_and_reason_has_words_in_five_languages() -> None:
    tables = words._tables()
    for table in tables.values():
        assert [code for code, texts in table.items() if len(texts) != 5 or not all(texts)] == []
    assert [name for name in FIELDS if name not in tables["fields"]] == []
    assert set(refused.REASONS) - {"shape"} <= set(tables["refusals"])
    assert {act.value for act in Act} == set(tables["acts"])


def given(**changes: Any) -> dict[str, Any]:
    return {
        "agency": "inm", "recipient": "", "purpose": "verify", "language": "es", "interpreter": "", "evidence": "signed",
        "paper": (PAGE, "application/pdf"), "witness": None, "given_on": dt.date(2026, 1, 2), "until": None, **changes,
    }  # fmt: skip


def test_a_consent_is_kept_with_its_evidence_opens_one_act_and_can_be_taken_back(cast: Cast, person: Person) -> None:
    agree("inm", "verify", FIELDS_SAID, direction="answer", consent_required=True)
    key = uuid.uuid4()
    made = consents.record(cast.as_("clerk"), person, given(), key=key)
    assert consents.record(cast.as_("clerk"), person, given(), key=key).pk == made.pk
    assert len(made.paper) == 64
    paper = reverse("consent_paper", args=[made.pk])
    assert signed_in(cast, "clerk").get(paper).content == PAGE
    assert signed_in(cast, "outsider").get(paper).status_code == 404
    consents.revoke(cast.as_("clerk"), made.pk, why="Cambió de idea")
    assert answer("inm", "verify", person.pk, MESSAGE, countries=set()).why == "consent"
    consents.record(cast.as_("clerk"), person, given(), key=uuid.uuid4())
    said = answer("inm", "verify", person.pk, MESSAGE, countries=set())
    assert said.allowed
    entry = next(entry for entry in history({person.pk}) if entry.act is Act.ANSWERED)
    assert entry.consent is not None
    assert [record.action for record in Record.objects.filter(action__startswith="consent.").order_by("pk")] == [
        "consent.recorded", "consent.paper_viewed", "consent.revoked", "consent.recorded",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paper": None}, "paper"), ({"evidence": "oral"}, "witness"), ({"given_on": dt.date(2999, 1, 1)}, "given_on"),
        ({"until": dt.date(2020, 1, 1)}, "until"), ({"purpose": "another"}, "purpose"), ({"agency": ""}, "recipient"),
        ({"agency": "", "recipient": "a@b.hn"}, "purpose"), ({"recipient": "a@b.hn"}, "recipient"),
    ],
)  # fmt: skip
def test_a_consent_without_what_it_needs_is_not_kept(cast: Cast, person: Person, changes: Any, field: str) -> None:
    agree("inm", "verify", FIELDS_SAID, direction="answer", consent_required=True)
    with pytest.raises(ValidationError) as error:
        consents.record(cast.as_("clerk"), person, given(**changes), key=uuid.uuid4())
    assert field in error.value.message_dict
    assert not Consent.objects.exists()


def test_consent_is_recorded_and_taken_back_on_pages(cast: Cast, person: Person) -> None:
    client = signed_in(cast, "clerk")
    posted = {
        "act": ".consular_notice", "recipient": "a@embhonduras.mx", "language": "es", "evidence": "oral",
        "witness": cast.officer.pk, "given_on": "2026-01-02", "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip
    wrong = client.post(reverse("consent_new", args=[person.pk]), {**posted, "witness": ""})
    assert wrong.status_code == 422
    client.post(reverse("consent_new", args=[person.pk]), posted)
    made = Consent.objects.get()
    assert (made.witness, made.recorded_by, made.recipient) == (cast.officer, cast.clerk, "a@embhonduras.mx")
    client.post(reverse("consent_revoke", args=[made.pk]), {"why": "No quiere"})
    made.refresh_from_db()
    assert made.revoked_by == cast.clerk
    with pytest.raises(PermissionDenied):
        consents.revoke(cast.as_("outsider"), made.pk, why="x")


def test_who_watches_over_protection_sees_what_was_refused(cast: Cast, shared: Person) -> None:
    rows = refused.latest(cast.auditor)
    assert {(row.why, row.to) for row in rows} >= {("country", "a@embhonduras.mx")}
    assert refused.recent_alarms(cast.auditor) == 1
    assert "Esta semana se impidió 1 intento" in signed_in(cast, "auditor").get(reverse("home")).content.decode()
    assert "Esta semana se impidió" not in signed_in(cast, "clerk").get(reverse("home")).content.decode()
    page = signed_in(cast, "auditor").get(reverse("sharing_refused"))
    assert "a@embhonduras.mx" in page.content.decode()
    assert signed_in(cast, "clerk").get(reverse("sharing_refused")).status_code == 404
    assert Disclosure.objects.filter(refusal="country").count() == 1
