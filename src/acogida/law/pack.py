"""A loaded pack: the law of one jurisdiction, ready to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from acogida.law import refusing
from acogida.law.conditions import BadExpression, holds, variables_of
from acogida.law.errors import UnknownRule
from acogida.law.model.agreements import AgreedTransfer, AgreementsFile, FirewallRule, OtherAuthority
from acogida.law.model.base import Text, text_in
from acogida.law.model.calendar import CalendarFile
from acogida.law.model.certificates import CertificateKind, CertificatesFile
from acogida.law.model.clocks import ClockRule, ClocksFile, ExtensionGround
from acogida.law.model.coi import CoiFile
from acogida.law.model.forms import (
    LEVELS,
    AssessmentFile,
    AssessmentSection,
    Form,
    FormsFile,
    GuideSection,
    InterviewFile,
    Level,
    RelationRow,
    Step,
    Topic,
)
from acogida.law.model.lists import (
    Body,
    Ground,
    GroundsFile,
    Identifier,
    Letter,
    Need,
    NeedsFile,
    NotificationMethod,
    Office,
    OfficesFile,
    Outcome,
    PackFile,
    SigningRule,
)
from acogida.law.model.procedure import (
    Condition,
    Fact,
    ProcedureFile,
    Refusal,
    Stage,
    StageBar,
    Switch,
    SwitchPeriod,
    Transition,
)
from acogida.law.model.requirements import RequirementsFile
from acogida.law.model.triage import Declaration, InformationFile, InformationPackage, Modality, TriageFile, TriageTable
from acogida.law.requirements import Requirements

T = TypeVar("T")


@dataclass(frozen=True)
class Files:
    """The validated content of each file of a pack."""

    head: PackFile
    offices: OfficesFile
    calendar: CalendarFile
    clocks: ClocksFile
    procedure: ProcedureFile
    grounds: GroundsFile
    needs: NeedsFile
    forms: FormsFile
    interview: InterviewFile
    assessment: AssessmentFile
    triage: TriageFile
    information: InformationFile
    requirements: RequirementsFile
    agreements: AgreementsFile
    certificates: CertificatesFile
    coi: CoiFile

    @classmethod
    def from_models(cls, models: Mapping[str, Any]) -> Files:
        """Takes the models by file name, as the loader reads them."""
        return cls(**{"head" if name == "pack.toml" else name[:-5]: model for name, model in models.items()})


class ClockTable(Mapping[str, ClockRule]):
    """Clock rules by code (C8), in the pack's order; a clock's name (decide) finds it too."""

    def __init__(self, rules: tuple[ClockRule, ...]) -> None:
        self._by_code = {rule.code: rule for rule in rules}
        self._any = self._by_code | {rule.name: rule for rule in rules}

    def __getitem__(self, key: str) -> ClockRule:
        return self._any[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, key: object) -> bool:
        return key in self._any


class Pack:
    """The law of one jurisdiction as data. Read-only; the same object is shared by the whole process.

    `name`, `version`, `hash` (sha256 of the files) identify it: a case pins them.
    """

    def __init__(self, files: Files, contents: Mapping[str, str], content_hash: str) -> None:
        self.files = files
        self._contents = dict(contents)
        head, procedure = files.head, files.procedure
        self.name: str = head.name
        self.version: str = head.version
        self.hash: str = content_hash
        self.title: Text = head.title
        self.jurisdiction: str = head.jurisdiction
        self.authority: Text = head.authority
        self.authority_short: str = head.authority_short
        self.languages: tuple[str, ...] = head.languages
        self.case_number: str = head.case_number  # a format with {office}, {year} and {number}
        self.instruments: Mapping[str, Text] = head.instruments
        self.letters: tuple[Letter, ...] = head.letter
        self.bodies: tuple[Body, ...] = head.body
        self.identifiers: tuple[Identifier, ...] = head.identifier
        self.signing: SigningRule | None = head.signing  # None: one decision at a time
        self.offices: tuple[Office, ...] = files.offices.office
        self.stages: tuple[Stage, ...] = tuple(
            stage.model_copy(update={"order": order}) for order, stage in enumerate(procedure.stage)
        )
        self.stage_bar: tuple[StageBar, ...] = procedure.bar
        self.clocks = ClockTable(files.clocks.clock)
        self.extension_grounds: tuple[ExtensionGround, ...] = files.clocks.extension_ground
        self.grounds: tuple[Ground, ...] = files.grounds.ground
        self.outcomes: tuple[Outcome, ...] = files.grounds.outcome
        self.notification_methods: tuple[NotificationMethod, ...] = files.grounds.notification_method
        self.needs: tuple[Need, ...] = files.needs.need
        self.relations: tuple[RelationRow, ...] = files.forms.relation
        self.interview_guide: tuple[GuideSection, ...] = files.interview.section
        self.assessment_template: tuple[AssessmentSection, ...] = files.assessment.section
        self.modalities: tuple[Modality, ...] = files.triage.modality
        self.triage_tables: tuple[TriageTable, ...] = files.triage.table
        self.declarations: tuple[Declaration, ...] = files.triage.declaration
        self.information: tuple[InformationPackage, ...] = files.information.package
        self.kinds: tuple[CertificateKind, ...] = files.certificates.kind
        self.requirements = Requirements(files.requirements)  # empty in a pack that says nothing of papers
        self.coi: CoiFile = files.coi  # how the COI unit works
        self.agencies: tuple[OtherAuthority, ...] = files.agreements.agency
        self.agreements: tuple[AgreedTransfer, ...] = files.agreements.agreement
        self.firewall: dict[str, FirewallRule] = {rule.code: rule for rule in files.agreements.firewall}
        self.switches: dict[str, Switch] = {switch.code: switch for switch in procedure.switch}
        self.facts: dict[str, Fact] = {fact.code: fact for fact in (*procedure.fact, *files.triage.fact)}
        self.transitions: dict[str, Transition] = {t.name: self._prepared(t) for t in procedure.transition}
        self.forms: dict[str, Form] = {level: _form(files.forms, level) for level in LEVELS}
        self._stages = {stage.code: stage for stage in self.stages}
        self.memo: dict[Any, Any] = {}  # compiled calendars, kept with the pack they belong to

    def __repr__(self) -> str:
        return f"<Pack {self.name} {self.version} {self.hash[:12]}>"

    def snapshot(self) -> dict[str, str]:
        """The pack's files by name, whole, to keep beside the cases it judges; `load_snapshot` reads them back."""
        return dict(self._contents)

    def text(self, value: Text | Mapping[str, str] | str, language: str) -> str:
        """A text of the pack in `language` ("es", "en", "es-mx" …), in Spanish when it has none."""
        return text_in(value if isinstance(value, (str, Text)) else dict(value), language)

    def stage(self, code: str) -> Stage:
        """The stage called `code`; UnknownRule when there is none."""
        return self._find(self._stages, code, "stage")

    def transition(self, name: str) -> Transition:
        """The transition called `name`; UnknownRule when there is none."""
        return self._find(self.transitions, name, "transition")

    def clock(self, code_or_name: str) -> ClockRule:
        """The clock with that code (C8) or name (decide); UnknownRule when there is none."""
        if code_or_name not in self.clocks:
            known = ", ".join(f"{rule.name} ({rule.code})" for rule in self.clocks.values())
            raise UnknownRule(f"the pack {self.name!r} has no clock {code_or_name!r}; it has: {known}")
        return self.clocks[code_or_name]

    def office(self, code: str) -> Office:
        """The office with that code; UnknownRule when there is none."""
        return self._find({office.code: office for office in self.offices}, code, "office")

    def outcome(self, code: str) -> Outcome:
        """The outcome with that code; UnknownRule when there is none."""
        return self._find({outcome.code: outcome for outcome in self.outcomes}, code, "outcome")

    def ground(self, code: str) -> Ground:
        """The ground with that code; UnknownRule when there is none."""
        return self._find({ground.code: ground for ground in self.grounds}, code, "ground")

    def need(self, code: str) -> Need:
        """The specific need with that code; UnknownRule when there is none."""
        return self._find({need.code: need for need in self.needs}, code, "specific need")

    def letter(self, code: str) -> Letter:
        """The document with that code; UnknownRule when there is none."""
        return self._find({letter.code: letter for letter in self.letters}, code, "letter")

    def kind(self, code: str) -> CertificateKind:
        """The kind of certificate with that code; UnknownRule when there is none."""
        return self._find({kind.code: kind for kind in self.kinds}, code, "kind of certificate")

    def modality(self, code: str) -> Modality:
        """The modality with that code; UnknownRule when there is none."""
        return self._find({modality.code: modality for modality in self.modalities}, code, "modality")

    @property
    def default_modality(self) -> str:
        """The code of the modality in which cases begin."""
        return next((modality.code for modality in self.modalities if modality.default), "regular")

    def switched_off(self, on: dt.date, added: Iterable[tuple[str, SwitchPeriod]] = ()) -> frozenset[str]:
        """The codes of the switches that are off on a day; `added`: periods of the authority's own, by switch code.

        Of the periods that cover the day the last one wins, the pack's before the authority's.
        """
        own = list(added)
        off = []
        for switch in self.switches.values():
            periods = [*switch.period, *(period for code, period in own if code == switch.code)]
            states = [period.on for period in periods if period.covers(on)]
            state = states[-1] if states else (switch.default if switch.in_force(on) else not switch.default)
            if not state:
                off.append(switch.code)
        return frozenset(off)

    def form(self, level: str) -> Form:
        """The registration form of a data-set level; UnknownRule when there is none."""
        return self._find(self.forms, level, "form")

    def facts_needed(self, transition: str) -> frozenset[str]:
        """The facts that must be gathered before `refusals` can judge the transition."""
        return frozenset(fact for condition in self.transition(transition).conditions for fact in condition.facts)

    def starts_clock(self, transition: str, clock: str, outcome: str) -> bool:
        """Whether a step starts a clock for a claim so decided (a decision that cannot be appealed starts no term to)."""
        code = self.clock(clock).code
        starts = [start for start in self.transition(transition).starts if start.clock == code]
        return any(not start.outcomes or outcome in start.outcomes for start in starts)

    def transitions_from(self, stage: str | None) -> tuple[Transition, ...]:
        """The transitions a claim in `stage` may attempt (None: those that create a case), in the pack's order."""
        if stage is None:
            return tuple(t for t in self.transitions.values() if t.opens_case)
        return tuple(t for t in self.transitions.values() if stage in t.from_)

    def refusals(
        self,
        transition: str,
        stage: str | None,
        facts: Mapping[str, Any],
        on: dt.date | None = None,
        *,
        modality: str | None = None,
        off: Collection[str] = (),
        taken: Collection[str] = (),
    ) -> list[Refusal]:
        """Why the transition cannot be taken now; an empty list means it may.

        `stage` is the claim's present stage (None before the case exists), `facts` hold at least `facts_needed`;
        `on` (a civil date) also refuses a rule that was not law that day. `modality` is the case's (None: not judged),
        `off` the switches that are off, `taken` the steps that whoever acts has taken on this claim before.
        Messages have their facts filled in. Raises MissingFact when a needed fact is absent.
        """
        rule = self.transition(transition)
        found: list[Refusal] = []
        if not (rule.opens_case if stage is None else stage in rule.from_):
            found.append(self._wrong_stage(rule, stage))
        if on is not None and not rule.in_force(on):
            found.append(refusing.not_in_force(rule, on))
        if rule.switch is not None and rule.switch in off:
            found.append(refusing.switched_off(rule, self.switches[rule.switch]))
        if rule.modalities and modality is not None and modality not in rule.modalities:
            found.append(refusing.other_modality(rule, [self.modality(code) for code in rule.modalities]))
        if clash := [name for name in rule.distinct_from if name in taken]:
            found.append(refusing.same_person(rule, self.transition(clash[0])))
        for condition in rule.conditions:
            if not holds(condition.expr, facts):
                message = refusing.filled(condition.message, condition.facts, facts)
                found.append(Refusal(code=condition.code, message=message, source=condition.source or rule.source))
        return found

    def _wrong_stage(self, rule: Transition, stage: str | None) -> Refusal:
        return refusing.wrong_stage(rule, None if stage is None else self.stage(stage))

    def _prepared(self, rule: Transition) -> Transition:
        """The rule with clock names turned into codes and each condition's facts found."""
        codes = {
            field: tuple(self.clocks[c].code if c in self.clocks else c for c in getattr(rule, field))
            for field in ("stops", "pauses", "resumes", "extends")
        }
        starts = tuple(
            start.model_copy(update={"clock": self.clocks[start.clock].code}) if start.clock in self.clocks else start
            for start in rule.starts
        )
        conditions = tuple(map(_with_facts, rule.conditions))
        return rule.model_copy(update={**codes, "starts": starts, "conditions": conditions})

    def _find(self, table: Mapping[str, T], key: str, kind: str) -> T:
        try:
            return table[key]
        except KeyError:
            known = ", ".join(table)
            raise UnknownRule(f"the pack {self.name!r} has no {kind} {key!r}; it has: {known}") from None


def _with_facts(condition: Condition) -> Condition:
    """Static analysis of the expression, together with the facts its message shows."""
    try:
        used = variables_of(condition.expr)
    except BadExpression:  # cross_check reports it with its place
        return condition
    return condition.model_copy(update={"facts": tuple(sorted({*condition.facts, *used}))})


def _form(file: FormsFile, level: Level) -> Form:
    """The steps, topics and fields that a data-set level asks; empty ones fall away."""
    rank = LEVELS.index(level)
    steps: list[Step] = []
    for step in file.step:
        topics: list[Topic] = []
        for topic in step.topics:
            fields = tuple(f for f in topic.fields if LEVELS.index(f.level) <= rank)
            if fields:
                topics.append(topic.model_copy(update={"fields": fields}))
        if topics and LEVELS.index(step.level) <= rank:
            steps.append(step.model_copy(update={"topics": tuple(topics)}))
    label = next(row.label for row in file.level if row.code == level)
    return Form(level=level, label=label, steps=tuple(steps))
