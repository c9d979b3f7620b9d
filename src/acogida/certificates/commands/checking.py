"""`acogida certificate verify`: with the register of this installation, or with a key bundle and nothing else."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from acogida.certificates.bundle import Bundle, BundleError, fingerprint
from acogida.certificates.bundle import read as read_bundle
from acogida.certificates.token import State
from acogida.certificates.verdicts import Verdict, offline

PROVES = "the authority issued it to the person it names, with the status it states, and nobody has changed it"
DOES_NOT_PROVE = "that whoever carries it is the person it names; regular stay; why she asked for protection"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="FILE_OR_TEXT", help="a PDF, a file with the text of a QR, that text, or - for standard input"
    )
    parser.add_argument("--offline", metavar="BUNDLE", type=Path, help="ask this key bundle (/verificar/bundle) only")
    parser.add_argument(
        "--root", metavar="SHA256",
        help="with --offline: the root the bundle must be signed by (default: this installation's; without one, the bundle's)",
    )  # fmt: skip


def verify(given: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """Exit code 0 only for a valid certificate."""
    data = _read(given.what)
    document = _offline(data, given) if given.offline else _said(_online(data), online=True)
    if document["result"] == State.NOT_A_CERTIFICATE and not document["why"] and data == given.what.encode():
        document["why"] = "no such file, and not the text of a QR"
    text = "\n".join(f"{name}: {value}" for name, value in document.items() if value not in ("", None))
    return document, text, 0 if document["result"] == State.VALID else 1


def _read(what: str) -> bytes:
    if what == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(what).read_bytes()
    except (OSError, ValueError):  # no such file, or longer than any name: the text itself
        return what.encode()


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _text(data: bytes) -> str:
    return data.decode("ascii", "replace")


def _online(data: bytes) -> Verdict:
    from acogida.certificates import queries

    return queries.verdict_on_pdf(data) if _is_pdf(data) else queries.verdict_on_text(_text(data))


def _offline(data: bytes, given: argparse.Namespace) -> dict[str, Any]:
    pinned = given.root or _own_root()
    try:
        held = read_bundle(given.offline.read_bytes(), dt.datetime.now(dt.UTC), pinned)
    except (BundleError, OSError) as error:
        why = f"bundle_{error.fault}" if isinstance(error, BundleError) else f"bundle_unreadable: {error.strerror}"
        return _said(Verdict(State.UNKNOWN_ISSUER, why=why), online=False)
    assert held.root is not None  # what is read always has one
    known = {
        "list_date": held.made_at.isoformat(), "bundle_expires_at": held.expires_at.isoformat(),
        "root": fingerprint(held.root), "root_pinned": pinned is not None,
    }  # fmt: skip
    return _said(_by(held, data), online=False) | known


def _by(held: Bundle, data: bytes) -> Verdict:
    if not _is_pdf(data):
        return offline(_text(data), held, dt.datetime.now(dt.UTC))
    from acogida.certificates import pdfs

    refused, token = pdfs.sealed_token(data, root=held.root, revoked_keys=held.revoked)
    return refused or offline(token, held, dt.datetime.now(dt.UTC))


def _own_root() -> str | None:
    """The root of this installation, where there is one whose keys lie in a folder; needs no database."""
    from acogida.letters.keys import kept_root

    root = kept_root()
    return fingerprint(root) if root else None


def _said(verdict: Verdict, *, online: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"result": str(verdict.state), "offline": not online, "why": verdict.why}
    document["as_of"] = verdict.as_of.isoformat() if verdict.as_of else None
    if claims := verdict.claims:
        document |= {
            "number": claims.number,
            "name": claims.name,
            "birth_date": claims.birth_date,
            "sex": claims.sex,
            "legal_status": claims.legal_status,
            "issuer": claims.issuer,
            "issued_at": claims.issued_at.isoformat(),
            "expires_at": claims.expires_at.isoformat(),
            "proves": PROVES if verdict.state is State.VALID else "",
            "does_not_prove": DOES_NOT_PROVE,
        }
    return document
