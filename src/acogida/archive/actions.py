"""Letters are filed with the step that makes them, and made by the worker."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.archive import composing, jobs
from acogida.archive.models import Document
from acogida.audit.record import write
from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.models import Claim, ClockInForce, Event, TermNotice
from acogida.files.media import PDF
from acogida.files.store import put
from acogida.hooks.ids import check_character
from acogida.law import Pack

# A document that another effect of the same step makes is not made twice.
MADE_ELSEWHERE = {"issue_certificate": "certificate", "make_decision_letter": "decision"}
TERM_LETTER = "suspension_notice"
NOTICES = {"tell_agency": "agency_notice"}


@transaction.atomic(savepoint=False)
def file_letters(event: Event) -> list[Document]:
    """File each document of the event's step for each person it concerned; their PDFs follow by job. Once per event,
    person and document, however often it is called. Raises LetterError for a document the pack does not have."""
    pack = packs.of(event.case)
    rule = pack.transition(event.kind)
    elsewhere = {MADE_ELSEWHERE[name] for name in rule.effects if name in MADE_ELSEWHERE}
    notices = {NOTICES[name] for name in rule.effects if name in NOTICES}
    letters = [composing.letter_of(pack, code) for code in rule.documents if code not in notices]
    there = set(Document.objects.filter(event=event).values_list("claim_id", "code"))
    serial = Document.objects.filter(case=event.case).count()
    language = pack.languages[0]
    fresh = []
    for claim in concerned(event, pack):
        terms = _terms(event, claim, pack)
        for letter in letters:
            if letter.kind in elsewhere or (claim.pk, letter.code) in there:
                continue
            serial += 1
            fresh.append(
                Document(
                    number=number(event.case.number, serial), case=event.case, claim=claim, event=event, code=letter.code,
                    kind=letter.kind, title=pack.text(letter.label, language)[:200], language=language,
                    restricted=composing.tells_of_the_claim(rule, letter), terms=terms,
                )
            )  # fmt: skip
    Document.objects.bulk_create(fresh)
    for document in fresh:
        write(event.actor, "document.filed", document, detail={"number": document.number, "code": document.code})
    if fresh:
        arguments: list[Any] = [{"document_id": str(document.pk)} for document in fresh]
        jobs.make.batch_defer(*arguments)
    return fresh


@transaction.atomic
def file_term_letter(request: Any, notice: TermNotice) -> Document:
    """The letter that tells a person her terms moved (closure of an office), made now: she waits for it at the counter.
    One for each notice, however often it is asked for. Raises LetterError."""
    case, pack = cases.lock(notice.case_id), packs.of(notice.case)
    letter, language = composing.letter_of(pack, TERM_LETTER), pack.languages[0]
    known = Document.objects.filter(event=notice.event_id, claim=notice.claim_id, code=letter.code).first()
    if known is None:
        known = Document.objects.create(
            number=number(case.number, Document.objects.filter(case=case).count() + 1), case=case, claim=notice.claim,
            event=notice.event, code=letter.code, kind=letter.kind, title=pack.text(letter.label, language)[:200],
            language=language, restricted=False,
        )  # fmt: skip
        write(request, "document.filed", known, detail={"number": known.number, "code": known.code})
    return make(known.pk)


def concerned(event: Event, pack: Pack) -> list[Claim]:
    """Whose letters a step makes: the claim it moved, or each claim of the case that it moved."""
    if event.claim_id:
        return [event.claim]  # type: ignore[list-item]
    claims = list(event.case.claims.select_related("person").order_by("position"))
    moved = event.payload.get("claims")
    if moved:
        return [claim for claim in claims if str(claim.pk) in moved]
    to = pack.transition(event.kind).to
    return [claim for claim in claims if (claim.stage == to if to else pack.stage(claim.stage).open)]


def _terms(event: Event, claim: Claim, pack: Pack) -> dict[str, str]:
    """The end of each term that concerns the claim, as the step left it, by the clock's name; the latest of each."""
    rows = ClockInForce.objects.filter(case=event.case, due__isnull=False).order_by("pk")
    return {
        pack.clock(row.clock).name: row.due.isoformat()
        for row in rows
        if row.due and row.claim_id in (None, claim.pk)
    }  # fmt: skip


def number(case_number: str, serial: int) -> str:
    """COM-TAP-2026-00045-D1-K: the case's first document."""
    body = f"{case_number.rsplit('-', 1)[0]}-D{serial}"
    return f"{body}-{check_character(body)}"


@transaction.atomic
def make(document_id: uuid.UUID) -> Document:
    """The document with its sealed file, made now if it was not yet. Raises LetterError or FileError."""
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("case__office", "claim__person", "event", "blob")
        .get(pk=document_id)
    )
    if document.blob_id is None:
        document.blob = put(composing.pdf(document), PDF)
        document.made_at, document.problem = timezone.now(), ""
        document.save(update_fields=["blob", "made_at", "problem"])
    return document


def failed(document_id: uuid.UUID, problem: str) -> None:
    """Say on the case page that a letter could not be made, and why; it is tried again."""
    document = Document.objects.get(pk=document_id)
    document.problem, document.tries = problem[:500], document.tries + 1
    document.save(update_fields=["problem", "tries"])


@transaction.atomic
def try_again(request: Any, document: Document) -> None:
    """Have the worker try a letter that could not be made."""
    write(request, "document.retry", document)
    jobs.make.defer(document_id=str(document.pk))
