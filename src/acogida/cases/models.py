"""Cases, their members and claims, the event log, and the clocks in force."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, RuleChange, User
from acogida.hooks.ids import uuid7
from acogida.people import words
from acogida.people.models import Person

NO_DUE = dt.date(9999, 12, 31)  # an open case on which no clock runs


class PackSnapshot(models.Model):
    """The exact pack a case is judged by, kept by its content hash."""

    hash = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    content = models.JSONField()  # file name → text
    kept_at = models.DateTimeField(auto_now_add=True)


class NumberSeries(models.Model):
    """The last case number given per office and year."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="one_series_per_office_and_year")]


class Case(models.Model):
    """A household's file under one procedure. Columns below `# present state` are a projection of the event log
    and of the persons, written in the same transaction and rebuildable; lists read nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=32, unique=True)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="cases", db_index=False
    )  # see case_newest
    pack = models.ForeignKey(PackSnapshot, on_delete=models.PROTECT, related_name="+")
    intent_on = models.DateField(null=True)  # first wish to apply
    presented_on = models.DateField()  # civil date at the office; the decision clock's day zero
    modality = models.CharField(max_length=40, default="regular")
    created_at = models.DateTimeField(auto_now_add=True)

    # present state
    stage = models.CharField(max_length=40)
    open = models.BooleanField(default=True)
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=210)
    search_text = models.TextField(blank=True)
    nationality = models.CharField(max_length=2, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    birth_year = models.SmallIntegerField(null=True)
    language = models.CharField(max_length=16, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    member_count = models.SmallIntegerField(default=1)
    has_children = models.BooleanField(default=False)
    unaccompanied_child = models.BooleanField(default=False)
    needs = ArrayField(models.CharField(max_length=8), default=list)  # unrestricted codes only
    sealed = models.BooleanField(default=False, db_default=False)  # a member is: few may know of the case
    next_clock = models.CharField(max_length=40, blank=True)
    next_due = models.DateField(default=NO_DUE)  # never null, so that a queue is one ordered index scan
    next_start = models.DateField(null=True)
    clock_paused = models.BooleanField(default=False)
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="assigned_cases")
    lease_until = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            # One partial covering index per queue: a page of a queue is one short index scan.
            models.Index(
                fields=["assignee", "next_due", "id"],
                name="case_my_queue",
                condition=Q(open=True),
                include=["number", "title", "stage", "next_clock", "nationality"],
            ),
            models.Index(fields=["office", "next_due", "id"], name="case_office_queue", condition=Q(open=True)),
            models.Index(
                fields=["office", "next_due", "id"], name="case_unassigned", condition=Q(open=True, assignee=None)
            ),
            models.Index(
                fields=["office", "next_due", "id"], name="case_children", condition=Q(open=True, has_children=True)
            ),
            models.Index(fields=["office", "stage", "next_due", "id"], name="case_stage", condition=Q(open=True)),
            models.Index(
                fields=["office", "nationality", "next_due", "id"], name="case_nationality", condition=Q(open=True)
            ),
            # A filter by what most cases are scans a queue; this one is for the few that are processed otherwise.
            models.Index(
                fields=["modality", "next_due", "id"],
                name="case_modality",
                include=["office"],
                condition=Q(open=True) & ~Q(modality="regular"),
            ),
            models.Index(fields=["next_due", "id"], name="case_national_queue", condition=Q(open=True)),
            models.Index(fields=["office", "-presented_on", "-id"], name="case_newest"),
            models.Index(fields=["-presented_on", "-id"], name="case_newest_national"),
            words.index("case_words"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> dt.date | None:
        return None if self.next_due == NO_DUE else self.next_due


class Member(models.Model):
    """A person's place in a case, between two dates."""

    class Role(models.TextChoices):
        PRINCIPAL = "principal", _("Principal applicant")
        DEPENDANT = "dependant", _("Dependant")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    relation = models.CharField(max_length=20, blank=True)  # to the principal
    position = models.SmallIntegerField(default=0)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(end=None), name="member_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(end=None, role="principal"), name="one_principal_per_case"
            ),
        ]


class Claim(models.Model):
    """One person's claim. Recognition and refusal are per person (LSR art. 26)."""

    class Basis(models.TextChoices):
        OWN = "own", _("Own claim")
        DERIVATIVE = "derivative", _("Derivative of the principal's")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.OWN)
    position = models.SmallIntegerField(default=0)
    # present state
    stage = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_claim_per_person_and_case")]
        indexes = [models.Index(fields=["stage", "case"], name="claim_stage")]


