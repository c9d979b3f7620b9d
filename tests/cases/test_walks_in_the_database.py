"""Legal walks found by the pure projection are walked through the real actions: every step is accepted, and what is
stored is what the walk says and what the events replay to."""

from __future__ import annotations

import datetime as dt
import uuid
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from acogida.accounts import authority
from acogida.accounts.models import Office, User
from acogida.cases import actions, packs, store
from acogida.cases.actions import NewMember
from acogida.cases.commands import replay
from acogida.cases.models import Case, Claim, Member
from acogida.cases.projection import State
from acogida.hooks.acting import acting_as
from acogida.hooks.registry import effects, facts
from acogida.law import installed_packs, load_pack
from tests import cast as house
from tests.cast import Cast, a_person
from tests.law.walking import ACTORS, Happened, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.as_owner]
PARTS = ("clerk", "supervisor", "officer", "reviewer", "signatory", "notifier")
START, END = dt.date(2025, 4, 1), dt.date(2026, 10, 1)
STEPS, ENOUGH = 40, 12


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What rooms answer, as the walk drew it; what rooms do after a step, and who may take it, is tested elsewhere."""
    said: dict[str, Any] = {}

    def saying(name: str) -> Callable[..., Any]:
        return lambda _case, _claim: said[name]

    for pack in map(load_pack, [pack.name for pack in installed_packs()]):
        for fact in pack.facts.values():
            if not fact.derived:
                monkeypatch.setitem(facts._functions, fact.code, saying(fact.code))
        for transition in pack.transitions.values():
            for name in transition.effects:
                monkeypatch.setitem(effects._functions, name, lambda _event: None)
    monkeypatch.setattr(actions, "require", lambda *_args: None)
    return said


@pytest.fixture
def people(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """An empty house that serves the pack's authority, with staff at its first offices."""
    name = request.param
    authority._kept.cache_clear()
    authority.become(name)
    codes = [office.code for office in load_pack(name).offices]
    places = dict(zip(("TAP", "CMX", "TIJ"), (codes * 3)[:3], strict=True)) if name != "mexico" else {}
    parts = {part: (given, surname, places.get(office, office), roles)
             for part, (given, surname, office, roles) in house.PARTS.items()}  # fmt: skip
    monkeypatch.setattr(house, "PARTS", parts)
    yield house.assemble()
    authority._kept.cache_clear()


def walked(pack_name: str, seed: int) -> Walk:
    """A case of up to STEPS legal steps, the last before END; the first from this seed on that is long enough."""
    while True:
        walk = Walk(load_pack(pack_name), seed, start=START, rules_change=False)
        while len(walk.events) < STEPS and walk.today < END - dt.timedelta(days=60) and walk._step():
            pass
        if len(walk.events) >= ENOUGH and walk.events[-1].on <= END:
            return walk
        seed += 100


def opened(people: Cast, walk: Walk) -> tuple[Case, dict[str, str]]:
    """The case with the walk's members; the claims' identifiers by the walk's names for them."""
    first = walk.events[0]
    members = [
        NewMember(
            a_person(people, given_names=f"Persona {n}"),
            Member.Role.DEPENDANT if n else Member.Role.PRINCIPAL,
            "child" if n else "",
            Claim.Basis.DERIVATIVE if n else Claim.Basis.OWN,
        )
        for n in range(len(first.payload["members"]))
    ]
    payload = {key: value for key, value in first.payload.items() if key != "members"}
    case = actions.open_case(
        people.as_("clerk"), office=Office.objects.get(code=walk.opened.office), members=members, presented_on=first.on,
        intent_on=None, key=uuid.uuid4(), payload=payload, transition=first.kind,
    )  # fmt: skip
    ids = Claim.objects.filter(case=case).order_by("position").values_list("pk", flat=True)
    return case, {f"claim-{n}": str(pk) for n, pk in enumerate(ids)}


def part_of(people: Cast, actor: str) -> str:
    """The member of the cast who plays an actor of the walk; a colleague called in along the way joins the cast."""
    if actor in ACTORS:
        return PARTS[ACTORS.index(actor)]
    if actor not in people.users:
        people.users[actor] = User.objects.create(username=actor, office=people.clerk.office)
    return actor


def take(people: Cast, case: Case, names: dict[str, str], event: Happened, drawn: dict[str, Any]) -> None:
    drawn.clear()
    drawn.update(event.drawn)
    request = people.as_(part_of(people, event.actor))
    with acting_as(request.user):
        actions.take(
            request, case.pk, event.kind, key=uuid.uuid4(), on=event.on, payload=event.payload,
            claim_id=uuid.UUID(names[event.claim_key]) if event.claim_key else None,
        )  # fmt: skip


def named(state: State, names: dict[str, str]) -> State:
    """The walk's state under the identifiers of the database."""
    return replace(
        state,
        claims={names[key]: claim for key, claim in state.claims.items()},
        clocks=tuple(replace(clock, claim=clock.claim and names[clock.claim]) for clock in state.clocks),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 14, 15, 92])
@pytest.mark.parametrize("people", [pack.name for pack in installed_packs()], indirect=True)
def test_what_is_stored_is_what_was_walked_and_what_replays(people: Cast, drawn: dict[str, Any], seed: int) -> None:
    walk = walked(authority.pack_name(), seed)
    case, names = opened(people, walk)
    for event in walk.events[1:]:
        take(people, case, names, event, drawn)
    case.refresh_from_db()
    assert case.last_seq == len(walk.events) >= ENOUGH
    assert store.load(case) == named(walk.state, names)
    assert store.rebuild(case) == store.load(case)
    document, _text, code = replay(Namespace(case=case.number))
    assert (document["equal"], document["broken"], code) == (True, [], 0)
    pack = packs.of(case)
    assert (case.stage, case.open) == (walk.state.stage(pack), walk.state.is_open(pack))
    nearest = walk.state.next_clock()
    assert case.next_clock == (nearest.clock if nearest else "")
    assert case.due == (nearest.due if nearest else None)
