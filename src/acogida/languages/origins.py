"""Where texts come from: the room that keeps them registers how they are read, by whom, and who may translate them.

`languages` stands below those rooms and knows none of them: a translation names its text by `origin` and `origin_id`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from acogida.accounts.models import User


@dataclass(frozen=True)
class Text:
    """One text to be translated. `label`: what it is called on a list; `public`: whether its sentences may go into the
    memory that every translator sees."""

    id: str
    text: str
    language: str  # BCP 47
    label: str
    public: bool = True

    @property
    def sha256(self) -> str:
        return sha256(self.text)


@dataclass(frozen=True)
class Origin:
    """`texts(ids)`: those that exist, by id; `readable(user, ids)`: the ids `user` may read (None: the command line);
    `may_write(user)`: whether the room lets `user` translate at all; `url(id)`: the page of the text."""

    texts: Callable[[Iterable[str]], Mapping[str, Text]]
    readable: Callable[[User | None, Iterable[str]], set[str]]
    may_write: Callable[[User], bool]
    url: Callable[[str], str]


_origins: dict[str, Origin] = {}


def register(code: str, origin: Origin) -> None:
    """Make the texts of `code` ("coi.passage") known; called when the room is loaded."""
    _origins[code] = origin


def of(code: str) -> Origin:
    """The origin of that name; KeyError if no room registered it."""
    return _origins[code]


def known() -> tuple[str, ...]:
    """Names of all origins."""
    return tuple(_origins)


def sha256(text: str) -> str:
    """Of the very words, UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
