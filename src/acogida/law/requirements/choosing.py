"""The fewest things to ask of a person so that papers can be completed: exact search over the ways to come by each item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from acogida.law.requirements.matrix import Frame

ASK, AGENCY = "?", "@"


class Choice(NamedTuple):
    """The items to ask (a set), and every paper that is made: those wanted, and those made on the way to them."""

    asks: int
    papers: tuple[str, ...]


def fewest(frame: Frame, wanted: tuple[str, ...], held: int, makers: int) -> Choice:
    """The choice with the fewest asks that completes `wanted` (in the order of the pack); among equals what the State makes
    before what the person brings, and papers in that order. `held`: items at hand; `makers`: papers that may be made for her
    on the way.

    An item that nobody can provide is left out: the rest is still asked for.
    """
    return _Search(frame, wanted, held, makers).best


class _Search:
    """What nobody can provide is left out of what the papers need."""

    def __init__(self, frame: Frame, wanted: tuple[str, ...], held: int, makers: int) -> None:
        rules = frame.requirements
        self.rules, self.held = rules, held
        self.reach = frame.reach(held, makers)
        self.needs = {code: frame.needs[code].within(self.reach.items) for code in (*wanted, *rules.codes_of(makers))}
        self.only_asked = rules.asks & ~rules.held_by_agencies & ~self.reach.made
        self.best, self.cost = Choice(0, ()), len(rules.items) + 1
        at_least = 0
        for code in wanted:
            at_least |= self.needs[code].all_of & self.only_asked & ~self.held
        self.least = at_least.bit_count()
        self._go(wanted, 0, at_least, 0, ())

    def _go(
        self, papers: tuple[str, ...], at: int, asks: int, from_others: int, made: tuple[tuple[int, str], ...]
    ) -> None:
        """Goes on from here: `papers` to complete, of which those before `at` are settled; the items to ask, those that
        others provide, and by which paper."""
        while at < len(papers):
            if asks.bit_count() >= self.cost:
                return
            need = self.needs[papers[at]]
            lacking = need.all_of & ~self.held & ~asks & ~from_others
            asks |= lacking & self.only_asked
            from_others |= lacking & self.rules.held_by_agencies & ~self.reach.made
            if undecided := self._undecided(papers[at], self.held | asks | from_others):
                for item in self.rules.codes(undecided):
                    bit = self.rules.bit[item]
                    for way in self._ways(item, bit):
                        if way == ASK:
                            self._go(papers, at, asks | bit, from_others, made)
                        elif way == AGENCY:
                            self._go(papers, at, asks, from_others | bit, made)
                        else:
                            more = papers if way in papers else (*papers, way)
                            self._go(more, at, asks, from_others | bit, (*made, (bit, way)))
                        if self.cost == self.least:
                            return  # nothing can be better
                return
            at += 1
        if asks.bit_count() < self.cost and self._comes_about(papers, asks, from_others, made):
            self.best, self.cost = Choice(asks, papers), asks.bit_count()

    def _undecided(self, paper: str, there: int) -> int:
        """The first item, or the first group, of which the paper still needs one."""
        need = self.needs[paper]
        lacking = need.all_of & ~there
        if lacking:
            return lacking & -lacking
        return next((group for group in need.one_of if not group & there), 0)

    def _ways(self, item: str, bit: int) -> Iterator[str]:
        """What the State makes, what an agency has, what the person gives."""
        yield from self.reach.makers.get(bit, ())
        if self.rules.held_by_agencies & bit:
            yield AGENCY
        if self.rules.asks & bit:
            yield ASK

    def _comes_about(self, papers: tuple[str, ...], asks: int, others: int, made: tuple[tuple[int, str], ...]) -> bool:
        """Whether the papers can be made one after another: none waits for itself."""
        there = self.held | asks | others & ~sum(bit for bit, _paper in made)
        left = list(papers)
        while left:
            now = {code for code in left if self.needs[code].met_by(there)}
            if not now:
                return False
            left = [code for code in left if code not in now]
            for bit, paper in made:
                if paper in now:
                    there |= bit
        return True
