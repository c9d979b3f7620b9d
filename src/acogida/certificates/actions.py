"""Issuing, replacing and revoking certificates."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases.actions import lock, note
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Member
from acogida.certificates import issuing, jobs, printing
from acogida.certificates.models import Certificate
from acogida.certificates.numbers import certificate_number
from acogida.files.media import PDF
from acogida.files.store import put
from acogida.hooks.registry import effects
from acogida.people.models import Person


@transaction.atomic(savepoint=False)
def issue(
    case: Case, members: Sequence[Member], *, kind: str, act: uuid.UUID | str, actor: Any = None
) -> list[Certificate]:
    """Issue a certificate of `kind` to each of `members`; the same `act` again issues nothing twice. PDFs follow by job.

    Returns the certificates of this act, in the order of the numbers.
    """
    keys = {f"{act}:{member.person_id}": member for member in members}
    for key in Certificate.objects.filter(key__in=keys).values_list("key", flat=True):
        del keys[key]
    earlier = Counter(Certificate.objects.filter(case=case).values_list("person_id", flat=True))
    fresh = [_new(case, member, kind, key, earlier[member.person_id]) for key, member in keys.items()]
    _save_at_random_places(fresh)
    for certificate in fresh:
        detail = {"number": certificate.number, "person": str(certificate.person_id)}
        write(actor, "certificate.issued", certificate, detail=detail)
    if fresh:
        arguments: list[Any] = [{"certificate_id": str(certificate.pk)} for certificate in fresh]
        jobs.make_pdf.batch_defer(*arguments)
    return list(Certificate.objects.filter(key__startswith=f"{act}:").order_by("number"))


def _new(case: Case, member: Member, kind: str, key: str, serial: int) -> Certificate:
    now = case.office.now()
    return Certificate(
        key=key, kind=kind, number=certificate_number(case.number, member.position, serial), office_id=case.office_id,
        case=case, person=member.person, relation=member.relation, issued_at=now, issued_on=now.date(),
        valid_until=issuing.last_day(kind, now.date()), status_list=now.year,
    )  # fmt: skip


def _save_at_random_places(certificates: Sequence[Certificate]) -> None:
    """Give each a free place in its year's status list, sign and insert; another try when somebody took the place."""
    for _attempt in range(20):
        places = [secrets.randbelow(issuing.STATUS_LIST_SIZE) for _certificate in certificates]
        if len(set(places)) < len(places):
            continue
        for certificate, place in zip(certificates, places, strict=True):
            certificate.status_index = place
            certificate.token = issuing.token_of(certificate, certificate.person)
        try:
            with transaction.atomic():
                Certificate.objects.bulk_create(certificates)
            return
        except IntegrityError:
            if not Certificate.objects.filter(status_index__in=places).exists():
                raise
    raise RuntimeError("no free place was found in the status list of this year")


@transaction.atomic
def make_pdf(certificate_id: uuid.UUID) -> Certificate:
    """The certificate with its sealed PDF, made now if it was not yet. Raises LetterError or FileError."""
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("case__office", "case__pack", "person__photo", "pdf")
        .get(pk=certificate_id)
    )
    if certificate.pdf is None:
        certificate.pdf = put(printing.certificate_pdf(certificate), PDF)
        certificate.save(update_fields=["pdf"])
    return certificate


@transaction.atomic
def reissue(request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID) -> Certificate:
    """Replace a certificate by a new one that says what is known of the person today (a corrected name, a lost paper,
    an expired QR). The old QR stops being valid."""
    old = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    require(request.user, "certificate.issue", old.office_id)
    case = lock(old.case_id)
    member = Member.objects.select_related("person").get(case=case, person=old.person_id, end=None)
    if existing := Certificate.objects.filter(key=f"reissue:{key}:{member.person_id}").first():
        return existing
    if old.status == Certificate.Status.VALID:
        _end(request, old, Certificate.Status.REPLACED, reason)
    new = issue(case, [member], kind=old.kind, act=f"reissue:{key}", actor=request)[0]
    note(
        request, case.pk, "certificate_replaced", key=key,
        payload={"old": old.number, "new": new.number, "reason": reason},
    )  # fmt: skip
    return new


@transaction.atomic
def make_for(
    request: Any, person: Person, kinds: Sequence[str], kind: str, *, key: uuid.UUID, reason: str = ""
) -> Certificate:
    """The certificate of one of `kinds` that a person is to have: a new one of `kind` where she has none, else the one she
    has issued again. The same `key` again changes nothing. Raises Refused where she is in no case, or there is no such kind."""
    if existing := Certificate.objects.filter(
        key__in=[f"{how}:{key}:{person.pk}" for how in ("paper", "reissue")]
    ).first():
        return existing
    held = person.certificates.filter(kind__in=kinds, status=Certificate.Status.VALID).order_by("-issued_at").first()
    if held is not None:
        return reissue(
            request, held.pk, reason=reason or _("What it says has changed, or its code has expired."), key=key
        )
    members = Member.objects.filter(person=person, end=None).select_related("person", "case").order_by("start", "pk")
    member = members.last()
    if member is None or kind not in issuing.KINDS:
        raise Refused([_("This certificate cannot be issued to her.")])
    require(request.user, "certificate.issue", member.case.office_id)
    return issue(lock(member.case_id), [member], kind=kind, act=f"paper:{key}", actor=request)[0]


@transaction.atomic
def mark_outdated(person: Person, fields: Sequence[str], kinds: Collection[str], actor: Any = None) -> int:
    """Mark the valid certificates of these kinds as to be issued again, because data they carry were corrected; how many
    were marked now. They stay valid until somebody issues them again."""
    rows = Certificate.objects.filter(
        person=person, kind__in=kinds, status=Certificate.Status.VALID, outdated_since=None
    )
    marked = rows.update(outdated_since=timezone.now())
    if marked:
        write(actor, "certificate.outdated", person, detail={"fields": list(fields), "certificates": marked})
    return marked


@transaction.atomic
def revoke(request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID) -> Certificate:
    """Make a certificate invalid; the public page and the status list say so from now on."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    require(request.user, "certificate.issue", certificate.office_id)
    if certificate.status == Certificate.Status.VALID:
        _end(request, certificate, Certificate.Status.REVOKED, reason)
        payload = {"number": certificate.number, "reason": reason}
        note(request, certificate.case_id, "certificate_revoked", key=key, payload=payload)
        if "certificate_revoked" in effects.names():  # agencies that were told of it hear that it counts no longer
            effects["certificate_revoked"](certificate)
    return certificate


def _end(request: Any, certificate: Certificate, status: str, reason: str) -> None:
    certificate.status, certificate.ended_at = status, timezone.now()
    certificate.ended_by, certificate.end_reason = request.user, reason[:200]
    certificate.save(update_fields=["status", "ended_at", "ended_by", "end_reason"])
    write(request, f"certificate.{status}", certificate, reason=reason)
