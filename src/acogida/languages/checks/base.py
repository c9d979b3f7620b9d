"""A warning: what strikes, about which words. Its sentence for people is made by `languages.phrases`. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Warning(NamedTuple):
    """`code`: which check; `subject`: the words it is about, as they stand; `other`: what was expected instead."""

    code: str
    subject: str = ""
    other: str = ""

    @property
    def key(self) -> str:
        """What an acceptance is kept under: the same finding about the same words stays accepted."""
        return f"{self.code}:{self.subject}" if self.subject else self.code
