"""Who publishes country information, and what researchers found about how far it can be relied on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.hooks.ids import uuid7


class Source(models.Model):
    """A publisher. One that nobody assessed says so everywhere it is shown (`assessed`)."""

    class Kind(models.TextChoices):
        UN = "un", _("United Nations body")
        REGIONAL = "regional", _("Regional body")
        COI_UNIT = "coi_unit", _("COI unit of a State")
        FOREIGN_MINISTRY = "foreign_ministry", _("Foreign ministry or embassy")
        HOME_AUTHORITY = "home_authority", _("Authority of the country itself")
        INGO = "ingo", _("International organisation of civil society")
        NGO = "ngo", _("National organisation of civil society")
        ACADEMIC = "academic", _("Academic")
        MEDIA = "media", _("International media")
        LOCAL_MEDIA = "local_media", _("Local media")
        EXPERT = "expert", _("Expert")
        MISSION = "mission", _("Fact-finding mission")
        SOCIAL = "social", _("Social media")
        LAW = "law", _("Law or official gazette")
        STATISTICS = "statistics", _("Statistics")
        OTHER = "other", pgettext_lazy("source", "Other")

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("source", "Active")
        DORMANT = "dormant", pgettext_lazy("source", "Dormant")
        CEASED = "ceased", pgettext_lazy("source", "Ceased")
        BANNED = "banned", pgettext_lazy("source", "Not to be used")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    name_es = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2, where it is at home
    languages = ArrayField(models.CharField(max_length=16), default=list, blank=True)  # BCP 47
    url = models.URLField(max_length=500, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    legal_status = models.CharField(max_length=200, blank=True)
    mandate = models.TextField(blank=True)
    funding = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    methodology = models.TextField(blank=True)
    field_presence = models.TextField(blank=True)
    reputation = models.TextField(blank=True)
    motivation = models.TextField(blank=True)
    known_bias = models.TextField(blank=True)
    dubious = models.BooleanField(default=False)
    dubious_reason = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    status_reason = models.TextField(blank=True)
    status_on = models.DateField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=3)  # 1 (first) to 4
    check_every_days = models.PositiveSmallIntegerField(null=True, blank=True)  # otherwise by priority and country
    last_checked_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)  # the next look; reckoned by coi.library.watch
    described_on = models.DateField(null=True, blank=True)
    described_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        indexes = [models.Index(fields=["due_on"], name="sources_by_next_look")]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_source_of_a_name"),
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="source_priority_from_1_to_4"),
            models.CheckConstraint(condition=Q(dubious=False) | ~Q(dubious_reason=""), name="dubious_says_why"),
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(status_reason=""), name="a_source_put_aside_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name_es or self.name


class SourceAssessment(models.Model):
    """What a researcher found about a source, or about one document of it, on a day: who, what, why, how, when. Written
    once; a new finding is a new row."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assessments")
    document = models.ForeignKey(
        "coi.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="assessments"
    )
    on = models.DateField()
    who = models.TextField()  # identity, knowledge, whether it saw for itself
    what = models.TextField()  # fact, opinion or allegation; how detailed
    why = models.TextField()  # mandate, funding, interest
    how = models.TextField()  # method, sample, tone
    when = models.TextField()  # dates of the event, of the collection, of the publication
    ratings = models.JSONField(default=dict)  # criterion → 1 (weak) to 4 (strong)
    text = models.TextField(blank=True)
    next_review = models.DateField(null=True, blank=True)
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-on", "-recorded_at")
