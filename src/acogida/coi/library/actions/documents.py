"""Documents: what is known of them, corrected and confirmed by a person. Their versions are never touched here."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Conflict
from acogida.coi import recall
from acogida.coi.access import require_hand
from acogida.coi.library import topics, watch
from acogida.coi.models import Document, DocumentCountry, DocumentVersion, Standing

KNOWN = ("title", "title_es", "kind", "number", "url", "licence", "access", "topics", "origin_key", "superseded_by")
MAIN, MENTIONED = DocumentCountry.Role.MAIN, DocumentCountry.Role.MENTIONED


@transaction.atomic
def edit_document(
    request: Any, pk: uuid.UUID, given: Mapping[str, Any], *, about: Collection[str], mentioned: Collection[str] = (),
    version: int,
) -> Document:  # fmt: skip
    """Correct what is known of a document, and confirm it. `about`, `mentioned`: countries (ISO 3166-1 alpha-2). `version`: the
    one the form was made from; Conflict (`theirs` is the document as it stands) when somebody saved in between.

    Where another document takes its place from now on, whoever relies on it is told. Raises PermissionDenied, ValidationError
    at the field.
    """
    require_hand(request.user, "coi.research")
    document = Document.objects.select_for_update(of=("self",)).get(pk=pk)
    wanted = {**dict.fromkeys(mentioned, MENTIONED), **dict.fromkeys(about, MAIN)}
    before = {name: getattr(document, name) for name in KNOWN}
    held = dict(document.countries.values_list("country", "role"))
    _take(document, given)
    changed = [name for name in KNOWN if getattr(document, name) != before[name]]
    if wanted != held:
        changed.append("countries")
    if not changed and document.confirmed_by_id:
        return document
    if document.version != version:
        raise Conflict(_("Somebody else saved this in between."), Document.objects.get(pk=pk))
    document.confirmed_by, document.confirmed_at = request.user, timezone.now()
    document.version += 1
    document.save()
    if wanted != held:
        _set_countries(document, wanted, held)
        watch.refresh([document.source_id])
    write(request, "coi.document_edit", document, detail={"fields": changed, "version": document.version})
    if document.superseded_by_id and document.superseded_by_id != _pk(before["superseded_by"]):
        recall.changed(list(_current(document)), recall.SUPERSEDED)
    return document


@transaction.atomic
def confirm_document(request: Any, pk: uuid.UUID, *, version: int) -> Document:
    """What the intake proposed is right as it stands. Raises PermissionDenied, Conflict."""
    require_hand(request.user, "coi.research")
    document = Document.objects.select_for_update(of=("self",)).get(pk=pk)
    if document.confirmed_by_id:
        return document
    if document.version != version:
        raise Conflict(_("Somebody else saved this in between."), document)
    document.confirmed_by, document.confirmed_at = request.user, timezone.now()
    document.version += 1
    document.save(update_fields=["confirmed_by", "confirmed_at", "version"])
    write(request, "coi.document_confirm", document, detail={"version": document.version})
    return document


@transaction.atomic
def confirm_language(request: Any, version_id: uuid.UUID, language: str) -> Standing:
    """A person says which language a version is in (BCP 47). Raises PermissionDenied, ValidationError at the field."""
    require_hand(request.user, "coi.research")
    standing = Standing.objects.select_for_update(of=("self",)).get(pk=version_id)
    code = language.strip().lower()
    if not code.replace("-", "").isalnum() or not 2 <= len(code) <= 16:
        raise ValidationError({"language": [_("That is no code of a language.")]})
    if standing.language_confirmed_by_id and standing.language == code:
        return standing
    before, standing.language, standing.language_confirmed_by = standing.language, code, request.user
    standing.save(update_fields=["language", "language_confirmed_by"])
    write(request, "coi.version_language", standing.version, detail={"from": before, "to": code})
    return standing


def _take(document: Document, given: Mapping[str, Any]) -> None:
    for name in KNOWN:
        if name in given:
            setattr(document, name, given[name])
    problems: dict[str, list[str]] = {}
    if not document.title.strip():
        problems["title"] = [_("A document has a title.")]
    if unknown := set(document.topics) - topics.codes():
        problems["topics"] = [_("No such topic: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}]
    if document.superseded_by_id and (document.superseded_by_id == document.pk or _leads_back(document)):
        problems["superseded_by"] = [_("A document is not replaced by itself.")]
    if problems:
        raise ValidationError(problems)  # type: ignore[arg-type]
    document.topics = [code for code in topics.all_topics() if code in set(document.topics)]


def _leads_back(document: Document) -> bool:
    """Whether the documents that took its place lead back to it."""
    following, seen = document.superseded_by_id, set()
    while following is not None and following not in seen:
        if following == document.pk:
            return True
        seen.add(following)
        following = Document.objects.values_list("superseded_by", flat=True).get(pk=following)
    return False


def _set_countries(document: Document, wanted: Mapping[str, str], held: Mapping[str, str]) -> None:
    document.countries.exclude(country__in=wanted).delete()
    DocumentCountry.objects.bulk_create(
        [DocumentCountry(document=document, country=code, role=role) for code, role in wanted.items()],
        update_conflicts=True, unique_fields=["document", "country"], update_fields=["role"],
    )  # fmt: skip


def _current(document: Document) -> Any:
    rows = DocumentVersion.objects.filter(document=document, standing__state=Standing.State.CURRENT)
    return rows.values_list("pk", flat=True)


def _pk(row: Document | None) -> uuid.UUID | None:
    return row.pk if row else None
