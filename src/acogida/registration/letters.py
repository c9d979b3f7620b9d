"""What the letters of this room's steps say, beside what every letter says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.archive.models import Document
from acogida.archive.registry import letter
from acogida.archive.wording import date_in_words
from acogida.cases import packs
from acogida.law import Pack

ANSWER = "prevention_answer"  # the clock that the request starts


@letter("prevention")
def prevention(document: Document) -> dict[str, Any]:
    """A request to complete (LFPA art. 17-A): what is missing, in the words of the form, and until when to answer."""
    pack, language, payload = packs.of(document.case), document.language, document.event.payload
    missing = [*_questions(pack, payload.get("missing", []), language)]
    if payload.get("other"):
        missing.append(str(payload["other"]))
    if payload.get("ask_why_late"):
        missing.append(_("Why the application was filed after the term: tell us what kept you from coming before."))
    due = document.terms.get(ANSWER)
    return {
        "missing": missing,
        "term": _term(pack),
        "due": date_in_words(dt.date.fromisoformat(due), pack, language) if due else "",
    }


def _questions(pack: Pack, codes: list[str], language: str) -> list[str]:
    known = {field.code: pack.text(field.label, language) for field in pack.form("comprehensive").fields()}
    return [known.get(code, code) for code in codes]


def _term(pack: Pack) -> str:
    """The term's length; empty for a pack whose request to complete has none."""
    if ANSWER not in pack.clocks:
        return ""
    amount = pack.clock(ANSWER).amount
    return ngettext("%(n)d working day", "%(n)d working days", amount) % {"n": amount}
