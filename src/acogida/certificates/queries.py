"""Reads: certificates of a case, the status list, and what a token read by the public is worth today."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from acogida.accounts.models import User
from acogida.cases.models import Case
from acogida.certificates import pdfs
from acogida.certificates.access import notices_visible_to, visible_to
from acogida.certificates.issuing import revoked_keys, verifying_keys
from acogida.certificates.kinds import CERTIFICATE_OF_PROCEDURE
from acogida.certificates.models import Certificate, Notice
from acogida.certificates.token import State
from acogida.certificates.verdicts import Verdict, of_reading, reading_of

Status = Certificate.Status
STATES = {
    Status.SUSPENDED.value: State.SUSPENDED,
    Status.REPLACED.value: State.REVOKED,
    Status.REVOKED.value: State.REVOKED,
    Status.ENDED.value: State.REVOKED,
}
"""What a status means to who checks: the others say nothing against a certificate whose code has not run out."""


def of_case(case: Case) -> dict[uuid.UUID, Certificate]:
    """The valid certificate of procedure of each member, by person."""
    rows = Certificate.objects.filter(case=case, kind=CERTIFICATE_OF_PROCEDURE, status=Status.VALID)
    return {certificate.person_id: certificate for certificate in rows}


def history(user: User, case: Case) -> QuerySet[Certificate]:
    """Every certificate of a case that `user` may see, by member."""
    return visible_to(user).filter(case=case).select_related("person", "ended_by").order_by("number")


def notices(user: User, case: Case) -> QuerySet[Notice]:
    return notices_visible_to(user).filter(case=case).order_by("-made_at")


def verdict_on_text(text: str, now: dt.datetime | None = None) -> Verdict:
    """What the text of a QR, scanned or typed, is worth. Nothing is kept."""
    now = now or timezone.now()
    reading = reading_of(text, verifying_keys(), now)
    claims = reading.claims
    if claims is None:
        return of_reading(reading, revoked_keys() if reading.state is State.UNKNOWN_ISSUER else ())
    row = Certificate.objects.filter(number=claims.number).values_list("status", "cause").first()
    if row is None:  # signed with our key, and never issued: whoever holds the register believes that
        return Verdict(State.UNKNOWN_ISSUER, why="not_in_register")
    status, cause = row
    state = STATES.get(status, reading.state)
    return Verdict(state, claims, now, cause if state is not reading.state else "")


def verdict_on_pdf(data: bytes, now: dt.datetime | None = None) -> Verdict:
    """What a PDF is worth: its seal must be ours, whole and over the whole file, and so must the token in it."""
    refused, token = pdfs.sealed_token(data, revoked_keys=revoked_keys())
    return refused or verdict_on_text(token, now)
