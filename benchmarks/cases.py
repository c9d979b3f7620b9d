"""`python -m benchmarks.cases --cases 400000`: list, case page, queues, counts, pages a second, first visit.

Everything is measured on a register of that size, as the application's database role, signed in as an officer of the
largest office. Pages a second are told as a ratio to a plain Django page of 25 rows on the same server in the same run.
"""

from __future__ import annotations

import json
import os
import re
import sys
from itertools import cycle
from typing import Any

from benchmarks import country, firstload, measuring, throughput
from benchmarks.measuring import Report

USER = "laura.mendez"
QUERIES = 12
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=400_000, times=200, seconds=6)
    cases = country.prepare(options.cases)
    report = Report("Cases", {"cases": f"{cases:,}", "python": sys.version.split()[0], "cores": os.cpu_count()})

    from django.contrib.auth import get_user_model
    from django.test import Client

    user = get_user_model().objects.get(username=USER)
    client = Client()
    client.force_login(user, backend=BACKEND)
    _pages(report, client, user, options.times)
    _database(report, user, options.times)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    from django.db import connection

    connection.close()
    _served(report, cookie, options.seconds)
    return report.finish(options.json)


def _pages(report: Report, client: Any, user: Any, times: int) -> None:
    from django.urls import reverse

    from acogida.cases.models import Case

    office = Case.objects.filter(office=user.office, open=True)
    page = reverse("case_list")
    asked = {
        "list, my work": (page, 40.0),
        "list, whole office": (f"{page}?queue=all", 40.0),
        "list, overdue": (f"{page}?queue=overdue", 40.0),
        "list, unassigned children": (f"{page}?queue=children", 40.0),
        "list, newest first": (f"{page}?queue=all&order=newest", 40.0),
        "home": (reverse("home"), None),
    }
    for name, (address, ceiling) in asked.items():
        report.add(f"{name}, queries", _queries(client, address), "", ceiling=QUERIES)
        report.times(name, measuring.timed(lambda a=address: _get(client, a), times), p95=ceiling)
        report.add(f"{name}, processor", measuring.processor(lambda a=address: _get(client, a), times // 2), "ms")
    numbers = list(office.order_by("pk").values_list("number", flat=True)[:300])
    addresses = cycle(reverse("case_page", args=[number]) for number in numbers)
    report.add("case page, queries", max(_queries(client, next(addresses)) for _ in range(5)), "", ceiling=QUERIES)
    report.times("case page", measuring.timed(lambda: _get(client, next(addresses)), times))
    report.add("case page, processor", measuring.processor(lambda: _get(client, next(addresses)), times // 2), "ms")


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")


def _queries(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _get(client, address)
    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    return sum(1 for query in captured if not re.match(r"(SAVEPOINT|RELEASE|BEGIN|COMMIT)", query["sql"]))


def _database(report: Report, user: Any, times: int) -> None:
    """The queries behind the list and the dashboard, alone."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from acogida.cases import queries

    for name in ("mine", "all", "unassigned", "children", "overdue"):
        with CaptureQueriesContext(connection) as captured:
            list(queries.case_list(user, queries.Filters(name)))
        sql = max((query["sql"] for query in captured if "cases_case" in query["sql"]), key=len)
        report.times(f"queue query, {name}", measuring.timed(lambda s=sql: _run(s), times), p95=None)
        report.add(f"queue query, {name}, in the database", _executed(sql), "ms", ceiling=1.0)
        report.add(f"queue query, {name}, rows read beyond the page", _wasted(sql), "", ceiling=0)
    with CaptureQueriesContext(connection) as captured:
        queries.counts(user)
    tallies = [query["sql"] for query in captured if "cases_tally" in query["sql"]]
    report.times("dashboard counts", measuring.timed(lambda: [_run(sql) for sql in tallies], times), p95=5.0)


def _run(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
        cursor.fetchall()


def _plan(sql: str) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]


def _executed(sql: str) -> float:
    return measuring.percentile([_plan(sql)["Execution Time"] for _ in range(21)], 0.5)


def _wasted(sql: str) -> int:
    """Rows of the case table that were read and thrown away, or sorted: 0 when an index gives the page in order."""

    def walk(node: dict[str, Any]) -> int:
        wasted = node.get("Rows Removed by Filter", 0) if node.get("Relation Name") == "cases_case" else 0
        if node["Node Type"] in ("Sort", "Incremental Sort"):
            wasted += sum(child["Actual Rows"] for child in node["Plans"])
        return wasted + sum(walk(child) for child in node.get("Plans", ()))

    return int(walk(_plan(sql)["Plan"]))


def _served(report: Report, cookie: str, seconds: int) -> None:
    with throughput.serving("benchmarks.plain:application") as port:
        plain = throughput.per_second(port, "/", seconds=seconds)
    with throughput.serving("acogida.config.wsgi:application") as port:
        ours = throughput.per_second(port, "/cases/?queue=all", cookie, seconds=seconds)
        whole = firstload.kilobytes(port, "/", cookie)
        outside = firstload.kilobytes(port, "/accounts/login/")
    report.add("list pages a second", ours, "1/s")
    report.add("plain 25-row Django page, pages a second", plain, "1/s")
    report.add("ratio of the two", ours / plain, "", floor=0.25)
    report.add("first visit, start page", sum(whole.values()), "kB", ceiling=300)
    report.add("first visit, sign-in page", sum(outside.values()), "kB", ceiling=300)


if __name__ == "__main__":
    sys.exit(main())
