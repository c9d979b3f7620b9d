"""The fewest things to ask of a person so that papers can be completed: exact search over the ways to come by each item."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from acogida.law.requirements.matrix import Requirements

ASK = "ask"


@dataclass(frozen=True, slots=True)
class Need:
    """What one paper needs of this person: every item of `all_of`, one of each group."""

    all_of: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]

    def met_by(self, there: Collection[str]) -> bool:
        return all(item in there for item in self.all_of) and all(
            any(item in there for item in group) for group in self.one_of
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The items to ask, and every paper that is made: those wanted, and those made on the way to them."""

    asks: frozenset[str]
    papers: tuple[str, ...]


def within_reach(
    requirements: Requirements, needs: Mapping[str, Need], held: Collection[str], makers: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The items that can be come by at all, and the papers that can be made of them: whatever the person may be asked for
    counts as there, and no paper waits for itself."""
    there = set(held)
    there |= {item for item in requirements.items if requirements.askable[item] or requirements.holders[item]}
    made: set[str] = set()
    more = True
    while more:
        now = {code for code in makers if code not in made and needs[code].met_by(there)}
        more = bool(now)
        made |= now
        there |= {item for code in now for item, _evidence in requirements.produces[code]}
    return frozenset(there), frozenset(made)


def fewest(
    requirements: Requirements,
    needs: Mapping[str, Need],
    wanted: Collection[str],
    held: Collection[str],
    makers: Collection[str],
) -> Choice:
    """The choice with the fewest asks that completes `wanted`; among equals what the State makes before what the person
    brings, and papers in the order of the pack. `held`: items at hand; `makers`: papers that may be made for her on the way.

    An item that nobody can provide is left out: the rest is still asked for.
    """
    start = tuple(code for code in requirements.documents if code in wanted)
    items, papers = within_reach(requirements, needs, held, {*makers, *start})
    search = _Search(requirements, needs, frozenset(held) | (requirements.items.keys() - items), papers)
    search.go(start, 0, {})
    return search.best


class _Search:
    """`there` counts as at hand: what is held, and what nobody can provide."""

    def __init__(
        self, requirements: Requirements, needs: Mapping[str, Need], there: frozenset[str], makers: frozenset[str]
    ) -> None:
        self.requirements, self.needs, self.there, self.makers = requirements, needs, there, makers
        self.best = Choice(frozenset(), ())
        self.cost = len(requirements.items) + 1

    def go(self, papers: tuple[str, ...], at: int, ways: dict[str, str]) -> None:
        """Goes on from here: `papers` to complete, of which those before `at` are settled; `ways` chosen so far."""
        asks = [item for item, way in ways.items() if way == ASK]
        if len(asks) >= self.cost:
            return
        if at == len(papers):
            if self._comes_about(papers, ways):
                self.best, self.cost = Choice(frozenset(asks), papers), len(asks)
            return
        if undecided := self._undecided(papers[at], ways):
            self._take(undecided, papers, at, ways)
        else:
            self.go(papers, at + 1, ways)

    def _undecided(self, paper: str, ways: Mapping[str, str]) -> tuple[str, ...]:
        """The first item or group of which the paper still needs one."""
        need = self.needs[paper]
        for group in (*((item,) for item in need.all_of), *need.one_of):
            if not any(item in self.there or item in ways for item in group):
                return group
        return ()

    def _take(self, items: tuple[str, ...], papers: tuple[str, ...], at: int, ways: dict[str, str]) -> None:
        for item in items:
            for way in self._ways(item):
                more = (way,) if way in self.requirements.documents and way not in papers else ()
                self.go((*papers, *more), at, {**ways, item: way})

    def _ways(self, item: str) -> Iterator[str]:
        """What the State makes, what an agency has, what the person gives."""
        yield from (paper for paper in self.requirements.makers[item] if paper in self.makers)
        yield from self.requirements.holders[item][:1]
        if self.requirements.askable[item]:
            yield ASK

    def _comes_about(self, papers: tuple[str, ...], ways: Mapping[str, str]) -> bool:
        """Whether the papers can be made one after another: none waits for itself."""
        there = set(self.there) | {item for item, way in ways.items() if way not in self.requirements.documents}
        left = list(papers)
        while left:
            made = {code for code in left if self.needs[code].met_by(there)}
            if not made:
                return False
            left = [code for code in left if code not in made]
            there |= {item for item, way in ways.items() if way in made}
        return True
