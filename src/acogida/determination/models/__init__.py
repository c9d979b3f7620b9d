"""Interviews, assessments, drafts, reviews, signed decisions and notifications: the nouns of determination."""

from acogida.determination.models.assessment import Assessment, MaterialFact
from acogida.determination.models.ceremony import Ceremony, CeremonyItem
from acogida.determination.models.citation import (
    Citation,
    CountryAnswer,
    Disclosure,
    NoInformation,
    RecalledDecision,
    SubmittedCitation,
)
from acogida.determination.models.decision import Decision, DecisionSeries, Notification, Reading
from acogida.determination.models.draft import Draft, ReviewComment, Submission
from acogida.determination.models.interview import Interview, InterviewEntry

__all__ = [
    "Assessment",
    "Ceremony",
    "CeremonyItem",
    "Citation",
    "CountryAnswer",
    "Decision",
    "DecisionSeries",
    "Disclosure",
    "Draft",
    "Interview",
    "InterviewEntry",
    "MaterialFact",
    "NoInformation",
    "Notification",
    "Reading",
    "RecalledDecision",
    "ReviewComment",
    "Submission",
    "SubmittedCitation",
]
