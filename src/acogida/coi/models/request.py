"""Research requests: what is asked, without anybody's data, and apart from it the case it was asked for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import Office, User
from acogida.cases.models import Case
from acogida.hooks.ids import uuid7
from acogida.people import names


class Sharing(models.TextChoices):
    """Who may read the answer; each level includes those before it."""

    UNIT = "unit", pgettext_lazy("sharing", "The unit that asked")
    AUTHORITY = "authority", pgettext_lazy("sharing", "The whole authority")
    PARTNERS = "partners", pgettext_lazy("sharing", "Partner authorities")
    PUBLIC = "public", pgettext_lazy("sharing", "Everybody")

    @property
    def rank(self) -> int:
        return list(Sharing).index(self)


class RequestSeries(models.Model):
    """The last number given in a year."""

    year = models.SmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class CoiRequest(models.Model):
    """A question to the COI unit. Nothing in it tells of a person: it is screened before it is sent (`requests.screening`).
    The columns are those of the field's own request forms (ACCORD; IRB, acquisition of information form)."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("request", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("request", "Submitted")
        REFORMULATE = "reformulate", pgettext_lazy("request", "To be reworded")
        DUPLICATE = "duplicate", pgettext_lazy("request", "Closed: asked already")
        ANSWERED = "answered", pgettext_lazy("request", "Closed: answered already")
        CANCELLED = "cancelled", pgettext_lazy("request", "Taken back")
        TRIAGED = "triaged", pgettext_lazy("request", "Accepted")
        ASSIGNED = "assigned", pgettext_lazy("request", "Assigned")
        RESEARCH = "research", pgettext_lazy("request", "In research")
        DRAFTING = "drafting", pgettext_lazy("request", "Being written")
        REVIEW = "review", pgettext_lazy("request", "In peer review")
        RETURNED = "returned", pgettext_lazy("request", "Returned with comments")
        APPROVED = "approved", pgettext_lazy("request", "Approved")
        ISSUED = "issued", pgettext_lazy("request", "Answered")
        PUBLISHED = "published", pgettext_lazy("request", "Answered and published")
        SUPERSEDED = "superseded", pgettext_lazy("request", "Replaced by another answer")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "Answer withdrawn")

    class Purpose(models.TextChoices):
        INTERVIEW = "interview", _("To prepare an interview")
        CREDIBILITY = "credibility", _("To assess what was said")
        RISK = "risk", _("Risk on return")
        PROTECTION = "protection", _("Protection by the State")
        ALTERNATIVE = "alternative", _("Internal protection alternative")
        EXCLUSION = "exclusion", _("Exclusion")
        DOCUMENT = "document", _("To check a document")
        MEDICAL = "medical", _("Medical care in the country")
        RETURN = "return", _("Conditions of return")
        PACK = "pack", _("To update a pack")

    class Urgency(models.TextChoices):
        NORMAL = "normal", pgettext_lazy("urgency", "Normal")
        URGENT = "urgent", pgettext_lazy("urgency", "Urgent")

    class Reason(models.TextChoices):
        """Why a request is urgent; none: it is not."""

        NONE = "", _("Nothing makes it urgent")
        INTERVIEW = "interview", _("An interview has its date")
        DETAINED = "detained", _("Somebody is detained")
        APPEAL = "appeal", _("An appeal is running")

    class Channel(models.TextChoices):
        PAGE = "page", _("On this page")
        EMAIL = "email", _("By e-mail")
        TELEPHONE = "telephone", _("By telephone")
        MEETING = "meeting", _("In a meeting")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField(auto_now_add=True)

    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    area = models.CharField(max_length=120, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=16, default="es")  # of the answer
    purpose = models.CharField(max_length=12, choices=Purpose)
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # codes of coi.library.topics
    title = models.CharField(max_length=200)
    question = models.TextField()
    sub_questions = models.JSONField(default=list)  # list of texts
    background = models.TextField(blank=True)  # what the researcher must know, without anybody's data
    consulted = models.TextField()  # what was searched before asking
    not_to_contact = models.TextField(blank=True)
    risk = models.BooleanField(default=False)  # asking could put somebody in danger
    risk_why = models.TextField(blank=True)
    risk_cleared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    risk_cleared_at = models.DateTimeField(null=True)
    risk_clearance = models.TextField(blank=True)  # how the danger is avoided
    consent_reference = models.CharField(max_length=120, blank=True)
    sharing = models.CharField(max_length=10, choices=Sharing, default=Sharing.AUTHORITY)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.NORMAL)
    urgency_reason = models.CharField(max_length=12, choices=Reason, blank=True)
    needed_by = models.DateField(null=True, blank=True)  # the day of the interview, the end of the appeal
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PAGE)

    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True)  # civil date at the unit that asked
    due_on = models.DateField(null=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    answered_by = models.ForeignKey("coi.IssuedResponse", null=True, on_delete=models.PROTECT, related_name="+")
    answered_pack = models.ForeignKey("coi.PackVersion", null=True, on_delete=models.PROTECT, related_name="+")
    seen_answer_at = models.DateTimeField(null=True)  # when who asked opened the answer
    search_text = models.TextField(editable=False)  # folded title and questions
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["state", "due_on"], name="coi_request_queue"),
            models.Index(fields=["requester", "state"], name="coi_request_mine"),
            models.Index(fields=["country", "state"], name="coi_request_country"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="coi_request_alike"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="request_asks_something"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(consulted=""), name="request_was_searched_first"),
            models.CheckConstraint(condition=Q(risk=False) | ~Q(risk_why=""), name="request_danger_says_why"),
            models.CheckConstraint(
                condition=Q(urgency="normal", urgency_reason="") | Q(urgency="urgent") & ~Q(urgency_reason=""),
                name="request_urgency_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False), name="duplicate_of_another"
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="no_duplicate_of_itself"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_by__isnull=False) | Q(answered_pack__isnull=False),
                name="answered_by_something",
            ),
            models.CheckConstraint(
                condition=Q(risk_cleared_by=None) | ~Q(risk_cleared_by=F("requester")), name="danger_cleared_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = names.fold(" ".join([self.title, self.question, *self.sub_questions]))
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class RequestCase(models.Model):
    """The case a request was asked for. Apart, behind the row-level wall: the COI unit does not see it, and nothing that
    leaves the house knows of it."""

    request = models.OneToOneField(CoiRequest, primary_key=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # the case's: what the wall asks
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)


class RequestEvent(models.Model):
    """What happened to a request, in order."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(CoiRequest, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)  # a step of requests.states, or another act
    state = models.CharField(max_length=12)  # that it led to
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    key = models.UUIDField()

    class Meta:
        ordering = ("at", "id")
        constraints = [models.UniqueConstraint(fields=["request", "key"], name="request_event_once")]


class NotPersonal(models.Model):
    """Somebody looked at what the screening found and says that it is nobody's data, and why."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(CoiRequest, on_delete=models.PROTECT, related_name="not_personal")
    kind = models.CharField(max_length=12)  # of the finding
    fragment = models.CharField(max_length=200)  # folded
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "fragment"], name="confirmed_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="not_personal_says_why"),
        ]
