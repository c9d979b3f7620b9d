"""Registration forms, interview guide and assessment template (forms.toml, interview.toml, assessment.toml)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as PydanticField

from acogida.law.model.base import Code, Model, Named, Text

Level = Literal["emergency", "basic", "comprehensive"]
LEVELS: tuple[Level, ...] = ("emergency", "basic", "comprehensive")

FieldType = Literal[
    "text", "name", "date", "time", "datetime", "partial_date", "choice", "multichoice", "country", "language",
    "yesno", "longtext", "number", "photo", "file", "phone", "email", "signature", "facts", "references",
]  # fmt: skip


class Option(Named):
    """One answer of a choice."""

    help: Text | None = None


class Field(Named):
    """One question.

    `level` is the smallest data set that asks it; `required_at` the smallest in which it must be answered (None:
    never). `show_if` and `required_if` are CEL over the answers given so far (`answers`), the person's own
    (`person`) and, in an assessment, the `outcome`. `options_from` takes the options from a list of the pack.
    """

    help: Text | None = None
    type: FieldType
    level: Level = "emergency"
    required_at: Level | None = None
    scope: Literal["household", "person", "claim"] = "household"
    options: tuple[Option, ...] = ()
    options_from: Literal["offices", "needs", "grounds", "circumstances", "outcomes", "relations"] | None = None
    show_if: str | None = None
    required_if: str | None = None
    sensitive: bool = False
    repeat: bool = False
    min_length: Annotated[int, PydanticField(ge=0)] = 0
    autocomplete: str | None = None


class Topic(Named):
    """Questions that belong together under one heading."""

    help: Text | None = None
    fields: tuple[Field, ...]


class Step(Named):
    """One page of the registration: one topic in mind. `repeat_for` = person shows it once for each member."""

    help: Text | None = None
    repeat_for: Literal["household", "person"] = "household"
    level: Level = "emergency"
    topics: tuple[Topic, ...]


class FormsFile(Model):
    """forms.toml: all steps with every field; the three data sets are made by level."""

    relation: tuple[RelationRow, ...]
    level: tuple[LevelRow, ...]
    step: tuple[Step, ...]


class RelationRow(Named):
    """A relation to the principal applicant; `derivative`: may receive the principal's status."""

    derivative: bool


class LevelRow(Named):
    """One of the three data sets."""

    help: Text


class Form(Model):
    """One data set: the steps, topics and fields of a level, with `required` decided for that level."""

    level: Level
    label: Text
    steps: tuple[Step, ...]

    def fields(self) -> tuple[Field, ...]:
        return tuple(field for step in self.steps for topic in step.topics for field in topic.fields)

    def field(self, code: str) -> Field:
        """The field called `code`; KeyError when the level does not ask it."""
        for field in self.fields():
            if field.code == code:
                return field
        raise KeyError(code)

    def is_required(self, field: Field) -> bool:
        """Whether `field` must be answered at this level (when shown)."""
        return field.required_at is not None and LEVELS.index(field.required_at) <= LEVELS.index(self.level)


class Question(Named):
    """One question of the guide, to be asked in the officer's own words."""

    help: Text | None = None
    show_if: str | None = None


class GuideSection(Named):
    """A part of the interview. `kind` tells the page what to offer (opening checks, free narrative, read-back …)."""

    help: Text | None = None
    kind: Literal["opening", "questions", "narrative", "clarification", "closing"] = "questions"
    required: bool = True
    show_if: str | None = None
    questions: tuple[Question, ...]


class GuideProfile(Named):
    """A profile for which the guide has questions of its own: it sets `flags` that sections and questions see."""

    flags: tuple[Code, ...]


class InterviewFile(Model):
    """interview.toml."""

    profile: tuple[GuideProfile, ...] = ()
    section: tuple[GuideSection, ...]


class AssessmentSection(Named):
    """One part of the assessment. `required_if` is CEL over `outcome`, `positive_refugee`, `flags` and `answers`."""

    number: int
    help: Text | None = None
    show_if: str | None = None
    required_if: str | None = None
    fields: tuple[Field, ...]


class AssessmentFile(Model):
    """assessment.toml."""

    section: tuple[AssessmentSection, ...]


FormsFile.model_rebuild()
