"""Reading the answers of an intake form: which questions are shown, which are missing, which cannot stand.

Works on the plain data of a draft and the form of the pack; writes nothing, asks no database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from acogida.law.conditions import holds
from acogida.law.errors import LawError
from acogida.law.model.forms import Field, Form, Step
from acogida.registration.fields import Context, clean

HOUSEHOLD = "household"
PRINCIPAL = "principal"
# Answered by the place in the household, not by the clerk: the first person is the principal, on her own claim.
GIVEN_FOR_PRINCIPAL = {"relation": PRINCIPAL, "claim_basis": "own"}


@dataclass(frozen=True)
class Page:
    """One page of the form: a step, for the household or for one person."""

    step: Step
    person: str = ""  # key; "" for the household

    @property
    def code(self) -> str:
        return f"{self.step.code}/{self.person}" if self.person else self.step.code


@dataclass(frozen=True)
class Problem:
    """Something that keeps the claim from being presented, with the page where it is put right."""

    page: Page
    field: Field
    message: str
    missing: bool

    @property
    def path(self) -> str:
        return f"{self.page.person or HOUSEHOLD}/{self.field.code}"


def full_name(answers: Mapping[str, Any]) -> str:
    """The person's name as far as it was typed."""
    parts = [answers.get(part) for part in ("given_names", "first_surname", "second_surname")]
    typed = " ".join(str(part).strip() for part in parts if part)
    return typed or str(answers.get("name_as_declared") or "").strip()


class Sheet:
    """The answers of one draft under one form of the pack."""

    def __init__(self, form: Form, data: Mapping[str, Any], context: Context) -> None:
        self.form, self.context = form, context
        self.household: dict[str, Any] = data.get("household", {})
        self.members = [person for person in data.get("persons", ()) if not person.get("removed")]
        self._judged: dict[tuple[str, str], tuple[Any, str]] = {}  # (person, field) → value, what is wrong
        self._shown: dict[str, dict[str, bool]] = {}

    @cached_property
    def roster_step(self) -> str:
        """The step in which persons are added: the first that repeats for each."""
        return next((step.code for step in self.form.steps if step.repeat_for == "person"), "")

    @cached_property
    def pages(self) -> list[Page]:
        """Every page in order."""
        found = []
        for step in self.form.steps:
            if step.repeat_for == "person":
                found += [Page(step, person["key"]) for person in self.members]
            else:
                found.append(Page(step))
        return found

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages if page.code == code), None)

    def member(self, key: str) -> dict[str, Any]:
        return next((person for person in self.members if person["key"] == key), {"key": key, "answers": {}})

    def is_principal(self, key: str) -> bool:
        return bool(self.members) and self.members[0]["key"] == key

    def raw(self, key: str, field: Field) -> Any:
        """The answer as typed; `key` is "" for the household."""
        if not key:
            return self.household.get(field.code)
        if self.is_principal(key) and field.code in GIVEN_FOR_PRINCIPAL:
            return GIVEN_FOR_PRINCIPAL[field.code]
        person = self.member(key)
        return person.get("photo") if field.type == "photo" else person["answers"].get(field.code)

    def value(self, key: str, code: str) -> Any:
        """The answer as a value; None when empty, unreadable or not asked."""
        field = self._fields.get(code)
        return self.judge(key, field)[0] if field else None

    def judge(self, key: str, field: Field) -> tuple[Any, str]:
        """The answer as a value, and what is wrong with it ("" when nothing is)."""
        found = self._judged.get((key, field.code))
        if found is None:
            try:
                found = clean(field, self.raw(key, field), self.context), ""
            except ValidationError as error:
                found = None, " ".join(error.messages)
            self._judged[key, field.code] = found
        return found

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.code: field for field in self.form.fields()}

    @cached_property
    def _household_values(self) -> dict[str, Any]:
        return self._values("")

    def _values(self, key: str) -> dict[str, Any]:
        scope = "person" if key else "household"
        fields = [field for field in self._fields.values() if field.scope == scope]
        values = {field.code: self.value(key, field.code) for field in fields}
        # CEL knows numbers, texts, truth and lists; dates are compared as ISO text.
        known = {code: _for_cel(value) for code, value in values.items() if value is not None}
        if isinstance(birth := values.get("birth"), tuple):
            known["age"] = least_age(birth, self.context.today)
        return known

    def shown(self, key: str) -> dict[str, bool]:
        """Which questions of this scope are asked now, given the answers so far."""
        if key not in self._shown:
            facts = {"answers": self._household_values, "person": self._values(key) if key else {}}
            scope = "person" if key else "household"
            asked = [field for field in self._fields.values() if field.scope == scope]
            self._shown[key] = {field.code: self._is_shown(field, key, facts) for field in asked}
        return self._shown[key]

    def _is_shown(self, field: Field, key: str, facts: Mapping[str, Any]) -> bool:
        if key and field.code in GIVEN_FOR_PRINCIPAL and self.is_principal(key):
            return False
        if field.show_if is None:
            return True
        try:
            return holds(field.show_if, facts)
        except LawError:  # a condition that cannot be judged hides nothing
            return True

    def fields_of(self, page: Page) -> Iterator[Field]:
        for topic in page.step.topics:
            yield from topic.fields

    def problems_of(self, page: Page) -> list[Problem]:
        """What is missing or wrong on one page."""
        shown = self.shown(page.person)
        found = []
        for field in self.fields_of(page):
            if not shown.get(field.code, True):
                continue
            value, wrong = self.judge(page.person, field)
            if wrong:
                found.append(Problem(page, field, wrong, missing=False))
            elif value is None and self.form.is_required(field):
                found.append(Problem(page, field, missing_text(field, self.context), missing=True))
            elif message := self._out_of_order(field.code, value):
                found.append(Problem(page, field, message, missing=False))
        return found

    def _out_of_order(self, code: str, value: Any) -> str:
        """Dates that contradict each other: nobody enters the country after presenting a claim there."""
        presented = self.value("", "presented_on")
        if code == "entry_on" and value and presented and value > presented:
            return _("The entry into the country is after the presentation. Check both dates.")
        return ""

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that keeps the claim from being presented, in the order of the pages."""
        return [problem for page in self.pages for problem in self.problems_of(page)]

    def is_begun(self, page: Page) -> bool:
        """Whether the clerk answered anything on the page."""
        given = GIVEN_FOR_PRINCIPAL if self.is_principal(page.person) else {}
        asked = [field for field in self.fields_of(page) if field.code not in given]
        return any(self.raw(page.person, field) not in (None, "", [], {}) for field in asked)


def missing_text(field: Field, context: Context) -> str:
    return _("“%(question)s” is missing.") % {"question": context.text(field.label)}


def least_age(birth: tuple[int, int | None, int | None], today: dt.date) -> int:
    """The fewest whole years a person with this partial birth date can have: who may be a child is asked as one."""
    year, month, day = birth
    birthday = (month or 12, day or 31)
    return max(today.year - year - ((today.month, today.day) < birthday), 0)


def _for_cel(value: Any) -> Any:
    if isinstance(value, tuple):
        return "-".join(f"{part:02d}" for part in value if part)
    return value.isoformat() if hasattr(value, "isoformat") else value
