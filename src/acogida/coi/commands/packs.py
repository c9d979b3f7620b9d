"""`acogida coi pack …`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="the pack: HND, or HND-extorted_trader")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the zip to write")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the version of that day (default: the one in force)")
    parser.add_argument("--shared", action="store_true", help="for another authority: without what is restricted")


def export(arguments: argparse.Namespace) -> Result:
    """Write the file of an issued pack: sealed index, documents as captured, hashes."""
    from django.core.exceptions import ValidationError

    from acogida import letters
    from acogida.coi.packs import bundle, contents, exporting, queries

    version = queries.by_code(arguments.code, arguments.date)
    if version is None:
        return _wrong(f"no issued pack {arguments.code}" + (f" of {arguments.date}" if arguments.date else ""))
    try:
        data = exporting.file_of(version, shared=arguments.shared, progress=_progress)
        arguments.out.write_bytes(data)
    except exporting.Absent as problem:
        return _wrong(f"the captured file of {str(problem)!r} cannot be read")
    except (contents.NamesSomebody, bundle.NotAPack, letters.LetterError) as problem:
        return _wrong(str(problem))
    except ValidationError as problem:
        return _wrong(" ".join(problem.messages))
    except OSError as problem:
        return _wrong(f"{arguments.out} cannot be written: {problem.strerror}")
    held = bundle.read(data)
    told = {
        "pack": version.pack.code, "version": version.label, "file": str(arguments.out), "bytes": len(data),
        "sha256": held.sha256, "items": len(held.index["items"]), "documents": len(held.files),
        "left_out": held.index["left_out"],
    }  # fmt: skip
    left = f", left out: {', '.join(told['left_out'])}" if told["left_out"] else ""
    return told, f"{version.label}: {told['documents']} documents, {len(data)} bytes{left}\nsha256 {held.sha256}", 0


def _file_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the zip of a pack")
    parser.add_argument("--root", type=Path, metavar="PEM", help="the root certificate of the authority that sealed it")


def verify(arguments: argparse.Namespace) -> Result:
    """Check every hash and the seal in the file of a pack."""
    checked = _checked(arguments)
    if isinstance(checked, str):
        return {"valid": False, "error": checked}, f"acogida: {checked}", 1
    told = {"valid": True, **_said(checked)}
    known = "known here" if checked.trusted else "NOT known here: compare the root certificate with its owner"
    lines = (
        f"whole: pack {told['pack']} of {told['date']}, {told['items']} items, {told['documents']} documents",
        f"sealed by {checked.signer} ({known})",
    )
    return told, "\n".join(lines), 0


def take_in(arguments: argparse.Namespace) -> Result:
    """Bring the documents of another authority's pack in, unconfirmed; doing it again changes nothing."""
    from acogida.coi.commands.intake import make_findable
    from acogida.coi.packs import receiving

    checked = _checked(arguments)
    if isinstance(checked, str):
        return _wrong(checked)
    done = receiving.take_in(None, checked, _progress)
    told = {
        **_said(checked), "taken": done.counts, "versions": [str(pk) for pk in done.versions], "errors": done.errors,
        "indexing": make_findable(done.versions, leave=False),
    }  # fmt: skip
    seal = checked.signer if checked.trusted else f"{checked.signer}, NOT known here"
    lines = [
        f"pack {told['pack']} of {told['date']}, sealed by {seal}",
        f"{done.counts['new']} new documents, {done.counts['edition']} new editions, {done.counts['unchanged']} unchanged, "
        f"{done.counts['failed']} not taken; a researcher confirms them",
        *(f"{error['file']}: {error['error']}" for error in done.errors),
    ]
    return told, "\n".join(lines), 0 if not done.errors else 1


def _said(checked: Any) -> dict[str, Any]:
    held = checked.bundle
    return {
        "pack": held.index["pack"]["code"], "date": held.index["version"]["date"], "authority": held.index["authority"],
        "items": len(held.index["items"]), "documents": len(held.files), "left_out": held.index["left_out"],
        "sha256": held.sha256, "seal": {"signer": checked.signer, "trusted": checked.trusted},
    }  # fmt: skip


def _checked(arguments: argparse.Namespace) -> Any:
    """The pack in the file, or what is wrong with it."""
    from cryptography import x509

    from acogida.coi.packs import bundle, checking

    try:
        data = arguments.file.read_bytes()
        root = x509.load_pem_x509_certificate(arguments.root.read_bytes()) if arguments.root else None
    except OSError as problem:
        return f"{problem.filename} cannot be read: {problem.strerror}"
    except ValueError:
        return f"{arguments.root} holds no certificate"
    try:
        return checking.check(data, root)
    except bundle.NotAPack as problem:
        return str(problem)


def _progress(done: int, total: int) -> None:
    if done == total or done * 10 // total != (done - 1) * 10 // total:
        print(f"documents: {done}/{total}", file=sys.stderr, flush=True)


def _wrong(text: str) -> Result:
    return {"error": text}, f"acogida: {text}", 1


COMMANDS = {
    ("coi", "pack", "export"): Command(_export_arguments, export),
    ("coi", "pack", "import"): Command(_file_arguments, take_in),
    ("coi", "pack", "verify"): Command(_file_arguments, verify, needs_database=lambda given: given.root is None),
}
