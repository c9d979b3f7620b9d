"""What the file of a pack says: a closed set of fields, and no other reads these rows."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from acogida.accounts.models import Office
from acogida.archive.wording import date_in_words
from acogida.cases import packs
from acogida.coi.intake import countries
from acogida.coi.library.topics import topics_of
from acogida.coi.models import DocumentVersion, PackItem, PackVersion
from acogida.coi.packs import bundle, screening
from acogida.coi.packs.queries import items

EXTENSIONS = {
    "application/pdf": "pdf", "text/html": "html", "text/plain": "txt", "application/json": "json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx", "image/png": "png",
    "image/jpeg": "jpg", "image/webp": "webp",
}  # fmt: skip


class NamesSomebody(ValueError):
    """The number of a case or of a person is about to leave in a pack: nothing is made."""


def chosen(version: PackVersion, shared: bool) -> tuple[list[PackItem], list[PackItem]]:
    """What goes into a file, and what is left out of it: shared, nothing that is restricted, or was when it was issued."""
    rows = list(items(version).prefetch_related("document_version__document__countries"))
    if not shared:
        return rows, []
    kept_back = [row for row in rows if row.restricted or row.document.access == "restricted"]
    return [row for row in rows if row not in kept_back], kept_back


def index_of(version: PackVersion, inside: Sequence[PackItem], left_out: Sequence[PackItem]) -> dict[str, Any]:
    """The index.json of a file. Raises NamesSomebody."""
    names = file_names(inside)
    made = {
        "format": bundle.FORMAT,
        "authority": _authority("es"),
        "pack": {
            "code": version.pack.code, "country": countries.alpha3(version.pack.country),
            "profile": version.pack.profile, "title": version.pack.title,
        },
        "version": {
            "sequence": version.sequence, "date": _day(version.date), "note": version.note,
            "part_of": version.part_of.label if version.part_of else "",
        },
        "sections": [{"no": no, "code": topic.code, "label": topic.label("es")} for no, topic in _sections()],
        "items": [_item(item, names[item.document_version.sha256]) for item in inside],
        "left_out": [item.number for item in left_out],
    }  # fmt: skip
    refuse_numbers(made)
    return made


def refuse_numbers(index: Any) -> None:
    """Raise NamesSomebody when any text in the index holds the number of a case or of a person."""
    if any(screening.found(text) for text in screening.strings(index)):
        raise NamesSomebody(_("A number of a case or of a person stands in it: it does not leave."))


def file_names(inside: Sequence[PackItem]) -> dict[str, str]:
    """The name of each document in the file, by its hash: where it stands first, and what it is called."""
    names: dict[str, str] = {}
    for item in inside:
        version = item.document_version
        slug = re.sub(r"[^a-z0-9]+", "-", _plain(version.document.title)).strip("-")[:60].strip("-") or "document"
        ending = EXTENSIONS.get(version.media_type, "bin")
        names.setdefault(version.sha256, f"{bundle.FOLDER}{item.section_no:02d}.{item.item_no:02d}-{slug}.{ending}")
    return names


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def _sections() -> list[tuple[int, Any]]:
    return list(enumerate(topics_of("section"), start=1))


def _authority(language: str) -> str:
    pack = packs.current()
    return str(pack.text(pack.authority, language))


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _item(item: PackItem, name: str) -> dict[str, Any]:
    version, document = item.document_version, item.document
    source = document.source
    return {
        "section": item.section_no, "item": item.item_no, "title": document.title, "title_es": document.title_es,
        "source": {
            "name": source.name, "name_es": source.name_es, "kind": source.kind, "country": source.country,
            "url": source.url,
        },
        "kind": document.kind, "number": document.number, "url": document.url, "licence": document.licence,
        "topics": list(document.topics),
        "countries": sorted(countries.alpha3(row.country) for row in document.countries.all()),
        "language": version.standing.language, "edition": version.edition, "published_on": _day(version.published_on),
        "period_from": _day(version.period_from), "period_to": _day(version.period_to), "cutoff": _day(version.cutoff),
        "captured_at": version.captured_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "media_type": version.media_type, "pages": version.page_count, "sha256": version.sha256, "file": name,
        "why": item.why_included,
    }  # fmt: skip


def letter_of(version: PackVersion, index: dict[str, Any], contents: str, language: str = "es") -> dict[str, Any]:
    """The same for the sealed page (letters/coi_pack.typ)."""
    pack = packs.current()
    office: Office | None = version.made_by.office
    with override(language):
        by_section: dict[int, list[dict[str, Any]]] = {}
        for item in index["items"]:
            by_section.setdefault(item["section"], []).append(_line(item, pack, language))
        left = index["left_out"]
        place = ", ".join(dict.fromkeys(part for part in (office.name, office.state) if part)) if office else ""
        day = date_in_words(version.date, pack, language) if version.date else ""
        return {
            "authority": {"name": _authority(language)},
            "office": {"name": pack.text(pack.office(office.code).label, language) if office else ""},
            "region": pack.jurisdiction, "number": version.label, "title": version.pack.title, "note": version.note,
            "place_and_date": ", ".join(part for part in (place, day) if part),
            "demonstration": bool(settings.DEMO), "keywords": contents,
            "left_out": _("Left out because it is not public: %(items)s.") % {"items": ", ".join(left)} if left else "",
            "words": {
                "demonstration": _("Demonstration: synthetic documents, of no value."),
                "intro": _(
                    "Public information about a country of origin, as it was captured on the days named. It is neither exhaustive nor "
                    "conclusive on the merits of any claim, and is about nobody in particular."
                ),
                "none": _("No document."), "why": _("Why it is here"),
                "cite": _("To cite: source, title, edition, page; Pack %(label)s and the number of the item; the day you consulted it.")
                % {"label": version.label},
            },
            "sections": [
                {"no": no, "label": topic.label(language), "items": by_section.get(no, [])} for no, topic in _sections()
            ],
        }  # fmt: skip


def _line(item: dict[str, Any], pack: Any, language: str) -> dict[str, str]:
    def day(value: str | None) -> str:
        return date_in_words(dt.date.fromisoformat(value), pack, language) if value else ""

    facts = [
        item["edition"], _("published %(day)s") % {"day": day(item["published_on"])} if item["published_on"] else "",
        _("information until %(day)s") % {"day": day(item["cutoff"])} if item["cutoff"] else "",
        _("captured %(day)s") % {"day": day(item["captured_at"][:10])},
        item["language"], ngettext("%(n)s page", "%(n)s pages", item["pages"]) % {"n": item["pages"]} if item["pages"] else "",
    ]  # fmt: skip
    return {
        "number": f"{item['section']}.{item['item']}", "title": item["title_es"] or item["title"],
        "original": item["title"] if item["title_es"] and item["title_es"] != item["title"] else "",
        "source": item["source"]["name_es"] or item["source"]["name"],
        "facts": " · ".join(fact for fact in facts if fact), "why": item["why"], "sha256": item["sha256"],
        "file": item["file"],
    }  # fmt: skip


def versions_of(inside: Sequence[PackItem]) -> list[DocumentVersion]:
    """Each document once, in the order in which it first stands."""
    return list({item.document_version.sha256: item.document_version for item in inside}.values())
