"""Sources, documents and their versions, passages: the nouns of the library."""

from acogida.coi.models.country import CountryFlag, CountryPriority
from acogida.coi.models.document import Document, DocumentCountry, DocumentVersion, Passage, Standing
from acogida.coi.models.source import Source, SourceAssessment

__all__ = [
    "CountryFlag",
    "CountryPriority",
    "Document",
    "DocumentCountry",
    "DocumentVersion",
    "Passage",
    "Source",
    "SourceAssessment",
    "Standing",
]
