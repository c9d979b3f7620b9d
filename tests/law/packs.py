"""Packs to break: copies of the plain one, changed text by text."""

from __future__ import annotations

from pathlib import Path

from acogida.law import Pack
from acogida.law.loader import read_pack
from acogida.law.scaffold import COMMON, start_pack


def plain(folder: Path, name: str = "atlantis") -> Path:
    """The plain pack written to `folder`/`name`."""
    start_pack(name, COMMON, folder / name)
    return folder / name


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace text once in a file of a pack."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed(folder: Path, file: str, old: str, new: str) -> Pack:
    """The pack after one change."""
    change(folder, file, old, new)
    return read_pack(folder)
