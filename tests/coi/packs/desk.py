"""Packs for tests, made by the real actions: one researcher drafts, another reviews."""

from __future__ import annotations

import uuid
from typing import Any

from acogida.coi.models import DocumentVersion, Pack, PackExport, PackSuggestion, PackVersion
from acogida.coi.packs import drafting, issuing
from acogida.coi.packs.checklist import CODES
from acogida.files.store import put_publication
from tests.cast import Cast

ALL_MET = {code: {"met": True, "note": ""} for code in CODES}


def a_pack(cast: Cast, country: str = "HN", profile: str = "") -> Pack:
    known = Pack.objects.filter(country=country, profile=profile).first()
    return known or drafting.open_pack(
        cast.as_("researcher"), country, f"Paquete {country}", profile=profile, key=uuid.uuid4()
    )


def a_draft(cast: Cast, *versions: tuple[int, DocumentVersion], pack: Pack | None = None) -> PackVersion:
    """A draft with these documents, each in its section, and a note."""
    who = cast.as_("researcher")
    draft = drafting.start_draft(who, (pack or a_pack(cast)).pk, key=uuid.uuid4())
    for section, version in versions:
        drafting.add_item(who, draft.pk, section, version.pk, "Describe lo que se alega con frecuencia.")
    return drafting.write_note(who, draft.pk, "Primera edición. Sin documentos sobre servicio militar.")


def issued(cast: Cast, draft: PackVersion, **answers: Any) -> PackVersion:
    """The same, sent to the second researcher and issued by him."""
    issuing.send_to_review(cast.as_("researcher"), draft.pk)
    return issuing.judge(
        cast.as_("second_researcher"), draft.pk, "approved", answers.pop("points", ALL_MET), key=uuid.uuid4(), **answers
    )


def captured(version: DocumentVersion) -> DocumentVersion:
    """The same, with its bytes in the store (`a_version` writes none)."""
    put_publication(version.text.encode(), "text/plain")
    return version


def addresses(cast: Cast) -> dict[str, Any]:
    """What stands in the addresses of packs, by their names: a pack of which nothing was issued yet."""
    draft = a_draft(cast, pack=a_pack(cast, "NI"))
    export = PackExport.objects.create(version=draft, total=1)
    suggestion = PackSuggestion.objects.create(
        pack=draft.pack, title="Informe", why="Hace falta.", suggested_by=cast.officer, key=uuid.uuid4()
    )
    of_version = ("version", "changes", "write", "change", "find", "review", "file_ask", "share")
    return {
        **dict.fromkeys(("coi_pack", "coi_pack_start"), draft.pack_id), "coi_pack_answer": suggestion.pk,
        **{f"coi_pack_{name}": draft.pk for name in of_version},
        **dict.fromkeys(("coi_pack_file", "coi_pack_zip"), export.pk),
    }  # fmt: skip
