"""Offices, staff, and what each may do where."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from functools import cached_property
from typing import Any, Literal, NamedTuple

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from acogida.hooks.ids import uuid7

Everywhere = Literal["all"]


class HeldGrant(NamedTuple):
    """A grant as a user holds it: through a role, by a posting at an office."""

    action: str
    scope: str
    office: int
    hand_on_only: bool
    role: str
    role_es: str
    role_en: str


def _in_english() -> bool:
    return (get_language() or "es").startswith("en")


class Authority(models.Model):
    """Whose house this is: the name of the pack under which new cases open. One row."""

    pack = models.CharField(max_length=40)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_authority")]


class Office(models.Model):
    """A place of the authority. Legal dates are civil dates in its time zone."""

    id: int
    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=80, blank=True)
    zone = models.CharField(max_length=40)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def now(self) -> dt.datetime:
        return timezone.now().astimezone(zoneinfo.ZoneInfo(self.zone))

    def today(self) -> dt.date:
        """The civil date in this office now."""
        return self.now().date()


class RuleChange(models.Model):
    """One change of the rules an authority sets itself (closures, switches), numbered in the order of their commits
    (`accounts.closures.number`). An event of a case names the number it was reckoned under; a replay uses what held then."""

    append_only = True

    class What(models.TextChoices):
        CLOSURE_ADDED = "closure_added", _("Closure added")
        CLOSURE_WITHDRAWN = "closure_withdrawn", _("Closure withdrawn")
        SWITCH_ADDED = "switch_added", _("Rule switched")
        SWITCH_WITHDRAWN = "switch_withdrawn", _("Switching withdrawn")

    id: int
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What)
    reason = models.CharField(max_length=300, blank=True)  # of a withdrawal; an addition's stands in its row
    key = models.UUIDField(unique=True, default=uuid7)  # client-made: the same form sent twice is one change


class DatedRule(models.Model):
    """A row that holds from one change of the rules until another withdraws it. Never edited, never deleted (trigger)."""

    start = models.DateField()
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=200)  # the instrument
    added = models.ForeignKey(RuleChange, on_delete=models.PROTECT, related_name="%(class)s_added")
    withdrawn = models.ForeignKey(
        RuleChange, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)s_withdrawn"
    )

    class Meta:
        abstract = True

    @classmethod
    def under(cls, change: int) -> models.QuerySet[Any]:
        """The rows that held after change number `change`, in the order they were added."""
        not_withdrawn = Q(withdrawn=None) | Q(withdrawn__gt=change)
        return cls._default_manager.filter(not_withdrawn, added__lte=change).order_by("added_id", "pk")


class Closure(DatedRule):
    """Days on which legal terms do not run at one office, or at all (`office` empty), with their instrument.

    `suspends_terms` also stops terms that count every day (calendar days, months)."""

    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="closures")
    end = models.DateField()
    suspends_terms = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="closure_ends_after_start")]


class RuleSwitch(DatedRule):
    """A rule of the pack that a court or an instrument switches on or off between two dates (`end` empty: until
    further notice). For the whole authority."""

    code = models.CharField(max_length=40)  # of the pack's [[switch]]
    on = models.BooleanField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=models.F("start")), name="switch_ends_after_start"
            )
        ]


class Role(models.Model):
    """A named bundle of grants, kept as data so that an authority can shape its own."""

    code = models.SlugField(max_length=40, unique=True)
    name_es = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name_en if _in_english() else self.name_es


class Grant(models.Model):
    """One action, at the posting's own office or everywhere."""

    class Scope(models.TextChoices):
        OFFICE = "office", _("Own office")
        NATIONAL = "national", _("All offices")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    action = models.CharField(max_length=60)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.OFFICE)
    # An administrator may give a colleague what she may not do herself: held to hand on, never to use.
    hand_on_only = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "action"], name="grant_once_per_role")]


class User(AbstractUser):
    """A member of staff."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    is_demonstration = models.BooleanField(default=False, editable=False)
    must_use_second_factor = models.BooleanField(default=True)

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def current_grants(self) -> list[HeldGrant]:
        """Every grant of every posting in force today; one query a request."""
        names = ("role__code", "role__name_es", "role__name_en")
        postings = Posting.in_force().filter(user=self, role__grants__isnull=False)
        rows = postings.values_list(
            "role__grants__action", "role__grants__scope", "office_id", "role__grants__hand_on_only", *names
        )
        return [HeldGrant(*row) for row in rows]

    def offices_for(self, action: str, *, to_hand_on: bool = False) -> Everywhere | frozenset[int]:
        """Where this user may do `action`: "all", or the ids of the offices (empty: nowhere).

        With `to_hand_on`, where she may give it to a colleague: also what she holds only to hand on.
        """
        if not self.is_active:
            return frozenset()
        held = [g for g in self.current_grants if g.action == action and (to_hand_on or not g.hand_on_only)]
        if any(grant.scope == Grant.Scope.NATIONAL for grant in held):
            return "all"
        return frozenset(grant.office for grant in held)

    def can(self, action: str, office: Office | int | None = None) -> bool:
        """Whether this user may do `action` at `office` (None: anywhere at all)."""
        offices = self.offices_for(action)
        if offices == "all":
            return True
        if office is None:
            return bool(offices)
        return (office if isinstance(office, int) else office.pk) in offices

    @property
    def role_names(self) -> list[str]:
        english = _in_english()
        return list(dict.fromkeys(g.role_en if english else g.role_es for g in self.current_grants))

    @property
    def role_codes(self) -> list[str]:
        return sorted({grant.role for grant in self.current_grants})


def colleagues_who(action: str, offices: Everywhere | frozenset[int]) -> models.QuerySet[User]:
    """Active staff posted, at any of `offices`, to a role that may use `action`."""
    postings = Posting.in_force().filter(role__grants__action=action, role__grants__hand_on_only=False)
    if offices != "all":
        postings = postings.filter(office__in=offices)
    return User.objects.filter(is_active=True, pk__in=postings.values("user")).order_by("first_name", "last_name")


class Posting(models.Model):
    """A user holds a role at an office between two civil dates."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="postings")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="postings")
    start = models.DateField(default=timezone.localdate)
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "office"], condition=Q(end=None), name="posting_once")
        ]

    @classmethod
    def in_force(cls) -> models.QuerySet[Posting]:
        """Postings that hold today."""
        today = timezone.localdate()
        return cls.objects.filter(Q(end=None) | Q(end__gte=today), start__lte=today)

    @classmethod
    def in_force_or_to_come(cls) -> models.QuerySet[Posting]:
        """Postings that have not ended."""
        return cls.objects.filter(Q(end=None) | Q(end__gte=timezone.localdate()))
