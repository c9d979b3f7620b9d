"""Making a version of a pack: started from the one in force, then changed item by item, with a reason for each change."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.coi.access import require_hand
from acogida.coi.library.topics import topics_of
from acogida.coi.models import Document, DocumentVersion, Pack, PackItem, PackRemoval, PackVersion, Standing
from acogida.coi.packs import screening
from acogida.coi.packs.queries import TEXT, matching, newest

RESEARCH = "coi.research"


@transaction.atomic
def open_pack(request: Any, country: str, title: str, *, profile: str = "", key: uuid.UUID) -> Pack:
    """A new pack of a country (ISO 3166-1 alpha-2), or of one profile there. Raises ValidationError when there is one."""
    require_hand(request.user, RESEARCH)
    if known := Pack.objects.filter(key=key).first():
        return known
    if Pack.objects.filter(country=country, profile=profile).exists():
        raise ValidationError({"country": _("There is a pack of this country and profile already.")})
    if profile and profile not in {topic.code for topic in topics_of("profile")}:
        raise ValidationError({"profile": _("There is no such profile.")})
    screening.refuse({"title": title})
    made = Pack.objects.create(country=country, profile=profile, title=title, created_by=request.user, key=key)
    write(request, "coi.pack_opened", made, detail={"code": made.code})
    return made


@transaction.atomic
def start_draft(request: Any, pack_id: uuid.UUID, *, key: uuid.UUID) -> PackVersion:
    """A draft of the next version: everything of the one in force; of a pack on a profile the first time, what the country's
    pack has on it. There is one draft at a time: asked again, it is that one."""
    require_hand(request.user, RESEARCH)
    pack = Pack.objects.select_for_update().get(pk=pack_id)
    if known := pack.versions.filter(Q(key=key) | Q(state__in=PackVersion.OPEN)).order_by("-sequence").first():
        return known
    before = newest(pack.country, pack.profile)
    last = pack.versions.order_by("-sequence").first()
    whole = newest(pack.country) if pack.profile else None
    draft = PackVersion.objects.create(
        pack=pack, sequence=last.sequence + 1 if last else 1, follows=before, part_of=whole, made_by=request.user, key=key
    )  # fmt: skip
    rows = list(before.items.order_by("section_no", "item_no")) if before else []
    PackItem.objects.bulk_create(
        PackItem(
            version=draft, section_no=row.section_no, item_no=row.item_no, document_version_id=row.document_version_id,
            why_included=row.why_included, restricted=row.restricted, taken_from_id=row.taken_from_id,
        )
        for row in rows
    )  # fmt: skip
    if before is None and whole is not None:
        for item in matching(whole, pack.profile):
            _append(draft, item.section_no, item.document_version, item.why_included, request.user, taken_from=item)
    write(request, "coi.pack_draft_started", draft, detail={"code": pack.code, "sequence": draft.sequence})
    return draft


@transaction.atomic
def add_item(
    request: Any, draft_id: uuid.UUID, section_no: int, version_id: uuid.UUID, why: str, *, taken_from: PackItem | None = None,
) -> PackItem:  # fmt: skip
    """Put a document, as the edition it is, at the end of a section. Put there already, it is that item. Raises
    ValidationError by field: it is withdrawn, or holds the number of somebody's case."""
    draft = _open(request, draft_id)
    if known := draft.items.filter(section_no=section_no, document_version_id=version_id).first():
        return known
    version = DocumentVersion.objects.select_related("document", "standing").get(pk=version_id)
    screening.refuse({"why": why})
    screening.refuse_document(version)
    if version.standing.state == Standing.State.WITHDRAWN:
        raise ValidationError({"version": _("This edition was withdrawn: it cannot be put in a pack.")})
    PackRemoval.objects.filter(version=draft, document_version=version).delete()
    made = _append(draft, section_no, version, why, request.user, taken_from=taken_from)
    return _told(request, draft, made, "coi.pack_item_added")


def _append(
    draft: PackVersion, section_no: int, version: DocumentVersion, why: str, user: Any, *, taken_from: PackItem | None = None
) -> PackItem:  # fmt: skip
    if not 1 <= section_no <= len(topics_of("section")):
        raise ValidationError({"section": _("Choose a section.")})
    if not why.strip():
        raise ValidationError({"why": _("Say why it belongs in the pack.")})
    return PackItem.objects.create(
        version=draft, section_no=section_no, item_no=draft.items.filter(section_no=section_no).count() + 1,
        document_version=version, why_included=why.strip(), restricted=version.document.access == Document.Access.RESTRICTED,
        changed_by=user, taken_from=taken_from,
    )  # fmt: skip


@transaction.atomic
def replace_item(request: Any, item_id: uuid.UUID, version_id: uuid.UUID, reason: str) -> PackItem:
    """Put another edition (or another document) in an item's place, and say why."""
    item, draft = _item(request, item_id)
    if item.document_version_id == version_id:
        return item
    version = DocumentVersion.objects.select_related("document", "standing").get(pk=version_id)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    screening.refuse({"reason": reason})
    screening.refuse_document(version)
    if version.standing.state == Standing.State.WITHDRAWN:
        raise ValidationError({"version": _("This edition was withdrawn: it cannot be put in a pack.")})
    if draft.items.filter(section_no=item.section_no, document_version=version).exists():
        raise ValidationError({"version": _("It stands in this section already.")})
    first = item.replaces_id or item.document_version_id  # replaced twice in one draft, it replaces what was in force
    item.replaces_id, item.document_version, item.change_reason = first, version, reason.strip()
    item.restricted = version.document.access == Document.Access.RESTRICTED
    item.changed_by = request.user
    item.save()
    return _told(request, draft, item, "coi.pack_item_replaced")


