"""What happens to a case under any pack: a legal walk through its procedure, cut at today. Pure.

No step is named here. From each stage the walk takes a step that the pack allows: facts that follow from the log are
derived as they are in the application, the others are given the values under which the step may be taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

from acogida.accounts.roles import INITIAL
from acogida.cases.projection import Rules, State, apply
from acogida.demo.households import DemoPerson
from acogida.demo.journeys import Happening, working
from acogida.demo.setting import ROLE_OF
from acogida.law import ClockLeft, History, LoggedStep, Pack, StepField, Transition, derive
from acogida.law.guards import satisfying

DAY = dt.timedelta(days=1)
MOST_STEPS = 40
POSITIVE = 0.62  # of decisions; assumed
# How likely a step is beside another: one that carries the case on, one that stays, goes back, or ends it early.
ONWARD, ASIDE, BACK, OFF = 12.0, 1.0, 0.8, 0.25
LOST = 0.01  # of steps: a claim that ends early though nobody gave it up
RESTS = 0.9  # how often nothing more happens to a claim that has ended
LEAVING = ("withdraw", "abandon")
WAITING = 0.85  # how often a case waits for a term to pass rather than take a step aside


def draw(
    random: Random, rules: Rules, office: str, household: Sequence[DemoPerson], presented: dt.date, today: dt.date,
    *, ends: str, chance: float,
) -> list[Happening]:  # fmt: skip
    """The steps after presentation and before `today`. `ends`: "dropped" files leave the road early, "stuck" ones wait
    where they are admitted; `chance` (0…1) chooses the outcome of a decision."""
    walk = _Walk(random, rules, office, household, presented, chance)
    wait = 0 if ends == "decided" else random.randint(1, 4)
    while len(walk.story) < MOST_STEPS and (ends == "decided" or wait > 0 or ends == "dropped"):
        wait -= 1
        if not walk.step(today, leave=ends == "dropped" and wait < 0):
            break
    return [happening for happening in walk.story if happening.on < today]


class _Walk:
    """A case under way."""

    def __init__(
        self, random: Random, rules: Rules, office: str, household: Sequence[DemoPerson], on: dt.date, chance: float
    ) -> None:
        self.random, self.rules, self.household, self.chance = random, rules, household, chance
        self.pack, self.on = rules.pack, on
        self.keys = [str(position) for position in range(len(household))]
        self.state = State(modality=self.pack.default_modality, office=office)
        self.log: list[LoggedStep] = []
        self.story: list[Happening] = []
        opening = self.pack.transition("present")
        members = [{"claim": key, "stage": opening.to} for key in self.keys]
        self._write(Happening("present", on, part_of(self.pack, opening), payload={"members": members}))
        self.story.clear()  # the chronicle writes the presentation itself

    def step(self, today: dt.date, *, leave: bool) -> bool:
        """Take one step; False when none is possible before today, or the case has come to rest."""
        if not self.state.is_open(self.pack) and self.random.random() < RESTS:
            return False
        self.on = working(self.on + self.random.choice((1, 2, 3, 5, 8, 13, 21)) * DAY)
        while self.on < today:
            chosen = self._choose([rule for rule in self._candidates() if self._allowed(rule)], leave)
            if chosen is not None:
                self._take(chosen)
                return True
            self.on = self._next_end() or today  # nothing before some term has passed
        return False

    def _choose(self, possible: list[Transition], leave: bool) -> Transition | None:
        """One of the steps, by weight; None to wait for a term to pass, where no step leads on but one may then."""
        ends = [rule for rule in possible if self._ends(rule)]
        if leave:
            possible = [rule for rule in ends if rule.name in LEAVING]
        elif self.random.random() > LOST:
            possible = [rule for rule in possible if rule not in ends]
        waits = self._next_end() is not None and not any(self._ahead(rule) for rule in possible)
        if not possible or (waits and not leave and self.random.random() < WAITING):
            return None
        return self.random.choices(possible, [self._weight(rule) for rule in possible])[0]

    def _candidates(self) -> list[Transition]:
        stage = self.state.claims[self.keys[0]].stage
        return [
            rule for rule in self.pack.transitions_from(stage)
            if rule.in_force(self.on) and not any(asked.type == "office" for asked in rule.fields)
        ]  # fmt: skip

    def _allowed(self, rule: Transition) -> bool:
        history = self._history(rule)
        needed = self.pack.facts_needed(rule.name)
        known = derive(self.pack, [f for name in needed if (f := self.pack.facts[name]).derived], history)
        facts = satisfying(self.pack, rule.name, known)
        stage = self.state.claims[self.keys[0]].stage
        return facts is not None and not self.pack.refusals(
            rule.name, stage, facts, self.on, modality=self.state.modality, off=history.off,
            taken=history.taken_by(self._by(rule)),
        )  # fmt: skip

    def _history(self, rule: Transition) -> History:
        claim = self.state.claims[self.keys[0]]
        modality = next((m for m in self.pack.modalities if m.code == self.state.modality), None)
        values = {
            "modality": self.state.modality, "modality_refusal": modality.refusal if modality else True,
            "modality_interview": modality.interview if modality else True, "office": self.state.office,
            "member_count": len(self.household), "outcome": claim.outcome, "basis": "own", "role": "principal",
            "outcome_positive": bool(claim.outcome) and self.pack.outcome(claim.outcome).positive,
        }  # fmt: skip
        clocks = [ClockLeft(c.clock, c.claim, c.due, c.open, c.state == "late") for c in self.state.clocks]
        key = self.keys[0] if rule.unit == "claim" else None
        return History(key, self.on, self.log, clocks, self.rules.off(self.on), values)

    def _weight(self, rule: Transition) -> float:
        times = sum(step.kind == rule.name for step in self.log)
        seldom = 0.1 if rule.rare else 1.0
        if self._ends(rule):
            return OFF
        if rule.to is None:
            return ASIDE * seldom / (1 + times) ** 4
        return (ONWARD if self._ahead(rule) else BACK) * seldom / (1 + times) ** 3

    def _ahead(self, rule: Transition) -> bool:
        """Whether the step carries the case on along its road."""
        if rule.to is None or rule.rare or self._ends(rule):
            return False
        return self.pack.stage(rule.to).order > self.pack.stage(self.state.claims[self.keys[0]].stage).order

    def _ends(self, rule: Transition) -> bool:
        """Whether the step leaves the road: to a stage that is closed and no part of the bar."""
        if rule.to is None:
            return False
        stage = self.pack.stage(rule.to)
        return not stage.open and stage.bar is None

    def _next_end(self) -> dt.date | None:
        ends = [clock.due for clock in self.state.clocks if clock.open and clock.due and clock.due >= self.on]
        return working(min(ends) + DAY) if ends else None

    def _take(self, rule: Transition) -> None:
        part = self._by(rule)
        payload = answers(self.random, self.pack, rule, self.on, self._outcome(rule))
        if rule.unit == "case":
            self._write(Happening(rule.name, self.on, part, payload=payload))
            return
        stage = self.state.claims[self.keys[0]].stage
        for position, key in enumerate(self.keys):  # a family moves together
            if self.state.claims[key].stage == stage:
                self._write(Happening(rule.name, self.on, part, position, dict(payload)))

    def _by(self, rule: Transition) -> str:
        """Who takes a step: the part of the staff that may, or a second person of it where the first took a step that
        this one must be apart from."""
        part = part_of(self.pack, rule)
        before = {step.kind for step in self.log if step.actor == part}
        return f"{part}:2" if before & set(rule.distinct_from) else part

    def _outcome(self, rule: Transition) -> str:
        positive = [outcome.code for outcome in self.pack.outcomes if outcome.positive]
        negative = [outcome.code for outcome in self.pack.outcomes if not outcome.positive]
        modality = next((m for m in self.pack.modalities if m.code == self.state.modality), None)
        if self.chance < POSITIVE or not negative or (modality and not modality.refusal):
            return positive[0] if self.chance > 0.05 or len(positive) == 1 else positive[1]
        return negative[0]

    def _write(self, happening: Happening) -> None:
        claim = None if happening.member is None else self.keys[happening.member]
        event = SimpleNamespace(kind=happening.kind, on=happening.on, payload=happening.payload, claim_key=claim)
        self.state = apply(self.state, event, self.rules)
        self.log.append(LoggedStep(happening.kind, claim, happening.payload, happening.by))
        self.story.append(happening)


def answers(random: Random, pack: Pack, rule: Transition, on: dt.date, outcome: str) -> dict[str, Any]:
    """Answers to what a step asks, and what the house's own pages send with it."""
    found = {asked.code: _answer(random, pack, asked, on, outcome) for asked in rule.fields}
    if rule.date_field and rule.date_field not in found:
        found[rule.date_field] = on.isoformat()
    if rule.name == "sign":
        found.setdefault("outcome", outcome)
    if rule.name == "notify":
        found |= {"notified_on": on.isoformat(), "clock_date": on.isoformat()}
    if rule.extends and (limit := pack.clocks[rule.extends[0]].extension):
        found |= {"amount": min(limit.max, 45), "ground": limit.grounds[0]}
    return {code: answer for code, answer in found.items() if answer not in (None, "")}


