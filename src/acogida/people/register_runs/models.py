"""One comparison of the whole register with itself, and the pairs it has yet to hand to the desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.hooks.ids import uuid7


class RegisterRun(models.Model):
    """A run. Its row is written as it goes on, so that everybody sees how far it is and a killed one is gone on with."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to begin")
        READING = "reading", _("Reading the register")
        COMPARING = "comparing", _("Comparing persons")
        HANDING = "handing", _("Handing pairs to the duplicates desk")
        DONE = "done", _("Finished")
        STOPPED = "stopped", pgettext_lazy("comparison", "Stopped")
        FAILED = "failed", _("Failed")

    OVER = (State.DONE, State.STOPPED, State.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: command line
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    threshold = models.FloatField()  # least probability of a pair handed to the desk
    weights = models.CharField(max_length=40)
    # Of what the state says: so much of so much.
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    # Sealed persons and pairs with one are counted apart, so that who may not know of them cannot tell that they are there.
    persons = models.IntegerField(default=0)
    sealed_persons = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    sealed_found = models.IntegerField(default=0)
    new = models.IntegerField(default=0)  # asked about at the desk that were not before
    sealed_new = models.IntegerField(default=0)
    error = models.TextField(blank=True)  # what went wrong, without anything personal

    class Meta:
        constraints = [
            # Whoever presses the button twice has one run.
            models.UniqueConstraint(
                models.Value(1),
                condition=~Q(state__in=["done", "stopped", "failed"]),
                name="one_register_run_at_a_time",
            ),
        ]

    @property
    def over(self) -> bool:
        return self.state in self.OVER

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


class RegisterPair(models.Model):
    """A pair that a run has found and not handed over yet: it goes in the transaction that hands it over."""

    run = models.ForeignKey(RegisterRun, on_delete=models.CASCADE, related_name="pairs")
    one = models.UUIDField()
    other = models.UUIDField()
    probability = models.FloatField()
    weight = models.FloatField()
