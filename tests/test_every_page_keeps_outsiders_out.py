"""For every address of the house: who has no business there gets nothing from it.

The addresses are walked, not listed: a new page without an entry below fails here until somebody says what stands in
its address. The outsider holds every working role, at another office; nobody holds no role at all.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from acogida.accounts.models import Closure, Posting, RuleChange, RuleSwitch
from acogida.archive.models import Document
from acogida.cases.models import Case, PackVersion, TermNotice
from acogida.certificates.models import Certificate, Notice, Refusal
from acogida.certificates.requirements.models import Evidence
from acogida.coi.search import embedding
from acogida.determination.models import (
    Ceremony,
    CeremonyItem,
    Interview,
    MaterialFact,
    Notification,
    RecalledDecision,
    ReviewComment,
    Submission,
)
from acogida.exchange.models import Agreement, Consent, Difference, InboxMessage, OutboxMessage, Reconciliation
from acogida.partners.models import StatutoryList
from acogida.people.duplicates import judge, suspect
from acogida.people.judgements import PossibleDuplicate
from acogida.people.models import NumberAnswers, NumberBatch
from acogida.people.register_runs.models import RegisterRun
from acogida.people.renapo.models import RegisterNews
from acogida.registration.models import RegisterImport
from tests.cast import Cast, signed_in
from tests.coi.finding import addresses as finding_addresses
from tests.coi.library import addresses as library_addresses
from tests.coi.library import intake_addresses
from tests.coi.packs.desk import addresses as pack_addresses
from tests.coi.requests.desk import addresses as request_addresses
from tests.determination.citing import as_row
from tests.determination.journey import Journey
from tests.languages.desk import addresses as translation_addresses
from tests.partners.partner import a_client, agreement
from tests.registration.desk import a_draft

pytestmark = pytest.mark.django_db
SECRETS = ("Délva", "Dieudonné", "Me amenazaron", "962 123 4567")
# Pages about the house itself, not about anybody; open to any member of staff.
ABOUT_NOBODY = {"about_demo", "api-root", "openapi-json", "information_list", "information_page"}
# Country information tells of countries. Whoever decides claims, at whichever office, reads it and says what is missing.
ABOUT_COUNTRIES = {
    "coi_source", "coi_document", "coi_version", "coi_version_difference", "coi_version_file", "coi_version_feedback",
    "coi_passage", "coi_translation", "coi_translation_progress",
}  # fmt: skip


def addresses() -> Iterator[tuple[str, URLPattern, bool]]:
    """Every named address of ours that needs a signed-in user."""

    def walk(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern, bool]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
            else:
                module = pattern.callback.__module__
                ours = module.startswith(("acogida.", "ninja."))
                if ours and not getattr(pattern.callback, "public", False) and pattern.name:
                    yield namespace + pattern.name, pattern, module.startswith("ninja.")

    yield from walk(get_resolver())


@pytest.fixture(autouse=True)
def by_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may open a search does not depend on the model."""
    monkeypatch.setattr(embedding, "installed", lambda: False)


