"""Persons and what is known of them: declared, documented or verified, with its history."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7
from acogida.people import names, words
from acogida.people.matching.tables import MatchPending, MatchPosting, MatchProfile, MatchSound, MatchToken
from acogida.people.numbers.models import (
    IdentityNumber,
    NumberAnswer,
    NumberAnswers,
    NumberBatch,
    NumberEvent,
    OfficeJoining,
)

__all__ = [
    "IdentityNumber", "MatchPending", "MatchPosting", "MatchProfile", "MatchSound", "MatchToken", "NumberAnswer",
    "NumberAnswers", "NumberBatch", "NumberEvent", "OfficeJoining",
]  # fmt: skip  # the models that stand in other modules of the room


class Sex(models.TextChoices):
    FEMALE = "F", _("Woman")
    MALE = "M", _("Man")
    OTHER = "X", _("Another or not said")


class Basis(models.TextChoices):
    """How well something is known."""

    DECLARED = "declared", _("Declared")
    DOCUMENTED = "documented", _("Documented")
    VERIFIED = "verified", _("Verified")


class Person(models.Model):
    """A person who asks for protection, or who belongs to somebody who does. Never keyed by CURP or name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    # Names stand as declared; the Mexican fields are derived from them, with who decided.
    name_as_declared = models.CharField(max_length=200)
    given_names = models.CharField(max_length=100)
    first_surname = models.CharField(max_length=100, blank=True)
    second_surname = models.CharField(max_length=100, blank=True)
    name_basis = models.CharField(max_length=12, choices=Basis, default=Basis.DECLARED)
    name_decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    sex = models.CharField(max_length=1, choices=Sex)
    # A date is known as far as it is known: the parts that are missing are null, never invented.
    birth_year = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    birth_estimated = models.BooleanField(default=False)
    birth_basis = models.CharField(max_length=12, choices=Basis, default=Basis.DECLARED)
    birth_country = models.CharField(max_length=2, blank=True)
    birth_place = models.CharField(max_length=120, blank=True)
    former_residence = models.CharField(max_length=2, blank=True)
    feared_countries = models.JSONField(default=list)
    marital_status = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=120, blank=True)
    education = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    safe_to_contact = models.BooleanField(null=True)
    address = models.CharField(max_length=250, blank=True)
    photo = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    died_on = models.DateField(null=True, blank=True)
    # Known to few: shown to whoever holds `person.view_sealed`, and to who works on the case (people.sealing).
    sealed = models.BooleanField(default=False, db_default=False)

    search_text = models.TextField(editable=False)  # folded names and numbers (names.fold)
    sort_key = models.CharField(max_length=250, editable=False, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            words.index("person_words"),
            models.Index(fields=["birth_year"], name="person_birth_year"),
            models.Index(fields=["office", "sort_key", "id"], name="person_office_order"),
            models.Index(fields=["office", "id"], name="person_sealed", condition=Q(sealed=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(given_names=""), name="person_has_given_name"),
            models.CheckConstraint(
                condition=Q(birth_month=None) | (Q(birth_year__isnull=False) & Q(birth_month__range=(1, 12))),
                name="person_birth_month",
            ),
            models.CheckConstraint(
                condition=Q(birth_day=None) | (Q(birth_month__isnull=False) & Q(birth_day__range=(1, 31))),
                name="person_birth_day",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.refresh_derived()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def refresh_derived(self, numbers: str = "") -> None:
        """Fill the search and sort columns; bulk loaders call it themselves."""
        self.search_text = names.fold(
            f"{self.name_as_declared} {self.given_names} {self.first_surname} {self.second_surname} {numbers}"
        )
        self.sort_key = names.sort_key(f"{self.surnames} {self.given_names}")[:250]

    @property
    def surnames(self) -> str:
        return f"{self.first_surname} {self.second_surname}".strip()

    @property
    def display_name(self) -> str:
        """Surnames first, as Mexican lists are kept: "Núñez Ibáñez, María José"."""
        return f"{self.surnames}, {self.given_names}" if self.surnames else self.given_names

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.surnames}".strip()

    @property
    def birth(self) -> dt.date | None:
        """The birth date when all three parts are known."""
        if self.birth_year and self.birth_month and self.birth_day:
            return dt.date(self.birth_year, self.birth_month, self.birth_day)
        return None

    def age(self, on: dt.date) -> int | None:
        """Completed years on a civil date; with an incomplete date, what follows from 1 July of the year."""
        if not self.birth_year:
            return None
        month, day = self.birth_month or 7, self.birth_day or 1
        return on.year - self.birth_year - ((on.month, on.day) < (month, day))

    def is_child(self, on: dt.date) -> bool:
        """Under 18, in doubt a child (LGDNNA art. 5: benefit of the doubt)."""
        if not self.birth_year:
            return False
        month, day = self.birth_month or 12, self.birth_day or 28
        return on.year - self.birth_year - ((on.month, on.day) < (month, day)) < 18

    @property
    def nationality_codes(self) -> list[str]:
        return [nationality.country for nationality in self.nationalities.all()]


class PersonName(models.Model):
    """Another name of the person: former, on a document, an alias; kept when the current one is corrected."""

    class Kind(models.TextChoices):
        FORMER = "former", _("Name before a correction")
        DOCUMENT = "document", _("Name on a document")
        ALIAS = "alias", _("Also known as")
        NATIVE = "native", _("In its own script")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="other_names")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=200)
    script = models.CharField(max_length=4, default="Latn")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)


