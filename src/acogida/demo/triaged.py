"""The triage of invented cases, by the pack's own tables: most as proposed, a few otherwise."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

from acogida.demo.households import DemoPerson
from acogida.demo.journeys import Happening
from acogida.determination.triage_facts import SIGNS
from acogida.determination.triaging import CHANGE, TRIAGE, Sheet, decided
from acogida.law import Pack, triage
from acogida.law.facts import EMPTY

OTHERWISE = 0.07  # of the proposals a person overrules
WHY = (
    "El relato se aparta del perfil; conviene el examen completo.",
    "Hay contradicciones que aclarar con calma.",
    "La familia pidió más tiempo para reunir pruebas.",
)
WHY_URGENT = "Se conoció una situación de salud que no admite espera."
WHY_REGULAR = "La entrevista no permite un reconocimiento: sigue en la modalidad ordinaria, con examen completo."


def into(story: Sequence[Happening], random: Random, pack: Pack, household: Sequence[DemoPerson]) -> list[Happening]:
    """The story with its triage at admission; a track that cannot refuse is left before a refusal is drafted.

    `random` is for this alone: what else is told of the case does not depend on it. Before the pack has a table in
    force, nothing is triaged.
    """
    at = next((place for place, each in enumerate(story) if each.kind == "admit"), None)
    if at is None or TRIAGE not in pack.transitions or not pack.modalities:
        return list(story)
    on = story[at].on
    if not any(table.in_force(on) for table in pack.triage_tables):
        return list(story)
    sheet = _sheet(pack, _since(pack, on), *_known(household))
    modality, priority, reason = sheet.proposal.modality, str(sheet.proposal.priority), ""
    if random.random() < OTHERWISE:
        if modality == pack.default_modality:
            modality, priority, reason = "prioritised", "urgent", WHY_URGENT
        else:
            modality, priority, reason = pack.default_modality, "normal", random.choice(WHY)
    first = decided(sheet, pack.default_modality, modality, priority, reason)
    told = [*story[: at + 1], Happening(TRIAGE, on, "officer", payload=first), *story[at + 1 :]]
    if pack.modality(modality).refusal or not _refuses(pack, story):
        return told
    before = next(place for place, each in enumerate(told) if each.kind == "submit_draft")
    day = told[before].on
    later = decided(
        _sheet(pack, _since(pack, day), *_known(household)), modality, pack.default_modality, priority, WHY_REGULAR
    )
    return [*told[:before], Happening(CHANGE, day, "officer", payload=later), *told[before:]]


def _refuses(pack: Pack, story: Sequence[Happening]) -> bool:
    signed = [each.payload["outcome"] for each in story if each.kind == "sign"]
    return any(not pack.outcome(outcome).positive for outcome in signed)


def _known(household: Sequence[DemoPerson]) -> tuple[tuple[str, Any], ...]:
    """What triage can know of these people, as facts by name."""
    needs = sorted({need for person in household for need in person.needs})
    return tuple({
        "nationality": household[0].nationality,
        "nationalities": tuple(sorted({person.nationality for person in household})),
        "needs": tuple(needs),
        "language": household[0].languages[0][0] if household[0].languages else "",
        "member_count": len(household),
        "child": household[0].age < 18,
        "unaccompanied_child": all(person.age < 18 for person in household),
        "exclusion_flags": tuple(sorted(SIGNS[need] for need in needs if need in SIGNS)),
    }.items())  # fmt: skip


def _since(pack: Pack, on: dt.date) -> dt.date:
    """The day from which the tables say what they say on `on`: thousands of cases share their proposals."""
    days = _changes(pack)
    return days[max(bisect_right(days, on) - 1, 0)]


@lru_cache(maxsize=4)
def _changes(pack: Pack) -> list[dt.date]:
    """The days on which a rule of triage begins, or is no more, in order."""
    rules = [*pack.triage_tables, *pack.modalities, *pack.declarations]
    spans = [(rule.from_, rule.to) for rule in rules]
    spans += [(row.from_ or table.from_, row.to) for table in pack.triage_tables for row in table.row]
    ends = {to + dt.timedelta(days=1) for _from, to in spans if to}
    return sorted({start for start, _to in spans} | ends)


@lru_cache(maxsize=50_000)
def _sheet(pack: Pack, on: dt.date, *known: tuple[str, Any]) -> Sheet:
    """The proposal; what nobody can know of invented people did not happen."""
    names = triage.facts_needed(pack, on) | triage.declaration_facts(pack, on) | {"declarations"}
    facts: dict[str, Any] = {name: EMPTY[pack.facts[name].type] for name in names if name in pack.facts}
    facts |= {name: list(value) if isinstance(value, tuple) else value for name, value in known if name in names}
    facts["declarations"] = triage.covering(pack, facts, on)
    return Sheet(pack, on, facts, triage.propose(pack, facts, on), triage.declarations(pack, facts, on))
