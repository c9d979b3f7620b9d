"""Reads a pack's folder: TOML → validated models → Pack, with every problem found said in words."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from acogida.law.checks import cross_check
from acogida.law.errors import PackError, Problem
from acogida.law.model.agreements import AgreementsFile
from acogida.law.model.base import Model
from acogida.law.model.calendar import CalendarFile
from acogida.law.model.certificates import CertificatesFile
from acogida.law.model.clocks import ClocksFile
from acogida.law.model.coi import CoiFile
from acogida.law.model.forms import AssessmentFile, FormsFile, InterviewFile
from acogida.law.model.lists import GroundsFile, NeedsFile, OfficesFile, PackFile
from acogida.law.model.procedure import ProcedureFile
from acogida.law.model.requirements import RequirementsFile
from acogida.law.model.triage import InformationFile, TriageFile
from acogida.law.pack import Files, Pack

PACKS = Path(__file__).with_name("packs")
COMMON = PACKS / "common"  # files that packs may share, see `shared` in pack.toml

MODELS: Mapping[str, type[Model]] = {
    "pack.toml": PackFile,
    "offices.toml": OfficesFile,
    "calendar.toml": CalendarFile,
    "clocks.toml": ClocksFile,
    "procedure.toml": ProcedureFile,
    "grounds.toml": GroundsFile,
    "needs.toml": NeedsFile,
    "forms.toml": FormsFile,
    "interview.toml": InterviewFile,
    "assessment.toml": AssessmentFile,
    "triage.toml": TriageFile,
    "information.toml": InformationFile,
    "requirements.toml": RequirementsFile,
    "agreements.toml": AgreementsFile,
    "certificates.toml": CertificatesFile,
    "coi.toml": CoiFile,
}
# A pack may do without these; packs kept before they existed still load.
OPTIONAL: Mapping[str, Model] = {
    "triage.toml": TriageFile(modality=()),
    "information.toml": InformationFile(),
    "requirements.toml": RequirementsFile(),
    "agreements.toml": AgreementsFile(),
    "certificates.toml": CertificatesFile(),
    "coi.toml": CoiFile(),
}

M = TypeVar("M", bound=Model)

_WORDS = {
    "missing": "this key is required and is missing",
    "extra_forbidden": "this key is not known here: check its spelling, or remove it",
    "bool_type": "write true or false, without quotes",
    "bool_parsing": "write true or false, without quotes",
    "int_type": "write a whole number, without quotes",
    "int_parsing": "write a whole number, without quotes",
    "string_type": "write a text between quotes",
    "dict_type": "write a text for each language, such as { es = \"…\", en = \"…\" }",
    "tuple_type": "write a list, such as [\"a\", \"b\"]",
    "date_from_datetime_parsing": "write a date as 2024-05-31, without quotes",
    "date_parsing": "write a date as 2024-05-31, without quotes",
    "date_type": "write a date as 2024-05-31, without quotes",
}  # fmt: skip


@dataclass(frozen=True)
class InstalledPack:
    """A pack that comes with the program."""

    name: str
    version: str
    title: Mapping[str, str]
    path: Path


def installed_packs() -> list[InstalledPack]:
    """The packs that come with the program, by name. Reads only each pack.toml."""
    found = []
    for path in sorted(PACKS.iterdir()):
        if (path / "pack.toml").is_file():
            head = tomllib.loads((path / "pack.toml").read_text(encoding="utf-8"))
            found.append(InstalledPack(head["name"], head["version"], head["title"], path))
    return found


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack called so, or in that folder; read once per process.

    Raises PackError (with every problem found) when it cannot be used.
    """
    return _load(folder_of(name_or_path))


def folder_of(name_or_path: str | Path) -> Path:
    """The folder of an installed pack or of a path; PackError when there is none."""
    text = str(name_or_path)
    installed = PACKS / text
    if "/" not in text and installed.is_dir():
        return installed
    path = Path(name_or_path)
    if path.is_dir():
        return path.resolve()
    known = ", ".join(pack.name for pack in installed_packs())
    raise PackError(text, [Problem(text, "", f"there is no such pack; installed packs: {known}")])


@lru_cache(maxsize=64)
def _load(folder: Path) -> Pack:
    return read_pack(folder)


def read_pack(folder: Path) -> Pack:
    """Reads and checks the pack in `folder` afresh; raises PackError with all problems."""
    contents = {file: (folder / file).read_bytes() for file in MODELS if (folder / file).is_file()}
    for file in _shared(folder.name, contents):
        contents[file] = (COMMON / file).read_bytes()
    return _build(folder.name, contents)


def _shared(name: str, contents: Mapping[str, bytes]) -> list[str]:
    """The files that pack.toml takes from packs/common. Nonsense in pack.toml itself is reported when it is read."""
    try:
        wanted = tomllib.loads(contents.get("pack.toml", b"").decode("utf-8")).get("shared", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return []
    files = [file for file in wanted if isinstance(file, str)]
    problems = [
        Problem("pack.toml", "shared", f"{file!r} stands in this pack's own folder, too: keep one of the two")
        for file in files
        if file in contents
    ]
    problems += [
        Problem("pack.toml", "shared", f"there is no {file!r} to share")
        for file in files
        if file not in MODELS or not (COMMON / file).is_file()
    ]
    if problems:
        raise PackError(name, problems)
    return files


def load_snapshot(contents: Mapping[str, str]) -> Pack:
    """The pack kept by `Pack.snapshot`: the same content gives the same hash. Raises PackError."""
    return _build("snapshot", {file: text.encode("utf-8") for file, text in contents.items()})


def _build(name: str, contents: Mapping[str, bytes]) -> Pack:
    problems: list[Problem] = []
    models: dict[str, Model] = {}
    digest = hashlib.sha256()
    for file, model in MODELS.items():
        if file not in contents:
            if file in OPTIONAL:
                models[file] = OPTIONAL[file]
            else:
                problems.append(Problem(file, "", "the file is missing"))
            continue
        content = contents[file]
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
        read = _read(file, content, model, problems)
        if read is not None:
            models[file] = read
    if problems:
        raise PackError(name, problems)
    texts = {file: content.decode("utf-8") for file, content in contents.items()}
    pack = Pack(Files.from_models(models), texts, digest.hexdigest())
    problems = cross_check(pack)
    if problems:
        raise PackError(name, problems)
    return pack


def _read(file: str, content: bytes, model: type[M], problems: list[Problem]) -> M | None:
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(file, "", f"the file cannot be read as TOML: {error}"))
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems += [Problem(file, _place(data, e["loc"]), _in_words(e)) for e in error.errors()]
        return None


def _place(data: Any, loc: tuple[int | str, ...]) -> str:
    """`transition "admit" › conditions "late" › message`: entries are called by their code, not by their number."""
    parts: list[str] = []
    here = data
    for step in loc:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            name = (here.get("code") or here.get("name")) if isinstance(here, dict) else None
            label = f'"{name}"' if name else f"number {step + 1}"
            parts[-1:] = [f"{parts[-1]} {label}"] if parts else [label]
        else:
            here = here.get(step) if isinstance(here, dict) else None
            parts.append(str(step))
    return " › ".join(parts)


def _in_words(error: Any) -> str:
    kind = error["type"]
    if kind == "literal_error":
        return f"{error['input']!r} is not allowed here; write one of {error['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} does not have the form {error['ctx']['pattern']}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return _WORDS.get(kind, str(error["msg"]))