class Nationality(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="nationalities")
    country = models.CharField(max_length=2)  # ISO 3166-1; XXA for stateless is kept as "XA"
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.DECLARED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "country"], name="nationality_once")]


class SpokenLanguage(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=16)  # BCP 47
    variant = models.CharField(max_length=60, blank=True)
    preferred = models.BooleanField(default=False)
    needs_interpreter = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "code"], name="language_once")]


class HeldDocument(models.Model):
    """A paper the person holds: passport, identity card, birth certificate…"""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    original_seen = models.BooleanField(default=False)
    copy = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.DECLARED)
    source = models.CharField(max_length=20, blank=True, db_default="")  # the agency that told us, where one did


class FamilyRelation(models.Model):
    """`person` is the `kind` of `relative` ("mother of"), between two dates; stored once per pair and kind."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", _("Spouse")
        PARTNER = "partner", _("Partner (concubinage)")
        PARENT = "parent", _("Mother or father")
        GRANDPARENT = "grandparent", _("Grandparent")
        SIBLING = "sibling", _("Sister or brother")
        GUARDIAN = "guardian", _("Guardian or carer")
        OTHER = "other", _("Other relative")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    relative = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations_of")
    kind = models.CharField(max_length=12, choices=Kind)
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.DECLARED)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "relative", "kind"], condition=Q(end=None), name="relation_once"),
            models.CheckConstraint(condition=~Q(person=models.F("relative")), name="relation_to_another"),
        ]


class SpecificNeed(models.Model):
    """A need by its UNHCR code, a flag with a status, never free text. Restricted ones (violence, torture,
    protection) are seen only by who holds `need.view_restricted`."""

    class Status(models.TextChoices):
        REPORTED = "reported", _("Reported")
        PENDING = "pending", _("Pending review")
        CONFIRMED = "confirmed", _("Confirmed")
        CLOSED = "closed", _("Closed")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(max_length=8)  # "SV-VO": category and subcategory
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    restricted = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "code"], condition=~Q(status="closed"), name="need_once")
        ]


from acogida.people.judgements import Judgement, PossibleDuplicate  # noqa: E402,F401 - models of this room, kept apart
from acogida.people.register_runs.models import RegisterPair, RegisterRun  # noqa: E402,F401 - the same
from acogida.people.renapo.models import RegisterEntry, RegisterNews  # noqa: E402,F401 - the same
