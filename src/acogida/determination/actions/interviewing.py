"""Holding an interview: open it, write down what is said as it is said, read it back, close it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions as cases
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.determination.merge import plain
from acogida.determination.models import Interview, InterviewEntry

Kind = InterviewEntry.Kind
LISTENING = ("admitted", "interview", "assessment")  # an interview may also complete one already closed


@transaction.atomic
def start_interview(request: Any, claim_id: uuid.UUID, data: Mapping[str, Any], *, key: uuid.UUID) -> Interview:
    """Open an interview for a claim. `data` holds place, modality, language, interpreter_name,
    interpreter_undertaking and present.

    The first one is the transition `begin_interview`; a later, complementary one only an event. While one is open,
    that one is returned: two officers, or two clicks, never make two records of one session.
    """
    claim = Claim.objects.select_related("case").get(pk=claim_id)
    case = cases.lock(claim.case_id)
    require(request.user, "interview.conduct", case.office_id)
    claim.refresh_from_db()
    opened = Interview.objects.filter(claim=claim, state=Interview.State.OPEN).first()
    if opened:
        return opened
    if claim.stage not in LISTENING:
        raise Refused([_("The claim is past its interview.")])
    interview = Interview.objects.create(
        claim=claim, office=case.office, held_by=request.user, started_at=timezone.now(), **data
    )
    payload = {"interview": str(interview.pk), "modality": interview.modality, "language": interview.language}
    if claim.stage == "admitted":
        cases.take(request, case.pk, "begin_interview", key=key, claim_id=claim.pk, payload=payload)
    else:
        cases.note(request, case.pk, "interview_opened", key=key, claim_id=claim.pk, payload=payload)
    return interview


@transaction.atomic
def record(
    request: Any, interview_id: uuid.UUID, kind: str, text: str, *, key: uuid.UUID, corrects: int | None = None
) -> InterviewEntry:
    """Write down one thing said or done. Entries are only ever added; `corrects` is the number of the entry a
    correction is about. The same `key` again returns the entry it made."""
    interview = _open_interview(request, interview_id)
    if done := InterviewEntry.objects.filter(interview=interview, key=key).first():
        return done
    if interview.state != Interview.State.OPEN:
        raise Refused([_("The interview is closed; its record cannot be changed.")])
    text = plain(text)
    if kind not in Kind.values:
        raise Refused([_("This kind of entry does not exist.")])
    if not text and kind not in (Kind.BREAK_START, Kind.BREAK_END):
        raise Refused([_("Write what was said.")])
    paused = on_break(interview)
    if kind == Kind.BREAK_START and paused:
        raise Refused([_("There is already a break.")])
    if kind == Kind.BREAK_END and not paused:
        raise Refused([_("There is no break to end.")])
    corrected = None
    if kind == Kind.CORRECTION:
        corrected = InterviewEntry.objects.filter(interview=interview, seq=corrects or 0).first()
        if corrected is None:
            raise Refused([_("Choose the entry that is corrected.")])
    if paused and kind in (Kind.QUESTION, Kind.ANSWER):
        _add(interview, Kind.BREAK_END, "", request.user, uuid.uuid5(key, "break_end"))
    return _add(interview, kind, text, request.user, key, corrected)


@transaction.atomic
def close_interview(
    request: Any,
    interview_id: uuid.UUID,
    *,
    read_back: bool,
    read_back_by_interpreter: bool,
    confirmed: bool,
    with_claims: Iterable[uuid.UUID] = (),
    key: uuid.UUID,
) -> Interview:
    """Close the record after its read-back (LSR art. 23) and move the claim to its assessment.

    `with_claims` are derivative claims of the same case that this interview also answers. The record's fingerprint
    goes into the event, so that a later change of the record would show.
    """
    interview = _open_interview(request, interview_id)
    if interview.state == Interview.State.CLOSED:
        return interview
    now = timezone.now()
    if on_break(interview):
        _add(interview, Kind.BREAK_END, "", request.user, uuid.uuid5(key, "break_end"))
    interview.ended_at = now
    interview.read_back_at = now if read_back else None
    interview.read_back_by_interpreter = read_back and read_back_by_interpreter
    interview.confirmed = confirmed
    interview.state = Interview.State.CLOSED
    interview.record_sha256 = interview.fingerprint()
    interview.save()
    claim = interview.claim
    payload = {
        "interview": str(interview.pk),
        "record_sha256": interview.record_sha256,
        "entries": interview.entries.count(),
    }
    if claim.stage == "assessment":
        if not (read_back and confirmed):
            raise Refused([_("Read the record back to the person, and note whether she confirms it, before closing.")])
        cases.note(request, claim.case_id, "interview_closed", key=key, claim_id=claim.pk, payload=payload)
        return interview
    cases.take(request, claim.case_id, "close_interview", key=key, claim_id=claim.pk, payload=payload)
    for other in derivatives(claim).filter(pk__in=list(with_claims), stage__in=["admitted", "interview"]):
        cases.take(
            request, claim.case_id, "close_interview", key=uuid.uuid5(key, str(other.pk)), claim_id=other.pk,
            payload={**payload, "principal_claim": str(claim.pk)},
        )  # fmt: skip
    return interview


def derivatives(claim: Claim) -> Any:
    """The derivative claims that follow this one: those of the same case, when this is the principal's."""
    if claim.position != 0:
        return Claim.objects.none()
    return Claim.objects.filter(case=claim.case_id, basis=Claim.Basis.DERIVATIVE).select_related("person")


def on_break(interview: Interview) -> bool:
    last = interview.entries.filter(kind__in=[Kind.BREAK_START, Kind.BREAK_END]).order_by("-seq").first()
    return bool(last and last.kind == Kind.BREAK_START)


def listening_since(interview: Interview) -> dt.datetime:
    """Since when the person has been heard without a break: the interview's start, or the end of the last break."""
    last = interview.entries.filter(kind=Kind.BREAK_END).order_by("-seq").first()
    return last.at if last else interview.started_at


def _open_interview(request: Any, interview_id: uuid.UUID) -> Interview:
    """The interview, its case locked and the grant checked."""
    interview = Interview.objects.select_related("claim").get(pk=interview_id)
    cases.lock(interview.claim.case_id)
    require(request.user, "interview.conduct", interview.office_id)
    return Interview.objects.select_for_update(of=("self",)).select_related("claim").get(pk=interview_id)


def _add(
    interview: Interview,
    kind: str,
    text: str,
    author: Any,
    key: uuid.UUID,
    corrects: InterviewEntry | None = None,
) -> InterviewEntry:
    last = interview.entries.aggregate(last=Max("seq"))["last"] or 0
    return InterviewEntry.objects.create(
        interview=interview, seq=last + 1, at=timezone.now(), kind=kind, text=text, corrects=corrects, author=author,
        key=key,
    )  # fmt: skip
