"""Comparing our register with an agency's: page by page, every difference named and kept until it is settled."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import logging
import uuid
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from acogida.audit.record import write
from acogida.exchange import delivery, sealing, wire
from acogida.exchange.comparing import Found, Page, Pair, differences, reconcilers
from acogida.exchange.models import Agency, Difference, Disclosure, OutboxMessage, Reconciliation

CLAIM = dt.timedelta(minutes=5)  # renewed at each page; a run whose process died is taken up by the next
KEPT = dt.timedelta(days=30)
MOST_PAGES = 1_000_000
FOLDED = 2000  # lines at a time

log = logging.getLogger(__name__)
State = Reconciliation.State


class Busy(RuntimeError):
    """Somebody else is comparing with this agency."""


def run(agency: str, progress: Callable[[Reconciliation], None] | None = None) -> Reconciliation:
    """Compare until the end, or until the agency stops answering; then the run waits, and the next call goes on with it.

    `progress` is called after each page. Raises UnknownName when no room gives the pages of this agency, Busy when a run
    is under way, Agency.DoesNotExist.
    """
    page_of = reconcilers[agency]
    row, claim = _take(Agency.objects.get(pk=agency))
    for _turn in range(MOST_PAGES):
        try:
            page: Page = page_of(row.cursor)
        except wire.NoAnswer as error:
            return _wait(row, claim, str(error))
        except Exception as error:
            log.exception("the comparison with %s was interrupted", agency)
            return _wait(row, claim, f"{delivery.FAULT}: {type(error).__name__}")
        claim = _keep(row, claim, page)
        if progress is not None:
            progress(row)
        if not page.next:
            break
    return row


def latest() -> list[Reconciliation]:
    """The last run of each agency that is compared with."""
    rows = Reconciliation.objects.order_by("agency", "-started_at").distinct("agency").select_related("agency")
    return list(rows)


def interrupted() -> list[str]:
    """Agencies with a run that waits, or whose process died."""
    rows = Reconciliation.objects.exclude(state=State.DONE)
    rows = rows.filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))
    return [code for code in rows.values_list("agency", flat=True) if code in reconcilers.names()]


@transaction.atomic
def tidy() -> int:
    """Remove the rows of questions the comparison asked by itself, once their month is over for a month; how many.

    In each person's sharing history one line for the month takes their place: how often, from when to when.
    """
    first = (timezone.now() - KEPT).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    old = OutboxMessage.objects.filter(listed=False, created_at__lt=first)
    groups: Any = (
        old.exclude(person_id=None)
        .order_by()
        .values("person_id", "agency_id", "agreement_id", "purpose", "office_id", month=TruncMonth("created_at"))
        .annotate(times=Count("pk"), since=Min("created_at"), at=Max("created_at"), field_names=Max("field_names"))
    )
    rows = groups.iterator(FOLDED)
    while chunk := list(islice(rows, FOLDED)):
        Disclosure.objects.bulk_create(
            Disclosure(kind=Disclosure.Kind.COMPARED, **{name: row[name] for name in row if name != "month"})
            for row in chunk
        )
    return old.delete()[0]


def _take(agency: Agency) -> tuple[Reconciliation, dt.datetime]:
    """The run to go on with, or a new one; claimed."""
    now = timezone.now()
    claim = now + CLAIM
    try:
        with transaction.atomic():
            row = Reconciliation.objects.select_for_update().exclude(state=State.DONE).filter(agency=agency).first()
            if row is None:
                row = Reconciliation.objects.create(agency=agency, claimed_until=claim)
                write(None, "exchange.reconciling", row, detail={"agency": agency.pk})
                return row, claim
            if row.claimed_until is not None and row.claimed_until > now:
                raise Busy(agency.pk)
            row.state, row.claimed_until, row.error = State.RUNNING, claim, ""
            row.save(update_fields=["state", "claimed_until", "error"])
            return row, claim
    except IntegrityError:
        raise Busy(agency.pk) from None


def _wait(row: Reconciliation, claim: dt.datetime, error: str) -> Reconciliation:
    _held(row, claim).update(state=State.WAITING, claimed_until=None, error=error[:300])
    row.refresh_from_db()
    return row


def _held(row: Reconciliation, claim: dt.datetime) -> Any:
    return Reconciliation.objects.filter(pk=row.pk, claimed_until=claim)


@transaction.atomic
def _keep(row: Reconciliation, claim: dt.datetime, page: Page) -> dt.datetime:
    """Keep what a page shows, and that it was read, together. Raises Busy when the run was taken over."""
    busy = _busy(row.agency_id, [pair.person_id for pair in page.pairs if pair.person_id])
    compared = [pair for pair in page.pairs if pair.person_id not in busy]
    # Differences of those left out stay as they are.
    Difference.objects.filter(agency=row.agency, person_id__in=busy).exclude(state="resolved").update(last_seen=row)
    found = [(pair, difference) for pair in compared for difference in differences(pair)]
    fresh = sum([_note(row, pair, difference) for pair, difference in found])
    later = timezone.now() + CLAIM
    kept = _held(row, claim).update(
        cursor=page.next[:200], pages=F("pages") + 1, compared=F("compared") + len(compared), found=F("found") + len(found),
        skipped=F("skipped") + len(page.pairs) - len(compared), fresh=F("fresh") + fresh, claimed_until=later,
        total=page.total if page.total is not None else row.total,
    )  # fmt: skip
    if not kept:
        raise Busy(row.agency_id)
    if not page.next:
        _finish(row)
    row.refresh_from_db()
    return later


def _busy(agency: str, people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Whoever a message is under way about: the registers differ for the time being, and rightly so."""
    rows = OutboxMessage.objects.filter(agency=agency, person_id__in=list(people), state__in=("pending", "sending"))
    return {person for person in rows.values_list("person_id", flat=True) if person is not None}


def _note(row: Reconciliation, pair: Pair, found: Found) -> bool:
    """Keep one difference; whether it was not open before."""
    ours, theirs = ([dataclasses.asdict(entry) for entry in side] for side in (pair.ours, pair.theirs))
    content = {"ours": [_open(entry) for entry in ours], "theirs": [_open(entry) for entry in theirs]}
    who = str(pair.person_id or "")
    mark = hashlib.sha256(json.dumps([who, found.kind, found.fields, content], sort_keys=True).encode()).hexdigest()
    if Difference.objects.filter(agency=row.agency, fingerprint=mark).exclude(state="resolved").update(last_seen=row):
        return False
    made = Difference(
        agency=row.agency, person_id=pair.person_id, office_id=pair.office_id, reference=pair.reference, kind=found.kind,
        fields=list(found.fields), fingerprint=mark, first_seen=row, last_seen=row,
    )  # fmt: skip
    made.sealed = sealing.seal(content, made.pk)
    made.save(force_insert=True)
    return True


def _open(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "data": dict(entry["data"])}


def _finish(row: Reconciliation) -> None:
    """All pages were read: what was not seen again agrees now."""
    now = timezone.now()
    gone = Difference.objects.filter(agency=row.agency).exclude(state="resolved").exclude(last_seen=row)
    closed = gone.update(state="resolved", closed_at=now, sealed=None)
    Reconciliation.objects.filter(pk=row.pk).update(
        state=State.DONE, finished_at=now, claimed_until=None, closed=closed, cursor=""
    )
    row.refresh_from_db()
    detail = {"agency": row.agency_id, "compared": row.compared, "found": row.found, "closed": closed}
    write(None, "exchange.reconciled", row, detail=detail)
