"""A request of the demonstration: asked by an officer, answered by the unit, reviewed and published. About nobody."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.coi.models import Passage
from acogida.coi.requests import actions
from acogida.coi.requests.checklist import ITEMS

OFFICER = "laura.mendez"
ASKED = {
    "country": "HN", "purpose": "protection", "title": "Protección ante la extorsión a comerciantes", "language": "es",
    "question": "¿Qué protección dan las autoridades de Honduras a comerciantes amenazados por no pagar una cuota?",
    "sub_questions": ["¿Se reciben y se investigan las denuncias?", "¿Hay medidas para quien denuncia?"],
    "consulted": "Biblioteca: paquete de Honduras, sección 7.", "sharing": "public", "topics": ["police", "extorted_trader"],
}  # fmt: skip
# For each part of the question: the statement, whether a decision may rest on it, and the words it rests on by document.
FOUND = (
    ("La mayoría de quienes son extorsionados no denuncia; de las denuncias, pocas terminan en una detención.", (
        ("hn-extorsion-mercados", "De las veintidós denuncias, cinco terminaron en una detención."),
        ("hn-policia", "seis de cada diez denuncias por amenazas se archivan sin diligencias en el primer año"),
    )),
    ("La protección a testigos cubre a quien declara en un juicio; la unidad para denunciantes no existe en todo el país.", (
        ("hn-policia", "La ley de protección a testigos cubre a quien declara en un juicio; quien solo denuncia queda fuera."),
        ("hn-extorsion-mercados", "La unidad de protección a denunciantes solo existe en una de las cuatro ciudades."),
    )),
)  # fmt: skip
NOTHING = {
    "text": "No se halló información sobre indemnizaciones a comercios que cerraron.", "no_info": True,
    "sought": "Biblioteca de la unidad, en español, inglés y francés.",
}  # fmt: skip
TICKS = {item.code: {"ok": True, "note": ""} for item in ITEMS}


def ask_and_answer(officer: Any, by: Any, colleague: Any, today: dt.date) -> None:
    """The whole way, each step by who takes it."""
    asked = actions.ask(officer, ASKED, case=None, key=uuid.uuid4())
    actions.submit(officer, asked.pk, key=uuid.uuid4())
    actions.accept(by, asked.pk, key=uuid.uuid4())
    actions.assign(by, asked.pk, by.user, key=uuid.uuid4())
    response = actions.start(by, asked.pk, key=uuid.uuid4())
    for section, (text, rests_on) in zip(response.sections.all(), FOUND, strict=True):
        finding = actions.save_finding(by, asked.pk, section.pk, {"text": text, "material": True}, key=uuid.uuid4())
        for document, words in rests_on:
            actions.cite(by, asked.pk, finding.pk, _passage(document, words), words, key=uuid.uuid4())
    last = response.sections.order_by("-ordinal")[0]
    actions.save_finding(by, asked.pk, last.pk, NOTHING, key=uuid.uuid4())
    head = {
        "summary": "Se denuncia poco y pocas denuncias avanzan; la protección a quien denuncia es parcial.",
        "cutoff": today - dt.timedelta(days=1), "method": "Tres horas; español, inglés y francés.",
        "limits": "Solo fuentes sintéticas de la demostración.",
    }  # fmt: skip
    response.refresh_from_db()
    actions.save_head(by, asked.pk, head, version=response.version)
    actions.send_to_review(by, asked.pk, key=uuid.uuid4())
    actions.approve(colleague, asked.pk, TICKS, key=uuid.uuid4())
    actions.issue(colleague, asked.pk, key=uuid.uuid4())


def _passage(document: str, words: str) -> int:
    rows = Passage.objects.filter(version__document__external_id=document, text__contains=words)
    return rows.order_by("-version__sequence").values_list("pk", flat=True)[0]
