"""Why a step on a case was not taken; each carries sentences for the person who tried."""

from __future__ import annotations


class Refused(Exception):
    """The law or separation of duties forbids the step now. `messages` say why, in the user's language."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class Conflict(Exception):
    """Somebody else saved first. `theirs` is the present value, so that nothing typed is lost."""

    def __init__(self, message: str, theirs: object = None) -> None:
        super().__init__(message)
        self.theirs = theirs
