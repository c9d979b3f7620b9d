"""`python -m benchmarks.clocks --cases 400000`: one clock; and all open clocks of a country after a closure.

One clock: with a warm calendar, beside `numpy.busday_offset` with the same holidays in the same run, one by one and as an
array. All clocks: as the application's database role, with events and queued notices, beside a loop that does the same
case by case through the models, on a sample in the same run.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
import uuid
from typing import Any

from benchmarks import country, measuring
from benchmarks.measuring import Report, say


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=400_000, sample=2_000, times=20_000)
    os.environ.setdefault("ACOGIDA_HOME", "/var/tmp/acogida-benchmarks-clocks")
    country.prepare(2_000)
    grown = [sys.executable, "-m", "benchmarks.openregister", str(options.cases)]
    if subprocess.run(grown, stdout=sys.stderr, cwd=country.ROOT).returncode:
        raise SystemExit("the open cases could not be made (see above)")
    report = Report(
        "Clocks", {"cases": f"{options.cases:,}", "python": sys.version.split()[0], "cores": os.cpu_count()}
    )
    report.setting["load before"] = f"{os.getloadavg()[0]:.1f}"  # what else the machine was doing
    one_clock(report, options.times)
    all_clocks(report, options.sample)
    return report.finish(options.json)


# --- one clock -----------------------------------------------------------------------------------------------------


def one_clock(report: Report, times: int) -> None:
    """The term to decide from the days of a year, with the calendar compiled."""
    import numpy

    from acogida.law import due_date, is_working_day, load_pack

    pack = load_pack("mexico")
    rule = pack.clock("decide")
    first = dt.date(2024, 1, 1)
    starts = [first + dt.timedelta(days=n % 366) for n in range(times)]
    days = [dt.date(2019, 1, 1) + dt.timedelta(days=n) for n in range(4383)]
    off = [d for d in days if d.weekday() < 5 and not is_working_day(pack, d, calendar=rule.calendar, office="TAP")]
    plain = numpy.busdaycalendar(holidays=off)
    ours = [due_date(pack, "decide", start, office="TAP") for start in starts]
    array = numpy.array(starts, dtype="datetime64[D]")
    theirs = _busdays(numpy, array, rule.amount, plain)
    if ours != theirs.astype(object).tolist():
        raise SystemExit("numpy counts other days than we do")

    def each(act: Any) -> float:
        """Microseconds a call, the best of five rounds: the machine is noisy."""
        rounds = []
        for _ in range(5):
            started = time.perf_counter()
            for start in starts:
                act(start)
            rounds.append((time.perf_counter() - started) / times * 1e6)
        return min(rounds)

    one = each(lambda start: due_date(pack, "decide", start, office="TAP"))
    scalar = each(lambda start: numpy.busday_offset(start, rule.amount, roll="backward", busdaycal=plain))
    whole = min(measuring.timed(lambda: _busdays(numpy, array, rule.amount, plain), 9)) * 1000 / times
    report.add("one clock, calendar warm", one, "µs", ceiling=20)
    report.add("numpy.busday_offset, one date a call", scalar, "µs")
    report.add("numpy.busday_offset, an array, each date", whole, "µs")
    report.add("one clock against numpy one by one", one / scalar, "×")
    report.add("one clock against numpy by arrays", one / whole, "×")


def _busdays(numpy: Any, starts: Any, amount: int, calendar: Any) -> Any:
    """Day zero does not count: from the last working day up to the start, the n-th after it."""
    return numpy.busday_offset(starts, amount, roll="backward", busdaycal=calendar)


# --- all clocks ----------------------------------------------------------------------------------------------------


def all_clocks(report: Report, sample: int) -> None:
    """A closure of all offices, added and recomputed; then the loop on a sample, for the withdrawal."""
    from django.db import connection

    from acogida.accounts import closures
    from acogida.accounts.models import Closure, User
    from acogida.cases import recompute
    from acogida.cases.models import Case, ClockInForce, Recalculation

    today = Case.objects.latest("presented_on").presented_on
    open_clocks = ClockInForce.objects.filter(state="running", case__number__startswith="BENCH-").count()
    report.setting["open clocks"] = f"{open_clocks:,}"
    request = _somebody(User)
    Recalculation.objects.filter(finished_at=None).delete()  # of a former run that was broken off
    start = _free_weekday(today + dt.timedelta(days=1))
    row = Closure(start=start, end=start, reason="Benchmark", source="Benchmark")
    consequences = closures.consequences()
    say("preview")
    looked = measuring.timed(lambda: consequences.adding(row), 3, warm=0)
    report.times("preview of a closure of all offices", looked)
    added = closures.add_closure(request, row, key=uuid.uuid4())
    say("recompute")
    began = time.perf_counter()
    done = recompute.run(added.added_id)
    seconds = time.perf_counter() - began
    assert done is not None
    report.add("cases with a moved date", done.moved, "")
    report.add("dates moved", done.clocks, "")
    report.add("notices queued", done.notices, "")
    report.add("all of it", seconds, "s", ceiling=60)
    fast = done.moved / seconds
    report.add("cases a second", fast, "1/s")
    again = time.perf_counter()
    Recalculation.objects.filter(pk=done.pk).update(finished_at=None, position=None, total=None)
    second = recompute.run(added.added_id)
    assert second is not None
    report.add("run again, nothing to change", time.perf_counter() - again, "s")
    report.add("cases moved by running again", second.moved - done.moved, "", ceiling=0)
    withdrawn = closures.withdraw_closure(request, added, "Benchmark", key=uuid.uuid4())
    say("the loop")
    ids = list(Case.objects.filter(number__startswith="BENCH-").order_by("pk").values_list("pk", flat=True)[:sample])
    began = time.perf_counter()
    back = withdrawn.withdrawn_id or 0
    moved = sum(_by_hand(case, back) for case in ids)
    slow = moved / (time.perf_counter() - began)
    report.add("a loop through the models, cases a second", slow, "1/s")
    report.add("ratio of the two", fast / slow, "×")
    recompute.run(back)  # the register as it was, for the next run
    connection.close()


def _free_weekday(day: dt.date) -> dt.date:
    from acogida.accounts.models import Closure
    from acogida.cases import packs
    from acogida.law import is_working_day

    taken = set(Closure.objects.filter(withdrawn=None).values_list("start", flat=True))
    while day in taken or not is_working_day(packs.current(), day):
        day += dt.timedelta(days=1)
    return day


def _somebody(users: Any) -> Any:
    """A request of somebody who manages closures everywhere."""
    from types import SimpleNamespace

    from acogida.accounts import closures

    user = next(user for user in users.objects.all() if user.offices_for(closures.ACTION) == "all")
    return SimpleNamespace(user=user, id="benchmark")


def _by_hand(case_id: uuid.UUID, change: int) -> bool:
    """What `recompute` does, for one case, as one would write it first: load, fold, save, one row at a time."""
    from django.db import transaction
    from django.utils import timezone

    from acogida.audit.chain import link
    from acogida.cases import actions, packs, store
    from acogida.cases.models import Claim, Event, TermNotice
    from acogida.cases.projection import apply

    with transaction.atomic():
        case = actions.lock(case_id)
        event = Event(
            case=case, seq=case.last_seq + 1, kind="calendar_changed", on=case.office.today(), at=timezone.now(),
            office_id=case.office_id, payload={"rules": change, "change": change}, key=uuid.uuid4(),
        )  # fmt: skip
        before = store.load(case)
        after = apply(before, event, packs.rules(case.pack_id, change))
        if after == before:
            return False
        event.hash = link(case.last_hash, store.contents(event))
        event.save(force_insert=True)
        case.last_seq, case.last_hash, case.version = event.seq, event.hash, case.version + 1
        store.save(case, before, after, packs.of(case), event.on)
        for claim in Claim.objects.filter(case=case):
            TermNotice.objects.create(case=case, claim=claim, event=event, created=event.at)
        return True


if __name__ == "__main__":
    sys.exit(main())
