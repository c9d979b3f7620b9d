"""The file of requests that an office carries to RENAPO: what waits for it, written as CSV or JSON.

What leaves by a file is under the same agreement and the same firewall as what leaves by the line: a person whom the
firewall keeps back is not in the file, and the page says so. Column names are those of RENAPO's known responses
(`renapo.fields`), with `solicitud` (our number for the request, which the answer repeats) and `operacion`.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.exchange import gateway
from acogida.exchange.actions import FileLine, keep_lines
from acogida.exchange.firewall import Refusal
from acogida.exchange.messages import Identity, Message, Registration, said, unfit
from acogida.exchange.models import Agency, Agreement
from acogida.people import curp
from acogida.people.models import IdentityNumber, NumberBatch, NumberEvent
from acogida.people.numbers.joining import Step
from acogida.people.renapo.asking import COMAR, identity_of
from acogida.people.renapo.fields import DOCUMENTS, MEXICAN_SEXES
from acogida.people.shielding import countries_to_shield

ACTION = "number.batch"
AGENCY = "renapo"
Status, Wanted = IdentityNumber.Status, IdentityNumber.Wanted
# What is asked for → the word in the file, and the agreement's purpose.
OPERATIONS = {
    "": ("alta", "assign_number"),
    Wanted.RENEW: ("renovacion", "register_identity"),
    Wanted.PERMANENT: ("definitiva", "register_identity"),
    Wanted.END: ("baja", "register_identity"),
}
COLUMNS = (
    "solicitud", "operacion", "CURP", "nombres", "apellido1", "apellido2", "sexo", "fechNac", "cveEntidadNac",
    "nacionalidad", "docProbatorio", "NumRegExtranjeros",
)  # fmt: skip


def waiting(office: Office) -> QuerySet[IdentityNumber]:
    """What an office's next file would hold: asked for by file, and not in one since."""
    mine = IdentityNumber.objects.filter(person__office=office)
    asked = Q(status=Status.REQUESTED, channel=Step.BATCH, batches=None)
    wanted = Q(wanted__in=[w for w in OPERATIONS if w], wanted_by=Step.BATCH)
    since = mine.filter(wanted_at__lte=F("batches__made_at")).values("pk")
    return mine.filter(asked | (wanted & ~Q(pk__in=since))).select_related("person__office").order_by("pk")


@dataclass(frozen=True)
class KeptBack:
    """A request that is not written, and why."""

    number: IdentityNumber
    why: Refusal


def sorted_out(numbers: QuerySet[IdentityNumber], office: Office) -> tuple[list[IdentityNumber], list[KeptBack]]:
    """Those that may leave, and those that the firewall keeps back."""
    agreements = {
        purpose: Agreement.in_force(AGENCY, purpose, office.today()) for _word, purpose in OPERATIONS.values()
    }
    agency = Agency.objects.get(pk=AGENCY)
    free: list[IdentityNumber] = []
    kept: list[KeptBack] = []
    for number in numbers.prefetch_related("person__nationalities"):
        agreement = agreements[OPERATIONS[_operation(number)][1]]
        message = _message(number)
        countries = countries_to_shield(number.person)
        why = gateway.under(agreement, agency, countries, said(message), unfit=unfit(message))
        if why:
            kept.append(KeptBack(number, why))
        else:
            free.append(number)
    return free, kept


@transaction.atomic
def make(request: Any, office: Office) -> NumberBatch | None:
    """Put what waits at an office into a file; None when nothing may leave. What is in a file is not written again until
    it is asked for again."""
    require(request.user, ACTION, office)
    locked = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)  # two presses make one file
    free, kept = sorted_out(waiting(locked), locked)
    if not free:
        return None
    batch = NumberBatch.objects.create(office=locked, made_by=request.user)
    batch.numbers.set(free)
    NumberEvent.objects.bulk_create(
        NumberEvent(number=number, kind=NumberEvent.Kind.EXPORTED, actor=request.user, source=Step.BATCH,
                    detail={"batch": str(batch.pk)})
        for number in free
    )  # fmt: skip
    _tell_their_histories(request, batch, free, kept)
    detail = {"numbers": len(free), "kept_back": len(kept), "agency": AGENCY}
    write(request, "number.batch_made", batch, detail=detail)
    return batch


def _tell_their_histories(request: Any, batch: NumberBatch, free: list[IdentityNumber], kept: list[KeptBack]) -> None:
    """A line in the sharing history of each person in the file, and of each who was kept out of it."""
    agency, today = Agency.objects.get(pk=AGENCY), batch.office.today()
    tried = [(number, "") for number in free] + [(each.number, each.why.value) for each in kept]
    for purpose in {purpose for _word, purpose in OPERATIONS.values()}:
        lines = [
            FileLine(number.person_id, batch.office_id, said(_message(number)), why)
            for number, why in tried
            if OPERATIONS[_operation(number)][1] == purpose
        ]
        agreement = Agreement.in_force(AGENCY, purpose, today)
        keep_lines(request, agency, agreement, purpose, lines, reference=str(batch.pk))


def rows(batch: NumberBatch) -> list[dict[str, str]]:
    """The rows of a file, as the data are now; what was answered meanwhile is left out."""
    numbers = batch.numbers.select_related("person__office").prefetch_related("person__nationalities").order_by("pk")
    open_ones = [number for number in numbers if number.status == Status.REQUESTED or number.wanted]
    return [_row(number) for number in open_ones]


def as_csv(batch: NumberBatch) -> str:
    """UTF-8 with a mark, as spreadsheets want it. A name may begin with a sign only where its owner's does: RENAPO's
    program reads this, so nothing is added to the values; the messages' shapes let no formula through (`messages.FIELDS`)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(batch))
    return "\ufeff" + out.getvalue()


def as_json(batch: NumberBatch) -> str:
    return json.dumps({"lote": str(batch.pk), "solicitudes": rows(batch)}, ensure_ascii=False, indent=1)


def _operation(number: IdentityNumber) -> str:
    return "" if number.status == Status.REQUESTED else number.wanted


def _message(number: IdentityNumber) -> Message:
    """What the row says, as a message that the firewall can look at."""
    who = identity_of(number.person, document_kind=COMAR, document_number=number.reference)
    if not number.value:
        return Identity(**who)
    return Registration(**who, curp=number.value, identity_reference=f"N{number.pk}", renewals=number.renewals)


def _row(number: IdentityNumber) -> dict[str, str]:
    person = number.person
    return {
        "solicitud": str(number.pk),
        "operacion": OPERATIONS[_operation(number)][0],
        "CURP": number.value,
        "nombres": person.given_names,
        "apellido1": person.first_surname,
        "apellido2": person.second_surname,
        "sexo": MEXICAN_SEXES.get(person.sex, ""),
        "fechNac": f"{person.birth:%d/%m/%Y}" if person.birth else "",
        "cveEntidadNac": curp.BORN_ABROAD,
        "nacionalidad": next(iter(person.nationality_codes), ""),
        "docProbatorio": DOCUMENTS[COMAR],
        "NumRegExtranjeros": number.reference,
    }
