"""The pack's assessment template against the answers given: which parts show, which are required, what is missing.

Pure: the pack, the answers and the chosen outcome go in; no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acogida.law import Pack
from acogida.law.conditions import holds
from acogida.law.model.forms import AssessmentSection, Field

COMPLEMENTARY = "complementary_protection"  # section of the template that LSR arts. 28-30 require of every negative
RECOGNISED = "recognised"
# Sections that examine whether the person is a refugee, whatever speaks against it; field codes of the template.
INCLUSION = ("material_facts", "risk", "nexus", "cartagena")
DUAL_CRIMINALITY = "dual_criminality"
CREDIBILITY = "credibility_result"
EXPLANATIONS = "explanations"
DISBELIEVED = ("partly", "rejected")


@dataclass(frozen=True)
class Findings:
    """What an assessment says: answers by field code, the proposed outcome, its grounds, and the flags raised."""

    answers: Mapping[str, Any]
    outcome: str = ""
    grounds: Sequence[str] = ()
    flags: Sequence[str] = ()
    facts_assessed: bool = False  # there are material facts, and each has a result with reasons


@dataclass(frozen=True)
class Part:
    """One section of the template as it stands."""

    section: AssessmentSection
    required: bool
    missing: tuple[Field, ...]
    started: bool

    @property
    def state(self) -> str:
        """ "missing", "done", "started" or "empty", for the list at the side."""
        if self.missing:
            return "missing"
        return "done" if self.started else "empty"


def parts(pack: Pack, findings: Findings) -> list[Part]:
    """The sections that show, in order."""
    names = _names(pack, findings)
    return [
        _part(section, findings, names) for section in pack.assessment_template if _true(section.show_if, names, True)
    ]


def missing_sections(pack: Pack, findings: Findings) -> list[AssessmentSection]:
    """The sections in which something required is not answered yet."""
    return [part.section for part in parts(pack, findings) if part.missing]


def complementary_protection_analysed(pack: Pack, findings: Findings) -> bool:
    """Whether the complementary-protection section is answered as it must be when refugee status is not recognised."""
    names = _names(pack, findings) | {"positive_refugee": False}
    for section in pack.assessment_template:
        if section.code == COMPLEMENTARY:
            return not _part(section, findings, names).missing
    return True  # a jurisdiction without complementary protection has nothing to analyse


def inclusion_examined(pack: Pack, findings: Findings) -> bool:
    """Whether every section on inclusion is answered as for a person who is not recognised. A template without any
    examines nothing: false."""
    names = _names(pack, findings) | {"positive_refugee": False}
    sections = [section for section in pack.assessment_template if section.code in INCLUSION]
    return bool(sections) and not any(_part(section, findings, names).missing for section in sections)


def disbelief_answered(findings: Findings) -> bool:
    """Whether the assessment believes the person, or says what she answered to what speaks against her."""
    return findings.answers.get(CREDIBILITY) not in DISBELIEVED or written(findings, EXPLANATIONS)


def written(findings: Findings, field: str) -> bool:
    """Whether something is written in a field."""
    return bool(str(findings.answers.get(field) or "").strip())


def grounds_missing(pack: Pack, findings: Findings) -> bool:
    """Whether the outcome needs a ground of some family (LSR arts. 13, 27, 28) and none is named."""
    if not findings.outcome:
        return False
    wanted = set(pack.outcome(findings.outcome).needs_grounds)
    return bool(wanted) and not wanted & {pack.ground(code).family for code in findings.grounds}


def _names(pack: Pack, findings: Findings) -> dict[str, Any]:
    families = {pack.ground(code).family for code in findings.grounds}
    return {
        "outcome": findings.outcome,
        "positive_refugee": findings.outcome == RECOGNISED,
        "grounds": sorted({*findings.grounds, *families}),
        "flags": list(findings.flags),
        "answers": dict(findings.answers),
    }


def _part(section: AssessmentSection, findings: Findings, names: Mapping[str, Any]) -> Part:
    required = _true(section.required_if, names, False)
    missing = tuple(
        field
        for field in section.fields
        if _true(field.required_if, names, False)
        and _true(field.show_if, names, True)
        and not _answered(field, findings)
    )
    started = any(_has_something(field, findings) for field in section.fields)
    return Part(section, required, missing, started)


def _true(expr: str | None, names: Mapping[str, Any], otherwise: bool) -> bool:
    return holds(expr, names) if expr else otherwise


def _has_something(field: Field, findings: Findings) -> bool:
    if field.type == "facts":
        return findings.facts_assessed
    value = findings.answers.get(field.code)
    return value is not None and value != "" and value != []


def _answered(field: Field, findings: Findings) -> bool:
    if not _has_something(field, findings):
        return False
    value = findings.answers.get(field.code)
    return not (field.min_length and isinstance(value, str) and len(value.strip()) < field.min_length)
