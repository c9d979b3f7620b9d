"""Is a pack that can be read also good law? What `acogida pack check` finds beyond mistakes of form.

Not asked when a pack is loaded: a version that cases were judged by stays readable, whatever is learnt later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

from acogida.law.conditions import holds, variables_of
from acogida.law.errors import LawError, Problem
from acogida.law.model.base import Text
from acogida.law.model.procedure import Fact, Transition
from acogida.law.pack import Pack
from acogida.law.requirements import checking

MOST_TRIED = 20_000  # combinations of facts tried for one step; more than any real one has
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NUMBER = re.compile(r"(?<![\w.])\d+")


@dataclass(frozen=True)
class Unverified:
    """A rule that nobody has checked against the published text; `note` says what is missing."""

    name: str  # such as "clock decide"
    source: str
    note: Text


def unsound(pack: Pack) -> list[Problem]:
    """What would go wrong with this pack in use; an empty list when nothing was found."""
    return [*_guards(pack), *_values(pack), *_clocks(pack), *_silence(pack), *checking.unsound(pack)]


def unverified(pack: Pack) -> list[Unverified]:
    """Every rule of the pack marked as not verified, in the order of the files."""
    files = pack.files
    rules: list[tuple[str, Any]] = [
        *((f"day {layer.code} {day.why.en}", day) for layer in files.calendar.layer for day in layer.day),
        *((f"suspension {s.code}", s) for layer in files.calendar.layer for s in layer.suspension),
    ]
    for clock in pack.clocks.values():
        rules.append((f"clock {clock.name}", clock))
        rules += [(f"override of clock {clock.name}", override) for override in clock.override]
        if clock.extension is not None:
            rules.append((f"extension of clock {clock.name}", clock.extension))
    rules += [(f"switch {switch.code}", switch) for switch in pack.switches.values()]
    rules += [(f"transition {transition.name}", transition) for transition in pack.transitions.values()]
    rules += [(f"modality {modality.code}", modality) for modality in pack.modalities]
    rules += [(f"table {table.code}", table) for table in pack.triage_tables]
    rules += [(f"declaration {declaration.code}", declaration) for declaration in pack.declarations]
    rules += [(f"ground {ground.code}", ground) for ground in pack.grounds]
    rules += [(f"outcome {outcome.code}", outcome) for outcome in pack.outcomes]
    rules += [(f"item {item.code}", item) for item in pack.requirements.items.values()]
    rules += [(f"document {paper.code}", paper) for paper in pack.requirements.documents.values()]
    rules += [(f"ban {ban.code}", ban) for ban in pack.requirements.bans.values()]
    return [Unverified(name, rule.source, rule.note) for name, rule in rules if not rule.verified]


# --- conditions ------------------------------------------------------------------------------------------------


def _guards(pack: Pack) -> Iterator[Problem]:
    """A condition that nothing meets closes a step for ever; one that nothing breaks guards nothing."""
    for rule in pack.transitions.values():
        alone = True
        for condition in rule.conditions:
            where = f'transition "{rule.name}" › condition "{condition.code}"'
            can_hold, can_fail = _possible((condition.expr,), _domains(pack, (condition.expr,)))
            alone = alone and can_hold
            if not can_hold:
                yield Problem(
                    "procedure.toml", where, "no facts can meet this condition: the step could never be taken"
                )
            elif not can_fail:
                yield Problem("procedure.toml", where, "this condition is always met: it guards nothing; remove it")
        expressions = tuple(condition.expr for condition in rule.conditions)
        if alone and len(expressions) > 1 and not _possible(expressions, _domains(pack, expressions))[0]:
            message = (
                "its conditions contradict each other: no facts can meet them all, so the step could never be taken"
            )
            yield Problem("procedure.toml", f'transition "{rule.name}"', message)


def _domains(pack: Pack, expressions: tuple[str, ...]) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The facts the expressions use, each with the values worth trying."""
    names = sorted({name for expression in expressions for name in variables_of(expression)})
    strings = sorted({a or b for expression in expressions for a, b in _LITERAL.findall(expression)})
    numbers = sorted({int(n) for expression in expressions for n in _NUMBER.findall(expression)})
    return tuple((name, _values_of(pack, pack.facts[name], strings, numbers)) for name in names if name in pack.facts)


def _values_of(pack: Pack, fact: Fact, strings: Iterable[str], numbers: Iterable[int]) -> tuple[Any, ...]:
    if fact.type == "bool":
        return (True, False)
    if fact.type == "int":
        return tuple(sorted({0, 1, *(n + step for n in numbers for step in (-1, 0, 1) if n + step >= 0)}))
    known = tuple(dict.fromkeys([*strings, "another"]))
    if fact.type == "list":
        return ((), *((text,) for text in known), known)
    if fact.of == "modality" and pack.modalities:
        return tuple(modality.code for modality in pack.modalities)
    return ("", *(text for text in known if text))


