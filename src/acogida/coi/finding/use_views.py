"""What country information is asked for, used and missing: a page and a table file, for researchers and directors."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from acogida.audit.record import write
from acogida.coi.finding import figures
from acogida.coi.finding.figures import FOUND, MISSING, NONE, REQUESTS, Report, Table
from acogida.coi.intake import countries
from acogida.coi.library import topics
from acogida.coi.models import CoiRequest, Feedback
from acogida.ui.cells import harmless

PERIOD = dt.timedelta(days=364)
HIDDEN = "*"


class PeriodForm(forms.Form):
    """From when until when."""

    since = forms.DateField(label=lazy("Since"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("The last day comes before the first."))
        return given


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a period; `format=csv` as a file."""
    if not request.user.is_authenticated or not request.user.can("coi.figures"):
        raise Http404
    today = timezone.localdate()
    form = PeriodForm({"since": request.GET.get("since", today - PERIOD), "until": request.GET.get("until", today)})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = figures.report(form.cleaned_data["since"], form.cleaned_data["until"])
        write(request, "coi.figures", detail={name: str(day) for name, day in form.cleaned_data.items()})
        if request.GET.get("format") == "csv":
            return _file(found)
        query = request.GET.copy()
        query["format"] = "csv"
        context |= {"report": found, "tables": tables(found), "query": query.urlencode(), "as_of": timezone.now()}
        context["feedback"] = [(found.documents[row], cells, n) for row, cells, n in found.feedback.lines()]
        context["feedback_columns"] = [_column(code) for code in found.feedback.columns]
    return render(request, "coi/finding/use.html", context, status=422 if form.errors else 200)


def _column(code: str) -> str:
    words = {
        FOUND: _("With answer"),
        NONE: _("Without answer"),
        MISSING: _("Said to be missing"),
        REQUESTS: _("Requests"),
    }
    coded = dict(Feedback.Kind.choices) | dict(CoiRequest.Purpose.choices)
    return words.get(code) or str(coded.get(code, code))


def _row(axis: str, code: str) -> str:
    language = get_language() or "es"
    return countries.name(code, language) if axis == "country" else " ".join(topics.labels([code], language))


def tables(found: Report) -> list[dict[str, Any]]:
    """The tables as they are drawn, those on what is missing first: they are what one can do something about."""
    given: list[tuple[str, str, Any, Table]] = [
        ("missing", "country", _("Asked for and missing, by country"), found.missing),
        ("missing_topics", "topic", _("Asked for and missing, by topic"), found.missing_subjects),
        ("requests", "country", _("Requests by country and purpose"), found.requests),
        ("claims", "topic", _("Requests by what the claim is about"), found.claims),
        ("searches", "country", _("Searches by country"), found.searches),
        ("topics", "topic", _("Searches by topic"), found.subjects),
    ]
    return [
        {
            "code": code,
            "title": title,
            "columns": [_column(column) for column in each.columns],
            "lines": [(_row(axis, row), cells, total) for row, cells, total in each.lines()],
        }
        for code, axis, title, each in given
    ]


def _lines(found: Report) -> Iterator[list[Any]]:
    yield [_("Table"), _("Line"), _("Column"), _("Number")]
    for each in tables(found):
        for label, cells, total in each["lines"]:
            for column, n in zip(each["columns"], cells, strict=True):
                yield [each["title"], label, column, _shown(n)]
            yield [each["title"], label, _("Total"), _shown(total)]
    for used in found.cited:
        yield [_("Most cited"), used.document, used.document.source, _shown(used.n)]
    for document in found.never:
        yield [_("Never used"), document, document.source, 0]
    columns = [_column(code) for code in found.feedback.columns]
    for row, cells, _total in found.feedback.lines():
        for column, n in zip(columns, cells, strict=True):
            yield [_("What readers said"), found.documents[row], column, _shown(n)]


def _shown(n: int | None) -> str:
    return HIDDEN if n is None else str(n)


def _file(found: Report) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in line] for line in _lines(found))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"uso-de-informacion-de-pais-{found.since:%Y-%m-%d}-{found.until:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