@transaction.atomic
def rewrite_item(request: Any, item_id: uuid.UUID, why: str) -> PackItem:
    """Say otherwise why an item is in the pack."""
    item, draft = _item(request, item_id)
    if not why.strip():
        raise ValidationError({"why": _("Say why it belongs in the pack.")})
    screening.refuse({"why": why})
    item.why_included, item.changed_by = why.strip(), request.user
    item.save()
    return _told(request, draft, item, "coi.pack_item_rewritten")


@transaction.atomic
def remove_item(request: Any, item_id: uuid.UUID, reason: str) -> None:
    """Take an item out, and say why; those after it move up. Taken out already, nothing happens."""
    if not PackItem.objects.filter(pk=item_id).exists():
        return
    item, draft = _item(request, item_id)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    screening.refuse({"reason": reason})
    was = item.replaces_id or item.document_version_id
    if draft.follows_id and PackItem.objects.filter(version=draft.follows_id, document_version_id=was).exists():
        PackRemoval.objects.create(
            version=draft, section_no=item.section_no, item_no=item.item_no, document_version_id=was, reason=reason.strip(),
            removed_by=request.user,
        )  # fmt: skip
    section = item.section_no
    item.delete()
    _renumber(draft, section)
    _told(request, draft, draft, "coi.pack_item_removed")


@transaction.atomic
def place_item(request: Any, item_id: uuid.UUID, section_no: int, item_no: int, reason: str = "") -> PackItem:
    """Put an item at a place of a section; the others make room. A place beyond the last is the last one."""
    item, draft = _item(request, item_id)
    if not 1 <= section_no <= len(topics_of("section")):
        raise ValidationError({"section": _("Choose a section.")})
    screening.refuse({"reason": reason})
    if section_no != item.section_no:
        if draft.items.filter(section_no=section_no, document_version=item.document_version_id).exists():
            raise ValidationError({"section": _("It stands in this section already.")})
        came_from = item.section_no
        item.section_no, item.item_no = section_no, draft.items.filter(section_no=section_no).count() + 1
        item.save()
        _renumber(draft, came_from)
    others = list(draft.items.filter(section_no=section_no).exclude(pk=item.pk).order_by("item_no"))
    others.insert(max(0, min(item_no - 1, len(others))), item)
    _write_numbers(others)
    item.refresh_from_db()
    item.changed_by = request.user
    item.change_reason = reason.strip() or item.change_reason
    item.save(update_fields=["changed_by", "change_reason"])
    return _told(request, draft, item, "coi.pack_item_placed")


def _renumber(draft: PackVersion, section_no: int) -> None:
    _write_numbers(draft.items.filter(section_no=section_no).order_by("item_no"))


def _write_numbers(items: Sequence[PackItem] | Any) -> None:
    """1, 2, 3 …; the numbers of a section are compared when the transaction ends."""
    changed = []
    for number, item in enumerate(items, start=1):
        if item.item_no != number:
            item.item_no = number
            changed.append(item)
    PackItem.objects.bulk_update(changed, ["item_no"])


@transaction.atomic
def write_note(request: Any, draft_id: uuid.UUID, note: str) -> PackVersion:
    """What the version says of itself: what changed and why, which sections have nothing and what was sought."""
    draft = _open(request, draft_id)
    screening.refuse({"note": note})
    draft.note = note.strip()
    draft.save(update_fields=["note"])
    return _told(request, draft, draft, "coi.pack_note_written")


@transaction.atomic
def discard(request: Any, draft_id: uuid.UUID) -> None:
    """Throw a draft away that nobody has reviewed yet."""
    draft = _open(request, draft_id)
    if draft.reviews.exists():
        raise ValidationError(_("It was reviewed and stays: go on with it."))
    write(request, "coi.pack_draft_discarded", draft, detail={"code": draft.pack.code, "sequence": draft.sequence})
    draft.delete()


def _open(request: Any, draft_id: uuid.UUID) -> PackVersion:
    """The draft, locked, if it may be written on. Raises ValidationError when it is in review or was issued."""
    require_hand(request.user, RESEARCH)
    draft = PackVersion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=draft_id)
    if draft.state != PackVersion.State.DRAFT:
        raise ValidationError(_("It is no draft any more: what is in review or was issued is not changed."))
    return draft


def _item(request: Any, item_id: uuid.UUID) -> tuple[PackItem, PackVersion]:
    item = PackItem.objects.select_related("document_version__document").defer(TEXT).get(pk=item_id)
    return item, _open(request, item.version_id)


def _told(request: Any, draft: PackVersion, made: Any, action: str) -> Any:
    draft.changes += 1
    draft.save(update_fields=["changes"])
    detail = {"code": draft.pack.code, "sequence": draft.sequence}
    if isinstance(made, PackItem):
        detail["item"] = made.number
    write(request, action, draft, detail=detail)
    return made
