"""`acogida case …`"""

from __future__ import annotations

import argparse

from acogida.hooks.command import Command


def _number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", help="case number, such as COM-TAP-2026-00042-K")


def replay(arguments: argparse.Namespace) -> tuple[dict, str, int]:
    """Rebuild a case from its events alone: does its chain hold, and is the result what is stored?"""
    from acogida.audit.chain import GENESIS, link
    from acogida.cases import packs, store
    from acogida.cases.models import Case

    case = Case.objects.select_related("office").filter(number=arguments.case).first()
    if case is None:
        return {"error": "no such case"}, f"There is no case {arguments.case}.", 1
    previous, broken = GENESIS, []
    events = list(case.events.order_by("seq"))
    for event in events:
        if link(previous, store.contents(event)) != event.hash:
            broken.append(event.seq)
        previous = event.hash
    if previous != case.last_hash:
        broken.append(case.last_seq)
    rebuilt, stored = store.rebuild(case), store.load(case)
    columns = store.case_columns(case, rebuilt, packs.of(case), case.closed_on)
    differences = [name for name in vars(rebuilt) if getattr(rebuilt, name) != getattr(stored, name)]
    differences += [f"case.{name}" for name, value in columns.items() if getattr(case, name) != value]
    equal = not differences
    document = {
        "case": case.number,
        "events": case.last_seq,
        "equal": equal,
        "differences": differences,
        "broken": broken,
        "pack": {"name": packs.of(case).name, "version": packs.of(case).version, "hash": case.pack_id},
        "packs_moved": sum(event.kind == "pack_moved" for event in events),
        "stage": columns["stage"],
        "modality": rebuilt.modality,
        "office": rebuilt.office,
        "claims": {key: vars(claim) for key, claim in rebuilt.claims.items()},
        "clocks": [
            {"clock": clock.clock, "start": clock.start, "due": clock.due, "state": clock.state}
            for clock in rebuilt.clocks
        ],
    }
    text = [f"{case.number}: {case.last_seq} events, {'equal to' if equal else 'NOT equal to'} what is stored"]
    text += [f"different: {name}" for name in differences]
    text += [f"the chain is broken at event {seq}" for seq in broken]
    return document, "\n".join(text), 0 if equal and not broken else 1


COMMANDS = {
    ("case", "replay"): Command(_number, replay, help="rebuild a case from its events and compare with what is stored")
}
