"""A request carried as far as a test wants."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.coi.models import CoiRequest, FindingComment, IssuedResponse
from acogida.coi.requests import actions
from acogida.coi.requests.checklist import ITEMS
from tests.cast import Cast
from tests.coi.library import a_version

QUESTION = "¿Qué protección da la policía de Honduras a comerciantes amenazados por no pagar extorsión?"
VALUES = {
    "country": "HN", "purpose": "protection", "title": "Protección de la policía ante la extorsión", "question": QUESTION,
    "sub_questions": ["¿Recibe la policía denuncias?", "¿Qué pasa con quien no paga?"], "background": "", "language": "es",
    "consulted": "Informe anual del Observatorio; buscador de la biblioteca", "risk": False, "risk_why": "",
    "sharing": "public", "urgency_reason": "", "topics": ["police"],
}  # fmt: skip
TICKS = {item.code: {"ok": True, "note": ""} for item in ITEMS}
OTHER = (
    "La fiscalía registró amenazas contra comerciantes que no pagan la cuota en tres ciudades. Según un colectivo vecinal, "
    "las denuncias no avanzan."
)


def k() -> uuid.UUID:
    return uuid.uuid4()


def asked(cast: Cast, case: Any = None, part: str = "officer", **changes: Any) -> CoiRequest:
    """A draft of an officer."""
    return actions.ask(cast.as_(part), VALUES | changes, case=case, key=k())


def submitted(cast: Cast, case: Any = None, **changes: Any) -> CoiRequest:
    return actions.submit(cast.as_("officer"), asked(cast, case, **changes).pk, key=k())


def assigned(cast: Cast, case: Any = None, **changes: Any) -> CoiRequest:
    row = submitted(cast, case, **changes)
    actions.accept(cast.as_("researcher"), row.pk, key=k())
    return actions.assign(cast.as_("researcher"), row.pk, cast.researcher, key=k())


def drafted(cast: Cast, case: Any = None, **changes: Any) -> CoiRequest:
    """With two statements: one that two origins support, one that nothing was found about."""
    row = assigned(cast, case, **changes)
    by = cast.as_("researcher")
    response = actions.start(by, row.pk, key=k())
    first, second = response.sections.all()
    one, two = a_version(), a_version("Amenazas a comerciantes", OTHER, source="Fiscalía de prueba")
    finding = actions.save_finding(
        by, row.pk, first.pk, {"text": "La policía recibe pocas denuncias.", "material": True}, key=k()
    )
    for version, quote in ((one, "La policía recibe pocas denuncias"), (two, "las denuncias no avanzan")):
        actions.cite(by, row.pk, finding.pk, version.passages.get().pk, quote, key=k())
    actions.save_finding(
        by, row.pk, second.pk,
        {"text": "No se encontró información sobre indemnizaciones.", "no_info": True, "sought": "Biblioteca, en español e inglés"},
        key=k(),
    )  # fmt: skip
    head = {"cutoff": dt.date(2026, 3, 1), "method": "Dos horas; español e inglés.", "summary": "Pocas denuncias."}
    actions.save_head(by, row.pk, head, version=response.version)
    row.refresh_from_db()
    return row


def in_review(cast: Cast, case: Any = None, **changes: Any) -> CoiRequest:
    return actions.send_to_review(cast.as_("researcher"), drafted(cast, case, **changes).pk, key=k())


def issued(cast: Cast, case: Any = None, **changes: Any) -> IssuedResponse:
    row = in_review(cast, case, **changes)
    actions.approve(cast.as_("second_researcher"), row.pk, TICKS, key=k())
    return actions.issue(cast.as_("second_researcher"), row.pk, key=k())


def addresses(cast: Cast) -> dict[str, Any]:
    """What stands in the addresses of requests and answers, by their names: one that only its unit may read, being revised."""
    made = issued(cast, sharing="unit")
    actions.revise(cast.as_("researcher"), made.request_id, "Edición nueva", key=k())
    response = made.request.response
    section = response.sections.first()
    finding = section.findings.get()
    remark = FindingComment.objects.create(response=response, text="¿Fecha?", author=cast.second_researcher, key=k())
    pages = ("", "_edit", "_check", "_found", "_submit", "_act", "_near")
    answer = ("coi_response_draft", "coi_finding_new", "coi_finding", "coi_finding_passages", "coi_finding_cite",
              "coi_finding_drop", "coi_response_review", "coi_response_comment", "coi_comment_resolve")  # fmt: skip
    return {
        **dict.fromkeys([f"coi_request{page}" for page in pages], made.request_id), **dict.fromkeys(answer, made.request_id),
        "name": "accept", "section": section.pk, "finding": finding.pk, "comment": remark.pk, "answer": made.number,
        "sequence": 1,
    }  # fmt: skip
