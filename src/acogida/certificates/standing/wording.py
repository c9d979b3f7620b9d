"""What a person is told of her papers, in plain words and in her language: what she has, what is on its way and from whom,
what she still has to give, and what nobody may ask her again. Pure.

`sheet()` is the whole of it. The printed sheet and the tab say it; a portal for applicants says the same by calling it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from acogida.hooks.dates import in_words
from acogida.law.requirements import Explanation, Paper, Question, Requirements

FIRST_LANGUAGE = "es"


@lru_cache(maxsize=1)
def _all_words() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def languages() -> tuple[str, ...]:
    """The languages a sheet can be in."""
    return tuple(_all_words())


def words(language: str) -> dict[str, Any]:
    """The words around the pack's own in `language`, else in Spanish."""
    known = _all_words()
    return known.get(language) or known.get(language.split("-")[0]) or known[FIRST_LANGUAGE]


@dataclass(frozen=True, slots=True)
class Line:
    """A paper as the person is told of it: its name, and sentences about it."""

    code: str
    title: str
    state: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Need:
    """Something the person still has to give or say."""

    item: str
    title: str
    ask: str
    ways: str  # which papers would do, in a sentence; empty where there is one way only
    serves: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A law that forbids asking again."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a person is told, in the order she needs it."""

    language: str
    words: Mapping[str, Any]
    have: tuple[Line, ...]
    coming: tuple[Line, ...]
    needed: tuple[Need, ...]
    later: tuple[Line, ...]
    already: str
    rules: tuple[Rule, ...]
    asked_once: str

    def later_by_reason(self) -> list[tuple[str, str]]:
        """Papers that have not come up yet, together where they wait for the same: the reason, and their names."""
        found: dict[str, list[str]] = {}
        for line in self.later:
            found.setdefault(line.text, []).append(line.title)
        return [(reason, ", ".join(names)) for reason, names in found.items()]


def sheet(
    requirements: Requirements,
    explained: Explanation,
    language: str,
    *,
    makers: frozenset[str] = frozenset(),
    requested: Mapping[str, dt.date] | None = None,
) -> Sheet:
    """The sheet of one person. `makers`: papers the authority issues or requests for her (the others she asks for herself);
    `requested`: papers already asked of who issues them, and since when."""
    say = _Say(requirements, language, makers, requested or {})
    have, coming, later = [], [], []
    for paper in explained.documents:
        if paper.state in ("issued", "again"):
            have.append(say.line(paper))
        elif paper.state == "not_yet":
            later.append(say.line(paper))
        else:
            coming.append(say.line(paper))
    items = dict.fromkeys(item for paper in explained.documents for item in paper.satisfied)
    given = [item for item in requirements.items if item in items]
    bans = dict.fromkeys(ban for item in given for ban in requirements.items[item].bans)
    saved = explained.saved
    return Sheet(
        language=language,
        words=say.words,
        have=tuple(have),
        coming=tuple(coming),
        needed=tuple(say.need(question) for question in asked_now(explained)),
        later=tuple(later),
        already=say.words["already"].format(items=say.items(given)) if given else "",
        rules=tuple(Rule(say.of(requirements.bans[ban].text), requirements.bans[ban].source) for ban in bans),
        asked_once=say.words["asked_once"].format(
            requirements=saved.requirements, items=saved.items, answered=saved.answered, from_person=saved.from_person
        ),
    )


def asked_now(explained: Explanation) -> tuple[Question, ...]:
    """What to ask today: not what only serves papers that have not come up yet."""
    up = {paper.code for paper in explained.documents if paper.state != "not_yet"}
    return tuple(
        question._replace(documents=serves)
        for question in explained.ask
        if (serves := tuple(code for code in question.documents if code in up))
    )


class _Say:
    """The sentences of one sheet."""

    def __init__(
        self, requirements: Requirements, language: str, makers: frozenset[str], requested: Mapping[str, dt.date]
    ) -> None:
        self.requirements, self.language, self.words = requirements, language, words(language)
        self.makers, self.requested = makers, requested

    def of(self, text: Any) -> str:
        """A text of the pack; a plain sentence stays as it is."""
        return text if isinstance(text, str) else str(text.in_(self.language))

    def day(self, day: dt.date) -> str:
        return in_words(day, self.language)

    def document(self, code: str) -> str:
        return self.of(self.requirements.documents[code].label)

    def items(self, codes: Any) -> str:
        """Items in the middle of a sentence."""
        return ", ".join(_lower(self.of(self.requirements.items[code].label)) for code in codes)

    def whom(self, code: str) -> str:
        """A paper or an agency by its name."""
        if code in self.requirements.documents:
            return self.document(code)
        return self.of(self.requirements.agencies[code].label) if code in self.requirements.agencies else code

    def line(self, paper: Paper) -> Line:
        return Line(paper.code, self.document(paper.code), paper.state, tuple(filter(None, self._sentences(paper))))

    def _sentences(self, paper: Paper) -> list[str]:
        say, rule = self.words, self.requirements.documents[paper.code]
        if paper.state in ("issued", "again"):
            until = paper.issued.until if paper.issued else None
            held = say["until"].format(on=self.day(until)) if until else self.of(rule.validity)
            why = self.of(paper.reason) if paper.reason else ""
            return [held, say["again"].format(why=why).strip() if paper.state == "again" else ""]
        if paper.state == "not_yet":
            return [self.of(paper.reason) if paper.reason else ""]
        sentences = [say["made_by"].format(whom=self.whom(rule.issuer))]
        if since := self.requested.get(paper.code):
            return [*sentences, say["requested"].format(on=self.day(since))]
        if paper.state == "ready":
            return [*sentences, say["ready"] if paper.code in self.makers else say["go"]]
        if paper.missing:
            sentences.append(say["missing"].format(items=self.items(paper.missing)))
        return [*sentences, *self.waiting(paper)]

    def waiting(self, paper: Paper) -> list[str]:
        """What others have to do first, each once."""
        found = []
        for item, whom in paper.waiting:
            if whom in self.requirements.documents:
                found.append(self.words["after"].format(whom=self.whom(whom)))
            else:
                label = self.of(self.requirements.items[item].label)
                known = self.words["provides"] if whom else self.words["nobody"]
                found.append(known.format(item=label, whom=self.whom(whom)))
        return list(dict.fromkeys(found))

    def need(self, question: Question) -> Need:
        rule = self.requirements.items[question.item]
        ways = [self.of(self.requirements.evidence[code].label) for code in question.evidence]
        papers = ", ".join(self.document(code) for code in question.documents)
        return Need(
            question.item,
            self.of(rule.label),
            self.of(rule.ask),
            self.words["any_of"].format(ways=", ".join(map(_lower, ways))) if len(ways) > 1 else "",
            self.words["serves"].format(papers=papers),
        )


def _lower(text: str) -> str:
    """For the middle of a sentence; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
