"""Agreements, consents, and what was given to others beside the outbox."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import Office, User
from acogida.hooks.ids import uuid7

WARNING = dt.timedelta(days=60)  # before the end of an agreement people are told


class Agreement(models.Model):
    """What may be told to an agency or answered, why, on what legal basis, and between which dates.

    Never edited: what changes is a new version that takes the place of the former one (`actions.agreements`); a trigger
    of the database refuses anything else. Those of the jurisdiction come from its pack (`agreements.installing`).
    """

    class Direction(models.TextChoices):
        SEND = "send", _("We tell or ask")
        ANSWER = "answer", _("They ask, we answer")
        BOTH = "both", _("Both ways")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for a second person")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", pgettext_lazy("agreement", "Declined")

    agency = models.ForeignKey("exchange.Agency", on_delete=models.PROTECT, related_name="agreements")
    purpose = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.AGREED)
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.SEND)
    parties = models.CharField(max_length=300, blank=True)
    words = models.JSONField(default=dict)  # the purpose in plain words, by language: for the person
    path = models.CharField(max_length=120, blank=True)  # below the agency's address, where no operation says it
    fields = ArrayField(models.CharField(max_length=40))
    legal_basis = models.CharField(max_length=200)
    consent_required = models.BooleanField(default=False)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)  # its last day
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    digest = models.CharField(max_length=64, blank=True)  # of the pack's entry it was made from
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)  # why it was ended or declined

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "purpose"], condition=Q(end=None, state="agreed"), name="one_open_agreement"
            ),
            models.UniqueConstraint(
                fields=["agency", "purpose"], condition=Q(state="proposed"), name="one_proposed_agreement"
            ),
            models.UniqueConstraint(fields=["agency", "purpose", "version"], name="agreement_version"),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | Q(decided_by=None) | ~Q(proposed_by=models.F("decided_by")),
                name="agreement_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.purpose} {self.version}"

    @classmethod
    def in_force(cls, agency: str, purpose: str, on: dt.date, direction: str = "") -> Agreement | None:
        """The agreement that covers `purpose` on a day, if any; in that direction ("send", "answer"), where one is given."""
        versions = cls.objects.select_related("agency").filter(agency=agency, purpose=purpose, state=cls.State.AGREED)
        found = [each for each in versions if each.covers(on, direction)]
        return max(found, key=lambda each: (each.start, each.version), default=None)

    def covers(self, on: dt.date, direction: str = "") -> bool:
        """Whether it is in force on a day, and in that direction where one is given: from the day after its end nothing
        leaves under it."""
        ways = (direction, self.Direction.BOTH)
        by_date = self.start <= on and (self.end is None or on <= self.end)
        return self.state == self.State.AGREED and by_date and (not direction or self.direction in ways)

    def ends_soon(self, on: dt.date) -> bool:
        """Whether people are to be warned of its end."""
        return self.covers(on) and self.end is not None and self.end - on <= WARNING

    def in_words(self, language: str) -> str:
        """What it is for, as the person is told; "" where nobody wrote it."""
        return str(self.words.get(language.split("-")[0]) or self.words.get("es") or "")


class Consent(models.Model):
    """That a person expressly agreed to one act: to tell one recipient something for one purpose. Used once, revocable
    until then (LSR art. 21: express and evidenced; PD arts. 59-64)."""

    class Evidence(models.TextChoices):
        SIGNED = "signed", _("Signed paper")
        ORAL = "oral", _("Said before two officers, recorded in writing")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField(db_index=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("exchange.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=200, blank=True)  # where it is no agency: the address, as it will be used
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=3)  # in which it was explained to her
    interpreter = models.CharField(max_length=120, blank=True)
    evidence = models.CharField(max_length=6, choices=Evidence)
    paper = models.CharField(max_length=64, blank=True)  # sha256 of the scanned page in `files`
    witness = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # the second officer
    given_on = models.DateField()
    until = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_why = models.CharField(max_length=300, blank=True)
    used_at = models.DateTimeField(null=True)
    used_for = models.CharField(max_length=80, blank=True)  # the message or disclosure

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agency=None, recipient=""), name="consent_names_who"),
            models.CheckConstraint(
                condition=Q(evidence="signed", paper__gt="") | Q(evidence="oral", witness__isnull=False),
                name="consent_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(witness=None) | ~Q(witness=models.F("recorded_by")), name="consent_heard_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id or 'address'} {self.purpose} {self.pk}"

    @classmethod
    def in_force(
        cls, person_id: object, purpose: str, on: dt.date, *, agency: str = "", recipient: str = ""
    ) -> Consent | None:
        """What she agreed to for this act and has neither used nor revoked, if anything."""
        rows = cls.objects.filter(
            Q(until=None) | Q(until__gte=on), person_id=person_id, purpose=purpose, given_on__lte=on
        )
        rows = rows.filter(used_at=None, revoked_at=None)
        rows = rows.filter(agency=agency) if agency else rows.filter(agency=None, recipient=recipient)
        return rows.order_by("given_on", "pk").first()


class Disclosure(models.Model):
    """One thing about one person that went to somebody otherwise than by the outbox, or was kept from going: an answer to
    a partner's question, a line of a file, a letter to an address. Without its content: the fields' names and a hash."""

    class Kind(models.TextChoices):
        ANSWER = "answer", pgettext_lazy("sharing", "Answered")
        EXPORT = "export", _("In a file")
        LETTER = "letter", pgettext_lazy("sharing", "Letter")
        MAIL = "mail", _("E-mail")
        PERSON = "person", _("Handed to somebody")
        SEARCH = "search", pgettext_lazy("sharing", "Search")
        CODE = "code", pgettext_lazy("sharing", "Code")
        COMPARED = "compared", _("Registers compared")

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    agency = models.ForeignKey("exchange.Agency", null=True, on_delete=models.PROTECT, related_name="disclosures")
    recipient = models.CharField(max_length=200, blank=True)  # who it is, where it is no agency
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="disclosures")
    purpose = models.CharField(max_length=40)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField(null=True)  # None: about nobody
    reference = models.CharField(max_length=64, blank=True)  # the case number, or the file's
    field_names = ArrayField(models.CharField(max_length=40), default=list)
    sha256 = models.CharField(max_length=64, blank=True)  # of what went: the receipt
    asked_sha256 = models.CharField(max_length=64, blank=True)  # of the question it answers
    refusal = models.CharField(max_length=20, blank=True)  # firewall.Refusal; then nothing went
    times = models.PositiveIntegerField(default=1)  # folded: how often, until `at`
    since = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the system

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-id"], name="disclosures_of_person"),
            models.Index(fields=["-id"], name="disclosures_refused", condition=~Q(refusal="")),
            models.Index(fields=["agency", "-id"], name="disclosures_to_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.agency_id or ''} {self.purpose} {self.pk}"

    @property
    def allowed(self) -> bool:
        return not self.refusal
