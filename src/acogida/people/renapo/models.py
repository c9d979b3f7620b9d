"""Where the population register keeps somebody, and what it told of her."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import User
from acogida.hooks.ids import uuid7


class RegisterEntry(models.Model):
    """An identity of a person of ours in the population register, by the names it goes by there."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="register_entries")
    curp = models.CharField(max_length=18)
    person_reference = models.CharField(max_length=64)
    identity_reference = models.CharField(max_length=64)
    identity_status = models.CharField(max_length=10)  # OSIA: as the register confirmed it last
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_reference", "identity_reference"], name="register_entry_once"),
        ]
        indexes = [models.Index(fields=["curp"], name="register_entry_curp")]

    def __str__(self) -> str:
        return f"register entry {self.pk}"


class RegisterNews(models.Model):
    """What the register told of a person. It changes nothing by itself: somebody reads it and says so."""

    class Kind(models.TextChoices):
        DEATH = "death", _("The population register holds this person for dead")
        CHANGE = "change", _("The population register changed the number or the data")
        DUPLICATE = "duplicate", _("The population register found two files to be one person")
        UNLIKE = "unlike", _("The number that came does not follow from the person's data")
        CONFLICT = "conflict", _("The number belongs to another file of the population register")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="register_news")
    other = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="+")
    message_id = models.CharField(max_length=64)  # the agency's, or of our message that it answered
    curp = models.CharField(max_length=18, blank=True)
    new_curp = models.CharField(max_length=18, blank=True)
    said_on = models.DateField(null=True)  # the day the register gives: of the death
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "message_id"], name="register_news_once")]
        indexes = [models.Index(fields=["-at"], name="register_news_open", condition=Q(seen_at=None))]

    def __str__(self) -> str:
        return f"register news {self.pk}"
