"""A random legal walk through the procedure of a pack, on the pure projection: cases come, steps are taken, time passes.

Facts that follow from the log are derived from it as the application does; those that a room provides are drawn at
random. Whatever happens, what must hold of a case is checked after every step.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from acogida.audit.chain import GENESIS, link
from acogida.cases.projection import Rules, State, apply, replay
from acogida.hooks.registry import counted
from acogida.law import ClockLeft, Closure, History, LoggedStep, Pack, SwitchPeriod, Transition, derive
from acogida.law.answers import asked, check_answers
from acogida.law.extending import step_refusals
from acogida.law.guards import satisfying
from tests.law.drawing import DAY, answer, drawn_values

ACTORS = ("ana", "beto", "carla", "dario", "elsa", "fito")
LONGEST = 100  # events of one case
TRIES = 30  # times that time passes before an open case counts as stuck
NEVER = 99  # steps to a stage that cannot be come to
YEARS = 6  # of one case, with room in the calendar after them


@dataclass
class Happened:
    """An event of a case, chained to the one before."""

    seq: int
    kind: str
    on: dt.date
    payload: dict[str, Any]
    claim_key: str | None
    actor: str
    hash: str = ""
    drawn: dict[str, Any] = field(default_factory=dict)  # what rooms said for the step to be possible

    def contents(self) -> dict[str, Any]:
        return {"seq": self.seq, "kind": self.kind, "claim": self.claim_key, "on": self.on.isoformat(),
                "actor": self.actor, "payload": self.payload}  # fmt: skip


@dataclass
class Found:
    """What a walk met: how often each transition was taken, which stages, which refusals."""

    taken: Counter[str] = field(default_factory=Counter)
    stages: set[str] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    replays: int = 0
    cases: int = 0


class Walk:
    """Cases of one pack, one after the other, for a number of steps in all."""

    def __init__(self, pack: Pack, seed: int, *, start: dt.date | None = None, rules_change: bool = True) -> None:
        self.pack, self.random, self.found = pack, Random(seed), Found()  # noqa: S311  reproducible on purpose
        self.start, self.rules_change = start, rules_change
        self.drawn = {fact.code: drawn_values(pack, fact.code) for fact in pack.facts.values() if not fact.derived}
        self.distance: dict[str, int] = {}
        self.goal: Transition | None = None  # a step this case tries to come to
        self.directed = False
        self.helpful: set[str] = set()
        self.harmful: set[str] = set()
        self.solved: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._begin()

    def run(self, steps: int) -> Found:
        for number in range(1, steps + 1):
            if len(self.events) >= LONGEST or self.today >= self.last or not self._step():
                self._replay()
                self._begin()
            self._check()
            if number % 100 == 0:
                self._replay()
        self._replay()
        return self.found

    def come_to_the_rest(self, steps: int) -> Found:
        """Go on, case by case towards a step that was never taken, until each was or `steps` more are gone."""
        self.directed = True
        while set(self.pack.transitions) - set(self.found.taken) and steps > 0:
            self._begin()
            for _ in range(LONGEST):
                steps -= 1
                if self.goal is None or self.today >= self.last or not self._step():
                    break
                self._check()
            self._replay()
        return self.found

    # --- what happens -------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """A new case: its members, its day, and the step that opens it."""
        random, years = self.random, self.pack.files.calendar
        opening = self._rarest([t for t in self.pack.transitions.values() if t.opens_case])
        earliest = max(opening.since, dt.date(years.first_year + 1, 1, 1))
        if random.random() < 0.7:
            earliest = max(earliest, max(t.since for t in self.pack.transitions.values()))
        span = (dt.date(years.last_year - YEARS - 4, 1, 1) - earliest).days
        self.today = self.start or earliest + random.randrange(max(span, 1)) * DAY
        self.last = self.today + YEARS * 365 * DAY
        self.office = random.choice(self.pack.offices).code
        self.rules = [Rules(self.pack)]
        self.opened = State(modality=self.pack.default_modality, office=self.office)
        self.state, self.events = self.opened, []
        self.found.cases += 1
        missing = [t for t in self.pack.transitions.values() if not self.found.taken[t.name]]
        if self.directed:
            self.goal = random.choice(missing) if missing else None
        else:
            self.goal = self._rarest(list(self.pack.transitions.values())) if random.random() < 0.6 else None
        self.helpful, self.harmful = _bearing_on(self.pack, self.goal)
        self.distance = _distances(self.pack, self.goal, self.harmful)
        self.steady = self.directed or random.random() < 0.8
        many = random.choice((1, 2) if self.goal else (1, 1, 2, 3))
        members = [{"claim": f"claim-{n}", "stage": opening.to} for n in range(many)]
        self._write(opening, None, {**(self._answers(opening, None) or {}), "members": members})

    def _step(self) -> bool:
        """Take one legal step, or let time pass until one is; False when no open claim is left and nothing follows."""
        random = self.random
        if self.rules_change and random.random() < 0.02:
            self._rules_change()
            return True
        if not self.state.is_open(self.pack) and random.random() < (0.05 if self.directed else 0.3):
            return False
        for attempt in range(TRIES):
            for rule, claim in self._candidates():
                if self._try(rule, claim):
                    return True
            if not self.state.is_open(self.pack) and (self.goal is None or attempt > 5):
                return False
            self.today += random.choice((1, 5, 20, 40) if attempt < 20 else (30, 60)) * DAY
        claims = {key: claim.stage for key, claim in self.state.claims.items()}
        raise AssertionError(f"{self.pack.name}: stuck in {claims} after {[event.kind for event in self.events[-8:]]}")

    def _candidates(self) -> list[tuple[Transition, str | None]]:
        """The steps whose stage allows them: those seldom taken, and those that lead to the goal, mostly first."""
        found: list[tuple[Transition, str | None]] = []
        whole = self.state.stage(self.pack)
        for rule in self.pack.transitions.values():
            if rule.unit == "case" and whole in rule.from_:
                found.append((rule, None))
            elif rule.unit == "claim":
                found += [(rule, key) for key, claim in self.state.claims.items() if claim.stage in rule.from_]
        return sorted(found, key=lambda pair: self._luck(*pair))

    def _luck(self, rule: Transition, claim: str | None) -> float:
        """The lower, the sooner a step is tried."""
        luck = self.random.random() * (1 + self.found.taken[rule.name])
        if rule is self.goal:
            return -1.0
        wanted = self.goal is not None and rule.to in self.goal.from_
        luck *= 0.05 if rule.name in self.helpful else 1.0
        luck += 1e6 if rule.name in self.harmful else 0.0
        if self.steady and not wanted and rule.to and not (end := self.pack.stage(rule.to)).open and end.bar is None:
            luck += 1e6  # this case keeps to its road while it can
        if self.goal is None:
            return luck
        here = self.state.claims[claim].stage if claim else self.state.stage(self.pack)
        before, after = self.distance.get(here, NEVER), self.distance.get(rule.to or here, NEVER)
        return luck * (0.05 if after < before else 1.0) + (1e9 if after == NEVER else 0.0)

    def _try(self, rule: Transition, claim: str | None) -> bool:
        """Take the step if, with facts drawn a few times, nothing refuses it."""
        stage = self.state.claims[claim].stage if claim else self.state.stage(self.pack)
        history, needed = self._history(claim), sorted(self.pack.facts_needed(rule.name))  # sorted: one seed, one walk
        known = derive(self.pack, [f for n in needed if (f := self.pack.facts[n]).derived], history)
        needs_room = [name for name in needed if name not in known]
        draws = [{name: self.random.choice(self.drawn[name]) for name in needs_room} for _ in range(2)]
        # At last somebody new is called: that six people are not enough is no fault of the law.
        tries = [(draw, self.random.choice(ACTORS)) for draw in draws]
        for drawn, actor in (*tries, (self._satisfying(rule, known), f"colega-{len(self.events)}")):
            if drawn is None:
                continue
            refusals = self.pack.refusals(
                rule.name, stage, known | drawn, self.today, modality=self.state.modality, off=history.off,
                taken=history.taken_by(actor) | self._counted(actor, claim),
            )  # fmt: skip
            if not refusals:
                payload = self._answers(rule, claim)
                if payload is None:
                    return False
                self._write(rule, claim, payload, actor, drawn)
                return True
            self.found.refused |= {(rule.name, refusal.code) for refusal in refusals}
            assert all(r.message["es"] and r.message["en"] and (r.source or rule.source) for r in refusals)
        return False

    def _counted(self, actor: str, claim: str | None) -> set[str]:
        """The steps that somebody's other entries count as where duties are kept apart (see hooks.registry.counts_as)."""
        return {counted[event.kind] for event in self.events if event.kind in counted and event.actor == actor
                and (claim is None or event.claim_key in (None, claim))}  # fmt: skip

    def _satisfying(self, rule: Transition, known: dict[str, Any]) -> dict[str, Any] | None:
        """What rooms would have to answer for the step to be possible, given what follows from the log."""
        key = (rule.name, repr(sorted(known.items())))
        if key not in self.solved:
            self.solved[key] = satisfying(self.pack, rule.name, known)
        return self.solved[key]

    def _history(self, claim: str | None) -> History:
        state, pack = self.state, self.pack
        modality = next((m for m in pack.modalities if m.code == state.modality), None)
        outcome = state.claims[claim].outcome if claim else ""
        values = {
            "modality": state.modality, "modality_refusal": modality.refusal if modality else True,
            "modality_interview": modality.interview if modality else True, "office": state.office,
            "member_count": len(state.claims), "outcome": outcome,
            "outcome_positive": bool(outcome) and pack.outcome(outcome).positive,
            "basis": "own" if claim in (None, "claim-0") else "derivative",
            "role": "" if claim is None else "principal" if claim == "claim-0" else "dependant",
        }  # fmt: skip
        steps = [LoggedStep(e.kind, e.claim_key, e.payload, e.actor) for e in self.events if e.kind in pack.transitions]
        clocks = [ClockLeft(c.clock, c.claim, c.due, c.open, c.state == "late") for c in state.clocks]
        return History(claim, self.today, steps, clocks, self.rules[-1].off(self.today), values)

    def _answers(self, rule: Transition, claim: str | None) -> dict[str, Any] | None:
        """Answers that the step accepts, and what the house's own pages send; None for a term not to be extended."""
        given: dict[str, Any] = {}
        if rule.extends:
            concerned = [c for c in self.state.clocks if c.open and (claim is None or c.claim in (None, claim))]
            running = {clock.clock: clock.extensions for clock in concerned}
            terms = [self.pack.clocks[code] for code in rule.extends]
            given = {
                "amount": self.random.randint(1, 60),
                "ground": self.random.choice(self.pack.extension_grounds).code,
            }
            if refused := step_refusals(terms, given, running):
                self.found.refused |= {(rule.name, refusal.code) for refusal in refused}
                return None
        for field_ in rule.fields:
            if (
                field_.code not in given
                and asked(rule, given)[field_.code]
                and (field_.required or self.random.random() < 0.7)
            ):
                given[field_.code] = answer(self.random, self.pack, field_, self.today)
        shown = asked(rule, given)
        given = {code: value for code, value in given.items() if shown.get(code, True) and value not in (None, "", [])}
        assert check_answers(rule, given, self.pack) == [], (rule.name, given)
        if rule.date_field:
            given.setdefault(rule.date_field, self.today.isoformat())
        names = {field_.code for field_ in rule.fields}
        if rule.name == "sign" and "outcome" not in names and not rule.outcome:
            positive = self.random.random() < 0.6
            given["outcome"] = self.random.choice([o.code for o in self.pack.outcomes if o.positive is positive])
        return given

    def _write(
        self, rule: Transition, claim: str | None, payload: dict[str, Any], actor: str = "ana",
        drawn: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        if rule is self.goal:
            self.goal = None
        self._append(rule.name, claim, payload, actor)
        self.events[-1].drawn = drawn or {}
        self.found.taken[rule.name] += 1
        self.today += self.random.choice((0, 0, 1, 2, 5, 11, 30)) * DAY

    def _append(self, kind: str, claim: str | None, payload: dict[str, Any], actor: str) -> None:
        payload = payload | ({"rules": len(self.rules) - 1} if len(self.rules) > 1 else {})
        event = Happened(len(self.events) + 1, kind, self.today, payload, claim, actor)
        event.hash = link(self.events[-1].hash if self.events else GENESIS, event.contents())
        self.state = apply(self.state, event, self.rules[-1])
        self.events.append(event)
        self.found.stages |= {claim.stage for claim in self.state.claims.values()}

    def _rules_change(self) -> None:
        """The authority closes some days or turns a dated rule off or on; the open clocks are reckoned again."""
        before, random = self.rules[-1], self.random
        first = self.today + random.randrange(-10, 60) * DAY
        closure = Closure(first, first + random.randrange(6) * DAY, random.choice([None, self.office]), "cierre", "acuerdo",
                          random.random() < 0.5)  # fmt: skip
        switches = before.switches
        if self.pack.switches:
            period = SwitchPeriod.model_validate({"on": random.random() < 0.5, "from": first, "source": "acuerdo"})
            switches = (*switches, (random.choice(list(self.pack.switches)), period))
        self.rules.append(Rules(self.pack, (*before.closures, closure), switches))
        self._append("calendar_changed", None, {}, "ana")

    def _rarest(self, rules: list[Transition]) -> Transition:
        return min(rules, key=lambda rule: self.random.random() * (1 + self.found.taken[rule.name]))

    # --- what must hold -----------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Of the present state: known stages, no clock twice, dates where there must be dates."""
        running: Counter[tuple[str, str | None]] = Counter()
        for claim in self.state.claims.values():
            assert claim.stage in {stage.code for stage in self.pack.stages}
        for clock in self.state.clocks:
            rule = self.pack.clocks[clock.clock]
            open_pause = bool(clock.pauses) and clock.pauses[-1].end is None
            if clock.open:
                running[clock.clock, clock.claim] += 1
                assert (clock.state == "paused") is open_pause, clock
                assert clock.stopped_on is None
                if clock.state == "running":
                    assert clock.due is not None and clock.due >= clock.start, clock
                else:
                    assert rule.pausable
            else:
                assert clock.stopped_on is not None
                assert (clock.state == "late") is (clock.due is not None and clock.stopped_on > clock.due)
            assert (clock.claim is None) is (rule.unit_of == "case"), clock
        assert all(count == 1 for count in running.values()), running

    def _replay(self) -> None:
        """The chain holds from its beginning, and the log alone gives the present state."""
        previous = GENESIS
        for number, event in enumerate(self.events, 1):
            assert event.seq == number
            assert event.hash == link(previous, event.contents())
            previous = event.hash
        known = {(self.pack.hash, change): rules for change, rules in enumerate(self.rules)}
        again = replay(self.events, self.opened, self.pack.hash, lambda pack, change: known[pack, change])
        assert again == self.state
        self.found.replays += 1


def _distances(pack: Pack, goal: Transition | None, harmful: set[str]) -> dict[str, int]:
    """How many steps at least lead from each stage to one in which the goal may be taken, without those that spoil it."""
    roads = [rule for rule in pack.transitions.values() if rule.to and rule.name not in harmful]
    found = dict.fromkeys(goal.from_ if goal else (), 0)
    for far in range(1, len(pack.stages)):
        for rule in roads:
            if found.get(rule.to or "") == far - 1:
                for before in rule.from_:
                    found.setdefault(before, far)
    return found


def _bearing_on(pack: Pack, goal: Transition | None, deep: int = 2) -> tuple[set[str], set[str]]:
    """The steps that bring about, and those that spoil, what the conditions of a step ask of the log."""
    helpful: set[str] = set()
    harmful: set[str] = set()
    for condition in goal.conditions if goal else ():
        for name in condition.facts:
            fact, wanted = pack.facts[name], f"!{name}" not in condition.expr
            clock = fact.lapsed or fact.running
            opens = {*fact.taken, *(fact.pending.opens if fact.pending else ())}
            closes = set(fact.pending.closes if fact.pending else ())
            if clock:
                code = pack.clock(clock).code
                opens |= {t.name for t in pack.transitions.values() if any(s.clock == code for s in t.starts)}
                closes |= {t.name for t in pack.transitions.values() if code in t.stops}
            helpful |= opens if wanted else set()
            harmful |= closes if wanted else opens
    for name in list(helpful) if deep > 1 else ():
        more, worse = _bearing_on(pack, pack.transition(name), deep - 1)
        helpful, harmful = helpful | more, harmful | worse
    keep = {goal.name} if goal else set()
    return helpful - harmful, harmful - keep
