"""`acogida certificate rotate-key`: the next key beside the present one; `bundle`: what readers without a network need."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

DAYS = 7  # readers without a network have a bundle that names the next key before it signs


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", choices=("qr", "seal"), default="qr", help="which key (default: qr)")
    parser.add_argument(
        "--in-days", type=int, default=DAYS, metavar="N",
        help=f"the next key signs from then on, and is in the bundle from now on (default: {DAYS}; 0: at once)",
    )  # fmt: skip
    parser.add_argument(
        "--compromised", metavar="REASON", default="",
        help="the present key was stolen, or may have been: nothing it signed is believed any more; the next signs at once",
    )  # fmt: skip


def rotate(given: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """What the earlier keys signed is verified until it ends, unless they are said to be compromised."""
    from acogida.certificates import rotation

    begins = dt.datetime.now(dt.UTC)
    if not given.compromised:
        begins += dt.timedelta(days=max(given.in_days, 0))
    done = rotation.rotate(given.key, begins, compromised=given.compromised)
    document = {
        "key": given.key,
        "key_id": done.pair.key_id.hex(),
        "begins": done.pair.certificate.not_valid_before_utc,
        "ends": done.pair.certificate.not_valid_after_utc,
        "former_key_id": done.former.key_id.hex(),
        "former_revoked": bool(given.compromised),
        "certificates_to_issue_again": done.affected,
    }
    text = "\n".join(f"{name}: {value}" for name, value in document.items())
    return document, text, 0


def bundle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where the bundle is written")


def bundle(given: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """The key bundle of now, as /verificar/bundle gives it, and the root it is to be checked against."""
    from acogida.certificates import publishing
    from acogida.certificates.bundle import DAYS, fingerprint
    from acogida.certificates.commands.giving import unwritable
    from acogida.letters.keys import key_store

    if why := unwritable(given.out):
        return {"error": why}, f"acogida: {why}", 1
    made = publishing.key_bundle()
    given.out.write_bytes(made.content)
    document = {
        "out": given.out,
        "bytes": len(made.content),
        "root": fingerprint(key_store().root()),
        "made_at": made.at,
        "good_for_days": DAYS,
    }
    return document, "\n".join(f"{name}: {value}" for name, value in document.items()), 0
