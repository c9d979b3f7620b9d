"""What an engine is to everybody else, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _


class Draft(NamedTuple):
    """A machine's translation of one text. `unknown`: words left as they were because it does not know them."""

    text: str
    unknown: tuple[str, ...] = ()


class Engine(Protocol):
    """A machine that translates. Implement these four to add one (docs/coi.md, Translation)."""

    name: str

    @property
    def version(self) -> str: ...

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) it can do here and now, as primary language subtags; empty when it is not there."""
        ...

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Draft]:
        """One draft for each text, in order. Raises Unavailable; never returns fewer."""
        ...


NO_ENGINE, ENDED, TIME_OUT, NOT_STARTED = "no_engine", "ended", "time_out", "not_started"
UNREACHABLE, REFUSED, GARBLED = "unreachable", "refused", "garbled"


class Unavailable(Exception):
    """No machine translation now. `pair`: (source, target); `why`: one of the codes above. Its text is for people."""

    def __init__(self, pair: tuple[str, str], why: str) -> None:
        super().__init__(pair, why)
        self.pair, self.why = pair, why

    def __str__(self) -> str:
        words = {
            NO_ENGINE: _("No translation engine is installed for %(source)s to %(target)s."),
            ENDED: _("The translation engine for %(source)s to %(target)s ended over this text."),
            TIME_OUT: _("The translation engine for %(source)s to %(target)s took too long."),
            NOT_STARTED: _("The translation engine for %(source)s to %(target)s could not be started."),
            UNREACHABLE: _("The translation service for %(source)s to %(target)s cannot be reached."),
            REFUSED: _("The translation service for %(source)s to %(target)s refused the text."),
            GARBLED: _("The translation engine for %(source)s to %(target)s answered something unusable."),
        }
        return words[self.why] % {"source": self.pair[0], "target": self.pair[1]}


def primary(code: str) -> str:
    """The language of a BCP 47 tag: es-MX → es."""
    return code.replace("_", "-").split("-")[0].lower()
