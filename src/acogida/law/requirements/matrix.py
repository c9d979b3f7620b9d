"""The matrix of papers and items as the engine reads it: a set of items, or of papers, is an integer with one bit for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from acogida.law.conditions import BadExpression, holds, variables_of
from acogida.law.model.base import Text
from acogida.law.model.requirements import (
    Agency,
    Ban,
    EvidenceKind,
    Item,
    Paper,
    PersonFact,
    RequirementsFile,
)

ASKED = ("document", "declaration")  # what a person brings, says or signs


class Requirements:
    """The papers and items of a pack. Read-only; what is worked out for one person serves the next in her situation."""

    def __init__(self, file: RequirementsFile) -> None:
        self.file = file
        self.items: Mapping[str, Item] = {item.code: item for item in file.item}
        self.documents: Mapping[str, Paper] = {paper.code: paper for paper in file.document}
        self.evidence: Mapping[str, EvidenceKind] = {kind.code: kind for kind in file.evidence}
        self.agencies: Mapping[str, Agency] = {agency.code: agency for agency in file.agency}
        self.bans: Mapping[str, Ban] = {ban.code: ban for ban in file.ban}
        self.facts: Mapping[str, PersonFact] = {fact.code: fact for fact in file.fact}

        self.bit = {code: 1 << place for place, code in enumerate(self.items)}
        self.paper_bit = {code: 1 << place for place, code in enumerate(self.documents)}
        self.rank = {item: {code: n for n, code in enumerate(rule.evidence)} for item, rule in self.items.items()}
        kinds = {
            code: [self.evidence[e] for e in item.evidence if e in self.evidence] for code, item in self.items.items()
        }
        self.askable = {
            code: tuple(kind.code for kind in found if kind.kind in ASKED and kind.sought)
            for code, found in kinds.items()
        }
        order = {code: place for place, code in enumerate(self.documents)}
        self.makers = {  # the papers that provide an item, in the order of the file
            code: tuple(sorted({k.document for k in found if k.document and k.sought} & order.keys(), key=order.__getitem__))
            for code, found in kinds.items()
        }  # fmt: skip
        self.holders = {  # the agencies that can be counted on for it
            code: tuple(dict.fromkeys(k.agency for k in found if k.agency and k.sought and not k.document))
            for code, found in kinds.items()
        }
        self.produces: dict[str, tuple[tuple[str, str], ...]] = {  # paper → (item, evidence)
            paper: tuple((code, kind.code) for code, found in kinds.items() for kind in found if kind.document == paper)
            for paper in self.documents
        }
        self.asks = self.mask(code for code, ways in self.askable.items() if ways)
        self.held_by_agencies = self.mask(code for code, agencies in self.holders.items() if agencies)
        self.made_by = {  # the items a paper can be counted on for
            paper: self.mask(code for code, makers in self.makers.items() if paper in makers)
            for paper in self.documents
        }
        self.used = tuple(sorted(self._used()))
        rules = (*file.item, *file.document)
        self._whole_from = max((rule.from_ for rule in rules), default=dt.date.min)
        self._whole_to = min((rule.to for rule in rules if rule.to), default=dt.date.max)
        self._parts: dict[frozenset[str], Requirements] = {}
        self._frames: dict[tuple[bool, ...], Frame] = {}
        self._codes: dict[int, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.documents)

    def on(self, day: dt.date) -> Requirements:
        """The matrix with only the items and papers that are law on a day."""
        if self._whole_from <= day <= self._whole_to:
            return self
        file = self.file
        rules: tuple[Item | Paper, ...] = (*file.item, *file.document)
        there = frozenset(rule.code for rule in rules if rule.in_force(day))
        found = self._parts.get(there)
        if found is None:
            items = tuple(item for item in file.item if item.code in there)
            papers = tuple(_without(paper, there) for paper in file.document if paper.code in there)
            part = file.model_copy(update={"item": items, "document": papers})
            found = self._parts[there] = Requirements(part)
        return found

    def mask(self, codes: Iterable[str]) -> int:
        """The set of these items."""
        total = 0
        for code in codes:
            total |= self.bit[code]
        return total

    def codes(self, mask: int) -> tuple[str, ...]:
        """The items of a set, in the order of the file."""
        found = self._codes.get(mask)
        if found is None:
            found = self._codes[mask] = tuple(code for code, bit in self.bit.items() if mask & bit)
        return found

    def codes_of(self, papers: int) -> tuple[str, ...]:
        """The papers of a set, in the order of the file."""
        return tuple(code for code, bit in self.paper_bit.items() if papers & bit)

    def frame(self, facts: Mapping[str, bool], held: int, papers: int) -> Frame:
        """What the papers ask of a person of whom `facts` are so, who has these items and papers."""
        key = tuple(
            facts.get(name, self.facts[name].default)
            if name in self.facts
            else bool(held & self.bit.get(name, 0) or papers & self.paper_bit.get(name, 0))
            for name in self.used
        )
        found = self._frames.get(key)
        if found is None:
            found = self._frames[key] = Frame.of(self, dict(zip(self.used, key, strict=True)))
        return found

    def expressions(self) -> Iterator[str]:
        """Every condition of the file."""
        yield from (item.when for item in self.items.values() if item.when)
        for paper in self.documents.values():
            yield from (condition.expr for condition in (*([paper.of] if paper.of else []), *paper.conditions))

    def _used(self) -> set[str]:
        """The names that conditions refer to; one that cannot be read is the check's to report."""
        names: set[str] = set()
        for expr in self.expressions():
            try:
                names |= variables_of(expr)
            except BadExpression:
                continue
        return names

    def counts(self) -> dict[str, int]:
        """The matrix in figures, whoever the person is."""
        taken = {code for paper in self.documents.values() if paper.registration for code in paper.items}
        given = [item.given_by for item in self.items.values()]
        return {
            "documents": len(self.documents),
            "requirements": sum(len(paper.items) for paper in self.documents.values()),
            "items": len(self.items),
            "answered_at_registration": len(taken),
            "requirements_answered_at_registration": sum(len(taken & set(p.items)) for p in self.documents.values()),
            "from_state": given.count("state"),
            "from_person": given.count("person"),
        }


