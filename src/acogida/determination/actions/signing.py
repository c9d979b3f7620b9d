"""Signature of one decision, by somebody who has opened it; several in one sitting are `ceremonies`."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.cases import actions as cases
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim, Event
from acogida.determination import letter, rounds
from acogida.determination.models import CeremonyItem, Decision, DecisionSeries, Draft, Reading, Submission
from acogida.files import store
from acogida.hooks.acting import acting_as

NUMBER = "RES-{office}-{year}-{number:05d}"


@transaction.atomic
def open_for_signature(request: Any, claim: Claim) -> Reading | None:
    """Note that a signatory has the submission before her: the evidence that `sign` asks for. Only the first opening
    counts, and only while the claim waits for a signature."""
    submission = Submission.objects.filter(claim=claim).order_by("-round").first()
    if (
        claim.stage != "signature"
        or submission is None
        or not request.user.can("determination.sign", claim.case.office_id)
    ):
        return None
    reading = Reading.objects.filter(submission=submission, user=request.user).first()
    return reading or Reading.objects.create(submission=submission, user=request.user)


@transaction.atomic
def sign(
    request: Any, claim_id: uuid.UUID, submission_id: uuid.UUID, *, key: uuid.UUID, item: CeremonyItem | None = None
) -> Decision:
    """Sign the decision of one claim.

    The document is made, signed, sealed and stored first; only then does the claim move. When it cannot be made
    nothing has happened (LetterError passes to the caller). `submission_id` is what the signatory had before her: if
    it is no longer the latest, nothing is signed. She must have opened it, or have left it to the sample of a ceremony
    that she confirmed (`item`).
    """
    case_id = Claim.objects.values_list("case_id", flat=True).get(pk=claim_id)
    case = cases.lock(case_id)
    if done := cases.already_done(case_id, key):
        return Decision.objects.get(pk=done.payload["decision"])
    require(request.user, "determination.sign", case.office_id)
    claim = Claim.objects.select_related("person", "case").get(pk=claim_id)
    with acting_as(request.user):
        if reasons := cases.refusals(case, claim, "sign"):
            raise Refused(reasons)
        submission = Submission.objects.filter(claim=claim).latest("round")
        reading = Reading.objects.filter(submission=submission, user=request.user).order_by("opened_at").first()
        if submission.pk != submission_id or (reading is None and item is None):
            raise Refused([_("Open the decision and read it before signing.")])
        decision = _make(case, claim, submission, reading, item, request.user)
        cases.take(
            request, case_id, "sign", key=key, claim_id=claim_id, on=decision.signed_on,
            payload={
                "outcome": decision.outcome, "decision": str(decision.pk), "number": decision.number,
                "grounds": decision.grounds, "file_sha256": decision.file_id, "submission": str(submission.pk),
                **({"opened_at": reading.opened_at.isoformat()} if reading else {}),
                **({"ceremony": str(item.ceremony_id)} if item else {}),
            },
        )  # fmt: skip
    Draft.objects.filter(claim=claim).update(state=Draft.State.SIGNED)
    return decision


def _make(
    case: Case, claim: Claim, submission: Submission, reading: Reading | None, item: CeremonyItem | None, signatory: Any
) -> Decision:
    today = case.office.today()
    number = next_number(case.office, today.year)
    document = letter.decision(case, claim, submission, number, signatory, today)
    before = rounds.latest(claim)
    return Decision.objects.create(
        claim=claim, sequence=before.sequence + 1 if before else 1, office=case.office, submission=submission, number=number, outcome=submission.outcome,
        grounds=submission.grounds, signed_on=today, signed_at=timezone.now(), signed_by=signatory, reading=reading,
        ceremony_item=item,
        file=store.put(document, "application/pdf"),
    )  # fmt: skip


def next_number(office: Office, year: int) -> str:
    """The next decision number of an office and year, without gaps: RES-TAP-2026-00042-K."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DecisionSeries._meta.db_table} (office_id, year, last) VALUES (%s, %s, 1)"  # noqa: S608
            f" ON CONFLICT (office_id, year) DO UPDATE SET last = {DecisionSeries._meta.db_table}.last + 1 RETURNING last",
            [office.pk, year],
        )
        return cases.format_number(NUMBER, office.code, year, cursor.fetchone()[0])


def document_is_whole(event: Event) -> None:
    """The effect of `sign`: the decision named by the event has its file, and the bytes match; else nothing is signed."""
    decision = rounds.latest(event.claim) if event.claim else None
    if decision is None or str(decision.pk) != event.payload.get("decision"):
        raise Refused([_("The document of the decision does not exist; nothing is signed without it.")])
    store.get(decision.file)
