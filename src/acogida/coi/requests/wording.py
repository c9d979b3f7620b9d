"""What codes of requests and answers are called, on pages and on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from acogida.coi.library import topics
from acogida.coi.models import Finding
from acogida.coi.models.response import Role
from acogida.coi.requests.screening import Kind
from acogida.hooks.dates import in_words
from acogida.people.countries import country_name, language_name

TONES = {
    "draft": "secondary", "reformulate": "warning", "submitted": "info", "triaged": "info", "assigned": "info",
    "research": "primary", "drafting": "primary", "review": "warning", "returned": "warning", "approved": "success",
    "issued": "success", "published": "success", "superseded": "secondary", "withdrawn": "danger",
    "duplicate": "secondary", "answered": "success", "cancelled": "secondary",
}  # fmt: skip
STANDING_TONES = {"current": "success", "superseded": "warning", "withdrawn": "danger"}
ROLE_TONES = {"supports": "success", "contradicts": "danger", "context": "secondary"}


def disclaimer() -> str:
    """What stands under every answer."""
    return _(
        "This answer rests on public sources that were consulted within a limited time. It is neither exhaustive nor "
        "conclusive on the merits of any claim to protection. That no information was found does not mean that something "
        "did not happen. Whoever cites it reads the sources it names."
    )


def step(kind: str) -> str:
    """A step or act as the timeline calls it."""
    words = {
        "begin": _("Request begun"), "submit": _("Request sent"), "cancel": _("Request taken back"),
        "reformulate": _("Given back to be reworded"), "duplicate": _("Closed: asked already"),
        "answered": _("Closed: answered already"), "accept": _("Request accepted"), "assign": _("Request assigned"),
        "hand_over": _("Handed over to a colleague"), "research": _("Research begun"), "draft": _("Writing begun"),
        "review": _("Sent to peer review"), "return": _("Returned with comments"), "approve": _("Answer approved"),
        "reopen": _("Taken back to be changed"), "issue": _("Answer issued"), "publish": _("Readers of the answer set"), "narrow": _("Readers of the answer set"),
        "revise": _("New version begun"), "supersede": _("Replaced by another answer"),
        "withdraw": _("Answer withdrawn"), "withdraw_meanwhile": _("Answer withdrawn"), "clear_danger": _("Danger of asking cleared"),
        "seen": _("Answer read by who asked"),
    }  # fmt: skip
    return words.get(kind, kind)


def found(kind: str) -> str:
    """What the screening calls a finding."""
    words: dict[str, str] = {
        Kind.NAME: _("Name of somebody in the case"), Kind.NUMBER: _("Number of the case or of somebody in it"),
        Kind.BIRTH: _("Date of the case"), Kind.PLACE: _("Address or place of birth in the case"),
        Kind.CONTACT: _("Telephone or e-mail in the case"), Kind.NAME_LIKE: _("Nearly a name of the case"),
        Kind.CURP: pgettext("screening", "CURP"), Kind.CASE_NUMBER: _("Number of a case"),
        Kind.PASSPORT: _("Number of a passport"), Kind.TELEPHONE: _("Telephone number"),
        Kind.EMAIL: _("E-mail address"), Kind.DATE: _("Full date"),
    }  # fmt: skip
    return words[kind]


def content_words(content: dict[str, Any]) -> dict[str, Any]:
    """The content of an answer with words for its codes, as page and paper show it."""
    certainty, roles = dict(Finding.Certainty.choices), dict(Role.choices)
    sections = [
        section | {"findings": [
            finding | {
                "certainty_words": str(certainty.get(finding["certainty"], "")),
                "citations": [c | {"role_words": str(roles.get(c["role"], "")), "tone": ROLE_TONES.get(c["role"]), "line": line(c)} for c in finding["citations"]],
            } for finding in section["findings"]
        ]} for section in content["sections"]
    ]  # fmt: skip
    start, end = (day(each) for each in content["period"])
    return content | {
        "country_words": country_name(content["country"]), "language_words": language_name(content["language"]),
        "topic_words": topics.labels(content["topics"], get_language() or "es"),
        "period_days": (start, end), "cutoff_day": day(content["cutoff"]), "asked_day": day(content["asked_on"]),
        "answered_day": day(content.get("answered_on")), "sections": sections, "disclaimer": disclaimer(),
        "source_lines": [line(each) for each in content["sources"]],
    }  # fmt: skip


def line(cited: dict[str, Any]) -> str:
    """A document as references name it: source, title, edition, date, page; captured on a day."""
    published, captured = day(cited["published_on"]), day(cited.get("captured_on"))
    language = get_language() or "es"
    parts = [cited["source"], cited["title"], cited["edition"], in_words(published, language) if published else ""]
    if cited.get("page"):
        parts.append(_("p. %(n)s") % {"n": cited["page"]})
    words = ", ".join(part for part in parts if part)
    return f"{words}; {_('captured %(day)s') % {'day': in_words(captured, language)}}" if captured else words


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
