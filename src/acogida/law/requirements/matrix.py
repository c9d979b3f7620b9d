"""The matrix of papers and items as the engine reads it: sets of items are integers, one bit each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from acogida.law.conditions import holds, variables_of
from acogida.law.model.requirements import (
    Agency,
    Ban,
    EvidenceKind,
    Item,
    Paper,
    PaperCondition,
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
            code: tuple(sorted({k.document for k in found if k.document and k.sought and k.document in order}, key=order.__getitem__))
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
        self.memo: dict[Any, Any] = {}

    def __bool__(self) -> bool:
        return bool(self.documents)

    def mask(self, codes: Iterable[str]) -> int:
        total = 0
        for code in codes:
            total |= self.bit[code]
        return total

    def codes(self, mask: int) -> tuple[str, ...]:
        """The items of a set, in the order of the file."""
        return tuple(code for code, bit in self.bit.items() if mask & bit)

    def asked_for(self, paper: Paper, facts: Mapping[str, bool]) -> tuple[str, ...]:
        """The items this paper asks of a person of whom `facts` are so."""
        return tuple(code for code in paper.items if self._applies(code, paper, facts))

    def met(self, condition: PaperCondition, facts: Mapping[str, bool]) -> bool:
        return holds(condition.expr, facts)

    def used(self) -> frozenset[str]:
        """The names that conditions refer to."""
        return frozenset(name for expr in self.expressions() for name in variables_of(expr))

    def expressions(self) -> Iterator[str]:
        yield from (item.when for item in self.items.values() if item.when)
        for paper in self.documents.values():
            yield from (condition.expr for condition in (*([paper.of] if paper.of else []), *paper.conditions))

    def _applies(self, code: str, paper: Paper, facts: Mapping[str, bool]) -> bool:
        when = self.items[code].when
        return when is None or code in paper.always or holds(when, facts)

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
