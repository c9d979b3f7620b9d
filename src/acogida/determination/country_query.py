"""The search that a material fact proposes: the words of its statement without anything of whose it is, the claim's country,
and subjects that the assessment names. What is proposed can be changed; what is sent is screened again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language

from acogida.cases.models import Claim
from acogida.coi.library import topics
from acogida.coi.requests.screened import of_case
from acogida.coi.requests.screening import REMOVED, clean
from acogida.coi.search import Query
from acogida.determination.models import Assessment, MaterialFact
from acogida.determination.quoted import country_of

AGENTS = {"state": ("agent_state",), "non_state": ("agent_non_state",), "both": ("agent_state", "agent_non_state")}
GROUNDS = {
    "gender": "gender",
    "religion": "religion",
    "race": "ethnicity",
    "nationality": "ethnicity",
    "political_opinion": "political",
}
MOST = 400  # characters of a question


@dataclass(frozen=True)
class Proposal:
    """`countries`: those the claim is about, of which one is searched; `subjects`: codes of topics, as (code, label)."""

    text: str
    countries: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]


def propose(claim: Claim, fact: MaterialFact) -> Proposal:
    """What to search for a fact."""
    assessment = Assessment.objects.filter(claim=claim).first()
    codes: list[str] = list(topics.suggest(fact.statement))
    if assessment is not None:
        codes += AGENTS.get(str(assessment.data.get("answers", {}).get("agent", "")), ())
        codes += [GROUNDS[code] for code in assessment.grounds if code in GROUNDS]
        codes += assessment.circumstances
    known = topics.all_topics()
    language = get_language() or "es"
    return Proposal(
        without_persons(claim, fact.statement),
        countries(claim),
        tuple((code, known[code].label(language)) for code in dict.fromkeys(codes) if code in known),
    )


def countries(claim: Claim) -> tuple[str, ...]:
    """The country the claim is about first, then those the person fears and is of."""
    person = claim.person
    return tuple(dict.fromkeys(filter(None, [country_of(claim), *person.feared_countries, *person.nationality_codes])))


def without_persons(claim: Claim, text: str) -> str:
    """The words without names, numbers, dates, addresses of anybody in the case: they leave the claim's page only so."""
    return " ".join(clean(text, of_case(claim.case)).replace(REMOVED, " ").split())[:MOST]


def query(claim: Claim, text: str, country: str, subjects: tuple[str, ...], since: dt.date | None, limit: int) -> Query:
    """What the search is asked: the country narrows it, subjects only add their words."""
    about = topics.labels([code for code in subjects if code in topics.codes()], "es")
    words = ". ".join(part for part in (without_persons(claim, text), ", ".join(about)) if part)
    return Query(text=words, countries=(country,) if country else (), published_from=since, limit=limit)
