"""Questions as a page shows them: label, answer as typed, options, what is wrong; and reading them from a form sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from acogida.law.model.forms import Field
from acogida.registration.answers import HOUSEHOLD, Page, Sheet
from acogida.registration.fields import KEPT_ELSEWHERE, Group, in_words, options

INPUTS = {
    "date": "date",
    "time": "time",
    "datetime": "datetime-local",
    "number": "number",
    "email": "email",
    "phone": "tel",
}
SELECTS = ("country", "language")
FEW = 5  # choices up to this many are radio buttons: all can be read at once
PARTS = ("day", "month", "year")


@dataclass
class Question:
    """One question of a page."""

    path: str
    code: str
    kind: str  # which part of question.html shows it
    label: str
    help: str
    raw: Any
    required: bool
    shown: bool
    groups: list[Group] = field(default_factory=list)
    input_type: str = "text"
    autocomplete: str = "off"
    error: str = ""
    conflict: str | None = None  # what a colleague wrote meanwhile, in words
    theirs: Any = None

    @property
    def id(self) -> str:
        return "q-" + self.path.replace("/", "-")

    @property
    def several(self) -> list[Any]:
        """The answers of a repeated question, with an empty one to write in."""
        answers = self.raw if isinstance(self.raw, list) else [self.raw] if self.raw else []
        return [*answers, ""] if answers else [""]

    @property
    def chosen(self) -> list[Any]:
        return self.raw if isinstance(self.raw, list) else [self.raw]

    @property
    def parts(self) -> list[tuple[str, str]]:
        typed = self.raw if isinstance(self.raw, Mapping) else {}
        return [(part, str(typed.get(part) or "")) for part in PARTS]

    @property
    def described_by(self) -> str:
        names = [f"{self.id}-help"] if self.help else []
        return " ".join([*names, f"{self.id}-error"] if self.error else names)


def kind_of(question: Field, groups: list[Group]) -> str:
    if question.type in ("photo", "partial_date", "longtext", "yesno"):
        return question.type
    if question.type == "file":
        return "photo"
    if question.type == "multichoice":
        return "checks" if len(groups) < 2 else "grouped_checks"
    if question.repeat:
        return "repeat_select" if question.type in (*SELECTS, "choice") else "repeat"
    if question.type in SELECTS:
        return "select"
    if question.type == "choice":
        return "radio" if sum(len(group.options) for group in groups) <= FEW else "select"
    return "input"


def questions_of(sheet: Sheet, page: Page) -> list[dict[str, Any]]:
    """The topics of a page with their questions."""
    shown = sheet.shown(page.person)
    context = sheet.context
    topics = []
    for topic in page.step.topics:
        questions = []
        for one in topic.fields:
            if page.person and one.code in ("relation", "claim_basis") and sheet.is_principal(page.person):
                continue
            groups = options(one, context) if one.type not in KEPT_ELSEWHERE else []
            if one.options_from == "relations":
                groups = [Group(g.label, [o for o in g.options if o[0] != "principal"]) for g in groups]
            questions.append(
                Question(
                    path=f"{page.person or HOUSEHOLD}/{one.code}",
                    code=one.code,
                    kind=kind_of(one, groups),
                    label=context.text(one.label),
                    help=context.text(one.help) if one.help else "",
                    raw=sheet.raw(page.person, one),
                    required=sheet.form.is_required(one),
                    shown=shown.get(one.code, True),
                    groups=groups,
                    input_type=INPUTS.get(one.type, "text"),
                    autocomplete=one.autocomplete or "off",
                )
            )
        if questions:
            heading = context.text(topic.label) if len(page.step.topics) > 1 else ""
            topics.append(
                {"label": heading, "help": context.text(topic.help) if topic.help else "", "questions": questions}
            )
    return topics


def read(question: Field, path: str, data: QueryDict) -> Any:
    """The answer to one question as it was sent, unjudged."""
    if question.type == "partial_date":
        return {part: data.get(f"{path}/{part}", "").strip() for part in PARTS}
    if question.type == "multichoice" or question.repeat:
        return [one.strip() for one in data.getlist(path) if one.strip()]
    return data.get(path, "").strip()


def typed(sheet: Sheet, page: Page) -> dict[str, Any]:
    """What the page shows now, by path: what a later save compares with."""
    return {
        f"{page.person or HOUSEHOLD}/{one.code}": sheet.raw(page.person, one)
        for one in sheet.fields_of(page)
        if one.type not in KEPT_ELSEWHERE
    }


def words(sheet: Sheet, path: str, raw: Any) -> str:
    """An answer in words, for showing both sides of a conflict."""
    return in_words(sheet.form.field(path.partition("/")[2]), raw, sheet.context)
