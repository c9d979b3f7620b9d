"""A list of hits to take along: as a table, or as a page to print. Each with its source, edition, hash and the day it was
consulted, so that it can be found again as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from acogida.audit.record import write
from acogida.coi.finding import asked, presentation, views
from acogida.coi.finding.presentation import OWN, Group, Row
from acogida.ui.cells import harmless


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The hits of the search on the page; `format`: csv or print."""
    user = views.reader(request)
    wanted = views.posted(request)
    if not wanted:
        return redirect("coi_search")
    limit = views.limit_of(request)
    results = views.found(request, wanted, limit, note=False)
    if results is None:
        return render(request, "coi/finding/page.html", views.drawn(user, wanted, None, limit), status=503)
    context = views.answered(user, wanted, results, limit)
    write(request, "coi.search_exported", detail={"passages": context["count"]})
    if request.POST.get("format") == "csv":
        return _table(context["groups"], user)
    chips = [asked.words_of(chip) for chip in wanted.chips]
    if wanted.others:
        chips.append(" ".join([pgettext("search", "Also:"), ", ".join(wanted.others)]))
    context |= {"chips": chips, "consulted": timezone.now()}
    response = render(request, "coi/finding/print.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def headings() -> list[str]:
    return [
        _("Language of the passage"), _("Country"), _("Source"), _("Assessed"), _("Document"), _("Edition"), _("Published"),
        _("Page"), _("Section"), _("Passage"), _("In Spanish"), _("State of the translation"), _("Why it was found"),
        pgettext("document", "Confirmed"), _("State of the edition"), _("Access"), _("Web address"), _("Version"), "SHA-256", _("Captured"),
        _("Consulted"),
    ]  # fmt: skip


def _lines(groups: list[Group], zone: Any) -> Iterator[list[Any]]:
    today = timezone.localtime(timezone.now(), zone).date()
    yes, no = _("Yes"), _("No")
    for row in (row for group in groups for row in group.rows):
        version, document = row.version, row.document
        yield [
            row.hit.language, ", ".join(name for _code, name in row.countries), document.source,
            yes if row.assessed else no, document, version.edition, version.published_on, row.hit.page,
            " › ".join(row.hit.section), row.hit.text, *_spanish(row), row.why, yes if row.hit.confirmed else no,
            version.standing.get_state_display(), document.get_access_display(), document.url, version.pk, version.sha256,
            timezone.localtime(version.captured_at, zone).date(), today,
        ]  # fmt: skip


def _spanish(row: Row) -> tuple[str, Any]:
    if row.hit.language == OWN or row.translation is None:
        return "", ""
    return row.translation.text, row.translation.get_state_display()


def _table(groups: list[Group], user: Any) -> HttpResponse:
    zone = presentation.zone_of(user)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings())
    writer.writerows([harmless(cell) for cell in line] for line in _lines(groups, zone))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    day = timezone.localtime(timezone.now(), zone).date()
    response["Content-Disposition"] = f'attachment; filename="informacion-de-pais-{day:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
