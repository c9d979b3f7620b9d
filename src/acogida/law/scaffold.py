"""Starts a pack: a folder that already passes `acogida pack check`, with remarks for the lawyer who goes on."""

from __future__ import annotations

import re
from pathlib import Path

from acogida.law.errors import PackError, Problem
from acogida.law.loader import folder_of, read_pack

COMMON = "common"
SKELETON = Path(__file__).with_name("skeleton")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def start_pack(name: str, origin: str, folder: Path) -> list[str]:
    """Write a pack called `name` into `folder` (which must not hold anything yet); returns its files.

    `origin` is "common" for a plain pack with example rules, all marked as not verified, or the name or folder of a pack
    to copy. Raises PackError when the name or the folder cannot be used.
    """
    if not _NAME.match(name):
        raise PackError(
            name, [Problem("pack.toml", "name", "a name has small letters, digits and _, and begins with a letter")]
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackError(name, [Problem(str(folder), "", "something is there already: choose another folder")])
    source = SKELETON if origin == COMMON else folder_of(origin)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(path for path in source.rglob("*") if path.is_file() and path.suffix in (".toml", ".typ")):
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_renamed(path.read_text(encoding="utf-8"), name, path.name, origin), encoding="utf-8")
        written.append(str(path.relative_to(source)))
    read_pack(folder)  # it has to be sound from the first day
    return written


def _renamed(text: str, name: str, file: str, origin: str) -> str:
    text = text.replace("@NAME@", name).replace("@SHORT@", name.upper().replace("_", "-"))
    if file != "pack.toml" or origin == COMMON:
        return text
    text = re.sub(r'^name = ".*"$', f'name = "{name}"', text, count=1, flags=re.M)
    text = re.sub(r'^version = ".*"$', 'version = "0.1.0"', text, count=1, flags=re.M)
    return f"# A copy of the pack {origin!r}: go through every rule, its source and its dates.\n{text}"
