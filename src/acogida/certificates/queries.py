"""Reads: certificates of a case, the status list, and what a token read by the public is worth today."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from acogida import letters
from acogida.accounts.models import User
from acogida.cases.models import Case
from acogida.certificates import status_list
from acogida.certificates.access import notices_visible_to, visible_to
from acogida.certificates.issuing import STATUS_LIST_SIZE, verifying_keys
from acogida.certificates.models import Certificate, Notice
from acogida.certificates.token import CertificateClaims, State
from acogida.certificates.verdicts import Verdict, of_reading, reading_of

VALUES = {
    Certificate.Status.REVOKED.value: status_list.Status.INVALID,
    Certificate.Status.REPLACED.value: status_list.Status.INVALID,
}


def of_case(case: Case) -> dict[uuid.UUID, Certificate]:
    """The valid certificate of each member, by person."""
    rows = Certificate.objects.filter(case=case, status=Certificate.Status.VALID)
    return {certificate.person_id: certificate for certificate in rows}


def history(user: User, case: Case) -> QuerySet[Certificate]:
    """Every certificate of a case that `user` may see, by member."""
    return visible_to(user).filter(case=case).select_related("person", "ended_by").order_by("number")


def notices(user: User, case: Case) -> QuerySet[Notice]:
    return notices_visible_to(user).filter(case=case).order_by("-made_at")


def packed_status_list(year: int) -> bytes:
    """The compressed status list of the certificates issued in `year`."""
    ended = Certificate.objects.filter(status_list=year).exclude(status=Certificate.Status.VALID)
    values = {index: int(VALUES[status]) for index, status in ended.values_list("status_index", "status")}
    return status_list.pack(values, STATUS_LIST_SIZE)


def verdict_on_text(text: str, now: dt.datetime | None = None) -> Verdict:
    """What the text of a QR, scanned or typed, is worth. Nothing is kept."""
    now = now or timezone.now()
    reading = reading_of(text, verifying_keys(), now)
    if reading.claims is None:
        return of_reading(reading, ())
    if _ended(reading.claims):
        return Verdict(State.REVOKED, reading.claims, now)
    return Verdict(reading.state, reading.claims, now)


def verdict_on_pdf(data: bytes, now: dt.datetime | None = None) -> Verdict:
    """What a PDF is worth: its seal must be ours, whole and over the whole file, and so must the token in it."""
    try:
        seals, token = letters.seals(data), letters.keywords(data)
    except letters.NotAPdf:
        return Verdict(State.ALTERED if b"/ByteRange" in data else State.NOT_A_CERTIFICATE)
    if not seals or not token:
        return Verdict(State.NOT_A_CERTIFICATE)
    if not all(seal.intact for seal in seals) or not seals[-1].covers_whole_file:
        return Verdict(State.ALTERED)
    if not all(seal.trusted for seal in seals):
        return Verdict(State.UNKNOWN_ISSUER)
    return verdict_on_text(token, now)


def _ended(claims: CertificateClaims) -> bool:
    return Certificate.objects.filter(number=claims.number).exclude(status=Certificate.Status.VALID).exists()
