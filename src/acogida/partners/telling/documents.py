"""Papers that other agencies issue: the visitor's and the resident's card of the migration institute, the identity and
travel document of the Ministry.

They are asked for with what the State already knows (who she is, her number, the certificate, which goes along), so that
she need not bring it again; what comes back is kept as a paper she holds, verified, with who said so. For the institute's
cards each act is a step of the pack, and what a card makes permanent follows from that step.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases import actions as cases
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim, Event
from acogida.certificates import actions as certificates
from acogida.certificates.models import Certificate
from acogida.exchange.messages import DocumentRequest
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable, reply
from acogida.exchange.topics import News, topic
from acogida.files.errors import FileError
from acogida.files.store import get
from acogida.letters import LetterError
from acogida.partners.telling import news as news_of
from acogida.partners.telling.about import INM, SRE, as_told, day_of, identity_of, tell, text_of
from acogida.partners.telling.models import PaperRequest
from acogida.people.models import Basis, HeldDocument, Person

Document, State = PaperRequest.Document, PaperRequest.State
STEP_ANSWERS = {"tvrh": Document.TVRH, "resident": Document.RESIDENT}  # of the step `card_applied`
ISSUER = {Document.TVRH: INM, Document.RESIDENT: INM, Document.TRAVEL: SRE}
HELD_AS = {
    Document.TVRH: "migration_document", Document.RESIDENT: "migration_document", Document.TRAVEL: "travel_document",
}  # fmt: skip
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{3,38}[A-Z0-9]")
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
ITEM = re.compile(r"I[0-9]{2}")
ELECTRONIC = "electronic"


# --- asked for -------------------------------------------------------------------------------------------------------


@transaction.atomic
def request_card(request: Any, person: Person, document: str, *, key: uuid.UUID) -> PaperRequest:
    """Ask the institute for a card, by the step of the pack (`card_applied`); the same `key` asks once, and so does
    asking while one is under way. Raises `Refused`."""
    if known := pending([person], document).first():
        return known
    claim = claim_of(person)
    answer = next(code for code, name in STEP_ANSWERS.items() if name == document)
    payload = {"how": ELECTRONIC, "filed_on": claim.case.office.today().isoformat(), "document": answer}
    event = cases.take(request, claim.case_id, "card_applied", key=key, claim_id=claim.pk, payload=payload)
    return PaperRequest.objects.get(key=event.pk)


@transaction.atomic
def request_travel_document(request: Any, person: Person, *, key: uuid.UUID) -> PaperRequest:
    """Ask the Ministry for an identity and travel document (LSR art. 44-V)."""
    require(request.user, "case.record", person.office)
    if known := PaperRequest.objects.filter(key=key).first() or pending([person], Document.TRAVEL).first():
        return known
    claim = claim_of(person)
    made = _ask(claim.case, claim, person, Document.TRAVEL, key=key, actor=request.user)
    payload = {"document": Document.TRAVEL.value, "agency": SRE}
    cases.note(request, claim.case_id, "document_requested", key=key, claim_id=claim.pk, payload=payload)
    return made


def by_step(event: Event) -> PaperRequest | None:
    """What follows from the step `card_applied`, where it is filed by the system."""
    document = STEP_ANSWERS.get(event.payload.get("document", ""))
    if event.payload.get("how") != ELECTRONIC or document is None or event.claim is None:
        return None
    claim = event.claim
    return _ask(event.case, claim, claim.person, document, key=event.pk, actor=event.actor)


def pending(persons: Collection[Person], document: str) -> QuerySet[PaperRequest]:
    """Requests for a paper that are under way."""
    return PaperRequest.objects.filter(person__in=persons, document=document, state__in=PaperRequest.OPEN)


def claim_of(person: Person) -> Claim:
    """The claim that papers rest on: the latest. Raises `Refused`."""
    rows = Claim.objects.filter(person=person).select_related("case__office").order_by("-case__presented_on", "-pk")
    claim = rows.first()
    if claim is None:
        raise Refused([_("This person has no claim.")])
    return claim


def _ask(case: Case, claim: Claim, person: Person, document: str, *, key: uuid.UUID, actor: Any) -> PaperRequest:
    agency = ISSUER[Document(document)]
    made, new = PaperRequest.objects.get_or_create(
        key=key, defaults={"agency_id": agency, "document": document, "person": person, "case": case, "claim": claim,
                           "asked_by": actor},
    )  # fmt: skip
    if not new:
        return made
    certificate, letter = _certificate(person)
    held = person.documents.filter(kind="passport").exclude(number="").first()
    card = person.documents.filter(source=INM).order_by("-issued_on", "-pk").first()
    paper = card or held
    number = person.numbers.filter(status="active", scheme="CURP").first()
    message = DocumentRequest(
        **(identity_of(person) | _paper(paper)), request_reference=str(made.pk), document_wanted=document,
        office=case.office.code, curp=number.value if number else None,
        certificate_number=certificate.number if certificate else None,
        letter_sha256=hashlib.sha256(letter).hexdigest() if letter else None,
    )  # fmt: skip
    tell(agency, "document", person, message, key=f"document:{made.pk}", case=case, attachment=letter)
    write(actor, "partners.document_requested", made, detail={"agency": agency, "document": document})
    return made


def _paper(paper: HeldDocument | None) -> dict[str, Any]:
    """The paper she already has, where its number is one that can be said."""
    if paper is None or not re.fullmatch(r"[A-Za-z0-9./-]+( [A-Za-z0-9./-]+){0,3}", paper.number[:40]):
        return {}
    return {"document_kind": paper.kind.upper()[:20], "document_number": paper.number[:40]}


def _certificate(person: Person) -> tuple[Certificate | None, bytes | None]:
    """The latest certificate in force and its sealed file; without the file where it cannot be made now."""
    found = Certificate.objects.filter(person=person, status="valid").order_by("-issued_at").first()
    if found is None:
        return None, None
    try:
        pdf = certificates.make_pdf(found.pk).pdf
        return found, get(pdf) if pdf else None
    except (LetterError, FileError):  # the number is enough: the agency can check it
        return found, None


# --- what became of it -----------------------------------------------------------------------------------------------


@reply(f"{INM}.document")
@reply(f"{SRE}.document")
def received(message: OutboxMessage, _answer: Any) -> None:
    """The agency has it: the institute's term to decide runs (LM art. 128)."""
    request = _request(message.payload["request_reference"], message.agency_id)
    request.folio = str((message.receipt or {}).get("receipt") or "")[:60]
    if request.state == State.ASKED:
        request.state = State.RECEIVED
    request.save(update_fields=["folio", "state"])
    if request.agency_id == INM:
        on = request.case.office.today().isoformat()
        _step(request, "card_acknowledged", "acknowledged", received_on=on, reference=request.folio)