@lru_cache(maxsize=4096)
def _possible(expressions: tuple[str, ...], domains: tuple[tuple[str, tuple[Any, ...]], ...]) -> tuple[bool, bool]:
    """Whether all can hold together, and whether one of them can fail. What cannot be tried out counts as possible."""
    names, values = [name for name, _ in domains], [domain for _, domain in domains]
    can_hold = can_fail = False
    tried = 0
    for tried, combination in enumerate(islice(product(*values), MOST_TRIED), 1):  # noqa: B007  read after the loop
        facts = {
            name: list(one) if isinstance(one, tuple) else one for name, one in zip(names, combination, strict=True)
        }
        try:
            met = all(holds(expression, facts) for expression in expressions)
        except LawError:
            return True, True
        can_hold, can_fail = can_hold or met, can_fail or not met
        if can_hold and can_fail:
            break
    if tried == MOST_TRIED:
        return True, True
    return can_hold, can_fail


def _values(pack: Pack) -> Iterator[Problem]:
    """A condition that compares with an outcome or a modality the pack does not have."""
    known: Mapping[str, tuple[str, set[str]]] = {
        "outcome": ("outcome", {outcome.code for outcome in pack.outcomes} | {""}),
        "modality": ("modality", {modality.code for modality in pack.modalities}),
    }
    facts = {fact.code: known[fact.of] for fact in pack.facts.values() if fact.of and fact.of in known}
    facts |= {"proposed_outcome": known["outcome"]} if "proposed_outcome" in pack.facts else {}
    for rule in pack.transitions.values():
        for condition in rule.conditions:
            for name, (kind, codes) in facts.items():
                for literal in re.findall(rf"\b{name}\s*[=!]=\s*['\"]([^'\"]*)['\"]", condition.expr):
                    if literal not in codes:
                        where = f'transition "{rule.name}" › condition "{condition.code}"'
                        yield Problem("procedure.toml", where, f"{literal!r} is not a {kind} of this pack; known: "
                                      f"{', '.join(sorted(codes - {''}))}")  # fmt: skip


# --- clocks ----------------------------------------------------------------------------------------------------


def _clocks(pack: Pack) -> Iterator[Problem]:
    """A clock that is started can be met; one that is met, paused or lengthened was started."""
    steps = pack.transitions.values()
    for rule in pack.clocks.values():
        where, code = f'clock "{rule.name}"', rule.code
        starts = [t for t in steps if any(start.clock == code for start in t.starts)]
        stops = [t for t in steps if code in t.stops]
        used = [t for t in steps if code in (*t.stops, *t.pauses, *t.resumes, *t.extends)]
        if not starts:
            if used:
                names = ", ".join(repr(t.name) for t in used)
                yield Problem(
                    "clocks.toml", where, f"no step starts this clock, but {names} would stop, pause or extend it"
                )
            continue
        if not stops:
            yield Problem(
                "clocks.toml",
                where,
                "no step stops this clock: once started it stays open for ever (procedure.toml: stops)",
            )
            continue
        for start in starts:
            if not _meets(pack, start, stops):
                kind = "its alarm sounds for nothing" if rule.lapse.kind == "alarm" else "it can only lapse"
                message = (
                    f"nothing can meet it after {start.name!r}: no step that stops it can be reached from there; {kind}"
                )
                yield Problem("clocks.toml", where, message)
        pausing = [t for t in steps if code in t.pauses]
        if pausing and not any(code in t.resumes for t in steps):
            yield Problem("clocks.toml", where, f"{pausing[0].name!r} pauses it and no step resumes it")


def _meets(pack: Pack, start: Transition, stops: list[Transition]) -> bool:
    """Whether, after `start`, the procedure can come to a stage in which one of `stops` may be taken."""
    reached = {start.to} if start.to else set(start.from_)
    before = -1
    while len(reached) != before:
        before = len(reached)
        reached |= {t.to for t in pack.transitions.values() if t.to and reached & set(t.from_)}
    return any(reached & set(stop.from_) for stop in stops)


def _silence(pack: Pack) -> Iterator[Problem]:
    """The silence of an authority is an alarm or a presumption, never the end of a person's claim."""
    for rule in pack.clocks.values():
        if rule.lapse.kind == "closure" and rule.holder != "applicant":
            message = (
                "this term is the authority's, so its silence would end the claim: silence never denies; "
                'write lapse.kind = "alarm" (or "presumption", where the law presumes something in favour)'
            )
            yield Problem("clocks.toml", f'clock "{rule.name}" › lapse', message)
