"""`acogida case …`"""

from __future__ import annotations

import argparse

from acogida.hooks.command import Command


def _number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", help="case number, such as COM-TAP-2026-00042-K")


def replay(arguments: argparse.Namespace) -> tuple[dict, str, int]:
    """Rebuild a case from its events alone: does its chain hold, and is the result what is stored?"""
    from acogida.audit.chain import GENESIS, link
    from acogida.cases import store
    from acogida.cases.models import Case

    case = Case.objects.select_related("office").filter(number=arguments.case).first()
    if case is None:
        return {"error": "no such case"}, f"There is no case {arguments.case}.", 1
    previous, broken = GENESIS, []
    for event in case.events.order_by("seq"):
        if link(previous, store.contents(event)) != event.hash:
            broken.append(event.seq)
        previous = event.hash
    if previous != case.last_hash:
        broken.append(case.last_seq)
    rebuilt, stored = store.rebuild(case), store.load(case)
    equal = rebuilt == stored
    document = {
        "case": case.number,
        "events": case.last_seq,
        "equal": equal,
        "broken": broken,
        "claims": {key: vars(claim) for key, claim in rebuilt.claims.items()},
        "clocks": [
            {"clock": clock.clock, "start": clock.start, "due": clock.due, "state": clock.state}
            for clock in rebuilt.clocks
        ],
    }
    text = [f"{case.number}: {case.last_seq} events, {'equal to' if equal else 'NOT equal to'} what is stored"]
    text += [f"the chain is broken at event {seq}" for seq in broken]
    return document, "\n".join(text), 0 if equal and not broken else 1


COMMANDS = {
    ("case", "replay"): Command(_number, replay, help="rebuild a case from its events and compare with what is stored")
}
