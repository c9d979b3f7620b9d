"""`acogida curp root|check`. Every mistake in the arguments is answered as a document, never by the parser alone."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from typing import Any

from acogida.hooks.command import Command
from acogida.people.curp import Holder, Impossible, check, expected_root
from acogida.people.curp.words import said

LANGUAGES = ("es", "en")
Result = tuple[dict[str, Any], str, int]
DATE = re.compile(r"(\d{4})(?:-(\d{1,2}|\?\?)(?:-(\d{1,2}|\?\?))?)?", re.ASCII)


def root_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--given", default="", help="given names")
    parser.add_argument("--sur1", default="", help="first surname")
    parser.add_argument("--sur2", default="", help="second surname, if there is one")
    parser.add_argument("--birth", default="", help="birth date as YYYY-MM-DD; YYYY-MM or YYYY when it is known so far")
    parser.add_argument("--sex", default="", help="H (hombre), M (mujer) or X")
    parser.add_argument(
        "--entity", default="NE", help="entity of birth, one of the 33 codes (default: NE, born abroad)"
    )
    parser.add_argument("--lang", default="es", choices=LANGUAGES, help="language of the messages (default: es)")


def run_root(args: Namespace) -> Result:
    try:
        born = _date(args.birth)
        root = expected_root(
            Holder(
                args.given,
                args.sur1,
                args.sur2,
                *born,
                sex=args.sex.strip().upper(),
                entity=args.entity.strip().upper() or "-",
            )
        )
    except Impossible as error:
        return _refused(error, args.lang)
    undecided = [
        {"position": each.position, "code": each.code, "options": each.options, **_texts(each.text)}
        for each in root.undecided
    ]
    note = said("provisional", args.lang)
    document = {"root": root.text, "undecided": undecided, "pattern": root.pattern, "provisional": True, "note": note}
    lines = [root.text, *(f"  {each.text(args.lang)}" for each in root.undecided), note]
    return document, "\n".join(lines), 0


def check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", nargs="*", help="the 18 characters; spaces and lower case are forgiven")
    parser.add_argument("--lang", default="es", choices=LANGUAGES, help="language of the messages (default: es)")


def run_check(args: Namespace) -> Result:
    """Exit code 0 when the code can be a CURP. That it can be one proves nobody's identity."""
    found = check(" ".join(args.code))
    document = {
        "curp": found.curp,
        "valid": found.valid,
        "reasons": [{"code": each.code, **_texts(each.text)} for each in found.problems],
        "parts": {**found.parts(), **{f"{part}_text": text for part, text in found.meaning(args.lang).items()}},
    }
    said_valid = {"es": ("puede ser una CURP", "no puede ser una CURP"), "en": ("can be a CURP", "cannot be a CURP")}
    head = f"{found.curp}: {said_valid[args.lang][0 if found.valid else 1]}"
    text = "\n".join([head, *(f"  {each.text(args.lang)}" for each in found.problems)])
    return document, text, 0 if found.valid else 1


def _date(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month, day as far as they are given; Impossible when it is written otherwise."""
    match = DATE.fullmatch(text.strip())
    if not match:
        raise Impossible(("birth", "bad_date", {"date": text.strip()}))
    year, month, day = (None if part in (None, "??") else int(part) for part in match.groups())
    return year, month, day


def _texts(text: Any) -> dict[str, str]:
    return {language: text(language) for language in LANGUAGES}


def _refused(error: Impossible, language: str) -> Result:
    problems = [
        {"field": field, "code": code, **{lang: said(code, lang, **values) for lang in LANGUAGES}}
        for field, code, values in error.problems
    ]
    text = "\n".join(said(code, language, **values) for _field, code, values in error.problems)
    return {"error": text, "problems": problems, "root": None, "undecided": []}, text, 1


COMMANDS = {
    ("curp", "root"): Command(
        root_arguments, run_root, "The first 16 characters of a CURP by the rule", needs_database=False
    ),
    ("curp", "check"): Command(check_arguments, run_check, "Whether 18 characters can be a CURP", needs_database=False),
}