@pytest.fixture
def world(cast: Cast) -> dict[str, Any]:
    """Something of every kind at Tapachula, by the name it has in addresses; later entries are by url name."""
    journey = Journey(cast)
    journey.notified(journey.mother)
    journey.assessed(journey.partner, "refused")
    draft = a_draft(cast)
    case = Case.objects.get()
    claim = journey.mother
    paper = Document.objects.create(
        number="COM-TAP-2026-00001-D1-0", case=case, claim=claim, event=case.events.get(kind="admit"), code="prevention",
        kind="letter", title="Prevención", language="es", restricted=False,
    )  # fmt: skip
    version = PackVersion.objects.create(
        pack="mexico", content={}, based_on=case.pack_id, note="Reforma", created_by=cast.auditor, key=uuid.uuid4()
    )
    rules = (
        "version", "of_version", "version_zip", "edit", "upload", "try", "adopt", "discard", "move_cases",
    )  # fmt: skip
    dated = {
        "start": "2026-03-02",
        "end": "2026-03-02",
        "reason": "x",
        "source": "Circular 1",
        "added": RuleChange.objects.create(),
    }
    number = case.principal.numbers.first() or case.principal.numbers.create(status="requested")
    batch = NumberBatch.objects.create(office=case.office)
    answers = NumberAnswers.objects.create(office=case.office, sha256="0", name="x", total=0)
    told = TermNotice.objects.create(
        case=case, claim=claim, event=case.events.get(kind="admit"), created=case.created_at
    )
    news = InboxMessage.objects.create(
        agency_id="renapo", message_id="m1", kind="notification", topic="PERSON", sha256="0" * 64, state="failed"
    )
    run = Reconciliation.objects.create(agency_id="renapo", state="done")
    difference = Difference.objects.create(
        agency_id="renapo", person_id=case.principal_id, office=case.office, reference=case.number, kind="missing_there",
        fingerprint="0" * 64, first_seen=run, last_seen=run,
    )  # fmt: skip
    sitting = Ceremony.objects.create(key=uuid.uuid4(), office=case.office, signatory=cast.signatory, seed="0")
    item = CeremonyItem.objects.create(ceremony=sitting, submission=Submission.objects.earliest("pk"), drawn=True)
    agreement("renapo", "verify", ["curp"], direction="answer")
    access, _secret = a_client("renapo", "id.verify")
    both = case.members.values_list("person_id", flat=True)[:2]
    suspect([(both[0], both[1], 0.9, 9.0)], "register")
    pair = PossibleDuplicate.objects.get()
    judgement = judge(cast.as_("supervisor"), both[0], both[1], "unsure", key=uuid.uuid4())
    fact = MaterialFact.objects.filter(claim=claim).earliest("pk")
    rests = as_row(fact, cast.officer)
    recalled = RecalledDecision.objects.create(
        decision=claim.decisions.get(), version=rests.version, state="superseded"
    )
    return {
        "citation_id": rests.pk, "country_decision_seen": recalled.pk,
        **dict.fromkeys(("duplicates_pair", "duplicates_judge", "duplicates_photo"), pair.pk), "group": pair.group,
        "register_run_stop": RegisterRun.objects.create(threshold=0.5, weights="1").pk, "duplicates_second": judgement.pk, "duplicates_person": case.principal_id, "who": case.principal_id,
        "closure_withdraw": Closure.objects.create(office=case.office, **dated).pk,
        "switch_withdraw": RuleSwitch.objects.create(code="sign_in", on=False, **dated).pk,
        **dict.fromkeys((f"ceremony_{act}" for act in ("page", "paper", "confirm", "give_up", "aside")), sitting.pk),
        "item_id": item.pk, "notice_sheet": told.pk, "notice_deliver": told.pk, "notice_drop": told.pk, "notice_letter": told.pk,
        **{f"rules_{name}": version.pk for name in rules}, "pack_hash": case.pack_id, "file": "clocks.toml",
        "number": case.number, "case_id": case.pk, "claim_id": claim.pk, "claim": claim.pk, "transition": "extend_term",
        "import_id": RegisterImport.objects.create(
            file_name="Délva.csv", sha256="0" * 64, size=0, content=zlib.compress(b"x"), mapping="", read_on="2026-01-01",
            created_by=cast.supervisor,
        ).pk,
        "draft_id": draft.pk, "key": draft.persons[0]["key"], "person": draft.persons[0]["key"], "step": "arrival",
        "other": case.principal_id, "act": "admit",
        "interview_id": Interview.objects.first().pk,  # type: ignore[union-attr]
        "fact_id": MaterialFact.objects.first().pk,  # type: ignore[union-attr]
        "comment_id": getattr(ReviewComment.objects.first(), "pk", uuid.uuid4()),
        "decision_id": claim.decisions.get().pk,
        "notification_id": Notification.objects.first().pk,  # type: ignore[union-attr]
        "person_page": case.principal_id, "person_photo": case.principal_id, "person_correct": case.principal_id,
        "person_seal": case.principal_id,
        "register_news_read": RegisterNews.objects.create(kind="death", person=case.principal, message_id="m1").pk,
        "number_slip": case.principal_id, "number_check": case.principal_id, "number_ask": case.principal_id,
        "number_file_csv": batch.pk, "number_file_json": batch.pk, "number_answers": answers.pk,
        "number_answers_report": answers.pk, "number_lookup": case.principal_id, "number_renew": number.pk, "number_confirm": number.pk,
        "case_clock": case.clocks.first().pk, "case_clock_json": case.clocks.first().pk, "case_delete_filter": 1,
        "certificate_pdf": Certificate.objects.first().pk,  # type: ignore[union-attr]
        "certificate_replace": Certificate.objects.first().pk,  # type: ignore[union-attr]
        "certificate_revoke": Certificate.objects.first().pk,  # type: ignore[union-attr]
        **{
            f"certificate_{act}": Certificate.objects.first().pk  # type: ignore[union-attr]
            for act in ("lost", "suspend", "resume", "sign")
        },
        **dict.fromkeys(("refusal_new", "person_papers", "evidence_new"), case.principal_id),
        **dict.fromkeys(("person_papers_make", "person_papers_sheet", "person_papers_read"), case.principal_id),
        **dict.fromkeys(("evidence_file", "evidence_withdraw"), Evidence.objects.create(
            key=uuid.uuid4(), person=case.principal, office=case.office, item="I11", evidence="lease", source="Délva",
            on="2026-03-02",
        ).pk),
        "refusal_page": Refusal.objects.create(
            key=uuid.uuid4(), person=case.principal, office=case.office, happened_on="2026-03-02", region="CS",
            service="bank", organisation="Délva", reason="unknown", said="Me amenazaron",
        ).pk,
        "certificate_notice": getattr(Notice.objects.first(), "pk", uuid.uuid4()),
        **dict.fromkeys(("exchange_message", "exchange_retry", "exchange_set_aside"), OutboxMessage.objects.first().pk),
        **dict.fromkeys(("exchange_told", "exchange_told_retry", "exchange_told_set_aside"), news.pk), "agency": "renapo",
        **{f"exchange_{name}": difference.pk for name in ("difference", "explain", "reopen", "put_right")},
        **{f"partner_client{act}": access.pk for act in ("", "_rotate", "_revoke")},
        **dict.fromkeys(("agreement_page", "agreement_version", "agreement_end"), Agreement.objects.first().pk),  # type: ignore[union-attr]
        **dict.fromkeys(("person_sharing", "person_sharing_print", "consent_new"), case.principal_id),
        **dict.fromkeys(("consent_revoke", "consent_paper"), Consent.objects.create(
            person_id=case.principal_id, office=case.office, recipient="Délva", purpose="consular_notice", language="ht",
            evidence="signed", paper="0" * 64, given_on="2026-03-02", recorded_by=cast.clerk,
        ).pk),
        **dict.fromkeys(("statutory_list", "statutory_list_file"), StatutoryList.objects.create(
            agency_id="sre", purpose="sre_list", why="Délva", recipient="x", prepared_by=cast.auditor,
        ).pk),
        "form": "csv", **pack_addresses(cast), **library_addresses(cast), **finding_addresses(cast),
        **translation_addresses(cast), **request_addresses(cast), **intake_addresses(cast),
        "document_pdf": paper.pk, "document_retry": paper.pk, "code": "procedure", "staff_password": cast.clerk.pk,
        "staff_page": cast.clerk.pk, "posting_end": Posting.objects.filter(user=cast.clerk).first().pk,  # type: ignore[union-attr]
    }  # fmt: skip


