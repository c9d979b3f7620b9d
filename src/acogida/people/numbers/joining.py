"""How an office is joined to the population register: step by step, each of which works alone.

| step | what it can do | what it cannot |
|---|---|---|
| slip | type the number from the paper the person brings | ask for one, or look one up |
| batch | write requests to a file, read the answers from another | be quick: the file is carried |
| query | look a number up by itself or by the person's data, at the counter | have a number assigned |
| online | have numbers assigned, renewed, made permanent, made inactive by the outbox | |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.people.models import OfficeJoining


class Step(models.TextChoices):
    SLIP = "slip", _("Paper slip")
    BATCH = "batch", _("Batch file")
    QUERY = "query", _("Online query")
    ONLINE = "online", _("Online assignment")


CAN = {
    Step.SLIP: _("Type the number from the paper that the person brings."),
    Step.BATCH: _("Write the requests to a file for RENAPO, and read its answers from another."),
    Step.QUERY: _("Look up a number, or a person by her data, while she is at the counter."),
    Step.ONLINE: _("Numbers are asked for, renewed, made permanent and made inactive by themselves."),
}
CANNOT = {
    Step.SLIP: _("It cannot ask for a number: the person gets it from RENAPO."),
    Step.BATCH: _("It is not quick: somebody carries the files."),
    Step.QUERY: _("It finds numbers that exist; it assigns none."),
    Step.ONLINE: _("While RENAPO does not answer, requests wait."),
}


def steps_of(office: Office | int) -> frozenset[Step]:
    """The steps an office has taken. Typing from paper is always possible: no line is ever that certain."""
    key = office if isinstance(office, int) else office.pk
    row = OfficeJoining.objects.filter(office_id=key).first()
    return _steps(row.steps if row else settings.NUMBER_JOINING)


def steps_by_office() -> dict[int, frozenset[Step]]:
    """The steps of every office, in two queries."""
    rows = dict(OfficeJoining.objects.values_list("office_id", "steps"))
    keys = Office.objects.values_list("pk", flat=True)
    return {key: _steps(rows.get(key, settings.NUMBER_JOINING)) for key in keys}


def _steps(codes: Iterable[str]) -> frozenset[Step]:
    return frozenset(Step(code) for code in codes if code in Step.values) | {Step.SLIP}


def channel(office: Office | int) -> Step:
    """By which step a number is asked for at an office: the quickest it has."""
    steps = steps_of(office)
    return next(step for step in (Step.ONLINE, Step.BATCH, Step.SLIP) if step in steps)


@transaction.atomic
def join(request: Any, office: Office, steps: list[str]) -> OfficeJoining:
    """Set the steps an office has taken. What waits goes on by the step it was asked by."""
    require(request.user, "number.joining", office)
    before = steps_of(office)
    kept = sorted(_steps(steps))
    row, _created = OfficeJoining.objects.update_or_create(
        office=office, defaults={"steps": kept, "changed_by": request.user}
    )
    if before != _steps(kept):
        write(request, "number.joining", office, detail={"before": sorted(before), "after": kept})
    return row
