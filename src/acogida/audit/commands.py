"""`acogida audit …`"""

from __future__ import annotations

import argparse

from acogida.hooks.command import Command


def verify(arguments: argparse.Namespace) -> tuple[dict, str, int]:
    from acogida.audit import sealer

    while sealer.seal_pending():
        pass
    found = sealer.verify()
    document = {
        "sound": found.sound,
        "sealed": found.sealed,
        "unsealed": found.unsealed,
        "head": found.head,
        "faults": [{"record": pk, "what": sentence} for pk, sentence in found.faults],
    }
    if found.sound:
        return document, f"{found.sealed} records sealed and sound, {found.unsealed} waiting. Head {found.head}", 0
    return document, "\n".join(sentence for _pk, sentence in found.faults), 1


COMMANDS = {("audit", "verify"): Command(lambda parser: None, verify)}
