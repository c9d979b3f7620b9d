"""Issuing certificates and making their papers (what becomes of them later: `life`)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from acogida import letters
from acogida.accounts.access import in_offices, require
from acogida.audit.record import write
from acogida.cases.actions import note
from acogida.cases.models import Case, Member
from acogida.certificates import issuing, jobs, kinds, places, printing
from acogida.certificates.changes import change
from acogida.certificates.eligible import Standing, standing, why_not
from acogida.certificates.models import Certificate
from acogida.certificates.numbers import certificate_number
from acogida.files.media import PDF
from acogida.files.store import put
from acogida.law import CertificateKind
from acogida.people.models import Person


@transaction.atomic(savepoint=False)
def issue(
    case: Case, members: Sequence[Member], *, kind: str, act: uuid.UUID | str, actor: Any = None
) -> list[Certificate]:
    """Issue a certificate of `kind` to each of `members`; the same `act` again issues nothing twice. PDFs follow by job.

    Whom the pack gives none (`why_not`) gets none. One who has one of the kind gets a newer one, and the former is replaced.
    Returns the certificates of this act, in the order of the numbers.
    """
    rule = kinds.kind(kind)
    keys = {f"{act}:{member.person_id}": member for member in members}
    for key in Certificate.objects.filter(key__in=keys).values_list("key", flat=True):
        del keys[key]
    facts = standing(case, [member.person_id for member in keys.values()])
    earlier = Counter(Certificate.objects.filter(case=case).values_list("person_id", flat=True))
    fresh = [
        _new(case, member, rule, key, earlier[member.person_id], facts[member.person_id])
        for key, member in keys.items()
        if not why_not(rule, facts[member.person_id])
    ]
    _replace_former(case, kind, fresh, actor)
    _save_at_random_places(fresh, facts)
    for certificate in fresh:
        detail = {"number": certificate.number, "person": str(certificate.person_id), "kind": kind}
        write(actor, "certificate.issued", certificate, detail=detail)
    if fresh and not rule.signed_by:
        arguments: list[Any] = [{"certificate_id": str(certificate.pk)} for certificate in fresh]
        jobs.make_pdf.batch_defer(*arguments)
    return list(Certificate.objects.filter(key__startswith=f"{act}:").order_by("number"))


def _new(case: Case, member: Member, rule: CertificateKind, key: str, serial: int, known: Standing) -> Certificate:
    now = case.office.now()
    return Certificate(
        key=key, kind=rule.code, number=certificate_number(case.number, member.position, serial),
        office_id=case.office_id, case=case, person=member.person, relation=member.relation, issued_at=now,
        issued_on=now.date(), valid_until=issuing.last_day(rule, now.date(), known.number_until),
    )  # fmt: skip


def _replace_former(case: Case, kind: str, fresh: Sequence[Certificate], actor: Any) -> None:
    """One person has one certificate of a kind in a case: the former ones stop where a newer one is issued."""
    persons = {certificate.person_id: certificate for certificate in fresh}
    held = Certificate.objects.filter(case=case, kind=kind, person_id__in=persons, status__in=Certificate.OPEN)
    for former in held.exclude(status=Certificate.Status.RENEWED):
        change(actor, former, Certificate.Status.REPLACED, Certificate.Cause.OTHER)
        persons[former.person_id].follows = former


def _save_at_random_places(certificates: Sequence[Certificate], facts: Mapping[uuid.UUID, Standing]) -> None:
    """Give each a free place in a status list, sign and insert; another try when somebody took the place meanwhile."""
    for _attempt in range(20):
        if not certificates:
            return
        number, found = places.free(certificates[0].issued_on.year, len(certificates))
        for certificate, place in zip(certificates, found, strict=True):
            certificate.status_list, certificate.status_index = number, place
            certificate.token = issuing.token_of(
                certificate, certificate.person, facts[certificate.person_id].identity_number
            )
        try:
            with transaction.atomic():
                Certificate.objects.bulk_create(certificates)
            return
        except IntegrityError:
            if not Certificate.objects.filter(status_list=number, status_index__in=found).exists():
                raise
    raise RuntimeError("no free place was found in the status lists of this year")


@transaction.atomic
def make_pdf(certificate_id: uuid.UUID) -> Certificate:
    """The certificate with its sealed PDF, made now if it was not yet. Raises LetterError (also while a person has still to
    sign it) or FileError."""
    certificate = _locked(certificate_id)
    if certificate.pdf is None:
        if kinds.kind(certificate.kind).signed_by and certificate.signed_by is None:
            raise letters.LetterError(f"{certificate.number} has not been signed yet")
        certificate.pdf = put(printing.certificate_pdf(certificate), PDF)
        certificate.save(update_fields=["pdf"])
    return certificate


@transaction.atomic
def sign(request: Any, certificate_id: uuid.UUID) -> Certificate:
    """Sign the paper of a certificate by hand of `request.user`, who holds the grant that the kind names: her signature and
    the authority's seal. Signed again it stays as it is. Raises LetterError, FileError, PermissionDenied."""
    certificate = _locked(certificate_id)
    grant = kinds.kind(certificate.kind).signed_by
    if not grant or certificate.signed_by_id or certificate.status not in Certificate.OPEN:
        return certificate
    require(request.user, grant, certificate.office_id)
    certificate.signed_by, certificate.signed_at = request.user, timezone.now()
    certificate.pdf = put(printing.certificate_pdf(certificate), PDF)
    certificate.save(update_fields=["signed_by", "signed_at", "pdf"])
    write(request, "certificate.signed", certificate)
    key = uuid.uuid5(certificate.pk, "signed")
    note(request, certificate.case_id, "certificate_signed", key=key, payload={"number": certificate.number})
    return certificate


def draft(certificate: Certificate, signatory: Any) -> bytes:
    """The paper as `signatory` would sign it, without signature and seal, to read it before. Raises LetterError."""
    certificate.signed_by = signatory  # not saved: only so that the paper names her
    return printing.certificate_pdf(certificate, sealed=False)


def to_sign(user: Any) -> QuerySet[Certificate]:
    """The certificates that wait for the signature of somebody with the grants of `user`."""
    wanted = [row for row in kinds.pack().kinds if row.signed_by and user.offices_for(row.signed_by)]
    mine = in_offices(Certificate.objects.all(), user.offices_for(wanted[0].signed_by)) if wanted else None
    if mine is None:
        return Certificate.objects.none()
    codes = [row.code for row in wanted]
    return mine.filter(kind__in=codes, signed_by=None, status=Certificate.Status.VALID).order_by("issued_at")


def _locked(certificate_id: uuid.UUID) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("case__office", "case__pack", "person__photo", "pdf", "signed_by")
        .get(pk=certificate_id)
    )


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
