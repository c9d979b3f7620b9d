"""Who stands in the list for the ministry of foreign affairs, and what is said of each."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases.models import Claim
from acogida.exchange import gateway
from acogida.exchange.messages import Listed, plain, said, unfit
from acogida.exchange.models import Agreement
from acogida.law import Pack
from acogida.people import identity
from acogida.people.access import hidden_from
from acogida.people.models import Person
from acogida.people.shielding import countries_to_shield
from acogida.ui.cells import harmless

APPLICANT, REFUGEE, COMPLEMENTARY = "APPLICANT", "REFUGEE", "COMPLEMENTARY_PROTECTION"
STATUSES = {"refugee": REFUGEE, "complementary_protection": COMPLEMENTARY}
STANDS = "final"  # the closed stage in which a status that was given goes on
CHUNK = 2000
COLUMNS = {
    "given_names": "nombres", "first_surname": "primer_apellido", "second_surname": "segundo_apellido",
    "birth_date": "fecha_de_nacimiento", "nationalities": "nacionalidades", "protection_status": "situacion",
}  # fmt: skip
IN_SPANISH = {APPLICANT: "solicitante", REFUGEE: "refugiado", COMPLEMENTARY: "protección complementaria"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person. `why`: she is not in the file (firewall.Refusal, or "sealed")."""

    person_id: uuid.UUID
    office_id: int
    body: dict[str, Any]
    why: str = ""


SEALED = "sealed"


def lines(agreement: Agreement, reader: User) -> Iterator[Line]:
    """Every applicant and protected person once, in no order that tells anything; whom `reader` may not know of is kept
    back, and so is whoever must be protected from the country of the agency."""
    pack, hidden = packs.current(), set(hidden_from(reader).values_list("pk", flat=True))
    statuses = _statuses(pack)
    for ids in _chunks(sorted(statuses)):
        rows = (
            Person.objects.filter(pk__in=ids, died_on=None).prefetch_related("nationalities").select_related("office")
        )
        for person in rows.order_by("pk"):
            yield _line(person, statuses[person.pk], agreement, hidden)


def _line(person: Person, status: str, agreement: Agreement, hidden: set[uuid.UUID]) -> Line:
    if person.pk in hidden:
        return Line(person.pk, person.office_id, {}, SEALED)
    message = _message(person, status, agreement.fields)
    why = gateway.under(agreement, agreement.agency, countries_to_shield(person), said(message), unfit=unfit(message))
    return Line(person.pk, person.office_id, {} if why else plain(message), str(why or ""))


def _message(person: Person, status: str, fields: Sequence[str]) -> Listed:
    """Only what the agreement lists, even where more is known."""
    known = {
        "first_surname": person.first_surname, "second_surname": person.second_surname, "birth_date": person.birth,
        "nationalities": tuple(person.nationality_codes) or None,
    }  # fmt: skip
    given = {name: value for name, value in known.items() if name in fields}
    return Listed(given_names=person.given_names, protection_status=status, **given)  # type: ignore[arg-type]


def _statuses(pack: Pack) -> dict[uuid.UUID, str]:
    """Who asks for protection or has it, by the record that stands for her: protection goes before a new application."""
    open_stages = [stage.code for stage in pack.stages if stage.open and stage.counts]
    given = {outcome.code: STATUSES[outcome.status] for outcome in pack.outcomes if outcome.status in STATUSES}
    rows = Claim.objects.filter(Q(stage__in=open_stages) | Q(stage=STANDS, outcome__in=given)).order_by()
    found: dict[uuid.UUID, str] = {}
    for person, outcome, notified in rows.values_list("person", "outcome", "notified_on").iterator(CHUNK):
        # A decision that she has not been told of is nobody else's to know.
        status = given.get(outcome, APPLICANT) if notified else APPLICANT
        if found.get(person, APPLICANT) == APPLICANT:
            found[person] = status
    once: dict[uuid.UUID, str] = {}
    for person, canonical in identity.canonicals(found).items():
        if once.get(canonical, APPLICANT) == APPLICANT:
            once[canonical] = found[person]
    return once


def _chunks(ids: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def as_csv(bodies: Sequence[dict[str, Any]]) -> bytes:
    """UTF-8 with a mark; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for body in bodies:
        writer.writerow([harmless(_cell(name, body.get(name))) for name in COLUMNS])
    return ("\ufeff" + out.getvalue()).encode()


def _cell(name: str, value: Any) -> str:
    if name == "protection_status":
        return IN_SPANISH[value]
    return " ".join(value) if isinstance(value, list) else str(value or "")


def as_json(head: dict[str, Any], bodies: Sequence[dict[str, Any]]) -> bytes:
    """The same for programs."""
    return json.dumps({**head, "persons": list(bodies)}, ensure_ascii=False, indent=1).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
