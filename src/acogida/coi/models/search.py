"""What the search knows of a passage. All of it is derived and can be made again (`acogida coi index`).

No foreign keys but to the passage: a passage is indexed once, and a hundred postings of it are not checked one by one.
The filter columns follow their document, its countries and its standing by trigger (migration coi.…_search).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from acogida.coi.models.document import Passage


class IndexedPassage(models.Model):
    """A passage as it is looked up: by its words, and by what narrows a search."""

    passage = models.OneToOneField(Passage, primary_key=True, on_delete=models.PROTECT, related_name="indexed")
    version_id = models.UUIDField(db_index=True)
    document_id = models.UUIDField(db_index=True)
    source_id = models.UUIDField()
    language = models.CharField(max_length=16)  # without its region: which pool it is in
    countries = ArrayField(models.CharField(max_length=2), default=list)
    topics = ArrayField(models.CharField(max_length=40), default=list)  # the document's and its own
    kind = models.CharField(max_length=20)
    published_on = models.DateField(null=True)
    restricted = models.BooleanField()
    state = models.CharField(max_length=10)  # of the version: Standing.State
    words = models.PositiveSmallIntegerField()  # lexemes with repetitions: BM25's length
    tsv = SearchVectorField()  # header and text, in the configuration of its language

    class Meta:
        db_table = "coi_indexedpassage"
        indexes = [
            GinIndex(fields=["tsv"], name="indexedpassage_words"),
            GinIndex(fields=["countries"], name="indexedpassage_countries"),
            # What most searches leave is counted from this alone: a row carries its words, and is a kilobyte.
            models.Index(
                fields=["language", "document_id"],
                include=["passage", "state", "restricted", "kind", "published_on", "source_id"],
                name="indexedpassage_counted",
            ),
        ]


class IndexedVector(models.Model):
    """The meaning of a passage. Its column `embedding halfvec(384)` and the HNSW index on it exist where the server has
    pgvector (coi.search.vectors.ensure); until then, and until the model was asked, a row only waits here."""

    passage = models.OneToOneField(Passage, primary_key=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)

    class Meta:
        db_table = "coi_indexedvector"


class IndexedTerm(models.Model):
    """How many passages of a language have a lexeme. The empty one counts the passages, " " their words."""

    id = models.AutoField(primary_key=True)  # four bytes in every posting
    language = models.CharField(max_length=16)
    term = models.TextField()
    passages = models.BigIntegerField()

    class Meta:
        db_table = "coi_indexedterm"
        indexes = [GinIndex(OpClass("term", name="gin_trgm_ops"), name="indexedterm_alike")]  # for words nobody has
        constraints = [models.UniqueConstraint(fields=["language", "term"], name="a_term_of_a_language_once")]


class IndexedPosting(models.Model):
    """How often a passage has a term, and how long the passage is. The table's key carries both: BM25 reads nothing but the
    index."""

    pk = models.CompositePrimaryKey("term_id", "passage_id")
    term_id = models.IntegerField()
    passage_id = models.BigIntegerField()
    count = models.SmallIntegerField()
    words = models.SmallIntegerField(default=0)  # IndexedPassage.words

    class Meta:
        db_table = "coi_indexedposting"
