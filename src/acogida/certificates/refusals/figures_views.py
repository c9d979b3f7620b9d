"""Refusals in figures, as a page and as a table file: counts only."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from typing import Any, cast

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.certificates.refusals import figures, words
from acogida.certificates.refusals.access import offices_counted
from acogida.certificates.refusals.figures import Line, Report
from acogida.certificates.refusals.forms import PeriodForm
from acogida.certificates.refusals.models import Refusal
from acogida.ui.cells import harmless

PERIOD = dt.timedelta(days=364)
CHART_HEIGHT, COLUMN, GAP = 120, 44, 12  # pixels of the chart of months


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a period, of one office or all of one's own; `format=csv` as a file."""
    offices = offices_counted(cast(User, request.user))
    if not offices:
        raise Http404
    today = timezone.localdate()
    wanted = {"since": today - PERIOD, "until": today, "office": ""} | {
        name: request.GET[name] for name in ("since", "until", "office") if name in request.GET
    }
    form = PeriodForm([(office.code, office.name) for office in offices], wanted)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data
        chosen = [office.pk for office in offices if asked["office"] in ("", office.code)]
        found = figures.report(asked["since"], asked["until"], chosen, timezone.now())
        plain = {name: str(value) for name, value in asked.items()}
        write(request, "refusal.report", detail=plain)
        labels = _labels(found)
        if request.GET.get("format") == "csv":
            return _file(found, labels)
        query = request.GET.copy()
        query.pop("format", None)
        context |= {"report": found, "query": query.urlencode(), "tables": _tables(found, labels)}
        context["chart"] = _chart(found.tables["month"])
    return render(request, "certificates/refusals/figures.html", context)


def _labels(found: Report) -> dict[str, Mapping[str, str]]:
    """What each code of each table is called."""
    months = {line.code: _month(line.code, "MMM y") for line in found.tables["month"]}
    names = figures.spellings(line.code for line in found.tables["organisation"])
    return {
        "service": {code: str(label) for code, label in Refusal.Service.choices},
        "organisation": {**names, figures.OTHERS: _("Others, and private ones")},
        "document": words.documents(),
        "reason": {code: str(label) for code, label in Refusal.Reason.choices},
        "region": words.regions(),
        "month": months,
        "state": {code: str(label) for code, label in Refusal.State.choices},
    }


def _month(code: str, pattern: str) -> str:
    return str(format_date(dt.date.fromisoformat(f"{code}-01"), pattern, locale=words.language()))


def _tables(found: Report, labels: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """The tables as they are drawn, each line with its bar; months have a chart of their own."""
    titles = {
        "service": _("By service"), "organisation": _("By institution or company"), "document": _("By paper shown"),
        "reason": _("By reason given"), "region": _("By state of the country"), "state": _("What became of them"),
    }  # fmt: skip
    return [
        {
            "code": name,
            "title": title,
            "most": max((line.n or 0 for line in found.tables[name]), default=0),
            "lines": [(labels[name].get(line.code, line.code), line.n) for line in found.tables[name]],
        }
        for name, title in titles.items()
    ]


def _chart(months: tuple[Line, ...]) -> dict[str, Any]:
    """Columns by month: their places and heights, ready to be drawn. A month without refusals keeps its place."""
    if not months:
        return {}
    shown = {line.code: line.n for line in months}
    codes = _every_month(months[0].code, months[-1].code)
    most = max((n or 0 for n in shown.values()), default=0) or 1
    columns = []
    for place, code in enumerate(codes):
        n = shown.get(code, 0)
        height = round((n or 0) / most * CHART_HEIGHT)
        columns.append({
            "x": place * (COLUMN + GAP), "middle": place * (COLUMN + GAP) + COLUMN // 2, "y": 20 + CHART_HEIGHT - height,
            "height": height, "text_y": 14 + CHART_HEIGHT - height, "n": n, "short": _month(code, "MMM"),
            "year": code[:4] if place == 0 or code.endswith("-01") else "", "label": _month(code, "MMM y"),
        })  # fmt: skip
    width = len(codes) * (COLUMN + GAP) - GAP
    return {"columns": columns, "width": width, "height": CHART_HEIGHT + 56, "column": COLUMN,
            "base": 20 + CHART_HEIGHT, "month_y": CHART_HEIGHT + 36, "year_y": CHART_HEIGHT + 51}  # fmt: skip


def _every_month(first: str, last: str) -> list[str]:
    start, end = (int(code[:4]) * 12 + int(code[5:]) - 1 for code in (first, last))
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, end + 1)]


def _file(found: Report, labels: Mapping[str, Mapping[str, str]]) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in figures.lines(found, labels))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"rechazos-{found.since:%Y-%m-%d}-{found.until:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
