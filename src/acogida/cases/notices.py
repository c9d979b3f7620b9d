"""Notices of moved terms: who waits for one, what it says in plain words, and that it was handed over.

A notice is a sheet for a person's hands. Nothing of it goes into an e-mail or a text message: who reads those is not known.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.access import in_offices, require
from acogida.accounts.models import Closure, User
from acogida.audit.record import write
from acogida.cases import actions, packs
from acogida.cases.access import unsealed
from acogida.cases.errors import Refused
from acogida.cases.models import Case, TermNotice
from acogida.law import Pack

ACTION = "notice.deliver"
DELIVERED = "term_notice_delivered"
WAYS = (
    ("in_person", gettext_lazy("In person, at the office")),
    ("at_sign_in", gettext_lazy("In person, when signing in")),
    ("where_staying", gettext_lazy("Where the person is staying")),
    ("representative", gettext_lazy("To the representative")),
)


@dataclass(frozen=True)
class Move:
    """A term and its two dates, as the sheet tells them."""

    label: str
    was: dt.date | None
    due: dt.date | None
    holder: str  # whose term it is: the authority's, the applicant's
    source: str


@dataclass(frozen=True)
class Sheet:
    """What a notice says. `reasons`: closures that came; `gone`: closures that were withdrawn."""

    moves: tuple[Move, ...]
    reasons: tuple[Closure, ...]
    gone: tuple[Closure, ...]
    stale: bool  # a step of the case changed or met one of these terms meanwhile


def visible_to(user: User) -> QuerySet[TermNotice]:
    """The notices of the offices where `user` hands them over. They follow a case that is transferred."""
    rows = TermNotice.objects.select_related("case__office", "claim__person", "event", "delivered_by")
    return unsealed(in_offices(rows, user.offices_for(ACTION), "case__office"), user)


def listing(
    user: User, *, state: str = TermNotice.State.QUEUED, office: str = "", number: str = ""
) -> QuerySet[TermNotice]:
    """Narrowed by state, by the office's code and by (part of) the case number; ordered by the caller."""
    rows = visible_to(user)
    if state:
        rows = rows.filter(state=state)
    if office:
        rows = rows.filter(case__office__code=office)
    if number:
        rows = rows.filter(case__number__contains=number.strip().upper())
    return rows


# --- what it says ------------------------------------------------------------------------------------------------------


def sheet(notice: TermNotice, language: str) -> Sheet:
    """The notice in words. It starts from the date the person was told last: notices that were superseded before
    anybody handed them over are told together with this one."""
    events = [row.event for row in _untold(notice)]
    pack = packs.of(notice.case)
    own = (None, str(notice.claim_id))
    first: dict[tuple[str, str | None], str | None] = {}
    last: dict[tuple[str, str | None], str | None] = {}
    for event in events:
        for moved in event.payload["moved"]:
            if moved["claim"] in own:
                name = (moved["clock"], moved["claim"])
                first.setdefault(name, moved["was"])
                last[name] = moved["due"]
    moves = tuple(
        _move(pack, clock, first[clock, claim], due, language)
        for (clock, claim), due in last.items()
        if first[clock, claim] != due
    )
    reasons, gone = _why(notice.case, events)
    present = {
        (row.clock, str(row.claim_id) if row.claim_id else None): row.due and row.due.isoformat()
        for row in notice.case.clocks.filter(state__in=["running", "paused"])
    }
    stale = any(name not in present or present[name] != due for name, due in last.items())
    return Sheet(moves, reasons, gone, stale)


def _untold(notice: TermNotice) -> Sequence[TermNotice]:
    """This notice and those before it that the person never got, oldest first."""
    rows = TermNotice.objects.filter(claim=notice.claim_id, pk__lte=notice.pk).select_related("event").order_by("-pk")
    found = [notice]
    for row in rows.exclude(pk=notice.pk):
        if row.state == TermNotice.State.DELIVERED:
            break
        found.append(row)
    return found[::-1]


def _move(pack: Pack, clock: str, was: str | None, due: str | None, language: str) -> Move:
    rule = pack.clock(clock)
    return Move(pack.text(rule.label, language), _date(was), _date(due), rule.holder, rule.source)


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _why(case: Case, events: Sequence[Any]) -> tuple[tuple[Closure, ...], tuple[Closure, ...]]:
    """The closures that came and those that went, of all offices or the case's, by the changes these events followed."""
    spans = [(event.payload["change"], event.payload["rules"]) for event in events]
    within = Q()
    for field in ("added", "withdrawn"):
        for start, end in spans:
            within |= Q(**{f"{field}__gte": start, f"{field}__lte": end})
    rows = Closure.objects.filter(within, Q(office=None) | Q(office=case.office_id)).select_related(
        "office", "withdrawn"
    )

    def during(change: int | None) -> bool:
        return change is not None and any(start <= change <= end for start, end in spans)

    came = [row for row in rows.order_by("start", "pk") if during(row.added_id) and not during(row.withdrawn_id)]
    went = [row for row in rows.order_by("start", "pk") if during(row.withdrawn_id) and not during(row.added_id)]
    return tuple(came), tuple(went)


def moved_words(pack: Pack, payload: dict[str, Any], language: str, show: Any) -> str:
    """A `calendar_changed` in one line of the timeline; `show` puts a date into words."""
    return " · ".join(
        f"{pack.text(pack.clock(moved['clock']).label, language)}: {show(_date(moved['was']))} → {show(_date(moved['due']))}"
        for moved in payload.get("moved", ())
        if moved["clock"] in pack.clocks
    )


# --- acts ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def deliver(
    request: Any, notice: TermNotice, *, on: dt.date, how: str, language: str, remarks: str, key: uuid.UUID
) -> TermNotice:
    """The person has the sheet. One event in the case; done once, however often it is sent. Raises Refused."""
    require(request.user, ACTION, notice.case.office_id)
    actions.lock(notice.case_id)
    notice.refresh_from_db(fields=["state"])
    if notice.state == TermNotice.State.DELIVERED:
        return notice
    if notice.state == TermNotice.State.VOID:
        raise Refused([_("This notice is no longer needed: a later one tells the present date.")])
    if on > notice.case.office.today():
        raise Refused([_("The date is in the future.")])
    if on < notice.event.on:
        raise Refused([_("The date is before the term was moved.")])
    notice.state, notice.delivered_on, notice.delivered_by = TermNotice.State.DELIVERED, on, request.user
    notice.how, notice.language, notice.remarks = how, language, remarks
    notice.save(update_fields=["state", "delivered_on", "delivered_by", "how", "language", "remarks"])
    payload = {
        "notice": notice.pk,
        "event": str(notice.event_id),
        "on": on.isoformat(),
        "how": how,
        "language": language,
    }
    actions.note(request, notice.case_id, DELIVERED, key=key, claim_id=notice.claim_id, payload=payload)
    return notice


@transaction.atomic
def drop(request: Any, notice: TermNotice, reason: str) -> TermNotice:
    """The notice is not needed any more (the decision came first, the term was met …): said with a reason, audited."""
    require(request.user, ACTION, notice.case.office_id)
    changed = TermNotice.objects.filter(pk=notice.pk, state=TermNotice.State.QUEUED).update(
        state=TermNotice.State.VOID, remarks=reason, delivered_by=request.user
    )
    if changed:
        write(request, "notice.drop", notice, reason=reason, detail={"case": str(notice.case_id)})
    notice.refresh_from_db()
    return notice
