"""`acogida requirements matrix`: which paper needs what. What one person still lacks is asked of the room that knows her
(`requirements explain`)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from acogida.law.commands.base import Result, refused
from acogida.law.commands.clocks import pack_and_language
from acogida.law.errors import LawError
from acogida.law.loader import load_pack
from acogida.law.requirements import Requirements

GIVEN_BY = {
    "registration": {"es": "registro", "en": "registration"},
    "state": {"es": "Estado", "en": "State"},
    "person": {"es": "persona", "en": "person"},
}
COUNTS = ("requirements", "items", "answered_at_registration", "from_person")
WIDEST = 46  # letters of a label in the table


def matrix_arguments(parser: ArgumentParser) -> None:
    pack_and_language(parser)


def matrix(requirements: Requirements) -> dict[str, Any]:
    """The figures, and the items of each paper."""
    counts = requirements.counts()
    papers = {code: list(paper.items) for code, paper in requirements.documents.items()}
    return {name: counts[name] for name in COUNTS} | {"matrix": papers}


def run_matrix(args: Namespace) -> Result:
    try:
        requirements = load_pack(args.pack).requirements
    except LawError as error:
        return refused(error)
    return matrix(requirements), _table(requirements, args.lang), 0


def _table(requirements: Requirements, language: str) -> str:
    papers, es = requirements.documents, language == "es"
    counts = requirements.counts()
    head = f"{'':{WIDEST + 5}}" + "".join(f"{code:>4}" for code in papers) + f"   {'lo da' if es else 'given by'}"
    lines = [head]
    for code, item in requirements.items.items():
        label = item.label.in_(language)
        label = label if len(label) <= WIDEST else label[: WIDEST - 1] + "…"
        marks = "".join(f"{_mark(requirements, paper, code):>4}" for paper in papers)
        lines.append(f"{code:5}{label:{WIDEST}}{marks}   {GIVEN_BY[item.given_by][language]}")
    lines += ["", *(f"{code:5}{paper.label.in_(language)}" for code, paper in papers.items()), ""]
    if es:
        lines.append("x: se necesita · o: basta uno de los marcados así · +: ayuda, pero su falta no impide nada")
        lines.append(
            f"{counts['requirements']} requisitos, {counts['items']} cosas distintas: {counts['answered_at_registration']} se toman "
            f"en el registro y {counts['from_person']} las da todavía la persona."
        )
    else:
        lines.append("x: needed · o: one of those marked so is enough · +: helps, but its absence bars nothing")
        lines.append(
            f"{counts['requirements']} requirements, {counts['items']} distinct items: {counts['answered_at_registration']} are taken "
            f"down at registration and {counts['from_person']} still come from the person."
        )
    return "\n".join(lines)


def _mark(requirements: Requirements, paper: str, item: str) -> str:
    rule = requirements.documents[paper]
    if item in rule.needs:
        return "x"
    if any(item in group for group in rule.one_of):
        return "o"
    return "+" if item in rule.helpful else "·"
