"""`acogida exchange …`"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from acogida.hooks.command import Command


def _agency(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agency", help="its code, such as renapo; otherwise all that can be compared with")


def reconcile(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """Compare our register with an agency's now; an interrupted run goes on. Exit code 0 when every run was finished."""
    from django.db.models import Count

    from acogida.exchange.comparing import reconcilers
    from acogida.exchange.models import Difference
    from acogida.exchange.reconciliation import Busy, run

    known = sorted(reconcilers.names())
    wanted = [arguments.agency] if arguments.agency else known
    if unknown := set(wanted) - set(known):
        listed = ", ".join(known) or "none"
        return {"error": "unknown agency", "known": known}, f"No room compares with {', '.join(unknown)} ({listed}).", 1
    runs, lines = [], []
    for agency in wanted:
        try:
            row = run(agency, lambda row: print(f"{row.agency_id}: {row.compared} compared", file=sys.stderr))
        except Busy:
            runs.append({"agency": agency, "state": "busy"})
            lines.append(f"{agency}: a comparison is under way")
            continue
        still = Difference.objects.filter(agency=agency, state="open")
        kinds = dict(still.order_by().values_list("kind").annotate(n=Count("pk")))
        counts = {name: getattr(row, name) for name in ("compared", "skipped", "found", "fresh", "closed")}
        runs.append({"agency": agency, "state": row.state, "error": row.error, **counts, "open": kinds})
        named = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())) or "no differences"
        lines.append(f"{agency}: {row.state}; {row.compared} compared; open: {named} {row.error}".rstrip())
    finished = all(each["state"] == "done" for each in runs)
    return {"runs": runs}, "\n".join(lines) or "No room compares registers.", 0 if finished else 1


COMMANDS = {("exchange", "reconcile"): Command(_agency, reconcile, help="compare our register with another agency's")}
