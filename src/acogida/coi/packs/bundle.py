"""The file of a pack: a zip with a sealed index for people, the same for programs, the documents as captured, and the hash
of each. Pure.

The same pack gives the same bytes on every machine: members in order, stored as they are, with one date. `read` trusts
nothing of a file that came from elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

FORMAT = "acogida-coi-pack/1"
INDEX, INDEX_PDF, SUMS = "index.json", "index.pdf", "SHA256SUMS"
FOLDER = "documents/"
EPOCH = (1980, 1, 1, 0, 0, 0)
MOST_MEMBERS, MOST_BYTES, LONGEST_INDEX = 5_000, 2 * 1024**3, 32 * 1024**2
NAME = re.compile(r"documents/[a-z0-9][a-z0-9._-]{0,120}")
# All that may be said of a pack, a version and an item: nothing about anybody is among it.
PACK = frozenset({"code", "country", "profile", "title"})
VERSION = frozenset({"sequence", "date", "note", "part_of"})
ITEM = frozenset(
    {
        "section", "item", "title", "title_es", "source", "kind", "number", "url", "licence", "topics", "countries",
        "language", "edition", "published_on", "period_from", "period_to", "cutoff", "captured_at", "media_type", "pages",
        "sha256", "file", "why",
    }
)  # fmt: skip
SOURCE = frozenset({"name", "name_es", "kind", "country", "url"})
TOP = frozenset({"format", "authority", "pack", "version", "sections", "items", "left_out"})


class NotAPack(ValueError):
    """The file is no pack, or not whole; the message says what is wrong, for people who know files."""


@dataclass(frozen=True)
class Bundle:
    """What a file holds, once everything in it was checked against its hashes."""

    index: dict[str, Any]
    pdf: bytes
    files: Mapping[str, bytes]
    sha256: str  # of the whole file

    @property
    def contents(self) -> str:
        """The hash of its index.json, which its sealed page carries."""
        return hashlib.sha256(canonical(self.index)).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON in one spelling."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def check_index(index: Any) -> None:
    """Raise NotAPack unless the index has exactly the fields that there are."""
    _fields(index, TOP, "index")
    if index["format"] != FORMAT:
        raise NotAPack(f"{index['format']!r} is not a format this program reads")
    _fields(index["pack"], PACK, "pack")
    _fields(index["version"], VERSION, "version")
    if not isinstance(index["items"], list) or not isinstance(index["left_out"], list):
        raise NotAPack("items and left_out are lists")
    if not all(isinstance(number, str) and re.fullmatch(r"\d{1,2}\.\d{1,4}", number) for number in index["left_out"]):
        raise NotAPack("left_out names items by their numbers")
    for item in index["items"]:
        _fields(item, ITEM, "item")
        _fields(item["source"], SOURCE, "source")
        if not isinstance(item["file"], str) or not NAME.fullmatch(item["file"]):
            raise NotAPack(f"{item['file']!r} is not the name of a document")
        if not isinstance(item["sha256"], str) or not re.fullmatch(r"[0-9a-f]{64}", item["sha256"]):
            raise NotAPack("an item without the hash of its document")


def _fields(value: Any, wanted: frozenset[str], what: str) -> None:
    if not isinstance(value, dict) or set(value) != wanted:
        got = sorted(set(value) ^ wanted) if isinstance(value, dict) else type(value).__name__
        raise NotAPack(f"{what}: fields that do not belong there, or are missing: {got}")


def write(out: BinaryIO, index: Mapping[str, Any], pdf: bytes, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the file: `files` are (name, bytes) of what the items name, each once. Raises NotAPack when something that an
    item names is missing or is not what its hash says."""
    check_index(index)
    wanted = {item["file"]: item["sha256"] for item in index["items"]}
    said = canonical(index)
    sums = {INDEX: hashlib.sha256(said).hexdigest(), INDEX_PDF: hashlib.sha256(pdf).hexdigest()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        _put(archive, INDEX, said)  # first: by it the file store knows what it is
        _put(archive, INDEX_PDF, pdf)
        for name, data in files:
            sums[name] = hashlib.sha256(data).hexdigest()
            if wanted.pop(name, None) != sums[name]:
                raise NotAPack(f"{name} is not the document that the index names")
            _put(archive, name, data)
        if wanted:
            raise NotAPack(f"missing: {', '.join(sorted(wanted))}")
        _put(archive, SUMS, "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode())


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system, info.external_attr = 3, 0o644 << 16
    archive.writestr(info, data)


def read(data: bytes) -> Bundle:
    """The pack in a file, everything checked against its hashes. Raises NotAPack; the seal is the caller's to look at."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _sane(members)
            held = {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise NotAPack(f"not a pack that can be read: {error}") from None
    if missing := [name for name in (INDEX, INDEX_PDF, SUMS) if name not in held]:
        raise NotAPack(f"missing: {', '.join(missing)}")
    _hashes(held)
    try:
        index = json.loads(held[INDEX])
    except (ValueError, RecursionError):
        raise NotAPack("index.json is not JSON") from None
    check_index(index)
    if canonical(index) != held[INDEX]:
        raise NotAPack("index.json is not spelled as this format spells it")
    named = {item["file"]: item["sha256"] for item in index["items"]}
    files = {name: content for name, content in held.items() if name.startswith(FOLDER)}
    if set(files) != set(named):
        raise NotAPack(f"documents that the index does not name, or lacks: {sorted(set(files) ^ set(named))[:5]}")
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != named[name]:
            raise NotAPack(f"{name} is not the document that the index names")
    return Bundle(index, held[INDEX_PDF], files, hashlib.sha256(data).hexdigest())


def _sane(members: list[zipfile.ZipInfo]) -> None:
    """Nothing is unpacked before this: no bombs, no two of a name, no names that lead elsewhere."""
    names = [member.filename for member in members]
    if len(names) != len(set(names)) or len(names) > MOST_MEMBERS:
        raise NotAPack("two members of one name, or too many")
    if any(
        member.compress_type != zipfile.ZIP_STORED or member.compress_size != member.file_size for member in members
    ):
        raise NotAPack("its members are not stored as they are")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise NotAPack("too large")
    if strange := [name for name in names if name not in (INDEX, INDEX_PDF, SUMS) and not NAME.fullmatch(name)]:
        raise NotAPack(f"what is {strange[0]!r} doing in it?")
    if any(member.filename == INDEX and member.file_size > LONGEST_INDEX for member in members):
        raise NotAPack("its index is too long")


def _hashes(held: Mapping[str, bytes]) -> None:
    lines = held[SUMS].decode("ascii", "replace").splitlines()
    said = {name: sha256 for sha256, _gap, name in (line.partition("  ") for line in lines)}
    made = {name: hashlib.sha256(content).hexdigest() for name, content in held.items() if name != SUMS}
    if said != made:
        wrong = sorted(name for name in set(said) | set(made) if said.get(name) != made.get(name))
        raise NotAPack(f"not as their hashes say: {', '.join(wrong[:5])}")
