"""`acogida clock explain|list` and `acogida pack check|list`: pure functions from arguments to a document and a text."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from acogida.law.errors import LawError, PackError
from acogida.law.explain import Reckoning, check_extension, reckon
from acogida.law.loader import folder_of, installed_packs, load_pack, read_pack
from acogida.law.reckoning import Extension, Pause

Result = tuple[dict[str, Any], str, int]
LANGUAGES = ("es", "en")


class Command(NamedTuple):
    """A command of this room, in the form the command line reads (a room on the lowest floor cannot import it)."""

    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Result]
    help: str
    needs_database: bool = False


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; write it as 2024-05-31") from None


def _pause(text: str) -> Pause:
    """FROM:TO[:REASON]; an empty TO leaves the pause open."""
    start, _, rest = text.partition(":")
    end, _, reason = rest.partition(":")
    found = Pause(_date(start), _date(end) if end else None, reason)
    if found.end is not None and found.end < found.start:
        raise ArgumentTypeError(f"the pause {text!r} ends before it starts")
    return found


def _extension(text: str) -> Extension:
    """N:GROUND."""
    amount, _, ground = text.partition(":")
    if not amount.isdigit() or not ground:
        raise ArgumentTypeError(f"{text!r} is not an extension; write it as 45:health")
    return Extension(int(amount), ground)


def _pack_and_language(parser: ArgumentParser) -> None:
    parser.add_argument("--pack", default="mexico", help="name of an installed pack, or a folder (default: mexico)")
    parser.add_argument("--lang", default="es", choices=LANGUAGES, help="language of the texts (default: es)")


def _explain_arguments(parser: ArgumentParser) -> None:
    _pack_and_language(parser)
    parser.add_argument("--clock", required=True, help="name or code of the clock (see: acogida clock list)")
    parser.add_argument("--start", required=True, type=_date, help="the trigger date: day zero, never counted")
    parser.add_argument("--office", help="code of the office, for its own closures")
    parser.add_argument("--pause", action="append", default=[], type=_pause, metavar="FROM:TO:REASON",
                        help="days on which the clock stands still, both included; may be repeated")  # fmt: skip
    parser.add_argument("--extend", action="append", default=[], type=_extension, metavar="N:GROUND",
                        help="an extension by N on a legal ground; may be repeated")  # fmt: skip


def clock_explain(args: Namespace) -> dict[str, Any]:
    """The reckoning as one JSON object. Raises LawError when it is not possible or not allowed."""
    return _reckoned(args).to_json(args.lang)


def _reckoned(args: Namespace) -> Reckoning:
    pack = load_pack(args.pack)
    rule = pack.clock(args.clock)
    if args.office is not None:
        pack.office(args.office)
    for position, extension in enumerate(args.extend):
        check_extension(rule, extension, args.extend[:position])
    if args.pause and not rule.pausable:
        raise LawError(f"the clock {rule.name!r} cannot be paused ({rule.source})")
    return reckon(pack, rule, args.start, office=args.office, pauses=args.pause, extensions=args.extend)


def _run_clock_explain(args: Namespace) -> Result:
    try:
        reckoning = _reckoned(args)
    except LawError as error:
        return _refused(error)
    return reckoning.to_json(args.lang), reckoning.to_text(args.lang), 0


def clock_list(args: Namespace) -> dict[str, Any]:
    """The clocks of a pack."""
    pack = load_pack(args.pack)
    return {
        "pack": pack.name,
        "version": pack.version,
        "clocks": [
            {
                "name": rule.name,
                "code": rule.code,
                "label": rule.label.in_(args.lang),
                "amount": rule.amount,
                "unit": rule.unit,
                "trigger": rule.trigger,
                "calendar": rule.calendar,
                "pausable": rule.pausable,
                "extension": {"code": rule.extension.code, "max": rule.extension.max, "grounds": rule.extension.grounds}
                if rule.extension
                else None,
                "source": rule.source,
                "from": rule.from_.isoformat(),
                "to": rule.to.isoformat() if rule.to else None,
                "verified": rule.verified,
            }
            for rule in pack.clocks.values()
        ],
    }


def _run_clock_list(args: Namespace) -> Result:
    try:
        found = clock_list(args)
    except LawError as error:
        return _refused(error)
    lines = [
        f"{c['name']:18} {c['code']:4} {c['amount']:>3} {c['unit']:9} {c['label']}  [{c['source']}]"
        + ("" if c["verified"] else "  (sin verificar)" if args.lang == "es" else "  (unverified)")
        for c in found["clocks"]
    ]
    return found, "\n".join(lines), 0


def pack_check(path: str | Path) -> dict[str, Any]:
    """Whether a pack (name or folder) can be used, with every problem found."""
    try:
        pack = read_pack(folder_of(path))
    except PackError as error:
        return {"pack": str(path), "ok": False, "problems": [problem.as_json() for problem in error.problems]}
    unverified = [f"clock {c.name}" for c in pack.clocks.values() if not c.verified]
    unverified += [f"transition {t.name}" for t in pack.transitions.values() if not t.verified]
    unverified += [
        f"suspension {s.code}" for layer in pack.files.calendar.layer for s in layer.suspension if not s.verified
    ]
    return {
        "pack": pack.name,
        "version": pack.version,
        "hash": pack.hash,
        "ok": True,
        "problems": [],
        "unverified": unverified,
        "counts": {
            "stages": len(pack.stages),
            "transitions": len(pack.transitions),
            "clocks": len(pack.clocks),
            "offices": len(pack.offices),
            "fields": len(pack.forms["comprehensive"].fields()),
        },
    }


def _run_pack_check(args: Namespace) -> Result:
    names = [args.pack] if args.pack else [pack.name for pack in installed_packs()]
    found = [pack_check(name) for name in names]
    ok = all(one["ok"] for one in found)
    lines: list[str] = []
    for one in found:
        if one["ok"]:
            counts = ", ".join(f"{number} {what}" for what, number in one["counts"].items())
            lines.append(f"{one['pack']} {one['version']}: sound ({counts})")
            lines += [f"  unverified: {rule}" for rule in one["unverified"]]
        else:
            lines.append(f"{one['pack']}: {len(one['problems'])} problem(s)")
            lines += [f"  {p['file']}: {p['where']}: {p['message']}".replace(": :", ":") for p in one["problems"]]
    document = found[0] if args.pack else {"ok": ok, "packs": found}
    return document, "\n".join(lines), 0 if ok else 1


def pack_list(language: str = "es") -> dict[str, Any]:
    """The packs that come with the program."""
    return {
        "packs": [
            {"name": pack.name, "version": pack.version, "title": pack.title.get(language, pack.title["es"])}
            for pack in installed_packs()
        ]
    }


def _run_pack_list(args: Namespace) -> Result:
    found = pack_list(args.lang)
    return found, "\n".join(f"{p['name']:12} {p['version']:8} {p['title']}" for p in found["packs"]), 0


def _refused(error: LawError) -> Result:
    return {"error": str(error)}, str(error), 1


def _pack_argument(parser: ArgumentParser) -> None:
    parser.add_argument("pack", nargs="?", metavar="NAME|PATH", help="an installed pack or a folder (default: all)")


def _language_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--lang", default="es", choices=LANGUAGES, help="language of the texts (default: es)")


COMMANDS = {
    ("clock", "explain"): Command(_explain_arguments, _run_clock_explain, "Explain every day of a legal term"),
    ("clock", "list"): Command(_pack_and_language, _run_clock_list, "List the clocks of a pack"),
    ("pack", "check"): Command(_pack_argument, _run_pack_check, "Check a pack, with messages a lawyer can act on"),
    ("pack", "list"): Command(_language_argument, _run_pack_list, "List the installed packs"),
}