def _issued(news: News) -> None:
    """It was issued: kept as a paper she holds, verified by who issued it."""
    request = _of_news(news)
    if request.state == State.ISSUED:
        return
    number = text_of(news.body, "number", 40).upper()
    if not NUMBER.fullmatch(number):
        raise Unusable("the number of the document is not one")
    if text_of(news.body, "kind", 10) != request.document:
        raise Unusable("another document than the one asked for")
    issued_on, until = day_of(news.body, "issuedOn"), day_of(news.body, "validUntil", needed=False)
    if issued_on and until and until < issued_on:
        raise Unusable("the document ends before it begins")
    request.held = HeldDocument.objects.create(
        person=request.person, kind=HELD_AS[Document(request.document)], number=number, country="MX", issued_on=issued_on,
        expires_on=until, basis=Basis.VERIFIED, source=request.agency_id,
    )  # fmt: skip
    _close(request, State.ISSUED)
    if request.agency_id == INM:
        _step(request, "card_decided", "decided", decided_on=_today(request), answer="issued")
    news_of.tell("card_issued", request.person, request.case.office.today(), request.case.office, key=str(request.pk))


def _prevented(news: News) -> None:
    """Something is missing, by the codes of the requirements' items (LM art. 130)."""
    request = _of_news(news)
    missing = news.body.get("missing") if isinstance(news.body, dict) else None
    if (
        not isinstance(missing, list)
        or not missing
        or not all(isinstance(m, str) and ITEM.fullmatch(m) for m in missing)
    ):
        raise Unusable("what is missing is not said by the codes of items")
    if not request.open:
        return
    request.state, request.missing = State.PREVENTED, sorted(set(missing))
    request.save(update_fields=["state", "missing"])
    write(None, "partners.document_prevented", request, detail={"missing": request.missing})
    if request.agency_id == INM:
        _step(request, "card_prevented", "prevented", told_on=_today(request), missing=", ".join(request.missing))


def _refused(news: News) -> None:
    """It will not be issued; the agency's code says why."""
    request = _of_news(news)
    code = text_of(news.body, "code", 40)
    if not CODE.fullmatch(code):
        raise Unusable("the code of the refusal is not one")
    if not request.open:
        return
    request.refusal = code
    _close(request, State.REFUSED)
    if request.agency_id == INM:
        _step(request, "card_decided", "decided", decided_on=_today(request), answer="refused")


def _whom(body: Any) -> str:
    return str(body["requestReference"])


for _agency, _name in ((INM, "CARD"), (SRE, "DOCUMENT")):
    topic(f"{_agency}.{_name}_ISSUED", person=_whom)(_issued)
    topic(f"{_agency}.{_name}_PREVENTED", person=_whom)(_prevented)
    topic(f"{_agency}.{_name}_REFUSED", person=_whom)(_refused)


def _close(request: PaperRequest, state: str) -> None:
    request.state, request.answered_on = state, request.case.office.today()
    request.save(update_fields=["state", "answered_on", "held", "refusal"])
    write(None, f"partners.document_{state}", request, detail={"document": request.document})


def _step(request: PaperRequest, step: str, what: str, **said: Any) -> None:
    as_told(request.case, step, key=uuid.uuid5(request.pk, what), claim_id=request.claim_id, **said)


def _today(request: PaperRequest) -> str:
    return request.case.office.today().isoformat()


def _of_news(news: News) -> PaperRequest:
    return _request(text_of(news.body, "requestReference", 64), news.agency)


def _request(reference: str, agency: str) -> PaperRequest:
    """Raises Unusable where nothing was asked of this agency under the reference."""
    try:
        pk = uuid.UUID(reference)
    except ValueError:
        raise Unusable("the reference is not one of ours") from None
    rows = PaperRequest.objects.select_for_update(of=("self",)).select_related("case__office", "person")
    found = rows.filter(pk=pk, agency=agency).first()
    if found is None:
        raise Unusable("no paper was asked for under this reference")
    return found
