"""The first words of a draft, put together from the record and the assessment. A person then writes the decision.

Decisions are written in the authority's language, whatever that of the screen (`wording`). Nothing is concluded here: only
what the officer has already written is set in the order in which a decision says it.
"""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from acogida.archive.wording import date_in_words
from acogida.cases.models import Case, Claim
from acogida.determination import appeal, country, country_words, findings
from acogida.determination.models import Assessment, Citation, Interview, MaterialFact
from acogida.determination.models.draft import Section
from acogida.determination.template import COMPLEMENTARY, RECOGNISED
from acogida.determination.wording import in_language, language_of
from acogida.law import Pack
from acogida.law.model.forms import AssessmentSection
from acogida.people.countries import language_name

# Sections of the template that are told elsewhere in the decision, or only prepare it.
NOT_IN_ANALYSIS = {"claim_summary", "material_facts", COMPLEMENTARY, "legal_articles", "evidence_list", "sre_opinion"}


def sections(pack: Pack, case: Case, claim: Claim) -> dict[str, str]:
    """Section → text; a section about which nothing is written yet is empty."""
    assessment = Assessment.objects.filter(claim=claim).first()
    if assessment is None:
        return dict.fromkeys(Section.values, "")
    language = language_of(case)
    with translation.override(language):
        return {
            Section.BACKGROUND.value: _background(pack, case, claim, assessment, language),
            Section.FACTS.value: _facts(assessment),
            Section.ANALYSIS.value: _analysis(pack, case, claim, assessment, language),
            Section.COMPLEMENTARY.value: _complementary(pack, assessment, language),
            Section.RESOLVES.value: _resolves(pack, case, claim, assessment, language),
        }


def _background(pack: Pack, case: Case, claim: Claim, assessment: Assessment, language: str) -> str:
    lines = [
        _("%(name)s presented the claim on %(date)s at the office in %(office)s, under file %(number)s.")
        % {
            "name": claim.person.full_name,
            "date": date_in_words(case.presented_on, pack, language),
            "office": case.office.name,
            "number": case.number,
        }
    ]
    heard = Interview.objects.filter(claim__case=case, state=Interview.State.CLOSED)
    heard = heard.filter(claim__in=[claim.pk, *([assessment.follows_id] if assessment.follows_id else [])])
    for interview in heard.select_related("claim__person", "office"):
        words = {
            "name": interview.claim.person.full_name,
            "date": date_in_words(interview.started_at.astimezone(_zone(interview)).date(), pack, language),
            "language": language_name(interview.language).lower(),
        }
        if interview.interpreter_name:
            lines.append(_("%(name)s was interviewed on %(date)s in %(language)s, with an interpreter.") % words)
        else:
            lines.append(_("%(name)s was interviewed on %(date)s in %(language)s.") % words)
    if summary := assessment.data.get("answers", {}).get("summary"):
        lines.append(summary)
    return "\n\n".join(lines)


def _zone(interview: Interview) -> Any:
    return zoneinfo.ZoneInfo(interview.office.zone)


def _facts(assessment: Assessment) -> str:
    return "\n\n".join(
        f"{number}. {fact.statement}" for number, fact in enumerate(findings.material_facts(assessment), start=1)
    )


def _analysis(pack: Pack, case: Case, claim: Claim, assessment: Assessment, language: str) -> str:
    known = country.of(case)[claim.pk]
    paragraphs = [
        " ".join(
            [f"{_('Fact')} {number} ({fact.get_result_display().lower()}). {fact.reasons}", *_country(known, fact)]
        )
        for number, fact in enumerate(findings.material_facts(assessment), start=1)
        if fact.assessed
    ]
    for section in pack.assessment_template:
        if section.code not in NOT_IN_ANALYSIS and (text := _written(pack, section, assessment, language)):
            paragraphs.append(text)
    return "\n\n".join(paragraphs)


def _country(known: country.Standing, fact: MaterialFact) -> list[str]:
    """Where country information on a fact stands, in short: its words are printed in their own section."""
    lines = []
    for role, words in ((Citation.Role.SUPPORTS, _("In support")), (Citation.Role.CONTRADICTS, _("Against"))):
        cited = [each for each in known.citations.get(fact.pk, ()) if each.role == role]
        if cited:
            lines.append(f"{words}: {'; '.join(dict.fromkeys(map(country_words.short, cited)))}.")
    return lines


def _complementary(pack: Pack, assessment: Assessment, language: str) -> str:
    if assessment.outcome == RECOGNISED:
        return ""
    section = next((each for each in pack.assessment_template if each.code == COMPLEMENTARY), None)
    return _written(pack, section, assessment, language) if section else ""


def _written(pack: Pack, section: AssessmentSection, assessment: Assessment, language: str) -> str:
    """What the officer wrote in a section, under its name; answers that are only ticks are left to the file."""
    answers = assessment.data.get("answers", {})
    texts = [str(answers[f.code]).strip() for f in section.fields if f.type == "longtext" and answers.get(f.code)]
    return f"{in_language(pack, section.label, language)}. {' '.join(texts)}" if texts else ""


def _resolves(pack: Pack, case: Case, claim: Claim, assessment: Assessment, language: str) -> str:
    if not assessment.outcome:
        return ""
    outcome = pack.outcome(assessment.outcome)
    grounds = [pack.ground(code) for code in assessment.grounds]
    points = [f"{in_language(pack, outcome.label, language)}: {claim.person.full_name}."]
    if grounds:
        sources = "; ".join(dict.fromkeys(ground.source for ground in grounds))
        labels = ", ".join(in_language(pack, ground.label, language).lower() for ground in grounds)
        points.append(_("Grounds: %(grounds)s (%(sources)s).") % {"grounds": labels, "sources": sources})
    points.append(_("Let this decision be notified to the person, in a language that she understands."))
    term = appeal.rule(pack)
    if term and appeal.open_against(outcome.code):
        words = {"term": appeal.length(term, case.office.today()), "source": term.source}
        points.append(_("The person may contest this decision within %(term)s (%(source)s).") % words)
    return "\n".join(points)
