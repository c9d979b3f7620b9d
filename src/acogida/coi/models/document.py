"""Documents, their versions exactly as they were captured, and the passages that are found and cited."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.coi.models.source import Source
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7


class Document(models.Model):
    """A publication, whatever its editions. What is known of it is proposed by the intake and confirmed by a person;
    until then it is found and marked."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("Annual report")
        THEMATIC = "thematic", _("Thematic report")
        QUERY_RESPONSE = "query_response", _("Answer to a query")
        NOTE = "note", _("COI note")
        LAW = "law", pgettext_lazy("document", "Law")
        JUDGMENT = "judgment", _("Judgment")
        NEWS = "news", _("News item")
        STATISTICS = "statistics", _("Statistics")
        MAP = "map", _("Map")
        MISSION = "mission", _("Report of a fact-finding mission")
        EXPERT = "expert", _("Expert opinion")
        FACTS = "facts", _("Country facts")
        GUIDANCE = "guidance", _("Guidance (not country information)")
        OTHER = "other", pgettext_lazy("document", "Other")

    class Access(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("document", "Public")
        RESTRICTED = "restricted", pgettext_lazy("document", "Restricted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="documents")
    external_id = models.CharField(max_length=200, blank=True)  # what the source, or the file it came in, calls it
    title = models.CharField(max_length=500)
    title_es = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    number = models.CharField(max_length=80, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=10, choices=Access, default=Access.PUBLIC)
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # codes of coi.topics
    origin_key = models.CharField(max_length=120, blank=True)  # who first reported; otherwise the source itself
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts writes to this row
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="one_document_of_an_external_id"
            ),
        ]
        indexes = [GinIndex(fields=["topics"], name="document_topics")]

    def __str__(self) -> str:
        return self.title_es or self.title


class DocumentCountry(models.Model):
    """A country a document is about, or mentions."""

    class Role(models.TextChoices):
        MAIN = "main", pgettext_lazy("country of a document", "About it")
        MENTIONED = "mentioned", pgettext_lazy("country of a document", "Mentioned")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    role = models.CharField(max_length=10, choices=Role, default=Role.MAIN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "country"], name="a_country_once_in_a_document")]
        indexes = [models.Index(fields=["country", "document"], name="documents_of_a_country")]


class DocumentVersion(models.Model):
    """One edition of a document as it was captured: the file, its hash, its text and where its pages begin. Never changed
    (by trigger); what became of it stands in `Standing`.

    `sha256`: of the captured bytes; of an entry of a JSON list, of that entry (canonical JSON), `snapshot` is then the whole
    file. `text`: all its text, blanks folded; `pages`: [from, to) of each page in it, in characters.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveSmallIntegerField(default=1)
    edition = models.CharField(max_length=120, blank=True)
    published_on = models.DateField(null=True)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    cutoff = models.DateField(null=True)  # information up to this day
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    capture = models.JSONField(default=dict)  # how: file name, url, response headers, tool
    media_type = models.CharField(max_length=100)
    snapshot = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    pages = models.JSONField(default=list)
    language_detected = models.CharField(max_length=16, blank=True)
    ocr_engine = models.CharField(max_length=80, blank=True)
    ocr_confidence = models.FloatField(null=True)  # 0..100, mean of words
    signature = ArrayField(models.BigIntegerField(), default=list)  # bands of its MinHash: near-duplicates share some

    class Meta:
        ordering = ("document", "sequence")
        constraints = [
            models.UniqueConstraint(fields=["document", "sequence"], name="one_version_after_another"),
            models.UniqueConstraint(fields=["document", "sha256"], name="a_version_is_captured_once"),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="version_sha256"),
            GinIndex(fields=["signature"], name="version_signature"),
        ]

    @property
    def page_count(self) -> int:
        return len(self.pages)


class Standing(models.Model):
    """What became of a version: whether it is the one to use, the language a person confirmed, whether search knows it."""

    class State(models.TextChoices):
        CURRENT = "current", pgettext_lazy("version", "Current")
        SUPERSEDED = "superseded", pgettext_lazy("version", "Superseded")
        WITHDRAWN = "withdrawn", pgettext_lazy("version", "Withdrawn")

    version = models.OneToOneField(DocumentVersion, primary_key=True, on_delete=models.PROTECT, related_name="standing")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="standings")
    state = models.CharField(max_length=10, choices=State, default=State.CURRENT)
    since = models.DateTimeField(auto_now_add=True)
    superseded_by = models.ForeignKey(DocumentVersion, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    language = models.CharField(max_length=16)  # as detected until a person confirms it
    language_confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    indexed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="current"), name="one_current_version_of_a_document"
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(reason=""), name="withdrawn_says_why"),
        ]


class Passage(models.Model):
    """At most 120 words of a version, with where they stand. Never changed (by trigger).

    `version.text[char_from:char_to] == text`. `header`: what stands before it when it is indexed, "Country. Title (year).
    Section."; cut from a report it would not say of which country it speaks.
    """

    append_only = True
    WORDS = 120

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="passages")
    ordinal = models.PositiveIntegerField()
    section = ArrayField(models.CharField(max_length=200), default=list)  # headings, outermost first
    page_from = models.PositiveIntegerField(null=True)  # from 1; None where the document has no pages
    page_to = models.PositiveIntegerField(null=True)
    char_from = models.PositiveIntegerField()
    char_to = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    header = models.CharField(max_length=800)
    topics = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        ordering = ("version", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="one_passage_after_another"),
            models.CheckConstraint(condition=Q(char_to__gt=models.F("char_from")), name="a_passage_has_words"),
        ]
