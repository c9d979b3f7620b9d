"""The file of an issued pack: made once for what is in it, and then always the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from acogida import letters
from acogida.audit.record import write
from acogida.cases import packs
from acogida.coi.access import in_libraries
from acogida.coi.intake.reading import lists
from acogida.coi.intake.reading.outcome import Unreadable
from acogida.coi.models import DocumentVersion, PackExport, PackIndex, PackItem, PackVersion
from acogida.coi.packs import bundle, contents
from acogida.files.errors import FileError
from acogida.files.store import get, put

TEMPLATE, ZIP = "coi_pack", "application/zip"
AT_ONCE = 12  # documents: more are put together by the worker
LARGEST = 400 * 1024**2  # bytes of documents in one file

Progress = Callable[[int, int], None]


class Absent(Exception):
    """A document cannot be read as it was captured; the message says which."""


def file_of(version: PackVersion, *, shared: bool = False, progress: Progress | None = None) -> bytes:
    """The zip of an issued version. Raises ValidationError for a draft, NamesSomebody, Absent, bundle.NotAPack."""
    if version.is_open:
        raise ValidationError(_("Only what was issued leaves as a file."))
    inside, left_out = contents.chosen(version, shared)
    index = contents.index_of(version, inside, left_out)
    pdf = _sealed_index(version, index)
    documents = contents.versions_of(inside)
    if sum(document.snapshot.size for document in documents) > LARGEST:
        raise ValidationError(_("Its documents are too large for one file."))
    out = io.BytesIO()
    bundle.write(out, index, pdf, _files(inside, documents, progress or (lambda done, total: None)))
    return out.getvalue()


def _files(
    inside: Sequence[PackItem], documents: Sequence[DocumentVersion], progress: Progress
) -> Iterator[tuple[str, bytes]]:
    names = contents.file_names(inside)
    for number, version in enumerate(documents, start=1):
        yield names[version.sha256], captured(version)
        progress(number, len(documents))


def captured(version: DocumentVersion) -> bytes:
    """The bytes that `version.sha256` is the hash of: the file, or its own entry of a file of many. Raises Absent."""
    try:
        data = get(version.snapshot)
    except FileError:
        raise Absent(str(version.document)) from None
    if version.snapshot_id == version.sha256:
        return data
    found = _entry_of(data, version.sha256)
    if found is None:
        raise Absent(str(version.document))
    return found


def _entry_of(data: bytes, sha256: str) -> bytes | None:
    """The entry of a JSON file whose canonical spelling has this hash, in that spelling."""
    try:
        entries = lists.parse(data)
    except Unreadable:
        return None
    inside = entries.values() if isinstance(entries, dict) else entries if isinstance(entries, list) else ()
    for entry in (entries, *inside):
        if lists.canonical(entry) == sha256:
            said = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            return said.encode("utf-8", "surrogatepass")
    return None


def _sealed_index(version: PackVersion, index: dict[str, Any]) -> bytes:
    """The sealed page, made the first time: a seal made twice is never the same twice."""
    said = hashlib.sha256(bundle.canonical(index)).hexdigest()
    if known := PackIndex.objects.filter(version=version, contents=said).select_related("blob").first():
        return get(known.blob)
    data = contents.letter_of(version, index, said)
    pdf = letters.render(TEMPLATE, data, lang="es", pack=packs.current().name, at=version.approved_at)
    sealed = letters.seal(pdf, reason=version.label)
    with suppress(IntegrityError), transaction.atomic():  # another made it meanwhile: that one stands
        PackIndex.objects.create(
            version=version, contents=said, left_out=index["left_out"], blob=put(sealed, "application/pdf")
        )
    return get(PackIndex.objects.select_related("blob").get(version=version, contents=said).blob)


@transaction.atomic
def ask(request: Any, version_id: uuid.UUID, *, shared: bool) -> PackExport:
    """The file of a version, or its making: at once for a few documents, else by the worker. There is one for all."""
    version = PackVersion.objects.select_related("pack", "part_of__pack", "made_by__office").get(pk=version_id)
    if not in_libraries(request.user) or version.is_open:
        raise ValidationError(_("Only what was issued leaves as a file."))
    if not shared and version.items.filter(restricted=True).exists() and not request.user.can("coi.view_restricted"):
        shared = True
    PackVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    export = version.exports.filter(shared=shared).exclude(state=PackExport.State.FAILED).first()
    if export is None:
        total = len(contents.versions_of(contents.chosen(version, shared)[0]))
        export = PackExport.objects.create(version=version, shared=shared, total=total, asked_by=request.user)
        write(request, "coi.pack_file_asked", version, detail={"label": version.label, "shared": shared})
        if total > AT_ONCE:
            from acogida.coi.packs import jobs

            jobs.make_pack_file.defer(export_id=str(export.pk))
        else:
            make(export.pk)
            export.refresh_from_db()
    return export


def make(export_id: uuid.UUID) -> None:
    """Put a file together; made already, nothing happens. What goes wrong stands in its row, in words."""
    rows = PackExport.objects.select_related("version__pack", "version__part_of__pack", "version__made_by__office")
    row = rows.get(pk=export_id)
    if row.state != PackExport.State.MAKING:
        return
    own = PackExport.objects.filter(pk=export_id, state=PackExport.State.MAKING)

    def told(done: int, total: int) -> None:
        own.update(done=done, total=total)

    try:
        data = file_of(row.version, shared=row.shared, progress=told)
        blob = put(data, ZIP)
    except (
        Absent,
        contents.NamesSomebody,
        ValidationError,
        bundle.NotAPack,
        FileError,
        letters.LetterError,
    ) as problem:
        said = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        if isinstance(problem, Absent):
            said = _("The captured file of “%(title)s” cannot be read.") % {"title": said}
        own.update(state=PackExport.State.FAILED, problem=said[:300])
        return
    own.update(state=PackExport.State.READY, blob=blob, size=len(data), done=row.total)
