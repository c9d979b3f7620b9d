"""Drafting and adopting a version of the rules. One function is one transaction."""

from __future__ import annotations

import datetime as dt
import io
import tomllib
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts import authority
from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Conflict, Refused
from acogida.cases.models import PackVersion
from acogida.law import Pack, PackError, Problem, load_snapshot
from acogida.law.loader import MODELS
from acogida.law.soundness import unsound

LARGEST = 4_000_000  # bytes of all files together; the largest pack known has a tenth of it
State = PackVersion.State


def checked(content: Mapping[str, str]) -> tuple[Pack | None, list[Problem]]:
    """The pack that these files make, if they make one, and everything that stands against adopting it."""
    try:
        pack = load_snapshot(content)
    except PackError as error:
        return None, list(error.problems)
    return pack, unsound(pack)


def version_named(content: Mapping[str, str]) -> tuple[str, str]:
    """Name and version as pack.toml says them; empty where it cannot be read."""
    try:
        head = tomllib.loads(content.get("pack.toml", ""))
    except tomllib.TOMLDecodeError:
        return "", ""
    return str(head.get("name", ""))[:40], str(head.get("version", ""))[:40]


def bytes_to_files(uploads: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """The texts of a pack's files from what was uploaded: the TOML files themselves, or a zip of them (in a folder or
    not). Raises Refused, in words, for what cannot be a pack; files of other kinds in a zip are left out."""
    found: dict[str, str] = {}
    size = 0
    for name, data in uploads:
        for inner, content in _unzipped(name, data) if name.lower().endswith(".zip") else [(name, data)]:
            file = PurePosixPath(inner.replace("\\", "/")).name
            if file not in MODELS:
                if name.lower().endswith(".zip"):
                    continue
                raise Refused([_("%(file)s is not a file of a pack. Its files are: %(known)s.") % {
                    "file": file, "known": ", ".join(MODELS)}])  # fmt: skip
            if file in found:
                raise Refused([_("%(file)s is there twice.") % {"file": file}])
            size += len(content)
            if size > LARGEST:
                raise Refused([_("These files are too large for a pack.")])
            try:
                found[file] = content.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError:
                raise Refused([_("%(file)s is not written in UTF-8.") % {"file": file}]) from None
    if not found:
        raise Refused([_("There is no file of a pack in it. Its files are: %(known)s.") % {"known": ", ".join(MODELS)}])
    return found


def _unzipped(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The TOML files of a zip. What it claims to hold is bounded before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and m.filename.lower().endswith(".toml")]
            if len(members) > 100 or sum(member.file_size for member in members) > LARGEST:
                raise Refused([_("These files are too large for a pack.")])
            return [(member.filename, archive.read(member)) for member in members]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise Refused([_("%(file)s cannot be opened as a zip file.") % {"file": name}]) from None


# --- acts ------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_draft(request: Any, *, note: str, key: uuid.UUID, files: Mapping[str, str] | None = None) -> PackVersion:
    """A draft that begins as the rules in force, with `files` in place of its own. The same key gives the same draft."""
    _require(request)
    if done := PackVersion.objects.filter(key=key).first():
        return done
    running = packs.current()
    content = {**running.snapshot(), **(files or {})}
    named, version = version_named(content)
    if files and named and named != running.name:
        raise Refused([_("These files are of the pack “%(other)s”; this authority's is “%(own)s”.") % {
            "other": named, "own": running.name}])  # fmt: skip
    draft = PackVersion.objects.create(
        pack=authority.pack_name(), version=version, content=content, based_on=running.hash, note=note,
        created_by=request.user, key=key,
    )  # fmt: skip
    draft.drafters.add(request.user)
    write(request, "pack.draft", draft, reason=note, detail={"from": running.hash, "files": sorted(files or ())})
    return draft


@transaction.atomic
def save_files(request: Any, draft_id: uuid.UUID, files: Mapping[str, str], *, revision: int) -> PackVersion:
    """Write files of a draft. What is wrong with them does not keep them from being saved; a file of another pack does.

    Raises Conflict when somebody saved since `revision` was shown, Refused when the draft is closed.
    """
    _require(request)
    draft = _locked(draft_id)
    changed = {file: text for file, text in files.items() if draft.content.get(file) != text}
    if not changed:
        return draft
    if draft.revision != revision:
        raise Conflict(_("Somebody else has saved this draft meanwhile."), draft.content)
    if unknown := [file for file in changed if file not in MODELS]:
        raise Refused([_("%(file)s is not a file of a pack. Its files are: %(known)s.") % {
            "file": unknown[0], "known": ", ".join(MODELS)}])  # fmt: skip
    draft.content = {**draft.content, **changed}
    draft.version = version_named(draft.content)[1]
    draft.revision += 1
    draft.trial = None
    draft.save()
    draft.drafters.add(request.user)
    write(request, "pack.edit", draft, detail={"files": sorted(changed), "revision": draft.revision})
    return draft


@transaction.atomic
def discard(request: Any, draft_id: uuid.UUID, reason: str) -> PackVersion:
    """Put a draft away. It stays readable."""
    _require(request)
    draft = PackVersion.objects.select_for_update().get(pk=draft_id)
    if draft.state == State.DISCARDED:
        return draft
    _still_a_draft(draft)
    _close(request, draft, State.DISCARDED)
    write(request, "pack.discard", draft, reason=reason)
    return draft


@transaction.atomic
def adopt(request: Any, draft_id: uuid.UUID, *, effective_on: dt.date, revision: int) -> PackVersion:
    """Make a draft the law of cases that open from `effective_on` on. Running cases keep theirs.

    Four eyes: whoever wrote in it does not adopt it. Raises Refused with every reason, Conflict when it was edited since
    it was read.
    """
    _require(request)
    draft = PackVersion.objects.select_for_update().get(pk=draft_id)
    if draft.state == State.ADOPTED and draft.closed_by_id == request.user.pk and draft.effective_on == effective_on:
        return draft  # sent twice
    _still_a_draft(draft)
    if draft.revision != revision:
        raise Conflict(_("Somebody else has saved this draft meanwhile."), draft.content)
    pack, reasons = why_not(draft, request.user, effective_on)
    if reasons or pack is None:
        raise Refused(reasons)
    draft.snapshot, draft.effective_on, draft.version = packs.keep(pack), effective_on, pack.version
    _close(request, draft, State.ADOPTED)
    write(request, "pack.adopt", draft, detail={"hash": pack.hash, "version": pack.version,
                                                "effective_on": effective_on.isoformat()})  # fmt: skip
    transaction.on_commit(packs.forget_adoptions)
    return draft


def why_not(draft: PackVersion, user: Any, effective_on: dt.date | None) -> tuple[Pack | None, list[str]]:
    """The draft as a pack, and why this person cannot adopt it from that day (None: not chosen yet)."""
    pack, problems = checked(draft.content)
    reasons = []
    if draft.drafters.filter(pk=user.pk).exists():
        reasons.append(_("Whoever wrote in this draft cannot adopt it: ask a colleague who also manages the rules."))
    if problems:
        reasons.append(_("The check found problems: resolve them first."))
    if pack is not None:
        running = packs.current()
        if pack.name != draft.pack:
            reasons.append(_("pack.toml names another pack: “%(name)s”.") % {"name": pack.name})
        if pack.hash == running.hash:
            reasons.append(_("It says the same as the rules in force."))
        elif PackVersion.objects.filter(pack=draft.pack, state=State.ADOPTED, version=pack.version).exists() or (
            pack.version == packs.installed_one().version
        ):
            reasons.append(_("Version %(version)s exists already: raise “version” in pack.toml.") % {
                "version": pack.version})  # fmt: skip
    if effective_on and effective_on < timezone.localdate():
        reasons.append(_("Rules cannot take effect in the past."))
    return pack, reasons


def manages(user: Any) -> bool:
    """Whether this person may draft and adopt: rules bind the whole authority, so the grant has to reach all offices."""
    return user.offices_for("pack.manage") == "all"


def _require(request: Any) -> None:
    require(request.user, "pack.manage")
    if not manages(request.user):
        raise PermissionDenied(_("Rules bind the whole authority: this step needs the permission for all offices."))


def _locked(draft_id: uuid.UUID) -> PackVersion:
    draft = PackVersion.objects.select_for_update().get(pk=draft_id)
    _still_a_draft(draft)
    return draft


def _still_a_draft(draft: PackVersion) -> None:
    if draft.state == State.ADOPTED:
        raise Refused([_("This version is adopted: begin a new draft to change the rules.")])
    if draft.state == State.DISCARDED:
        raise Refused([_("This draft was discarded.")])


def _close(request: Any, draft: PackVersion, state: str) -> None:
    draft.state, draft.closed_at, draft.closed_by = state, timezone.now(), request.user
    draft.save()
