"""`acogida certificate …`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from acogida.certificates.requirements.commands import COMMANDS as REQUIREMENTS
from acogida.hooks.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", help="a PDF, a file with the text of a QR, or - to read that text from standard input")


def verify(given: argparse.Namespace) -> tuple[dict, str, int]:
    """Exit code 0 only for a valid certificate."""
    from acogida.certificates import queries

    data = sys.stdin.buffer.read() if given.what == "-" else Path(given.what).read_bytes()
    if b"%PDF-" in data[:1024]:
        verdict = queries.verdict_on_pdf(data)
    else:
        verdict = queries.verdict_on_text(data.decode("ascii", "replace"))
    document: dict[str, object] = {"state": str(verdict.state)}
    if claims := verdict.claims:
        document |= {
            "number": claims.number,
            "name": claims.name,
            "birth_date": claims.birth_date,
            "legal_status": claims.legal_status,
            "expires_at": claims.expires_at.isoformat(),
        }
    text = "\n".join(f"{name}: {value}" for name, value in document.items())
    return document, text, 0 if verdict.state == "valid" else 1


COMMANDS = {("certificate", "verify"): Command(arguments, verify, help="check a certificate: its PDF or its QR's text")}
COMMANDS |= REQUIREMENTS
