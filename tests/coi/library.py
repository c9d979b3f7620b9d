"""Documents of the library for tests, made the way the intake makes them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from acogida.coi.intake.passages import Section
from acogida.coi.intake.versions import Captured, add_version
from acogida.coi.models import Document, DocumentCountry, DocumentVersion, Source
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
