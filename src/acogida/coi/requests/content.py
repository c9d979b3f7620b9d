"""Everything an answer says, as one JSON value: what is judged, issued, printed, exported and published is this and nothing
else. It knows neither case nor requester nor unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts import authority
from acogida.coi.models import CoiResponse, Document, Finding, FindingCitation
from acogida.coi.models.response import Role
from acogida.people.names import fold

TWO = 2  # independent origins that a material statement wants


def of(response: CoiResponse) -> dict[str, Any]:
    """The content of an answer as it stands now. Dates are ISO texts."""
    asked = response.request
    sections = [_section(section) for section in response.sections.prefetch_related("findings")]
    return {
        "number": asked.number, "title": asked.title, "country": asked.country, "area": asked.area,
        "question": asked.question, "asked_on": _day(asked.received_on), "language": asked.language,
        "topics": asked.topics,
        "by": _("COI unit, %(authority)s") % {"authority": authority.short_name()},
        "period": [_day(response.period_from), _day(response.period_to)], "cutoff": _day(response.cutoff),
        "summary": response.summary, "sections": sections, "sources": sources(sections),
        "without_result": [line.strip() for line in response.without_result.splitlines() if line.strip()],
        "method": response.method, "limits": response.limits,
    }  # fmt: skip


def sha256(content: dict[str, Any]) -> str:
    """Of the content, whatever the order of its names."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def origins(citations: list[FindingCitation]) -> int:
    """How many independent bodies support a statement: two outlets that quote one report count once."""
    return len({fold(each.origin_key) for each in citations if each.role == Role.SUPPORTS})


def texts(content: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, what it is called, text) of everything that was written here, for the screening; quotations apart."""
    yield "title", _("Title"), content["title"]
    yield "area", _("Part of the country"), content["area"]
    yield "question", _("Question"), content["question"]
    yield "summary", _("Summary"), content["summary"]
    for section in content["sections"]:
        yield f"section.{section['no']}", _("Part %(n)d") % {"n": section["no"]}, section["question"]
        for finding in section["findings"]:
            words = _("Statement %(n)s") % {"n": finding["no"]}
            for name in ("text", "sought", "single_source"):
                yield f"finding.{finding['no']}.{name}", words, finding[name]
    for name, label in (("method", _("Method")), ("limits", _("Limits"))):
        yield name, label, content[name]
    yield "without_result", _("Consulted without result"), "\n".join(content["without_result"])


def quotations(content: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The same of the words that are quoted."""
    for section in content["sections"]:
        for finding in section["findings"]:
            for each in finding["citations"]:
                yield (
                    f"finding.{finding['no']}.quote",
                    _("Quotation in statement %(n)s") % {"n": finding["no"]},
                    each["quote"],
                )


def lacks(response: CoiResponse) -> list[str]:
    """What an answer still lacks before somebody else may be asked to review it; empty when nothing."""
    found = []
    for section in response.sections.prefetch_related("findings__citations"):
        findings = list(section.findings.all())
        if not findings:
            found.append(_("Part %(n)d has no statement: write what was found, or that nothing was found and where it was sought.") % {"n": section.ordinal})  # fmt: skip
        for finding in findings:
            name, citations = f"{section.ordinal}.{finding.ordinal}", list(finding.citations.all())
            if not citations and not finding.no_info:
                found.append(_("Statement %(n)s cites nothing.") % {"n": name})
            if (
                finding.material
                and not finding.no_info
                and origins(citations) < TWO
                and not finding.single_source.strip()
            ):
                found.append(_("Statement %(n)s is material and has fewer than two independent origins: cite another, or say that there is a single source.") % {"n": name})  # fmt: skip
    if response.cutoff is None:
        found.append(_("Say up to which day information was sought."))
    if not response.method.strip():
        found.append(_("Say how it was researched: time, languages, machine translation."))
    return found


def restricted(response: CoiResponse) -> bool:
    """Whether it quotes what is not public."""
    return FindingCitation.objects.filter(
        finding__section__response=response, version__document__access=Document.Access.RESTRICTED
    ).exists()


def sources(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents cited, each version once, in the order of their titles."""
    cited = {each["version"]: each for s in sections for finding in s["findings"] for each in finding["citations"]}
    names = ("source", "title", "edition", "published_on", "captured_on", "language", "url", "sha256", "version")
    rows = [{name: each[name] for name in names} for each in cited.values()]
    return sorted(rows, key=lambda row: (row["source"], row["title"], row["version"]))


def _section(section: Any) -> dict[str, Any]:
    findings = section.findings.prefetch_related("citations__version__document__source").order_by("ordinal")
    return {
        "no": section.ordinal, "question": section.question,
        "findings": [_finding(section.ordinal, n, finding) for n, finding in enumerate(findings, 1)],
    }  # fmt: skip


def _finding(section: int, n: int, finding: Finding) -> dict[str, Any]:
    citations = list(finding.citations.all())
    return {
        "no": f"{section}.{n}", "text": finding.text, "certainty": finding.certainty,
        "contradictory": finding.contradictory, "no_info": finding.no_info, "sought": finding.sought,
        "material": finding.material, "single_source": finding.single_source, "origins": origins(citations),
        "citations": [_citation(each) for each in citations],
    }  # fmt: skip


def _citation(each: FindingCitation) -> dict[str, Any]:
    version, document = each.version, each.version.document
    return {
        "quote": each.quote, "page": each.page, "role": each.role, "origin": each.origin_key,
        "source": str(document.source), "title": str(document), "edition": version.edition,
        "published_on": _day(version.published_on), "captured_on": _day(timezone.localdate(version.captured_at)),
        "language": version.language_detected, "url": document.url, "sha256": version.sha256,
        "version": str(version.pk), "passage": each.passage_id,
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
