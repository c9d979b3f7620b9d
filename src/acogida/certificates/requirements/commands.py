"""`acogida requirements explain`: the papers of one person, what each lacks, and the little she has still to be asked."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from acogida.hooks.command import Command

if TYPE_CHECKING:
    from acogida.law.requirements import Explanation

LANGUAGES = ("es", "en", "fr", "ht", "pt")
WORDS = {
    "issued": ("la tiene", "issued"), "again": ("hacer de nuevo", "to be made again"), "ready": ("lista", "ready"),
    "waiting": ("espera", "waiting"), "missing": ("falta", "missing"), "not_yet": ("todavía no", "not yet"),
}  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--person", required=True, metavar="N",
        help="who: a case number (its principal; with /2 its second member), a certificate's number, a CURP or a person's id",
    )  # fmt: skip
    parser.add_argument("--documents", default="", help="codes of the papers wanted, such as D3,D4 (default: all)")
    parser.add_argument("--lang", default="es", choices=LANGUAGES, help="language of the reasons (default: es)")


def explain(args: argparse.Namespace) -> tuple[dict, str, int]:
    """Exit code 0 when the person and the papers are known. Says what is known and from where, never the answers."""
    from acogida.audit.record import write
    from acogida.certificates.requirements import matrix
    from acogida.certificates.requirements.explaining import explain_for
    from acogida.certificates.whom import FORMS, person_named

    person = person_named(args.person)
    if person is None:
        return {"error": "no such person"}, f"Nobody is known by this; give {FORMS}.", 1
    wanted = [code.strip().upper() for code in args.documents.split(",") if code.strip()]
    try:
        found = explain_for(person, wanted or None)
    except LookupError as error:
        known = ", ".join(matrix.in_force().documents)
        return (
            {"error": "unknown document", "documents": str(error)},
            f"There is no document {error}; there are {known}.",
            1,
        )
    write(None, "requirements.explained", person)
    document = found.as_json(args.lang)
    if wanted:
        document["documents"] = [paper for paper in document["documents"] if paper["document"] in wanted]
    return {"person": str(person.pk), "wanted": wanted, **document}, _text(found, wanted, args.lang), 0


def _text(found: Explanation, wanted: list[str], language: str) -> str:
    from acogida.certificates.requirements import matrix
    from acogida.law.model.base import text_in

    rules, es = matrix.in_force(), language == "es"

    def named(codes: Iterable[str]) -> str:
        return ", ".join(rules.items[code].label.in_(language) for code in codes)

    lines = []
    for paper in found.documents:
        if wanted and paper.code not in wanted:
            continue
        what = [text_in(paper.reason, language)] if paper.reason else []
        what += [named(paper.missing)] if paper.missing else []
        what += [f"{named([w.item])} ← {w.whom or '?'}" for w in paper.waiting]
        state = WORDS[paper.state][0 if es else 1]
        lines.append(
            f"{paper.code:4}{rules.documents[paper.code].label.in_(language)}: {state}"
            + (f" ({'; '.join(what)})" if what else "")
        )
    lines += ["", "Por preguntar:" if es else "To ask:"]
    lines += [f"  {rules.items[q.item].ask.in_(language)} [{', '.join(q.documents)}]" for q in found.ask] or ["  –"]
    s = found.saved
    lines.append(
        f"{s.requirements} requisitos, {s.items} cosas distintas, {s.answered} ya constan, {s.by_state} las da el Estado, {s.from_person} faltan de la persona."
        if es
        else f"{s.requirements} requirements, {s.items} distinct items, {s.answered} known already, {s.by_state} from the State, {s.from_person} still from the person."
    )
    return "\n".join(lines)


COMMANDS = {("requirements", "explain"): Command(arguments, explain, help="what each paper of a person still lacks")}
