"""`acogida pack check|list|compare|diagram|new`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from acogida.law.commands.base import LANGUAGES, Result, language_argument, refused
from acogida.law.compare import FILES, compare
from acogida.law.diagram import FORMATS, diagram
from acogida.law.errors import LawError, PackError
from acogida.law.loader import folder_of, installed_packs, read_pack
from acogida.law.pack import Pack
from acogida.law.problems import told
from acogida.law.scaffold import COMMON, start_pack
from acogida.law.soundness import unsound, unverified

# --- check -----------------------------------------------------------------------------------------------------


def check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("pack", nargs="?", metavar="NAME|PATH", help="an installed pack or a folder (default: all)")
    parser.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the messages (default: en)")


def pack_check(path: str | Path, language: str = "en") -> dict[str, Any]:
    """Whether a pack (name or folder) can be used, with every problem found."""
    try:
        pack = read_pack(folder_of(path))
        if problems := unsound(pack):
            raise PackError(pack.name, problems)
    except PackError as error:
        said = [told(problem, language).as_json() for problem in error.problems]
        return {"pack": str(path), "ok": False, "problems": said}
    return {
        "pack": pack.name,
        "version": pack.version,
        "hash": pack.hash,
        "ok": True,
        "problems": [],
        "unverified": [rule.name for rule in unverified(pack)],
        "counts": {
            "stages": len(pack.stages),
            "transitions": len(pack.transitions),
            "clocks": len(pack.clocks),
            "offices": len(pack.offices),
            "fields": len(pack.forms["comprehensive"].fields()),
        },
    }


def run_pack_check(args: Namespace) -> Result:
    names = [args.pack] if args.pack else [pack.name for pack in installed_packs()]
    found = [pack_check(name, args.lang) for name in names]
    ok = all(one["ok"] for one in found)
    lines: list[str] = []
    for one in found:
        if one["ok"]:
            counts = ", ".join(f"{number} {what}" for what, number in one["counts"].items())
            lines.append(f"{one['pack']} {one['version']}: sound ({counts})")
            lines += [f"  unverified: {rule}" for rule in one["unverified"]]
        else:
            lines.append(f"{one['pack']}: {len(one['problems'])} problem(s)")
            lines += [f"  {p['file']}: {p['where']}: {p['message']}".replace(": :", ":") for p in one["problems"]]
    document = found[0] if args.pack else {"ok": ok, "packs": found}
    return document, "\n".join(lines), 0 if ok else 1


# --- list ------------------------------------------------------------------------------------------------------


def pack_list(language: str = "es") -> dict[str, Any]:
    """The packs that come with the program."""
    return {
        "packs": [
            {"name": pack.name, "version": pack.version, "title": pack.title.get(language, pack.title["es"])}
            for pack in installed_packs()
        ]
    }


def run_pack_list(args: Namespace) -> Result:
    found = pack_list(args.lang)
    return found, "\n".join(f"{p['name']:12} {p['version']:8} {p['title']}" for p in found["packs"]), 0


# --- diagram ---------------------------------------------------------------------------------------------------


def diagram_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("pack", metavar="NAME|PATH", help="an installed pack or a folder")
    parser.add_argument("--format", default="svg", choices=FORMATS, help="svg, mermaid or text (default: svg)")
    language_argument(parser)


def run_pack_diagram(args: Namespace) -> Result:
    """The procedure as a picture on standard output: `acogida pack diagram mexico > mexico.svg`."""
    try:
        pack = read_pack(folder_of(args.pack))
    except LawError as error:
        return refused(error)
    drawn = diagram(pack, args.format, args.lang)
    return {**_named(pack), "format": args.format, "language": args.lang, "diagram": drawn}, drawn.rstrip("\n"), 0


# --- compare ---------------------------------------------------------------------------------------------------


def compare_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="an installed pack or a folder")
    parser.add_argument("new", metavar="NEW", help="an installed pack or a folder")
    language_argument(parser)


def run_pack_compare(args: Namespace) -> Result:
    """What NEW changes, in plain language. Differences are no error: the exit code is 0 when both could be read."""
    try:
        old, new = read_pack(folder_of(args.old)), read_pack(folder_of(args.new))
    except LawError as error:
        return refused(error)
    changes = compare(old, new)
    lines = [f"{old.name} {old.version} → {new.name} {new.version}"]
    for file in dict.fromkeys(change.file for change in changes):
        lines += ["", f"{FILES[file][args.lang]} ({file})"]
        lines += [f"  {change.text[args.lang]}" for change in changes if change.file == file]
    if not changes:
        lines.append("Dicen lo mismo." if args.lang == "es" else "They say the same.")
    document = {
        "old": _named(old),
        "new": _named(new),
        "same": not changes,
        "changes": [change.as_json() for change in changes],
    }
    return document, "\n".join(lines), 0


def _named(pack: Pack) -> dict[str, str]:
    return {"pack": pack.name, "version": pack.version, "hash": pack.hash}


# --- new -------------------------------------------------------------------------------------------------------


def new_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="short name of the pack: small letters, digits and _")
    parser.add_argument("--from", dest="origin", default=COMMON, metavar="PACK",
                        help="start from a copy of this pack, or from the plain one (default: common)")  # fmt: skip
    parser.add_argument("--folder", type=Path, help="where to write it (default: ./NAME)")


def run_pack_new(args: Namespace) -> Result:
    folder = args.folder or Path(args.name)
    try:
        files = start_pack(args.name, args.origin, folder)
    except LawError as error:
        return refused(error)
    text = [f"{folder}: {len(files)} files", *(f"  {file}" for file in files), "", f"acogida pack check {folder}"]
    return {"pack": args.name, "folder": str(folder), "from": args.origin, "files": files}, "\n".join(text), 0
