"""The notice to the migration authority: a letter when the application is presented, numbers when it is admitted.

The authority is told in writing within 72 hours of the presentation, and asked neither to return anybody nor to turn to a
consulate (RLSR art. 22; LSR arts. 6, 7, 21). The term ends when it has the notice (step `inm_informed`), not when we wrote it.
"""

from __future__ import annotations

import hashlib
import uuid

from django.db import transaction

from acogida.cases import packs
from acogida.cases.actions import lock
from acogida.cases.models import Case, Event
from acogida.certificates import printing
from acogida.certificates.models import Certificate, Notice
from acogida.certificates.numbers import notice_number
from acogida.exchange.actions import send
from acogida.exchange.messages import AdmissionNotice, Message, PresentationNotice
from acogida.exchange.models import OutboxMessage
from acogida.files.media import PDF
from acogida.files.store import get, put
from acogida.people.shielding import countries_to_shield

INM, CLAIM_PRESENTED, CLAIM_ADMITTED = "inm", "claim_presented", "claim_admitted"
PRESENTATION, ADMISSION = "present", "admit"
TELLS = "tell_agency"  # the effect that brings it here


@transaction.atomic
def tell_migration_authority(event_id: uuid.UUID) -> OutboxMessage:
    """Tell of a presentation, by letter, or of an admission: then the certificates' numbers are enough, unless no letter
    went before (a case presented under rules that told at admission). Once per event, however often called."""
    event = Event.objects.get(pk=event_id)
    case = lock(event.case_id)  # the case, because events are append-only: the application may not even lock them
    admitted = event.kind == ADMISSION
    certificates = list(Certificate.objects.filter(case=case, status=Certificate.Status.VALID).order_by("number"))
    if admitted and (presentation := _untold_presentation(case)):
        tell_migration_authority(presentation.pk)
    notice = Notice.objects.filter(case=case, agency=INM).exclude(event=event).order_by("made_at").first()
    pdf: bytes | None = None
    if notice is None or not admitted:
        notice, pdf = _letter(case, event, certificates)
    sha256 = hashlib.sha256(pdf).hexdigest() if pdf is not None else None
    numbers = tuple(certificate.number for certificate in certificates)
    message: Message
    if admitted:
        message = AdmissionNotice(
            notice_number=notice.number, certificate_numbers=numbers, admitted_on=event.on, office=case.office.code,
            letter_sha256=sha256,
        )  # fmt: skip
    else:
        message = PresentationNotice(
            notice_number=notice.number, presented_on=event.on, office=case.office.code, letter_sha256=sha256 or ""
        )
    members = list(case.members.filter(end=None).select_related("person"))
    countries = set().union(*(countries_to_shield(member.person) for member in members))
    return send(
        INM, CLAIM_ADMITTED if admitted else CLAIM_PRESENTED, case.principal_id, message, key=f"notice:{event.pk}",
        countries=countries, office=case.office, reference=case.number, attachment=pdf,
        also_about=[member.person_id for member in members],
    )  # fmt: skip


def _untold_presentation(case: Case) -> Event | None:
    """The presentation, where the rules of the case tell of it and the worker has not come to it."""
    rule = packs.of(case).transitions.get(PRESENTATION)
    if rule is None or TELLS not in rule.effects or Notice.objects.filter(case=case, agency=INM).exists():
        return None
    return Event.objects.filter(case=case, kind=PRESENTATION).order_by("seq").last()


def _letter(case: Case, event: Event, certificates: list[Certificate]) -> tuple[Notice, bytes]:
    """The letter of an event, made now if it was not yet."""
    if known := Notice.objects.filter(event=event).select_related("pdf").first():
        return known, get(known.pdf)
    number = notice_number(case.number, Notice.objects.filter(case=case).count())
    members = list(case.members.filter(end=None).select_related("person").order_by("position"))
    admitted_on = event.on if event.kind == ADMISSION else None
    pdf = printing.notice_pdf(case, number, members, certificates, admitted_on=admitted_on)
    return Notice.objects.create(case=case, event=event, agency=INM, number=number, pdf=put(pdf, PDF)), pdf
