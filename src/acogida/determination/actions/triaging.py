"""Triage: the table proposes a modality, a person confirms or overrules. What was done before is kept whatever changes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Event
from acogida.determination import triaging
from acogida.determination.triage_facts import NOTED


@transaction.atomic
def note_for_triage(request: Any, case_id: uuid.UUID, said: Mapping[str, Any], *, key: uuid.UUID) -> Event:
    """Note what triage asks and registration does not: some or all of "detained", "identity_doubt" (truth) and
    "exclusion_flags" (codes). What was noted before stays in the log; the last note of each counts."""
    case = cases.lock(case_id)
    require(request.user, "case.triage", case.office_id)
    payload = {name: bool(said[name]) for name in ("detained", "identity_doubt") if name in said}
    flags = {"exclusion_flags": sorted(said["exclusion_flags"])} if "exclusion_flags" in said else {}
    return cases.note(request, case_id, NOTED, key=key, payload=payload | flags)


@transaction.atomic
def set_modality(
    request: Any, case_id: uuid.UUID, *, modality: str, priority: str, reason: str, seen: str, key: uuid.UUID
) -> Event:
    """Take "triage", or later "change_modality": the case is processed in `modality` from now on.

    `seen` is the `Sheet.print` the person read; a reason is required when she decides otherwise than proposed, and for
    every change. Raises Refused, also when the facts now lead to another proposal than the one seen.
    """
    case = cases.lock(case_id)
    if done := cases.already_done(case_id, key):
        return done
    pack = packs.of(case)
    step = triaging.step_for(case)
    require(request.user, pack.transition(step).action, case.office_id)
    sheet = triaging.sheet(case)
    if sheet.print != seen:
        raise Refused([_("What is known of the case changed, and with it the proposal. Read it again.")])
    last = triaging.history(case)
    now = (case.modality, last[0].payload.get("priority", "normal")) if last else None
    if problem := _problem(sheet, now, (modality, priority), reason.strip()):
        raise Refused([problem])
    payload = triaging.decided(sheet, case.modality, modality, priority, reason.strip())
    return cases.take(request, case_id, step, key=key, payload=payload)


def _problem(sheet: triaging.Sheet, now: tuple[str, str] | None, chosen: tuple[str, str], reason: str) -> str | None:
    """What is wrong with a choice of modality and priority; `now` is what an earlier triage set."""
    modality, priority = chosen
    known = next((each for each in sheet.pack.modalities if each.code == modality), None)
    if known is None or not known.in_force(sheet.on):
        return _("Choose one of the modalities that are law today.")
    if priority not in triaging.PRIORITIES:
        return _("Choose a priority.")
    if chosen == now:
        return _("The case already has this modality and priority.")
    if now is not None and not reason:
        return _("Write why the modality changes.")
    if chosen != (sheet.proposal.modality, sheet.proposal.priority) and not reason:
        return _("Write why you decide otherwise than the table proposes.")
    return None