def _answer(random: Random, pack: Pack, asked: StepField, on: dt.date, outcome: str) -> Any:
    codes = [option.code for option in asked.options]
    if asked.options_from == "outcomes":
        return outcome
    if asked.options_from == "modalities":
        return random.choice([modality.code for modality in pack.modalities])
    if asked.options_from == "grounds":
        codes = [ground.code for ground in pack.grounds]
    elif asked.options_from == "circumstances":
        codes = [one.code for ground in pack.grounds for one in ground.circumstances] or [""]
    elif asked.options_from == "extension_grounds":
        codes = [ground.code for ground in pack.extension_grounds]
    if asked.type == "choice":  # what is usual stands first
        return codes[0] if random.random() < 0.6 else random.choice(codes)
    if asked.type == "multichoice":
        return [random.choice(codes)]
    if asked.type == "date":
        return on.isoformat()
    if asked.type == "yesno":
        return random.random() < 0.7
    if asked.type == "number":
        return max(asked.min or 1, min(asked.max or 10, 10))
    return "" if asked.type in ("office", "country") else "Demo"


def part_of(pack: Pack, rule: Transition) -> str:
    """The part of the staff that takes a step: the first whose role may."""
    able = (part for part, role in ROLE_OF.items() if rule.action in " ".join(INITIAL[role][2:]).split())
    return next(able, "supervisor")
