"""Sources, documents and their versions, passages, packs: the nouns of the library."""

from acogida.coi.models.country import CountryFlag, CountryPriority
from acogida.coi.models.document import Document, DocumentCountry, DocumentVersion, Passage, Standing
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
from acogida.coi.models.search import IndexedPassage, IndexedPosting, IndexedTerm, IndexedVector
from acogida.coi.models.source import Source, SourceAssessment

__all__ = [
    "CountryFlag",
    "CountryPriority",
    "Document",
    "DocumentCountry",
    "DocumentVersion",
    "IndexedPassage",
    "IndexedPosting",
    "IndexedTerm",
    "IndexedVector",
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
    "Source",
    "SourceAssessment",
    "Standing",
]
