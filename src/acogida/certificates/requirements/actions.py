"""Keeping what a person brings, says or signs for her papers, and taking it back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases.actions import note
from acogida.certificates.requirements import matrix
from acogida.certificates.requirements.access import RECORD
from acogida.certificates.requirements.models import Evidence
from acogida.files.media import sniff
from acogida.files.store import put
from acogida.people.models import Basis, Person

UNKNOWN = "application/octet-stream"  # refused when it is kept


@transaction.atomic
def record_evidence(
    request: Any,
    person_id: uuid.UUID,
    *,
    item: str,
    evidence: str,
    on: dt.date,
    key: uuid.UUID,
    until: dt.date | None = None,
    source: str = "",
    form: str = Evidence.Form.NONE,
    basis: str = Basis.DECLARED,
    copy: bytes | None = None,
) -> Evidence:
    """Keep evidence for an item: which, of what date, until when it holds, who issued it, original or copy, how well it is
    known, and a scan. The same `key` again writes nothing.

    Raises ValidationError where the pack does not accept it for the item, where a paper of the State is said to have been
    brought (it is known already), for a date to come, and for an end before the beginning; FileError for a bad scan.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("office").get(pk=person_id)
    require(request.user, RECORD, person.office)
    if existing := Evidence.objects.filter(key=key).first():
        return existing
    _check(item, evidence, on, until, person.office.today())
    row = Evidence.objects.create(
        key=key, person=person, office=person.office, item=item, evidence=evidence, source=source.strip()[:120], on=on,
        until=until, form=form, basis=basis, recorded_by=request.user,
        copy=put(copy, sniff(copy) or UNKNOWN) if copy else None,
    )  # fmt: skip
    detail = {"item": item, "evidence": evidence, "basis": str(basis), "on": on.isoformat()}
    write(request, "evidence.recorded", person, detail=detail)
    _on_record(request, person, "evidence_recorded", key, {"item": item, "evidence": evidence})
    return row


def _check(item: str, evidence: str, on: dt.date, until: dt.date | None, today: dt.date) -> None:
    requirements = matrix.in_force()
    rule, kind = requirements.items.get(item), requirements.evidence.get(evidence)
    if rule is None or kind is None or evidence not in rule.evidence:
        raise ValidationError({"evidence": _("This is not accepted for this requirement.")})
    if kind.document:
        raise ValidationError({"evidence": _("This paper is known from who issues it; nobody has to bring it.")})
    if on > today:
        raise ValidationError({"on": _("This date is still to come.")})
    if until is not None and until < on:
        raise ValidationError({"until": _("It ends before it begins.")})


@transaction.atomic
def withdraw_evidence(request: Any, evidence_id: uuid.UUID, *, why: str, key: uuid.UUID) -> Evidence:
    """Take evidence back (it was another's, or forged, or recorded by mistake): it stays on record, and counts no more."""
    row = Evidence.objects.select_for_update(of=("self",)).select_related("person__office").get(pk=evidence_id)
    require(request.user, RECORD, row.person.office)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = timezone.now(), request.user, why.strip()[:200]
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        write(
            request, "evidence.withdrawn", row.person, reason=why, detail={"item": row.item, "evidence": row.evidence}
        )
        _on_record(request, row.person, "evidence_withdrawn", key, {"item": row.item, "evidence": row.evidence})
    return row


def _on_record(request: Any, person: Person, kind: str, key: uuid.UUID, payload: dict[str, str]) -> None:
    """The log of the case she is in, where she is in one."""
    case = person.memberships.filter(end=None).order_by("-start", "-pk").values_list("case", flat=True).first()
    if case:
        note(request, case, kind, key=key, payload={**payload, "person": str(person.pk)})