def address_of(name: str, pattern: URLPattern, world: dict[str, Any]) -> str:
    names = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
    arguments = {}
    for argument in names:
        found = world.get(name) if argument == "pk" else world.get(argument)
        assert found is not None, f"say in `world` what {argument!r} is in the address {name!r}"
        arguments[argument] = found
    return reverse(name, kwargs=arguments)


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("part", ["outsider", "nobody"])
def test_an_outsider_gets_nothing_from_any_address(cast: Cast, world: dict[str, Any], part: str) -> None:
    client = signed_in(cast, part)
    seen = 0
    for name, pattern, _api in addresses():
        if name.split(":")[-1] in ABOUT_NOBODY:
            continue
        address = address_of(name, pattern, world)
        for method in ("get", "post"):
            response = getattr(client, method)(address, {"q": "Délva", "text": "Délva", "queue": "all"})
            text = text_of(response)
            where = f"{method} {address} ({name}) as {part}: {response.status_code}"
            assert response.status_code < 500, where
            for secret in SECRETS:
                # A page may show again what was typed into it.
                assert secret not in text.replace('value="Délva"', "").replace("«Délva»", ""), where
            open_to_her = part == "outsider" and name in ABOUT_COUNTRIES
            if "<" in str(pattern.pattern) and name != "case_delete_filter" and not open_to_her:
                assert response.status_code in (302, 400, 403, 404, 405), where
        seen += 1
    assert seen > 50


def test_a_visitor_is_sent_to_sign_in_from_every_address(cast: Cast, world: dict[str, Any]) -> None:
    client = Client()
    for name, pattern, api in addresses():
        response = client.get(address_of(name, pattern, world))
        assert response.status_code in (302, 401), name
        if not api:
            assert response["Location"].startswith(reverse("account_login")), name


def test_nothing_changed_by_all_that(cast: Cast, world: dict[str, Any]) -> None:
    case = Case.objects.get()
    before = (case.last_seq, case.last_hash, Certificate.objects.filter(status="valid").count())
    client = signed_in(cast, "outsider")
    for name, pattern, _api in addresses():
        if name.split(":")[-1] not in ABOUT_NOBODY:
            client.post(address_of(name, pattern, world), {"key": str(uuid.uuid4())})
    case.refresh_from_db()
    assert (case.last_seq, case.last_hash, Certificate.objects.filter(status="valid").count()) == before
