"""Checks across a pack's files: names that nobody defines, conditions that cannot be judged, stages out of reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from acogida.law.conditions import BadExpression, variables_of
from acogida.law.errors import Problem
from acogida.law.model.forms import LEVELS
from acogida.law.requirements.checking import broken

if TYPE_CHECKING:
    from acogida.law.model.forms import Field
    from acogida.law.model.procedure import Transition
    from acogida.law.pack import Pack

ASSESSMENT_NAMES = frozenset({"outcome", "positive_refugee", "flags", "answers", "grounds"})
FORM_NAMES = frozenset({"answers", "person"})
INTERVIEW_NAMES = frozenset({"flags", "person"})


def cross_check(pack: Pack) -> list[Problem]:
    """Everything wrong between the files of a loaded pack; an empty list when it is sound."""
    return [
        *_twice(pack),
        *_transitions(pack),
        *_facts(pack),
        *_triage(pack),
        *_reach(pack),
        *_clocks(pack),
        *_calendars(pack),
        *_lists(pack),
        *_identifiers(pack),
        *_certificates(pack),
        *_templates(pack),
        *broken(pack),
        *_agreements(pack),
    ]


def _unknown(file: str, where: str, kind: str, used: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    names = set(known)
    for name in used:
        if name not in names:
            yield Problem(file, where, f"{name!r} is not a {kind} of this pack; known: {', '.join(sorted(names))}")


def _twice(pack: Pack) -> Iterator[Problem]:
    files = pack.files
    lists: list[tuple[str, str, list[str]]] = [
        ("procedure.toml", "stage", [s.code for s in files.procedure.stage]),
        ("procedure.toml", "fact", [f.code for f in (*files.procedure.fact, *files.triage.fact)]),
        ("procedure.toml", "switch", [s.code for s in files.procedure.switch]),
        ("procedure.toml", "transition", [t.name for t in files.procedure.transition]),
        ("clocks.toml", "clock", [n for c in files.clocks.clock for n in {c.code, c.name}]),
        ("offices.toml", "office", [o.code for o in pack.offices]),
        ("grounds.toml", "ground", [g.code for g in pack.grounds]),
        ("grounds.toml", "outcome", [o.code for o in pack.outcomes]),
        ("needs.toml", "need", [n.code for n in pack.needs]),
        ("triage.toml", "modality", [m.code for m in pack.modalities]),
        ("triage.toml", "declaration", [d.code for d in pack.declarations]),
        ("information.toml", "package", [p.code for p in pack.information]),
        ("certificates.toml", "kind", [name for k in pack.kinds for name in {k.code, *k.names}]),
        *(
            ("requirements.toml", kind, [row.code for row in getattr(files.requirements, kind)])
            for kind in ("agency", "ban", "fact", "evidence", "item", "document")
        ),
        ("agreements.toml", "agency", [a.code for a in pack.agencies]),
        ("agreements.toml", "agreement", [f"{a.name} {a.from_}" for a in pack.agreements]),
        ("agreements.toml", "firewall", [rule.code for rule in files.agreements.firewall]),
        ("pack.toml", "letter", [letter.code for letter in pack.letters]),
        ("pack.toml", "body", [body.code for body in pack.bodies]),
        ("calendar.toml", "layer", [layer.code for layer in files.calendar.layer]),
        ("forms.toml", "field", [f.code for s in files.forms.step for t in s.topics for f in t.fields]),
        ("assessment.toml", "field", [f.code for s in files.assessment.section for f in s.fields]),
    ]
    for file, kind, names in lists:
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem(file, f'{kind} "{name}"', f"this name is used {count} times; each must be different")


def _transitions(pack: Pack) -> Iterator[Problem]:
    file = "procedure.toml"
    facts = [fact.code for fact in pack.files.procedure.fact]
    stages, letters = [s.code for s in pack.stages], [letter.code for letter in pack.letters]
    for stage in pack.stages:
        if stage.bar is not None:
            yield from _unknown(file, f'stage "{stage.code}"', "bar", [stage.bar], [b.code for b in pack.stage_bar])
    for rule in pack.files.procedure.transition:
        where = f'transition "{rule.name}"'
        yield from _unknown(file, where, "stage", [*rule.from_, *([rule.to] if rule.to else [])], stages)
        yield from _unknown(file, where, "letter", rule.documents, letters)
        yield from _unknown(file, where, "transition", rule.distinct_from, pack.transitions)
        yield from _unknown(file, where, "modality", rule.modalities, [m.code for m in pack.modalities])
        yield from _unknown(file, where, "switch", [rule.switch] if rule.switch else [], pack.switches)
        yield from _unknown(file, where, "body", [rule.body] if rule.body else [], [b.code for b in pack.bodies])
        if rule.outcome:
            yield from _unknown(file, where, "outcome", [rule.outcome], [o.code for o in pack.outcomes])
        yield from _clocks_used(pack, rule, where)
        yield from _answers(rule, where)
        for condition in rule.conditions:
            place = f'{where} › condition "{condition.code}"'
            yield from _expression(file, place, condition.expr, facts, "fact")
            yield from _unknown(file, place, "fact", condition.facts, facts)


def _clocks_used(pack: Pack, rule: Transition, where: str) -> Iterator[Problem]:
    file, names = "procedure.toml", [n for clock in pack.files.clocks.clock for n in (clock.code, clock.name)]
    started = [start.clock for start in rule.starts]
    yield from _unknown(
        file, where, "clock", [*started, *rule.stops, *rule.pauses, *rule.resumes, *rule.extends], names
    )
    for name in (*rule.pauses, *rule.resumes):
        if name in pack.clocks and not pack.clocks[name].pausable:
            yield Problem(file, where, f"the clock {name!r} is not pausable (clocks.toml)")
    for name in rule.extends:
        if name in pack.clocks and pack.clocks[name].extension is None:
            yield Problem(file, where, f"the clock {name!r} has no extension (clocks.toml)")
    numbers = [field.code for field in rule.fields if field.type == "number"]
    for start in rule.starts:
        yield from _expression(file, where, start.when, [field.code for field in rule.fields], "answer of this step")
        yield from _unknown(file, where, "outcome", start.outcomes, [outcome.code for outcome in pack.outcomes])
        if start.days is not None:
            yield from _unknown(file, where, "number asked by this step", [start.days], numbers)
            if start.clock in pack.clocks and not pack.clocks[start.clock].at_least:
                yield Problem(
                    file, where, f"the clock {start.clock!r} has one length: it is not at_least (clocks.toml)"
                )


def _answers(rule: Transition, where: str) -> Iterator[Problem]:
    file, codes = "procedure.toml", [field.code for field in rule.fields]
    for code, count in Counter(codes).items():
        if count > 1:
            yield Problem(file, f'{where} › field "{code}"', f"this name is used {count} times; each must be different")
    for field in rule.fields:
        place = f'{where} › field "{field.code}"'
        yield from _expression(file, place, field.show_if, codes, "answer of this step")
        if field.type in ("choice", "multichoice") and not field.options and not field.options_from:
            yield Problem(file, place, "a choice needs 'options' or 'options_from'")


def _facts(pack: Pack) -> Iterator[Problem]:
    names = [n for clock in pack.files.clocks.clock for n in (clock.code, clock.name)]
    for file, facts in (("procedure.toml", pack.files.procedure.fact), ("triage.toml", pack.files.triage.fact)):
        for fact in facts:
            where = f'fact "{fact.code}"'
            steps = [*fact.taken, *((*fact.pending.opens, *fact.pending.closes) if fact.pending else ())]
            yield from _unknown(file, where, "transition", steps, pack.transitions)
            yield from _unknown(file, where, "clock", filter(None, (fact.lapsed, fact.running)), names)
            yield from _unknown(file, where, "switch", filter(None, [fact.switch]), pack.switches)
            for name in fact.answer:
                step, _dot, code = name.partition(".")
                yield from _unknown(file, where, "transition", [step], pack.transitions)
                if step in pack.transitions and not code:
                    yield Problem(file, where, f"{name!r}: write the step and its field, such as present.manner")


def _triage(pack: Pack) -> Iterator[Problem]:
    file, facts, modalities = "triage.toml", list(pack.facts), [m.code for m in pack.modalities]
    if pack.modalities and sum(m.default for m in pack.modalities) != 1:
        yield Problem(file, "modality", "exactly one modality must have default = true")
    for table in pack.triage_tables:
        for row in table.row:
            where = f'table "{table.code}" › row "{row.code}"'
            yield from _unknown(file, where, "modality", [row.modality], modalities)
            yield from _expression(file, where, row.when, facts, "fact")
    for declaration in pack.declarations:
        for exclusion in declaration.exclusions:
            where = f'declaration "{declaration.code}" › exclusion "{exclusion.code}"'
            yield from _expression(file, where, exclusion.expr, facts, "fact")


def _expression(file: str, where: str, expr: str | None, known: Iterable[str], kind: str) -> Iterator[Problem]:
    if expr is None:
        return
    try:
        used = variables_of(expr)
    except BadExpression as error:
        yield Problem(file, where, str(error))
        return
    yield from _unknown(file, where, kind, sorted(used), known)


def _reach(pack: Pack) -> Iterator[Problem]:
    """Every stage can be reached from the start, and every open stage can be left."""
    reached = {t.to for t in pack.transitions.values() if t.opens_case and t.to}
    if not reached:
        yield Problem(
            "procedure.toml", "transition", "no transition creates a case: one must have no 'from' and a 'to'"
        )
    before = -1
    while len(reached) != before:
        before = len(reached)
        reached |= {t.to for t in pack.transitions.values() if t.to and reached & set(t.from_)}
    for stage in pack.stages:
        where = f'stage "{stage.code}"'
        if stage.code not in reached:
            yield Problem("procedure.toml", where, "no transition leads to this stage")
        leaves = any(stage.code in t.from_ and t.to not in (None, stage.code) for t in pack.transitions.values())
        if stage.open and not leaves:
            yield Problem(
                "procedure.toml", where, "this stage is open but no transition leaves it: a claim would be stuck"
            )


def _clocks(pack: Pack) -> Iterator[Problem]:
    file = "clocks.toml"
    calendars = [c.code for c in pack.files.calendar.calendar]
    grounds = [g.code for g in pack.extension_grounds]
    for rule in pack.files.clocks.clock:
        where = f'clock "{rule.name}"'
        yield from _unknown(file, where, "calendar", [rule.calendar], calendars)
        yield from _unknown(file, where, "switch", [rule.switch] if rule.switch else [], pack.switches)
        if rule.extension is not None:
            yield from _unknown(file, where, "extension ground", rule.extension.grounds, grounds)
        if rule.unit == "hours" and rule.roll != "none":
            yield Problem(file, where, 'a clock in hours does not roll: write roll = "none"')


def _calendars(pack: Pack) -> Iterator[Problem]:
    file, rules = "calendar.toml", pack.files.calendar
    layers, offices = [layer.code for layer in rules.layer], [office.code for office in pack.offices]
    if rules.last_year < rules.first_year:
        yield Problem(file, "last_year", "is before first_year")
    for calendar in rules.calendar:
        yield from _unknown(file, f'calendar "{calendar.code}"', "layer", calendar.layers, layers)
    for layer in rules.layer:
        for suspension in layer.suspension:
            where = f'layer "{layer.code}" › suspension "{suspension.code}"'
            yield from _unknown(file, where, "office", suspension.offices, offices)


def _lists(pack: Pack) -> Iterator[Problem]:
    groups = [group.code for group in pack.files.needs.group]
    for need in pack.needs:
        yield from _unknown("needs.toml", f'need "{need.code}"', "group", [need.group], groups)
    families = {ground.family for ground in pack.grounds}
    for outcome in pack.outcomes:
        where = f'outcome "{outcome.code}"'
        yield from _unknown("grounds.toml", where, "family of grounds", outcome.needs_grounds, families)


def _identifiers(pack: Pack) -> Iterator[Problem]:
    file, outcomes = "pack.toml", [outcome.code for outcome in pack.outcomes]
    if pack.signing:
        yield from _unknown(file, "signing", "outcome", pack.signing.sampled, outcomes)
    for number in pack.identifiers:
        where = f'identifier "{number.code}"'
        names = [name for clock in pack.files.clocks.clock for name in (clock.code, clock.name)]
        yield from _unknown(file, where, "clock", [number.clock] if number.clock else [], names)
        for ending in number.ending:
            place = f'{where} › ending "{ending.code}"'
            yield from _unknown(file, place, "transition", ending.transitions, pack.transitions)
            yield from _unknown(file, place, "outcome", ending.outcomes, outcomes)
        if number.permanent:
            step = number.permanent.transition
            yield from _unknown(file, where, "transition", [step], pack.transitions)
            yield from _unknown(file, where, "outcome", number.permanent.outcomes, outcomes)
            if step in pack.transitions:
                fields = [field.code for field in pack.transitions[step].fields]
                yield from _unknown(file, where, "answer of this step", [number.permanent.field], fields)


def _certificates(pack: Pack) -> Iterator[Problem]:
    stages, outcomes = [stage.code for stage in pack.stages], [outcome.code for outcome in pack.outcomes]
    for kind in pack.kinds:
        file, where = "certificates.toml", f'kind "{kind.code}"'
        yield from _unknown(file, where, "letter", [kind.letter], [letter.code for letter in pack.letters])
        yield from _unknown(file, where, "transition", kind.issued_by, pack.transitions)
        yield from _unknown(file, where, "outcome", kind.outcomes, outcomes)
        yield from _unknown(file, where, "stage", (*kind.valid_while, *kind.suspended_while), stages)
        papers = [code for code in (kind.document, kind.beside) if code]
        yield from _unknown(file, where, "document", papers, pack.requirements.documents)
        for name in kind.issued_by:
            if name in pack.transitions and "issue_certificate" not in pack.transitions[name].effects:
                message = f'the step {name!r} issues nothing: add "issue_certificate" to its effects'
                yield Problem("procedure.toml", f'transition "{name}"', message)
        if (kind.follows_number or kind.proves_number) and not pack.identifiers:
            yield Problem(file, where, "this pack names no identity number that it could follow or prove")


def _templates(pack: Pack) -> Iterator[Problem]:
    files = pack.files
    for step in files.forms.step:
        for topic in step.topics:
            for field in topic.fields:
                where = f'step "{step.code}" › field "{field.code}"'
                yield from _choice("forms.toml", where, field)
                if field.required_at and LEVELS.index(field.required_at) < LEVELS.index(field.level):
                    message = f'it is required at "{field.required_at}" but asked only from "{field.level}"'
                    yield Problem("forms.toml", where, message)
                yield from _expression("forms.toml", where, field.show_if, FORM_NAMES, "name")
    for guide in files.interview.section:
        for expr in (guide.show_if, *(question.show_if for question in guide.questions)):
            yield from _expression("interview.toml", f'section "{guide.code}"', expr, INTERVIEW_NAMES, "name")
    for section in files.assessment.section:
        where = f'section "{section.code}"'
        for expr in (section.show_if, section.required_if, *(f.required_if for f in section.fields)):
            yield from _expression("assessment.toml", where, expr, ASSESSMENT_NAMES, "name")
        for field in section.fields:
            yield from _choice("assessment.toml", f'{where} › field "{field.code}"', field)
            yield from _expression("assessment.toml", where, field.show_if, ASSESSMENT_NAMES, "name")


def _choice(file: str, where: str, field: Field) -> Iterator[Problem]:
    if field.type in ("choice", "multichoice") and not field.options and not field.options_from:
        yield Problem(file, where, "a choice needs 'options' or 'options_from'")


def _agreements(pack: Pack) -> Iterator[Problem]:
    agencies = [agency.code for agency in pack.agencies]
    for agreed in pack.agreements:
        yield from _unknown("agreements.toml", f'agreement "{agreed.name}"', "agency", [agreed.agency], agencies)
