"""The Ministry of Foreign Affairs (SRE): its opinion on conditions in a country (LSR art. 24).

It is asked with a country and a reference that leads nobody to a person. Its term runs from its receipt; what it answers
is recorded as its act, or put before whoever works on the case where the case has moved on; silence is recorded by the
step of the pack, by a person.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.models import Case, Event
from acogida.exchange.actions import send
from acogida.exchange.messages import OpinionRequest
from acogida.exchange.models import OutboxMessage
from acogida.exchange.replies import Unusable, reply
from acogida.exchange.topics import News, topic
from acogida.hooks.ids import check_character
from acogida.partners.telling.about import SRE, as_told, shielded, text_of
from acogida.partners.telling.models import Opinion

ELECTRONIC, OPINION = "electronic", "OPINION"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST = 20_000  # characters of an opinion
KINDS = ("INFORMATION", "NONE")


def ask(event: Event) -> Opinion | None:
    """Send what the step asks, where it is to be asked by the system."""
    if event.payload.get("how") != ELECTRONIC:
        return None
    opinion, _new = Opinion.objects.get_or_create(
        event=event,
        defaults={"case": event.case, "reference": _reference(event.pk), "country": event.payload["country"]},
    )
    case = event.case
    message = OpinionRequest(
        opinion_reference=opinion.reference, country=opinion.country, asked_on=event.on, office=case.office.code
    )
    send(
        SRE, "opinion", None, message, key=f"opinion:{event.pk}", countries=shielded(case), office=case.office,
        reference=case.number,
    )  # fmt: skip
    return opinion


def _reference(event_id: uuid.UUID) -> str:
    """OP-7KQ2-M9XD-4: short, typed by hand if need be, and nobody's number."""
    left, drawn = uuid.uuid5(event_id, "opinion").int, []
    for _place in range(8):
        left, digit = divmod(left, len(ALPHABET))
        drawn.append(ALPHABET[digit])
    body = f"OP-{''.join(drawn[:4])}-{''.join(drawn[4:])}"
    return f"{body}-{check_character(body)}"


@reply(f"{SRE}.opinion")
def received(message: OutboxMessage, _answer: Any) -> None:
    """The Ministry has it: its term runs from the day after."""
    opinion = _opinion(message.payload["opinion_reference"])
    on, receipt = opinion.case.office.today(), str((message.receipt or {}).get("receipt") or "")[:60]
    opinion.received_on, opinion.receipt = on, receipt
    if opinion.state == Opinion.State.ASKED:
        opinion.state = Opinion.State.RECEIVED
    opinion.save(update_fields=["received_on", "receipt", "state"])
    key = uuid.uuid5(message.pk, "acknowledged")
    as_told(opinion.case, "sre_acknowledged", key=key, received_on=on.isoformat(), reference=receipt)


@topic(f"{SRE}.{OPINION}", person=lambda body: body["opinionReference"])
def answered(news: News) -> None:
    """The Ministry's opinion, or that it has none."""
    opinion = _opinion(text_of(news.body, "opinionReference", 24))
    if opinion.state in (Opinion.State.ANSWERED, Opinion.State.TO_READ):
        return
    kind = text_of(news.body, "kind", 20)
    if kind not in KINDS:
        raise Unusable("the kind of the answer is not known")
    opinion.folio = text_of(news.body, "folio", 60, needed=False)
    said = text_of(news.body, "text", MOST, needed=kind == "INFORMATION")
    content = said or _("The Ministry says that it has no opinion or information.")
    opinion.answered_on = opinion.case.office.today()
    event = as_told(
        opinion.case, "receive_sre", key=uuid.uuid5(opinion.pk, "answered"), received_on=opinion.answered_on.isoformat(),
        reference=opinion.folio, content=content,
    )  # fmt: skip
    opinion.state = Opinion.State.ANSWERED if event else Opinion.State.TO_READ
    opinion.content = "" if event else content
    opinion.save()
    write(None, "partners.opinion_answered", opinion, detail={"state": opinion.state})


def _opinion(reference: str) -> Opinion:
    found = Opinion.objects.select_related("case__office").filter(reference=reference).first()
    if found is None:
        raise Unusable("no opinion was asked for under this reference")
    return found


def of_case(case: Case) -> list[Opinion]:
    """What was asked, newest first."""
    return list(Opinion.objects.filter(case=case).order_by("-pk"))
