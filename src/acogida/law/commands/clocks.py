"""`acogida clock explain|list`."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Any

from acogida.law.commands.base import Result, language_argument, refused
from acogida.law.errors import LawError
from acogida.law.explain import Reckoning, reckon
from acogida.law.extending import check_extension
from acogida.law.loader import load_pack
from acogida.law.reckoning import Extension, Pause


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


def pack_and_language(parser: ArgumentParser) -> None:
    parser.add_argument("--pack", default="mexico", help="name of an installed pack, or a folder (default: mexico)")
    language_argument(parser)


def explain_arguments(parser: ArgumentParser) -> None:
    pack_and_language(parser)
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


def run_clock_explain(args: Namespace) -> Result:
    try:
        reckoning = _reckoned(args)
    except LawError as error:
        return refused(error)
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


def run_clock_list(args: Namespace) -> Result:
    try:
        found = clock_list(args)
    except LawError as error:
        return refused(error)
    lines = [
        f"{c['name']:18} {c['code']:4} {c['amount']:>3} {c['unit']:9} {c['label']}  [{c['source']}]"
        + ("" if c["verified"] else "  (sin verificar)" if args.lang == "es" else "  (unverified)")
        for c in found["clocks"]
    ]
    return found, "\n".join(lines), 0
