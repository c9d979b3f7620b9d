"""Who may be whom, and who said so: possible duplicates, and judgements kept as edges between persons.

A person's row is never rewritten by a merge. That two persons are one is an edge in force between them (a judgement
"same"); who is one with whom is derived from the edges (`people.identity`). Taking an edge back undoes it without loss.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.hooks.ids import uuid7


class Source(models.TextChoices):
    """By which way two persons came to be suspected of being one."""

    INTAKE = "intake", _("Counter")
    IMPORT = "import", _("Import")
    REGISTER = "register", _("Search of the whole register")
    SYNC = "sync", _("Offline registration")
    PORTAL = "portal", _("Portal")
    API = "api", _("Another system")
    RENAPO = "renapo", _("Population register")
    DESK = "desk", _("Duplicates desk")


class Pair(models.Model):
    """Two persons; `first` has the smaller id, so that a pair is one pair whichever way it is said."""

    first = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField(null=True)  # that they are one, when it was last weighed
    weight = models.FloatField(null=True)  # bits of evidence

    class Meta:
        abstract = True


class PossibleDuplicate(Pair):
    """Two persons who may be one, kept for the desk. `state` follows from the judgements in force; the
    evidence is weighed anew whenever it is shown."""

    class State(models.TextChoices):
        OPEN = "open", _("To be judged")
        UNSURE = "unsure", _("Not sure")
        WAITING = "waiting", _("Awaits a second person")
        SAME = "same", _("Same person")
        DIFFERENT = "different", _("Different persons")
        SETTLED = "settled", _("Follows from other judgements")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sources = ArrayField(models.CharField(max_length=10, choices=Source.choices))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # The persons who hang together through pairs still to be judged are one group: the smallest id among them.
    group = models.UUIDField(null=True, editable=False)
    # What has changed since somebody judged them different, when that is why they are asked about again.
    changed = ArrayField(models.CharField(max_length=20), default=list)
    first_seen = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField()
    # Who is comparing them now: two clerks do not judge the same pair.
    holder = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suspected_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suspected_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-probability", "id"], name="suspected_likeliest", condition=Q(state__in=["open", "unsure"])
            ),
            models.Index(
                fields=["first_seen", "id"], name="suspected_oldest", condition=Q(state__in=["open", "unsure"])
            ),
            models.Index(fields=["group"], name="suspected_group", condition=Q(state__in=["open", "unsure"])),
        ]


class Judgement(Pair):
    """What somebody said of two persons: an edge with who, when, and the evidence as it was seen. Never changed but for
    being confirmed, declined or withdrawn, each once."""

    class Verdict(models.TextChoices):
        SAME = "same", _("Same person")
        DIFFERENT = "different", _("Different persons")
        UNSURE = "unsure", _("Not sure")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verdict = models.CharField(max_length=10, choices=Verdict)
    evidence = models.JSONField(default=list)  # [part, what, rarity, bits]: people.matching.explain.Reason
    # Both persons as they stood (`duplicates.material`): a "different" holds as long as they do.
    seen = models.JSONField(default=dict)
    source = models.CharField(max_length=10, choices=Source)
    note = models.CharField(max_length=500, blank=True)
    leads = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # whose page is to stand for both, when somebody chose
    key = models.UUIDField()  # client-made: the same answer sent twice is one judgement
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(auto_now_add=True)

    # "Same" for two persons with open cases takes effect when a second person has looked.
    needs_confirmation = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(withdrawn_at=None), name="one_judgement_in_force"
            ),
            models.UniqueConstraint(fields=["first", "second", "key"], name="judged_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="judged_in_order"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")), name="confirmed_by_another"
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"],
                name="judgement_waiting",
                condition=Q(verdict="same", needs_confirmation=True, confirmed_at=None, withdrawn_at=None),
            ),
        ]

    @property
    def in_force(self) -> bool:
        """Whether it holds: not taken back, and confirmed where that is needed."""
        return self.withdrawn_at is None and not self.waits

    @property
    def waits(self) -> bool:
        """Whether a second person has to look first."""
        return self.withdrawn_at is None and self.needs_confirmation and self.confirmed_at is None


JOINING = Q(verdict="same", withdrawn_at=None) & (Q(needs_confirmation=False) | Q(confirmed_at__isnull=False))
"""The edges that make persons one."""
