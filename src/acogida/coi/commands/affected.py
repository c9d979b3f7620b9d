"""`acogida coi affected …`"""

from __future__ import annotations

import argparse
import uuid
from typing import Any

from acogida.hooks.command import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", required=True, metavar="ID", help="of the edition (a document version)")


def affected(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """Everything that rests on an edition: undecided claims, drafts, responses, packs, and apart the decisions signed."""
    import time

    from acogida.accounts.models import Office, User
    from acogida.coi import recall
    from acogida.coi.models import DocumentVersion

    try:
        wanted = uuid.UUID(arguments.version)
    except ValueError:
        return {"error": f"{arguments.version!r} is no id"}, f"{arguments.version!r} is no id", 2
    version = DocumentVersion.objects.select_related("document", "standing").defer("text").filter(pk=wanted).first()
    if version is None:
        return {"error": f"there is no version {wanted}"}, f"there is no version {wanted}", 1
    start = time.perf_counter()
    rows = list(recall.resting([wanted]))
    took = round((time.perf_counter() - start) * 1000)
    offices = dict(Office.objects.values_list("pk", "code"))
    owners = dict(User.objects.filter(pk__in={row.owner_id for row in rows}).values_list("pk", "username"))
    told = [
        {
            "kind": row.kind, "label": row.label, "url": row.url, "open": row.open,
            "office": offices.get(row.office_id) if row.office_id else None,
            "owner": owners.get(row.owner_id) if row.owner_id else None,
        }
        for row in rows
    ]  # fmt: skip
    result = {
        "version": str(wanted),
        "document": str(version.document_id),
        "external_id": version.document.external_id,
        "state": version.standing.state,
        "took_ms": took,
        "open": [row for row in told if row["open"]],
        "past": [row for row in told if not row["open"]],
    }
    still = sum(row.open for row in rows)
    lines = [f"{version.document.title} [{version.standing.state}]: {still} open, {len(rows) - still} past"]
    lines += [f"  {row['kind']:<12} {row['label']}  {row['office'] or '-'}  {row['owner'] or '-'}" for row in told]
    return result, "\n".join(lines), 0


COMMANDS = {
    ("coi", "affected"): Command(_arguments, affected, help="what rests on an edition of a document"),
}
