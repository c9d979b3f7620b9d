"""Reads of cases that pages, exports and the API share. Each starts from `visible_to`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case as When_
from django.db.models import Count, F, Q, QuerySet, Sum, Value, When
from django.http import Http404
from django.utils import timezone

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User
from acogida.cases import packs
from acogida.cases.access import visible_to
from acogida.cases.models import Case, Tally
from acogida.law import Closure, working_days_between
from acogida.people import names
from acogida.people.words import having
from acogida.ui.paging import BadToken, Page, paginate

QUEUES = ("mine", "soon", "overdue", "unassigned", "children", "all")
APPLICATIONS = ("unassigned", "children", "all")  # queues of work on applications
SOON = 5  # working days
LIST_COLUMNS = (
    "id", "principal__birth_year", "principal__birth_month", "principal__birth_day", "number", "title", "stage", "open", "nationality", "sex", "birth_year", "language", "needs_interpreter",
    "member_count", "has_children", "unaccompanied_child", "needs", "next_clock", "next_due", "next_start",
    "clock_paused", "presented_on", "lease_until", "office_id", "office__code", "office__name", "office__zone",
    "assignee_id", "assignee__first_name", "assignee__last_name", "assignee__username", "pack_id",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the case list is narrowed to; empty fields do not narrow."""

    queue: str = "mine"
    stage: str = ""
    nationality: str = ""
    modality: str = ""
    office: str = ""
    assignee: str = ""
    since: dt.date | None = None
    text: str = ""
    order: str = "due"  # due · newest

    def as_query(self) -> dict[str, str]:
        """For addresses and saved filters. The text is never part of it: it may be a name."""
        values = {
            "queue": self.queue, "stage": self.stage, "nationality": self.nationality, "modality": self.modality,
            "office": self.office, "assignee": self.assignee, "since": self.since.isoformat() if self.since else "", "order": self.order,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}


def today_of(user: User) -> dt.date:
    return user.office.today() if user.office else timezone.localdate()


def soon_limit(user: User) -> dt.date:
    """The civil date SOON working days from today, by the authority's calendar."""
    pack = packs.current()
    today = today_of(user)
    day = today
    while working_days_between(pack, today, day) < SOON:
        day += dt.timedelta(days=1)
    return day


def before_application() -> list[str]:
    """The stages in which a case is not an application: wishes to claim, and what was closed as never filed."""
    return [stage.code for stage in packs.current().stages if not stage.counts]


def queue(user: User, filters: Filters) -> QuerySet[Case]:
    """The cases of a queue, narrowed; ordered by the caller. What is not an application stands only in the queues of what
    is somebody's own or has a term, under its stage, and where it is searched for."""
    cases = visible_to(user, "case.list")
    today = today_of(user)
    if filters.queue == "mine":
        cases = cases.filter(open=True, assignee=user)
    elif filters.queue == "soon":
        cases = cases.filter(open=True, next_due__gte=today, next_due__lte=soon_limit(user))
    elif filters.queue == "overdue":
        cases = cases.filter(open=True, next_due__lt=today)
    elif filters.queue == "unassigned":
        cases = cases.filter(open=True, assignee=None)
    elif filters.queue == "children":
        cases = cases.filter(open=True, has_children=True)
    elif filters.order == "due":
        cases = cases.filter(open=True)
    if filters.queue in APPLICATIONS and not filters.stage and not filters.text and (codes := before_application()):
        cases = cases.exclude(stage__in=codes)
    for name in ("stage", "nationality", "modality"):
        if value := getattr(filters, name):
            cases = cases.filter(**{name: value})
    if filters.office:
        cases = cases.filter(office__code=filters.office)
    if filters.assignee:
        try:
            cases = cases.filter(assignee=uuid.UUID(filters.assignee))
        except ValueError:
            cases = cases.none()
    if filters.since:
        cases = cases.filter(presented_on__gte=filters.since)
    return having(cases, filters.text) if names.fold(filters.text) else cases


def case_list(user: User, filters: Filters, token: str = "", size: int = 25) -> Page:
    """One page of a queue. A page token that is not ours is the first page."""
    rows = queue(user, filters).select_related("office", "assignee", "principal").only(*LIST_COLUMNS)
    keys = ("-presented_on", "-id") if filters.order == "newest" else ("next_due", "id")
    try:
        return paginate(rows, keys, token, size)
    except (BadToken, ValidationError, ValueError):
        return paginate(rows, keys, "", size)