@dataclass(frozen=True, slots=True)
class Need:
    """What one paper needs of a person: all items of a set, one of each group; the absence of `helpful` ones bars nothing.
    `asked` is all of them."""

    all_of: int
    one_of: tuple[int, ...]
    helpful: int
    asked: int

    def met_by(self, there: int) -> bool:
        return not self.all_of & ~there and all(group & there for group in self.one_of)

    def within(self, items: int) -> Need:
        """The same without the items that nobody can provide."""
        if not self.asked & ~items:
            return self
        groups = tuple(group & items for group in self.one_of if group & items)
        return Need(self.all_of & items, groups, self.helpful & items, self.asked & items)


@dataclass(frozen=True, slots=True)
class Reach:
    """What can be come by at all, the person being asked: the items, the papers that can be made of them, and which of those
    papers provide an item. No paper waits for itself."""

    items: int
    papers: int
    makers: Mapping[int, tuple[str, ...]]  # by the item's bit; items that no paper provides are left out
    made: int  # the items that papers provide


@dataclass(frozen=True, slots=True)
class Frame:
    """The matrix for persons of whom the same facts are so: what each paper asks, whom it is for, why it has not come up."""

    requirements: Requirements
    needs: Mapping[str, Need]
    meant: int  # the papers that are for such a person
    not_yet: Mapping[str, Text]  # why a paper has not come up, or never will
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, requirements: Requirements, facts: Mapping[str, bool]) -> Frame:
        needs, meant, not_yet = {}, 0, {}
        for code, paper in requirements.documents.items():
            there = {item: _applies(requirements.items[item], paper, facts) for item in paper.items}

            def mask(codes: Iterable[str], there: Mapping[str, bool] = there) -> int:
                return requirements.mask(item for item in codes if there[item])

            groups = tuple(group for group in map(mask, paper.one_of) if group)
            needs[code] = Need(mask(paper.needs), groups, mask(paper.helpful), mask(paper.items))
            if paper.of is None or holds(paper.of.expr, facts):
                meant |= requirements.paper_bit[code]
            for condition in (*([paper.of] if paper.of else []), *paper.conditions):
                if not holds(condition.expr, facts):
                    not_yet[code] = condition.message
                    break
        return cls(requirements, needs, meant, not_yet)

    def reach(self, held: int, makers: int) -> Reach:
        """What is within reach of who holds these items, if these papers may be made for her."""
        rules = self.requirements
        always = rules.asks | rules.held_by_agencies
        key = ("reach", held & ~always, makers)  # whatever she may be asked for counts as there already
        found: Reach | None = self.memo.get(key)
        if found is None:
            found = self.memo[key] = self._reach(held | always, makers)
        return found

    def _reach(self, there: int, makers: int) -> Reach:
        rules, papers, more = self.requirements, 0, True
        while more:
            more = False
            for code, bit in rules.paper_bit.items():
                if makers & bit and not papers & bit and self.needs[code].met_by(there):
                    papers, there, more = papers | bit, there | rules.made_by[code], True
        open_makers = {
            rules.bit[item]: found
            for item, codes in rules.makers.items()
            if (found := tuple(code for code in codes if papers & rules.paper_bit[code]))
        }
        return Reach(there, papers, open_makers, sum(open_makers))


def _without(paper: Paper, there: Collection[str]) -> Paper:
    """The paper without the items that are not law."""
    rows = {
        name: tuple(c for c in getattr(paper, name) if c in there) for name in ("needs", "helpful", "always", "carries")
    }
    groups = (tuple(code for code in group if code in there) for group in paper.one_of)
    return paper.model_copy(update={**rows, "one_of": tuple(group for group in groups if group)})


def _applies(item: Item, paper: Paper, facts: Mapping[str, bool]) -> bool:
    return item.when is None or item.code in paper.always or holds(item.when, facts)
