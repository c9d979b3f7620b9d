"""What this room's own letters say, beside what every letter says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from acogida.archive.actions import TERM_LETTER
from acogida.archive.models import Document
from acogida.archive.registry import letter
from acogida.archive.wording import date_in_words
from acogida.cases import notices, packs
from acogida.cases.models import TermNotice


@letter(TERM_LETTER)
def moved_terms(document: Document) -> dict[str, Any]:
    """The terms that moved and the days they end now, as the person is told them at the counter."""
    pack, language = packs.of(document.case), document.language
    notice = TermNotice.objects.get(claim=document.claim_id, event=document.event_id)

    def day(value: dt.date | None) -> str:
        return date_in_words(value, pack, language) if value else _("stands still")

    told = notices.sheet(notice, language)
    return {
        "highlights": [[move.label, day(move.due)] for move in told.moves],
        "facts": [[_("Before: %(what)s") % {"what": move.label}, day(move.was)] for move in told.moves if move.was]
        + [[_("Days that do not count"), _days(row.start, row.end, day)] for row in told.reasons],
    }


def _days(start: dt.date, end: dt.date, day: Any) -> str:
    return str(day(start)) if start == end else f"{day(start)} – {day(end)}"
