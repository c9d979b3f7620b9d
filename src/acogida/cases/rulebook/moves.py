"""Moving a running case to another version of the rules: an explicit act with a reason, in its log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions, packs, store
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event
from acogida.law import Pack

ACTION = "pack.manage"


@transaction.atomic
def move_to_pack(request: Any, case_id: uuid.UUID, pack_hash: str, *, reason: str, key: uuid.UUID) -> Event:
    """Judge a case by the rules in force from now on: event `pack_moved`; every open term is reckoned again.

    Raises Refused with all the reasons when the case cannot stand under them: it is closed, its stage, an open term or
    its modality does not exist there, or they are not in force.
    """
    case = actions.lock(case_id)
    if done := actions.already_done(case_id, key):
        return done
    require(request.user, ACTION, case.office_id)
    if not reason.strip():
        raise Refused([_("Say why this case moves to other rules.")])
    new = packs.current()
    if new.hash != pack_hash:
        raise Refused([_("These rules are not the ones in force today.")])
    if reasons := why_not(case, new):
        raise Refused(reasons)
    old = packs.of(case)
    case.pack = packs.keep(new)
    payload = {
        "pack": new.hash,
        "from": old.hash,
        "version": new.version,
        "from_version": old.version,
        "reason": reason,
    }
    return actions.append(case, "pack_moved", request, on=case.office.today(), key=key, payload=payload)


def why_not(case: Case, new: Pack) -> list[str]:
    """Why a case cannot be judged by these rules, in the user's language; empty when it can."""
    old = packs.of(case)
    if old.hash == new.hash:
        return [_("The case is judged by these rules already.")]
    if old.name != new.name:
        return [_("These are the rules of another authority.")]
    state = store.load(case)
    language = get_language() or "es"
    reasons = []
    if not case.open:
        reasons.append(_("The case is closed: it stays under the rules it was decided by."))
    stages = {stage.code for stage in new.stages}
    for code in dict.fromkeys(claim.stage for claim in state.claims.values()):
        if code not in stages:
            label = old.text(old.stage(code).label, language)
            reasons.append(_("The stage “%(stage)s”, in which it stands, does not exist in them.") % {"stage": label})
    for code in dict.fromkeys(clock.clock for clock in state.clocks if clock.open):
        if code not in new.clocks:
            label = old.text(old.clock(code).label, language)
            reasons.append(_("The term “%(term)s”, which runs, does not exist in them.") % {"term": label})
    if new.modalities and state.modality not in {modality.code for modality in new.modalities}:
        reasons.append(_("Its modality does not exist in them."))
    return reasons


def move_many(request: Any, cases: Iterable[Case], pack_hash: str, *, reason: str, key: uuid.UUID) -> tuple[int, int]:
    """Move each case on its own; how many moved, and how many could not. Sent twice, nothing moves twice."""
    moved = refused = 0
    for case in cases:
        try:
            move_to_pack(request, case.pk, pack_hash, reason=reason, key=uuid.uuid5(key, str(case.pk)))
            moved += 1
        except Refused:
            refused += 1
    return moved, refused
