"""What pages of this room read."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import get_language

from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases.models import Case
from acogida.law import Pack
from acogida.registration.access import visible_to
from acogida.registration.answers import Sheet
from acogida.registration.fields import Context
from acogida.registration.models import IntakeDraft


def drafts(user: User, status: str = IntakeDraft.Status.DRAFT) -> list[IntakeDraft]:
    """The intake forms of the user's offices, last touched first."""
    rows = visible_to(user).filter(status=status).select_related("office", "created_by", "updated_by", "wish")
    return list(rows.order_by("-updated_at", "-id")[:200])


def imported(case: Case) -> dict[str, Any] | None:
    """The rows of an old register a case came from, as they stood; None for a case that was opened here."""
    rows = list(
        case.imported_rows.select_related("source", "person")
        .defer("source__content", "source__mapping")
        .order_by("number")
    )
    if not rows:
        return None
    event = case.events.filter(kind="imported").order_by("seq").first()
    told = [
        {
            "person": row.person,
            "number": row.number,
            "cells": list(zip(row.source.found["headers"], row.cells, strict=False)),
        }
        for row in rows
    ]
    return {"rows": told, "source": rows[0].source, "number": event.payload["number"] if event else case.number}


def context(pack: Pack, today: dt.date, user: User | None = None, office: Any = None) -> Context:
    """How questions are asked and read now, by this user."""
    offices: tuple[str, ...] = ()
    if user:
        allowed = user.offices_for("registration.intake")
        if allowed != "all" and office is not None and allowed <= {office.pk}:
            offices = (office.code,)
    return Context(pack, get_language() or "es", today, offices)


def sheet(draft: IntakeDraft, user: User | None = None) -> Sheet:
    """The draft's answers under the form of its rules."""
    pack = rules_of(draft)
    return Sheet(pack.form(draft.level), draft.data, context(pack, draft.office.today(), user, draft.office))


def rules_of(draft: IntakeDraft) -> Pack:
    """The pack a form is asked under: its case's, also while that is only a wish; else the one in force."""
    case = draft.case or draft.wish
    return packs.of(case) if case else packs.current()


def intake_of(case: Case) -> IntakeDraft | None:
    """The form a case was presented with; None for cases that came from elsewhere."""
    return IntakeDraft.objects.filter(case=case).select_related("office", "created_by", "case").first()


def answer(case: Case, code: str, person: uuid.UUID | None = None) -> Any:
    """One answer of the form a case was presented with, as a value; None when it was not asked or answered.

    `person` is the id of a member for the questions asked of each.
    """
    draft = intake_of(case)
    if draft is None:
        return None
    key = ""
    if person:
        key = next((p["key"] for p in draft.members if p.get("person") == str(person)), "")
    return sheet(draft).value(key, code)
