"""What a change of the authority's rules does to cases: the answers of this room to `accounts.closures`."""

from __future__ import annotations

from collections.abc import Iterable

from acogida.accounts import closures
from acogida.accounts.models import Closure, RuleChange
from acogida.cases import jobs
from acogida.cases.models import Recalculation
from acogida.cases.recompute import preview
from acogida.cases.recompute.reckoner import Window, window_of
from acogida.people.numbers.jobs import reckon_later as reckon_numbers_later


class Recomputing:
    """See `closures.Consequences`."""

    def adding(self, closure: Closure) -> closures.Preview:
        return preview(_window(closure), suspends_terms=closure.suspends_terms)

    def withdrawing(self, closure: Closure) -> closures.Preview:
        return preview(_window(closure), suspends_terms=closure.suspends_terms, withdrawn=closure)

    def follow(self, change: RuleChange) -> None:
        if window_of(change):
            Recalculation.objects.create(change=change)
            jobs.recompute_later(change.pk)
            reckon_numbers_later()  # temporary numbers stand still while terms are suspended

    def progress(self, changes: Iterable[int]) -> dict[int, closures.Progress]:
        return {
            row.pk: closures.Progress(row.total, row.done, row.moved, row.notices, row.finished_at is not None)
            for row in Recalculation.objects.filter(pk__in=list(changes))
        }


def _window(closure: Closure) -> Window:
    return Window(closure.start, closure.end, closure.office_id)


closures.register(Recomputing())
