"""Several decisions signed in one sitting: what was chosen, what was opened or left to the sample, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import Office, User
from acogida.cases.models import Case
from acogida.certificates.models import Certificate
from acogida.determination.models.draft import Submission
from acogida.hooks.ids import uuid7
from acogida.people.models import Person


class Ceremony(models.Model):
    """One sitting of one signatory. Every decision in it gets its own signature and its own event.

    `sampled`: she opens those that the draw chose, not all. The draw follows from `seed` and the submissions alone, so
    that anybody can repeat it (`determination.sampling`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(unique=True)  # made by the client: prepared once
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    signatory = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ceremonies")
    sampled = models.BooleanField(default=False)
    seed = models.CharField(max_length=64)
    prepared_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-prepared_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(given_up_at=None) | Q(confirmed_at=None), name="a_confirmed_ceremony_is_not_given_up"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False), name="a_finished_ceremony_was_confirmed"
            ),
        ]

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.confirmed_at is None and self.given_up_at is None


class CeremonyItem(models.Model):
    """One decision of a ceremony, as it was submitted when it was chosen, or one certificate that follows from a decision."""

    class State(models.TextChoices):
        CHOSEN = "chosen", _("To be signed with the others")
        ASIDE = "aside", pgettext_lazy("decision", "Set aside")
        SIGNED = "signed", pgettext_lazy("decision", "Signed")
        REFUSED = "refused", _("Not signed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # also the key of its signature
    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="items")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="ceremony_items")
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)  # the certificate's paper; of a decision, see Reading
    drawn = models.BooleanField()  # by the sample; without one all are
    state = models.CharField(max_length=10, choices=State, default=State.CHOSEN)
    why = models.CharField(max_length=500, blank=True)  # it was set aside, or could not be signed

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["ceremony", "submission"], name="a_decision_is_chosen_once"),
            models.UniqueConstraint(fields=["ceremony", "certificate"], name="a_certificate_is_chosen_once"),
            models.CheckConstraint(
                condition=Q(submission=None, certificate__isnull=False) | Q(submission__isnull=False, certificate=None),
                name="a_decision_or_a_certificate",
            ),
        ]

    @property
    def paper(self) -> Submission | Certificate:
        """What is signed."""
        found = self.submission or self.certificate
        assert found is not None  # by the constraint
        return found

    @property
    def case(self) -> Case:
        return self.submission.claim.case if self.submission else self.certificate.case  # type: ignore[union-attr]

    @property
    def person(self) -> Person:
        return self.submission.claim.person if self.submission else self.certificate.person  # type: ignore[union-attr]