@dataclass
class Counts:
    """How many open cases each queue holds, and how many each stage; exact in this transaction. `all` are the
    applications; `stages` also counts what is none yet."""

    mine: int = 0
    soon: int = 0
    overdue: int = 0
    unassigned: int = 0
    children: int = 0
    all: int = 0
    stages: dict[str, int] = field(default_factory=dict)


def counts(user: User) -> Counts:
    """Dashboard counts from the tallies the database keeps: one short query, whatever the number of cases."""
    today, limit = today_of(user).isoformat(), soon_limit(user).isoformat()
    dated = Q(measure="due")
    cells = in_offices(Tally.objects.filter(~dated | Q(bucket__lte=limit)), user.offices_for("case.list")).annotate(
        cell=When_(When(dated & Q(bucket__lt=today), then=Value("overdue")), When(dated, then=Value("soon")),
                   default=F("bucket"))
    )  # fmt: skip
    found, outside = Counts(), before_application()
    for measure, cell, total in cells.values_list("measure", "cell").annotate(total=Sum("n")):
        if measure == "stage":
            found.stages[cell] = total
            found.all += 0 if cell in outside else total
        else:
            setattr(found, cell if measure == "due" else measure, total)
    if any(found.stages.get(code) for code in outside):  # the tallies know no pack: these few are counted and taken off
        _take_off(found, user, outside)
    found.mine = Case.objects.filter(open=True, assignee=user).count()
    return found


def _take_off(found: Counts, user: User, stages: list[str]) -> None:
    offices = user.offices_for("case.list")
    # Offices by name even when all are seen: the index begins with the office.
    among: list[Any] = list(Office.objects.values_list("pk", flat=True)) if offices == "all" else list(offices)
    few = Case.objects.filter(open=True, office__in=among, stage__in=stages).aggregate(
        unassigned=Count("pk", filter=Q(assignee=None)), children=Count("pk", filter=Q(has_children=True))
    )
    found.unassigned -= few["unassigned"]
    found.children -= few["children"]


def find(user: User, number: str, action: str = "case.view") -> Case:
    """The case with this number if `user` may open it; else 404, the same as for a number that never was."""
    rows = visible_to(user, action).select_related("office", "principal__photo", "assignee")
    case = rows.filter(number=number).first()
    if case is None:
        raise Http404
    return case


def search(user: User, text: str, limit: int = 12) -> list[Case]:
    """Cases by number (also parts of it) or by the names of any member."""
    rows = having(visible_to(user, "case.list"), text)
    return list(rows.select_related("office").order_by("-open", "-presented_on")[:limit])


def row_summary(case: Case, today: dt.date, language: str, closures: tuple[Closure, ...]) -> dict[str, Any]:
    """What the list shows of a case's next clock: days left of the kind it counts, share used, tone. `closures`: those
    the authority added (`packs.closures()`), read once for all rows."""
    pack = packs.by_hash(case.pack_id)
    stage = pack.stage(case.stage)
    summary: dict[str, Any] = {
        "case": case,
        "age": case.principal.age(today),
        "stage": pack.text(stage.label, language),
        "bar": stage.bar,
        "due": case.due,
    }
    if case.due and case.next_start:
        rule = pack.clocks[case.next_clock]

        def between(first: dt.date, last: dt.date) -> int:
            if rule.unit != "working":
                return (last - first).days
            return working_days_between(
                pack, first, last, office=case.office.code, closures=closures, calendar=rule.calendar
            )

        total, left = max(between(case.next_start, case.due), 1), between(today, case.due)
        tone = "danger" if today > case.due else "warning" if left <= SOON else "success"
        summary |= {"left": left, "late": -left, "total": total, "used": min(max(total - left, 0), total), "tone": tone}
        summary["clock"] = pack.text(rule.label, language)
    return summary


def summaries(page: Iterable[Case], today: dt.date, language: str) -> list[dict[str, Any]]:
    """The summaries of a page of the list."""
    closures = packs.closures()
    return [row_summary(case, today, language, closures) for case in page]
