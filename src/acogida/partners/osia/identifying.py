"""Looking for somebody by her data, for a partner that has no number of hers.

Only by full names and date of birth, only among those who hold a paper or a number of ours today, and only when at most a
few fit: who fishes catches nothing. The worker looks, so that how long the call takes says nothing; what is found is sealed
until the partner fetches it, for a day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from acogida.certificates.models import Certificate
from acogida.exchange import sealing
from acogida.exchange.actions import answer
from acogida.exchange.models import Agreement
from acogida.partners.oauth.models import PartnerClient
from acogida.partners.oauth.scopes import IDENTIFY, purpose_of
from acogida.partners.osia import names
from acogida.partners.osia.finding import Holder, open_persons
from acogida.partners.osia.models import IdentifyTask
from acogida.people.models import IdentityNumber, Person

NEEDED = ("firstName", "lastName", "dateOfBirth")
MOST_FOUND = 3
KEPT = dt.timedelta(hours=24)


class AnotherQuestion(ValueError):
    """The transactionId was used before, for something else."""


def is_date(text: str) -> bool:
    """Whether it is a date as OSIA writes it."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@transaction.atomic
def ask(client: PartnerClient, transaction_id: str, asked: str, claimed: dict[str, str], scope: str) -> IdentifyTask:
    """A task for the worker; the same transactionId with the same question is the same task. Raises AnotherQuestion."""
    from acogida.partners import jobs

    key = hashlib.sha256(transaction_id.encode()).hexdigest()
    purpose = purpose_of(scope) or ""
    fresh = IdentifyTask(client=client, transaction=key, asked_sha256=asked, purpose=purpose)
    fresh.sealed = sealing.seal(claimed, fresh.pk)
    IdentifyTask.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = IdentifyTask.objects.get(client=client, transaction=key)
    if kept.asked_sha256 != asked:
        raise AnotherQuestion
    if kept.pk == fresh.pk:
        jobs.identify.defer(task_id=str(kept.pk))
    return kept


def fetch(client: PartnerClient, task_id: str) -> IdentifyTask | None:
    """A task of this client, while it is kept."""
    try:
        pk = uuid.UUID(task_id)
    except ValueError:
        return None
    return IdentifyTask.objects.filter(pk=pk, client=client, created_at__gt=timezone.now() - KEPT).first()


def found(task: IdentifyTask) -> list[dict[str, Any]]:
    """What was found: attribute sets."""
    listed: list[dict[str, Any]] = sealing.unseal(task.sealed, task.pk)
    return listed


@transaction.atomic
def look(task_id: uuid.UUID) -> None:
    """Look, once. What each person's data may say passes the gateway by itself."""
    task = IdentifyTask.objects.select_for_update(of=("self",)).select_related("client").filter(pk=task_id).first()
    if task is None or task.done_at:
        return
    claimed = sealing.unseal(task.sealed, task.pk)
    today = timezone.localdate()
    agency, answers = task.client.agency_id, Agreement.Direction.ANSWER
    by, of = (Agreement.in_force(agency, purpose, today, answers) for purpose in ("identify", task.purpose))
    sets = []
    if by is not None and of is not None and task.client.active:
        fields = set(of.fields) & set(by.fields) & {*names.BIOGRAPHIC.values(), *names.CREDENTIAL.values()}
        holders = [Holder(person) for person in _persons(claimed)]
        shown = [each for each in holders if not each.hidden]
        for holder in shown if len(shown) <= MOST_FOUND else ():
            said = answer(
                agency, purpose_of(IDENTIFY) or "", holder.person.pk, holder.attributes(fields),
                countries=holder.countries, office=holder.person.office, asked_sha256=task.asked_sha256, read=by,
            )  # fmt: skip
            if said.allowed:
                sets.append(names.attribute_set(said.body, holder.sentence, holder.zone))
    task.sealed, task.done_at = sealing.seal(sets, task.pk), timezone.now()
    task.save(update_fields=["sealed", "done_at"])


def _persons(claimed: dict[str, str]) -> list[Person]:
    born = dt.date.fromisoformat(claimed["dateOfBirth"])
    today = Q(certificates__status=Certificate.Status.VALID) | Q(
        numbers__scheme="CURP", numbers__status=IdentityNumber.Status.ACTIVE
    )
    rows = open_persons().filter(today, birth_year=born.year, birth_month=born.month, birth_day=born.day)
    return [person for person in rows.select_related("office").distinct() if _fits(Holder(person), claimed)]


def _fits(holder: Holder, claimed: dict[str, str]) -> bool:
    return all(
        names.fits(names.BIOGRAPHIC[name], value, holder.known(names.BIOGRAPHIC[name]))
        for name, value in claimed.items()
    )


def tidy() -> int:
    """Drop questions and answers whose time is up; how many."""
    return IdentifyTask.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
