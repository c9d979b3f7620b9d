"""An answer as paper: PDF/A from its content alone, with the authority's seal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from acogida import letters
from acogida.cases import packs
from acogida.coi.requests import wording
from acogida.hooks.dates import in_words


def pdf(content: dict[str, Any], language: str = "es") -> bytes:
    """The sealed PDF/A of an issued answer. Raises LetterError."""
    pack = packs.current()
    with translation.override(language):
        made = letters.render("coi_response", data(content, language), lang=language, pack=pack.name)
        return letters.seal(made, reason=_("Answer to a research request"))


def data(content: dict[str, Any], language: str) -> dict[str, Any]:
    """What the template wants."""
    pack, said = packs.current(), wording.content_words(content)

    def when(day: Any) -> str:
        return in_words(day, language, pack.jurisdiction) if day else "—"

    first, last = said["period_days"]
    return {
        "authority": {"name": pack.text(pack.authority, language)}, "region": pack.jurisdiction,
        "demonstration": bool(settings.DEMO), "number": f"{said['number']} v{said['sequence']}", "title": said["title"],
        "head": [
            [_("Country"), said["country_words"] + (f", {said['area']}" if said["area"] else "")],
            [_("Asked on"), when(said["asked_day"])], [_("Answered on"), when(said["answered_day"])],
            [_("Reference period"), f"{when(first)} – {when(last)}"],
            [_("Information up to"), when(said["cutoff_day"])],
            [_("Language"), said["language_words"]],
            [_("Written by"), said["by"] + "; " + _("one researcher wrote it, another reviewed it")],
            [_("Version"), str(said["sequence"]) + (
                " (" + _("replaces version %(n)s") % {"n": said["supersedes"]} + ")" if said["supersedes"] else "")],
        ],
        "question": said["question"], "summary": said["summary"],
        "sections": [
            {"no": section["no"], "question": section["question"], "findings": [_finding(f) for f in section["findings"]]}
            for section in said["sections"]
        ],
        "sources": said["source_lines"], "without_result": said["without_result"], "method": said["method"],
        "limits": said["limits"], "disclaimer": said["disclaimer"],
        "words": {
            "question": _("Question"), "summary": _("Summary"), "sources": _("Sources cited"),
            "without_result": _("Consulted without result"), "method": _("Method"), "limits": _("Limits"),
            "sought": _("Sought in"), "number": _("Number"), "page": _("Page"),
            "seal": _("Document with electronic seal. Number"), "disclaimer": _("What this answer is"),
            "demonstration": _("DEMONSTRATION: this document has no official validity"),
        },
    }  # fmt: skip


def _finding(finding: dict[str, Any]) -> dict[str, Any]:
    marks = [finding["certainty_words"]]
    if finding["contradictory"]:
        marks.append(_("Contradictory information"))
    if finding["no_info"]:
        marks = [_("No information found")]
    if finding["single_source"]:
        marks.append(_("Single source") + ": " + finding["single_source"])
    return {
        "no": finding["no"], "text": finding["text"], "marks": " · ".join(marks), "sought": finding["sought"],
        "citations": [
            {"quote": each["quote"], "line": each["line"], "role": each["role_words"]} for each in finding["citations"]
        ],
    }  # fmt: skip
