"""Triage in words: facts, rows and declarations as a person reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.cases.models import Event
from acogida.determination.triage_facts import SIGNS
from acogida.determination.triage_forms import FLAGS, OTHER_FLAGS, PRIORITIES, TONES
from acogida.determination.triaging import RESTRICTED, Sheet
from acogida.law import Pack
from acogida.law.triage import Coverage, Tried
from acogida.people.countries import country_name, language_name

WHY = {
    "fired": gettext_lazy("Holds: this is what is proposed"),
    "false": gettext_lazy("Does not hold"),
    "row_not_in_force": gettext_lazy("Not in force on this date"),
    "modality_not_in_force": gettext_lazy("Its modality is not in force on this date"),
    "not_asked": gettext_lazy("Not asked: an earlier row holds"),
}


def fact_label(pack: Pack, name: str, language: str) -> str:
    """What a fact is called by the pack, or its name."""
    return pack.text(pack.facts[name].label, language) if name in pack.facts else name.replace("_", " ")


def value(pack: Pack, name: str, given: Any, language: str, restricted: bool) -> str:
    """A fact's value in words. Restricted needs are named only to who may see them (`restricted`)."""
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    if given in ("", [], ()):
        return "–"
    if isinstance(given, (list, tuple)):
        words = [_one(pack, name, each, language, restricted) for each in given]
        return ", ".join(dict.fromkeys(words))
    return _one(pack, name, given, language, restricted)


def _one(pack: Pack, name: str, code: Any, language: str, restricted: bool) -> str:
    match name:
        case "nationality" | "nationalities":
            return country_name(code)
        case "language":
            return language_name(code)
        case "exclusion_flags":
            if code in SIGNS.values() and not restricted:
                return _("a restricted need")
            return str((FLAGS | OTHER_FLAGS).get(code, code))
        case "declarations":
            return next((pack.text(d.label, language) for d in pack.declarations if d.code == code), code)
        case "needs":
            return _need(pack, code, language, restricted)
    return str(code)


def _need(pack: Pack, code: str, language: str, restricted: bool) -> str:
    found = next((need for need in pack.needs if need.code == code), None)
    if code == RESTRICTED or (found and found.restricted and not restricted):
        return _("a restricted need")
    return pack.text(found.label, language) if found else code


def facts(pack: Pack, given: Mapping[str, Any], language: str, restricted: bool) -> list[dict[str, str]]:
    """Facts by name as pairs of label and value, in alphabetical order of the labels."""
    rows = [
        {"label": fact_label(pack, name, language), "value": value(pack, name, each, language, restricted)}
        for name, each in given.items()
    ]
    return sorted(rows, key=lambda row: row["label"])


def modality(pack: Pack, code: str, language: str) -> str:
    """The label of a modality, or its code when the pack no longer has it."""
    return next((pack.text(each.label, language) for each in pack.modalities if each.code == code), code)


def modality_card(pack: Pack, code: str, language: str) -> dict[str, Any]:
    """A modality with what never changes in it."""
    found = next((each for each in pack.modalities if each.code == code), None)
    if found is None:
        return {"code": code, "label": code, "safeguards": []}
    return {
        "code": code,
        "label": pack.text(found.label, language),
        "description": pack.text(found.description, language),
        "safeguards": [pack.text(each, language) for each in found.safeguards],
        "refusal": found.refusal,
        "interview": found.interview,
        "source": found.source,
        "note": pack.text(found.note, language) if found.note else "",
    }


def sheet(of: Sheet, language: str, restricted: bool) -> dict[str, Any]:
    """The proposal and what it rests on."""
    pack, proposal = of.pack, of.proposal
    table = next((each for each in pack.triage_tables if each.code == proposal.table), None)
    return {
        "facts": facts(pack, of.facts, language, restricted),
        "modality": modality_card(pack, proposal.modality, language),
        "priority": PRIORITIES[proposal.priority],
        "tone": TONES[proposal.priority],
        "row": proposal.row,
        "because": _guarded(pack, pack.text(proposal.because, language), restricted),
        "source": proposal.source,
        "table": pack.text(table.label, language) if table else "",
        "table_from": proposal.table_from,
        "tried": [_tried(pack, each, language, restricted) for each in proposal.tried if each.why != "fired"],
        "declarations": [_coverage(pack, each, language) for each in of.declarations],
        "on": of.on,
    }


def _guarded(pack: Pack, text: str, restricted: bool) -> str:
    """A row's text may show codes; those that tell of restricted needs are taken out for who may not see them."""
    if not restricted:
        for code in (*(need.code for need in pack.needs if need.restricted), *SIGNS.values()):
            text = text.replace(code, _("a restricted need"))
    return text


def _tried(pack: Pack, row: Tried, language: str, restricted: bool) -> dict[str, Any]:
    return {
        "code": row.row.code,
        "because": pack.text(row.row.because, language),
        "modality": modality(pack, row.row.modality, language),
        "why": WHY[row.why],
        "facts": facts(pack, row.values, language, restricted) if row.why == "false" else [],
        "source": row.row.source,
    }


def _coverage(pack: Pack, each: Coverage, language: str) -> dict[str, Any]:
    declared = each.declaration
    return {
        "label": pack.text(declared.label, language),
        "profile": pack.text(declared.profile, language),
        "covers": each.covers,
        "excluded": [{"text": pack.text(r.message, language), "source": r.source} for r in each.excluded],
        "source": declared.source,
        "from": declared.from_,
        "to": declared.to,
        "note": pack.text(declared.note, language) if declared.note else "",
    }


def decision(pack: Pack, event: Event, language: str, reasons: bool, restricted: bool) -> dict[str, Any]:
    """A step that set the modality, from the log; its reasons only to who may read them."""
    said = event.payload
    rule = pack.transitions.get(event.kind)
    overruled = (said.get("proposed"), said.get("proposed_priority")) != (said.get("modality"), said.get("priority"))
    return {
        "label": pack.text(rule.label, language) if rule else event.kind,
        "on": event.on,
        "who": event.actor.name if event.actor else _("System"),
        "modality": modality(pack, said.get("modality", ""), language),
        "priority": PRIORITIES.get(said.get("priority", "normal"), ""),
        "proposed": modality(pack, said["proposed"], language) if said.get("proposed") else "",
        "proposed_priority": PRIORITIES.get(said.get("proposed_priority", ""), ""),
        "overruled": bool(said.get("proposed")) and overruled,
        "row": said.get("row", ""),
        "table": said.get("table", ""),
        "table_from": dt.date.fromisoformat(said["table_from"]) if said.get("table_from") else None,
        "reason": said.get("reason", "") if reasons else "",
        "facts": facts(pack, said.get("facts", {}), language, restricted),
    }
