"""Documents of the library for tests, made the way the intake makes them."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from acogida.coi.intake.passages import Section
from acogida.coi.intake.versions import Captured, add_version
from acogida.coi.models import (
    CountryFlag,
    Document,
    DocumentCountry,
    DocumentVersion,
    Feedback,
    IntakeBatch,
    IntakeItem,
    Source,
)
from acogida.files.models import Blob

TEXT = (
    "Las pandillas cobran una cuota a los comerciantes de los mercados. Quien no paga es amenazado, y algunos han "
    "sido asesinados. La policía recibe pocas denuncias, porque las víctimas temen represalias."
)


def a_version(
    title: str = "Extorsión a comerciantes",
    text: str = TEXT,
    country: str = "HN",
    source: str = "Observatorio de prueba",
    language: str = "es",
    published: dt.date | None = dt.date(2026, 3, 1),
    external_id: str = "",
    access: str = Document.Access.PUBLIC,
    topics: Sequence[str] = (),
    *,
    by: Any = None,
    document: Document | None = None,
    sections: Sequence[Section] = (),
    pages: Sequence[Sequence[int]] = (),
) -> DocumentVersion:
    """A version of the document of that title (or of `document`), made by the real `add_version`. The same title with another
    text is its next edition; `source` and `country` are made when they are not there."""
    publisher, _new = Source.objects.get_or_create(name=source)
    if document is None:
        named = {"external_id": external_id} if external_id else {"title": title}
        document = Document.objects.filter(source=publisher, **named).first() or Document.objects.create(
            source=publisher, title=title, external_id=external_id, access=access, topics=list(topics)
        )
        if country:
            DocumentCountry.objects.get_or_create(document=document, country=country)
    data = text.encode()
    # The bytes themselves are of no matter to most tests, so none are written to the store.
    snapshot, _new = Blob.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(), defaults={"size": len(data), "media_type": "text/plain"}
    )
    captured = Captured(
        snapshot, text, language, published_on=published, sections=sections, pages=pages, capture={"file": "prueba.txt"}
    )
    return add_version(by, document, captured).version


def addresses(cast: Any) -> dict[str, Any]:
    """What stands in the addresses of the library, by their names."""
    version = a_version("Informe de la biblioteca", country="GT", source="Fuente de la biblioteca")
    flag = CountryFlag.objects.create(
        country="GT", kind="other", on=dt.date(2026, 3, 1), text="Hecho", raised_by=cast.researcher, key=uuid.uuid4()
    )
    said = Feedback.objects.create(kind="useful", country="GT", said_by=cast.officer, key=uuid.uuid4())
    document, source = version.document_id, version.document.source_id
    return {
        **dict.fromkeys(("coi_source", "coi_source_edit", "coi_source_status", "coi_source_checked"), source),
        "coi_source_assess": source, "coi_flag_end": flag.pk, "coi_feedback_seen": said.pk,
        **dict.fromkeys(("coi_document", "coi_document_edit", "coi_document_confirm"), document),
        **{f"coi_version{act}": version.pk for act in ("", "_difference", "_file", "_language", "_feedback")},
        "coi_passage": version.passages.earliest("ordinal").pk,
    }  # fmt: skip


def intake_addresses(cast: Any) -> dict[str, Any]:
    """What stands in the addresses of the intake, by their names."""
    source, _new = Source.objects.get_or_create(name="Fuente de lo que entra")
    batch = IntakeBatch.objects.create(way="paste", source=source, created_by=cast.researcher, key=uuid.uuid4())
    item = IntakeItem.objects.create(batch=batch, ordinal=1, name="x.txt", state="left")
    return {
        **dict.fromkeys(("coi_intake_batch", "coi_intake_progress", "coi_intake_confirm"), batch.pk),
        **dict.fromkeys(("coi_intake_item", "coi_intake_leave", "coi_intake_retry"), item.pk),
        "coi_version_withdraw": a_version("Lo que se retira", source="Fuente de lo que entra").pk,
    }
