"""Triage in figures, as a page and as a table file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases import packs
from acogida.determination import triage_report, triage_words
from acogida.determination.triage_forms import AGE_GROUPS, SEXES, ReportForm
from acogida.determination.triage_report import Group, Report, Unit
from acogida.determination.views.common import language
from acogida.people.countries import country_name

PERIOD = dt.timedelta(days=364)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a period and of one office or all of one's own; `format=csv` as a file. Counts only."""
    offices = triage_report.offices_of(request.user)
    if not offices:
        raise Http404
    today = timezone.localdate()
    wanted = {"since": today - PERIOD, "until": today, "office": ""} | {
        name: request.GET[name] for name in ("since", "until", "office") if name in request.GET
    }
    form = ReportForm(wanted, offices=[(each.code, each.name) for each in offices])
    context: dict[str, Any] = {"form": form, "report": None}
    if form.is_valid():
        unit: Unit = "cases" if request.GET.get("unit") == "cases" else "persons"
        found = _report(form.cleaned_data, offices, unit, request.user.offices_for("case.triage") == "all")
        write(request, "triage.report", detail={**_plain(form.cleaned_data), "unit": unit})
        if request.GET.get("format") == "csv":
            return _file(found)
        context |= _context(request, found)
    return render(request, "determination/triage_report.html", context)


def _report(asked: dict[str, Any], offices: list[Office], unit: Unit, everywhere: bool) -> Report:
    chosen = [each.pk for each in offices if asked["office"] in ("", each.code)]
    every = everywhere and not asked["office"]
    return triage_report.report(asked["since"], asked["until"], None if every else chosen, unit, timezone.now())


def _plain(asked: dict[str, Any]) -> dict[str, str]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asked.items()}


def _file(found: Report) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows(triage_report.lines(found))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"triage-{found.since:%Y-%m-%d}-{found.until:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _context(request: HttpRequest, found: Report) -> dict[str, Any]:
    pack = packs.current()
    names = {"sex": _("Sex"), "age": _("Age"), "nationality": _("Nationality")}
    query = request.GET.copy()
    query.pop("format", None)
    query.pop("unit", None)
    return {
        "report": found,
        "query": query.urlencode(),
        "modalities": [triage_words.modality(pack, code, language()) for code in found.modalities],
        "directions": [
            {"proposed": triage_words.modality(pack, each.proposed, language()),
             "chosen": triage_words.modality(pack, each.chosen, language()), "of": each}
            for each in found.directions
        ],
        "all": found.all,
        "dimensions": [
            {"name": names[code], "code": code, "groups": _sorted(code, groups)}
            for code, groups in found.groups.items()
        ],
    }  # fmt: skip


def _sorted(dimension: str, groups: tuple[Group, ...]) -> list[dict[str, Any]]:
    """Groups with their names: ages as they grow, nationalities from the most frequent, those not shown by name."""
    order = list(SEXES if dimension == "sex" else AGE_GROUPS if dimension == "age" else ())
    rows = [{"label": _label(dimension, group), "of": group} for group in groups]
    rows.sort(key=lambda row: (
        order.index(row["of"].code) if row["of"].code in order else len(order), -(row["of"].total or 0), str(row["label"])
    ))  # fmt: skip
    return rows


def _label(dimension: str, group: Group) -> Any:
    if dimension == "nationality":
        return country_name(group.code) if group.code else _("Not known")
    return (SEXES if dimension == "sex" else AGE_GROUPS).get(group.code, group.code)
