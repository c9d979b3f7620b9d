"""Country information in words: how a citation is printed, what a warning says, what a silent search says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.coi.models import CountryFlag
from acogida.determination.country_checks import Warning
from acogida.determination.models import Citation, NoInformation
from acogida.people.countries import country_name, language_name

MACHINE, OWN = "machine", "own"


def frozen(citation: Citation) -> dict[str, Any]:
    """A citation as it is kept with what was submitted: what is printed, and what it is pinned to."""
    return {
        "citation": str(citation.pk), "role": citation.role, "quote": citation.quote,
        "translated_quote": citation.translated_quote, "printed": citation.printed,
        "page_from": citation.page_from, "page_to": citation.page_to, "consulted_on": citation.consulted_on.isoformat(),
        "version": str(citation.version_id), "version_sha256": citation.version_sha256,
        "from": citation.char_from, "to": citation.char_to, "passage": citation.passage_id,
    }  # fmt: skip


def reference(of: dict[str, Any]) -> str:
    """ "Source, Title, edition, p. 4; Pack HND (30-09-2026) item 2.1; consulted 10-05-2026", in the language in force. Takes
    what `frozen` gives."""
    printed = of["printed"]
    parts = [printed["source"], printed["title"], printed.get("edition", ""), pages(of["page_from"], of["page_to"])]
    line = ", ".join(part for part in parts if part)
    if printed.get("pack"):
        line += "; " + _("Pack %(pack)s item %(item)s") % {"pack": printed["pack"], "item": printed["item"]}
    consulted = dt.date.fromisoformat(of["consulted_on"])
    line += "; " + _("consulted %(date)s") % {"date": f"{consulted:%d-%m-%Y}"}
    mark = translated(printed)
    return f"{line} [{mark}]" if mark else line


def short(citation: Citation) -> str:
    """ "Source, Title, p. 4", for the text of a decision."""
    printed = citation.printed
    return ", ".join(filter(None, [printed["source"], printed["title"], pages(citation.page_from, citation.page_to)]))


def translated(printed: dict[str, Any]) -> str:
    """Whose translation a quotation is; "" for the words of the document itself."""
    if printed.get("translated") == MACHINE:
        return _("machine translation, post-edited and approved by %(name)s") % {"name": printed["translated_by"]}
    if printed.get("translated") == OWN:
        return _("own translation, approved by %(name)s") % {"name": printed["translated_by"]}
    return ""


def pages(first: int | None, last: int | None) -> str:
    """ "p. 4", "pp. 4-5", or nothing of a document without pages."""
    if not first:
        return ""
    return f"p. {first}" if last in (None, first) else f"pp. {first}-{last}"


def silent(of: NoInformation | dict[str, Any]) -> str:
    """What the page and the letter say of a fact without country information. Never that it did not happen."""
    row = of if isinstance(of, dict) else frozen_none(of)
    if row["kind"] == NoInformation.Kind.NOT_SOUGHT:
        return _("No country information was sought for this fact: %(reason)s") % {"reason": row["reason"]}
    day = f"{dt.date.fromisoformat(row['on']):%d-%m-%Y}"
    said = ngettext(
        "No information found in %(n)d document searched on %(date)s.",
        "No information found in %(n)d documents searched on %(date)s.",
        row["documents"],
    ) % {"n": row["documents"], "date": day}
    where = ", ".join(country_name(code) for code in row["countries"])
    tongues = ", ".join(language_name(code).lower() for code in row["languages"])
    details = [_("countries: %(names)s") % {"names": where} if where else "",
               _("languages: %(names)s") % {"names": tongues} if tongues else ""]  # fmt: skip
    more = "; ".join(part for part in details if part)
    return f"{said} ({more})" if more else said


def frozen_none(row: NoInformation) -> dict[str, Any]:
    """An explicit none as it is kept with what was submitted."""
    return {
        "kind": row.kind, "on": row.on.isoformat(), "query": row.query, "countries": list(row.countries),
        "languages": list(row.languages), "documents": row.documents, "passages": row.passages, "reason": row.reason,
    }  # fmt: skip


def warning(each: Warning, flags: dict[str, CountryFlag]) -> str:
    """What a warning says."""
    match each.code:
        case "superseded":
            return _("There is a newer edition of what you cite.")
        case "withdrawn":
            return _("The edition cited was withdrawn from the library.")
        case "source":
            return {
                "dormant": _("Its source has not published for some time."),
                "ceased": _("Its source has stopped publishing."),
            }.get(each.detail, _("Its source is not to be used."))
        case "age":
            if each.months is None:
                return _("It does not say until when its information goes.")
            return ngettext(
                "Its information ends %(n)d month ago: that is old for this topic.",
                "Its information ends %(n)d months ago: that is old for this topic.",
                each.months,
            ) % {"n": each.months}
        case "undisclosed":
            return _("It is not public, and it is not on record that the person was shown it.")
        case "event":
            flag = flags.get(each.detail)
            what = f"{flag.get_kind_display()}, {flag.on:%d-%m-%Y}. {flag.text}" if flag else ""
            return _("Something happened in the country after its information ends: %(what)s") % {"what": what}
        case "translation":
            return _("The translation was made from other words than those cited.")
        case "single":
            if each.detail.startswith(Citation.Role.SUPPORTS):
                return _("What supports this fact comes from one origin only.")
            return _("What contradicts this fact comes from one origin only.")
    return each.code
