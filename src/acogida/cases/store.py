"""Between the projection and its rows: load the present state of a case, save what an event changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.accounts.models import Office
from acogida.cases import packs
from acogida.cases.models import NO_DUE, Case, Claim, ClockInForce, Event
from acogida.cases.projection import ClaimState, ClockState, State, replay
from acogida.law import Extension, Pack, Pause
from acogida.people import names
from acogida.people.models import Person, SpokenLanguage


def contents(event: Event) -> dict[str, Any]:
    """What an event's hash covers."""
    return {
        "id": str(event.pk),
        "case": str(event.case_id),
        "seq": event.seq,
        "kind": event.kind,
        "claim": str(event.claim_id) if event.claim_id else None,
        "on": event.on.isoformat(),
        "at": event.at.astimezone(dt.UTC).isoformat(),
        "actor": str(event.actor_id) if event.actor_id else None,
        "payload": event.payload,
        "key": str(event.key),
    }


def load(case: Case) -> State:
    claims = {
        str(c.pk): ClaimState(c.stage, c.outcome, c.decided_on, c.notified_on)
        for c in Claim.objects.filter(case=case).order_by("position", "pk")
    }
    clocks = tuple(_clock(row) for row in ClockInForce.objects.filter(case=case).order_by("pk"))
    return State(claims, clocks, case.modality, case.office.code)


def _clock(row: ClockInForce) -> ClockState:
    return ClockState(
        clock=row.clock,
        claim=str(row.claim_id) if row.claim_id else None,
        start=row.start,
        due=row.due,
        state=row.state,
        pauses=pauses(row),
        extensions=extensions(row),
        stopped_on=row.stopped_on,
    )


def pauses(row: ClockInForce) -> tuple[Pause, ...]:
    return tuple(
        Pause(dt.date.fromisoformat(p["start"]), dt.date.fromisoformat(p["end"]) if p["end"] else None, p["reason"])
        for p in row.pauses
    )


def extensions(row: ClockInForce) -> tuple[Extension, ...]:
    return tuple(
        Extension(e["amount"], e["ground"], dt.date.fromisoformat(e["on"]) if e["on"] else None) for e in row.extensions
    )


def _columns(clock: ClockState) -> dict[str, Any]:
    return {
        "due": clock.due,
        "state": clock.state,
        "pauses": [
            {"start": p.start.isoformat(), "end": p.end.isoformat() if p.end else None, "reason": p.reason}
            for p in clock.pauses
        ],
        "extensions": [
            {"amount": e.amount, "ground": e.ground, "on": e.on.isoformat() if e.on else None} for e in clock.extensions
        ],
        "stopped_on": clock.stopped_on,
    }


def save(case: Case, before: State, after: State, pack: Pack, on: dt.date) -> None:
    """Write the difference between two states; the case row always (its version and chain head moved)."""
    for key, claim in after.claims.items():
        if before.claims.get(key) != claim:
            Claim.objects.filter(pk=uuid.UUID(key)).update(**vars(claim))
    if before.clocks != after.clocks:
        rows = list(ClockInForce.objects.filter(case=case).order_by("pk"))
        for row, old, new in zip(rows, before.clocks, after.clocks, strict=False):
            if old != new:
                ClockInForce.objects.filter(pk=row.pk).update(**_columns(new))
        for clock in after.clocks[len(rows) :]:
            ClockInForce.objects.create(
                case=case, claim_id=clock.claim and uuid.UUID(clock.claim), clock=clock.clock, start=clock.start,
                **_columns(clock),
            )  # fmt: skip
    for name, value in case_columns(case, after, pack, on).items():
        setattr(case, name, value)
    if after.office != before.office:
        case.office = Office.objects.get(code=after.office)
    case.save()


def case_columns(case: Case, state: State, pack: Pack, on: dt.date | None) -> dict[str, Any]:
    """The columns of the case row that follow from its state. `on` is the day of the event, None when nobody knows on
    which day a case was closed (it came from an old register)."""
    clock = state.next_clock()
    is_open = state.is_open(pack)
    return {
        "stage": state.stage(pack),
        "open": is_open,
        "closed_on": None if is_open else (case.closed_on or on),
        "next_clock": clock.clock if clock else "",
        "next_due": (clock.due if clock else None) or NO_DUE,
        "next_start": clock.start if clock else None,
        "clock_paused": bool(clock and clock.state == "paused"),
        "modality": state.modality,
    }


def describe(case: Case) -> None:
    """Refresh the columns of the case row that repeat what its persons say (names, needs, languages)."""
    members = list(case.members.filter(end=None).select_related("person").order_by("position"))
    persons = [member.person for member in members]
    principal = persons[0]
    today = case.office.today()
    children = [person for person in persons if person.is_child(today)]
    people = Person.objects.filter(pk__in=[p.pk for p in persons]).prefetch_related("nationalities", "needs")
    language = SpokenLanguage.objects.filter(person=principal).order_by("-preferred", "pk").first()
    needs = {n.code for p in people for n in p.needs.all() if not n.restricted and n.status != "closed"}
    principal_row = next(p for p in people if p.pk == principal.pk)
    case.principal, case.title = principal, principal.display_name
    case.search_text = names.fold(f"{case.number} " + " ".join(p.search_text for p in persons))
    case.nationality = (principal_row.nationality_codes or [""])[0]
    case.sex, case.birth_year = principal.sex, principal.birth_year
    case.language = language.code if language else ""
    case.needs_interpreter = bool(language and language.needs_interpreter)
    case.member_count, case.has_children = len(persons), bool(children)
    case.unaccompanied_child = len(children) == len(persons)
    case.needs, case.sealed = sorted(needs), any(person.sealed for person in persons)
    case.save()


def rebuild(case: Case) -> State:
    """The state of a case replayed from its events alone."""
    events = list(case.events.select_related("office").order_by("seq"))
    pack_hash = next((e.payload["from"] for e in events if e.kind == "pack_moved"), case.pack_id)
    opened = State(modality=packs.by_hash(pack_hash).default_modality, office=events[0].office.code if events else "")
    return replay(events, opened, pack_hash, packs.rules)
