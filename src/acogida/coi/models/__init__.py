"""Sources, documents and their versions, passages, packs: the nouns of the library."""

from acogida.coi.models.country import CountryFlag, CountryPriority
from acogida.coi.models.document import Document, DocumentCountry, DocumentVersion, Passage, Standing
from acogida.coi.models.feedback import Feedback
from acogida.coi.models.finding import MissedSearch, SavedSearch, SearchCount
from acogida.coi.models.intake import IntakeBatch, IntakeItem
from acogida.coi.models.pack import (
    Pack,
    PackExport,
    PackIndex,
    PackItem,
    PackRemoval,
    PackReview,
    PackShare,
    PackSuggestion,
    PackVersion,
)
from acogida.coi.models.request import CoiRequest, NotPersonal, RequestCase, RequestEvent, RequestSeries, Sharing
from acogida.coi.models.response import (
    CoiResponse,
    Finding,
    FindingCitation,
    FindingComment,
    IssuedCitation,
    IssuedResponse,
    IssueStanding,
    ResponseReview,
    ResponseSection,
)
from acogida.coi.models.search import IndexedPassage, IndexedPosting, IndexedTerm, IndexedVector
from acogida.coi.models.source import Source, SourceAssessment

__all__ = [
    "CoiRequest",
    "CoiResponse",
    "CountryFlag",
    "CountryPriority",
    "Document",
    "DocumentCountry",
    "DocumentVersion",
    "Feedback",
    "Finding",
    "FindingCitation",
    "FindingComment",
    "IndexedPassage",
    "IndexedPosting",
    "IndexedTerm",
    "IndexedVector",
    "IntakeBatch",
    "IntakeItem",
    "IssueStanding",
    "IssuedCitation",
    "IssuedResponse",
    "MissedSearch",
    "NotPersonal",
    "Pack",
    "PackExport",
    "PackIndex",
    "PackItem",
    "PackRemoval",
    "PackReview",
    "PackShare",
    "PackSuggestion",
    "PackVersion",
    "Passage",
    "RequestCase",
    "RequestEvent",
    "RequestSeries",
    "ResponseReview",
    "ResponseSection",
    "SavedSearch",
    "SearchCount",
    "Sharing",
    "Source",
    "SourceAssessment",
    "Standing",
]
