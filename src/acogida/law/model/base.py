"""Parts every other model uses: texts in several languages, rules with source and dates, codes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]*$", max_length=40)]
"""A short name used by programs and files: up to 40 letters, digits, `_`, `.` and `-`."""

FIRST_LANGUAGE = "es"


class Model(BaseModel):
    """Base: read-only once loaded; an unknown key is an error, so that a misspelt key is never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _not_blank(texts: dict[str, str]) -> dict[str, str]:
    for language in ("es", "en"):
        if not texts.get(language, "").strip():
            raise ValueError(f"the text in {language!r} is missing")
    return texts


class Text(RootModel[Annotated[dict[str, str], AfterValidator(_not_blank)]]):
    """One text in several languages; Spanish and English are required."""

    model_config = ConfigDict(frozen=True)

    def __getitem__(self, language: str) -> str:
        return self.root[language]

    def get(self, language: str, default: str = "") -> str:
        return self.root.get(language, default)

    def keys(self) -> Any:
        """With `__getitem__`, lets a Text be used where a mapping is expected: `dict(text)`, `{**text}`."""
        return self.root.keys()

    def in_(self, language: str) -> str:
        """The text in `language` ("es", "es-mx", …), else in Spanish."""
        return self.root.get(language) or self.root.get(language.split("-")[0]) or self.root[FIRST_LANGUAGE]

    @property
    def es(self) -> str:
        return self.root["es"]

    @property
    def en(self) -> str:
        return self.root["en"]

    def __str__(self) -> str:
        return self.root[FIRST_LANGUAGE]

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.root.items())))


class Sourced(Model):
    """A rule with its legal source and the dates between which it is law.

    `verified = false` marks a rule that nobody has checked against the published text; `note` then says what is
    missing, and the interface shows it.
    """

    source: Annotated[str, StringConstraints(min_length=3)]
    from_: dt.date = Field(alias="from")
    to: dt.date | None = None
    verified: bool = True
    note: Text | None = None

    @model_validator(mode="after")
    def _dates_and_note(self) -> Sourced:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) is before 'from' ({self.from_})")
        if not self.verified and self.note is None:
            raise ValueError("a rule with verified = false needs a 'note' that says what has to be verified")
        return self

    def in_force(self, day: dt.date) -> bool:
        """Whether this rule was law on `day` (both ends included)."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class Named(Model):
    """Something with a code and a label."""

    code: Code
    label: Text


def text_in(value: Text | dict[str, str] | str, language: str) -> str:
    """A Text, a mapping of languages or a plain string, as a string in `language` (Spanish when it is missing)."""
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return value.in_(language)
    return value.get(language) or value.get(language.split("-")[0]) or value.get(FIRST_LANGUAGE, "")