class Event(models.Model):
    """What happened to a case, in order, chained. The truth the present state is projected from."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # `event_order` below finds the events of a case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)  # a transition's name, or another event's
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="events")
    on = models.DateField()  # legal date: civil, at the office
    at = models.DateTimeField()  # instant of recording
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_roles = models.CharField(max_length=200, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)
    key = models.UUIDField()  # client-made: the same act sent twice is one event
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_order"),
            models.UniqueConstraint(fields=["case", "key"], name="event_once"),
        ]

    @property
    def claim_key(self) -> str | None:
        return str(self.claim_id) if self.claim_id else None


class ClockInForce(models.Model):
    """A legal clock of a case or of one claim, as its events left it."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        MET = "met", _("Met")
        LATE = "late", _("Met late")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="clocks")
    clock = models.CharField(max_length=40)
    start = models.DateField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    pauses = models.JSONField(default=list)  # [{"start", "end", "reason"}]
    extensions = models.JSONField(default=list)  # [{"amount", "ground", "on"}]
    stopped_on = models.DateField(null=True)

    class Meta:
        ordering = ("due", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "claim", "clock"],
                condition=Q(state__in=["running", "paused"]),
                nulls_distinct=False,
                name="one_running_clock",
            )
        ]
        indexes = [models.Index(fields=["due"], name="clock_open_due", condition=Q(state="running"))]


class Recalculation(models.Model):
    """How far the open clocks have been reckoned again after a change of the rules (`cases.recompute`)."""

    change = models.OneToOneField(RuleChange, primary_key=True, on_delete=models.PROTECT, related_name="recalculation")
    total = models.PositiveIntegerField(null=True)  # cases to look at; null until they are counted
    done = models.PositiveIntegerField(default=0)  # cases looked at
    moved = models.PositiveIntegerField(default=0)  # cases of which a date changed
    clocks = models.PositiveIntegerField(default=0)  # dates that changed
    notices = models.PositiveIntegerField(default=0)
    position = models.UUIDField(null=True)  # every case up to this one is done: a killed job goes on from here
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["change"], name="recalculation_open", condition=Q(finished_at=None))]


class TermNotice(models.Model):
    """A sheet that a person must be handed because a term of hers has moved. Handed over, never sent by e-mail or SMS."""

    class State(models.TextChoices):
        QUEUED = "queued", _("To be delivered")
        DELIVERED = "delivered", _("Delivered")
        VOID = "void", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="term_notices", db_index=False)
    # Whose it is: a claim is one person's. The constraint below is its index, and a case is found by its claims.
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="term_notices", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)  # it says what moved
    kind = models.CharField(max_length=20, default="term_changed")
    language = models.CharField(max_length=2, default="es")
    created = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    delivered_on = models.DateField(null=True)  # civil date at the office
    delivered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=20, blank=True)
    remarks = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "event"], name="one_notice_per_claim_event")]
        indexes = [models.Index(fields=["id"], name="notice_to_deliver", condition=Q(state="queued"))]


class PackVersion(models.Model):
    """A version of the rules that the authority makes itself: drafted as files, checked, compared, tried on the cases
    there are, and adopted by somebody who did not draft it, from a date on. Installed packs are the first version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.CharField(max_length=40)  # the pack's name
    version = models.CharField(max_length=40, blank=True)  # as its pack.toml says; empty while that cannot be read
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.JSONField()  # file name → text, sound or not
    based_on = models.CharField(max_length=64)  # hash of the pack it was begun from
    snapshot = models.ForeignKey(PackSnapshot, null=True, on_delete=models.PROTECT, related_name="+")  # once adopted
    effective_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)  # of the content, so that nobody overwrites a colleague
    trial = models.JSONField(null=True)  # what it would do to the open cases, as last tried on this content
    drafters = models.ManyToManyField(User, related_name="+")  # everybody who wrote in it
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)  # adopted or discarded
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)  # client-made

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="adopted")
                | Q(snapshot__isnull=False, effective_on__isnull=False, closed_by__isnull=False),
                name="adopted_version_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="adopted") | ~Q(closed_by=models.F("created_by")), name="adopted_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["pack", "-effective_on"], name="version_in_force", condition=Q(state="adopted"))
        ]


class SavedFilter(models.Model):
    """A user's own named view of the case list."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name")]


class Tally(models.Model):
    """Counts kept by a trigger on Case, exact inside the transaction. `slot` spreads writers over rows."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE)
    measure = models.CharField(max_length=12)  # stage · due · unassigned · children
    bucket = models.CharField(max_length=40)  # a stage, or an ISO date
    slot = models.SmallIntegerField()
    n = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "measure", "bucket", "slot"], name="tally_cell")]
