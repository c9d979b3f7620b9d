"""The papers of the pack that other agencies issue, asked for from here: the visitor's card (D4), the resident's card (D6),
the permanent number (D7), the identity and travel document (D8)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases.errors import Refused
from acogida.certificates.papers import PaperOf, paper
from acogida.certificates.requirements import changes, household, matrix
from acogida.certificates.requirements.household import Body, Id
from acogida.law.requirements import Issued, Requirements
from acogida.partners.telling import documents
from acogida.partners.telling.models import PaperRequest
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions as numbers
from acogida.people.numbers import rules

Document, State = PaperRequest.Document, PaperRequest.State


class _Asked(PaperOf):
    """A paper that an agency issued because it was asked for from here, and told us so."""

    verb = "request"
    wanted: ClassVar[str]

    def issued_of(self, bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, Issued]:
        owner = {record.pk: pk for pk, body in bodies.items() for record in body.records}
        rows = PaperRequest.objects.filter(person__in=owner, document=self.wanted, state=State.ISSUED)
        changed = changes.latest(owner)
        carried = requirements.documents[self.document].carries
        found = {}
        for row in rows.select_related("held").order_by("asked_at"):
            items = changes.since(changed.get(row.person_id, {}), row.asked_at, carried)
            on = row.held.issued_on if row.held else None
            until = row.held.expires_on if row.held else None
            found[owner[row.person_id]] = Issued(
                self.document, on or row.answered_on or row.asked_at.date(), until, ",".join(items)
            )
        return found

    def issued(self, person: Person) -> Issued | None:
        return self.issued_of(household.read([person]), matrix.in_force()).get(person.pk)

    def asked_of(self, persons: Collection[Person]) -> dict[Id, dt.date]:
        zones = {person.pk: person.office.now().tzinfo for person in persons}
        return {
            row.person_id: row.asked_at.astimezone(zones[row.person_id]).date()
            for row in documents.pending(persons, self.wanted)
        }


@paper("D4")
class VisitorCard(_Asked):
    """The humanitarian visitor's card (TVRH), while the claim is in procedure (LM art. 52, fr. V)."""

    wanted = Document.TVRH

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        documents.request_card(request, person, self.wanted, key=key)


@paper("D6")
class ResidentCard(_Asked):
    """The permanent resident's card, for who is protected (LSR art. 48; LM art. 54)."""

    wanted = Document.RESIDENT

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        documents.request_card(request, person, self.wanted, key=key)


@paper("D8")
class TravelDocument(_Asked):
    """The identity and travel document of the Ministry (LSR art. 44, fr. V)."""

    wanted = Document.TRAVEL

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        documents.request_travel_document(request, person, key=key)


@paper("D7")
class PermanentNumber(PaperOf):
    """The permanent CURP: the temporary one is converted, with the number of the migration document it rests on."""

    verb = "request"

    def issued_of(self, bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, Issued]:
        found = {}
        for pk, body in bodies.items():
            held = [number for record in body.records for number in record.numbers.all() if _in_force(number)]
            for number in held:
                if not number.temporary and number.assigned_on:
                    again = _("What enters it was corrected.") if number.outdated_since else ""
                    found[pk] = Issued("D7", number.assigned_on, None, again)
        return found

    def issued(self, person: Person) -> Issued | None:
        return self.issued_of(household.read([person]), matrix.in_force()).get(person.pk)

    def asked_of(self, persons: Collection[Person]) -> dict[Id, dt.date]:
        zones = {person.pk: person.office.now().tzinfo for person in persons}
        wanted = IdentityNumber.objects.filter(person__in=zones, wanted=IdentityNumber.Wanted.PERMANENT)
        return {
            number.person_id: number.wanted_at.astimezone(zones[number.person_id]).date()
            for number in wanted
            if _in_force(number) and number.wanted_at is not None
        }

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        """Ask RENAPO to make the number permanent. Asked again it changes nothing."""
        require(request.user, numbers.ACTION, person.office)
        number = _number(person)
        if number is None:
            raise Refused([_("She has no temporary CURP that could be made permanent.")])
        numbers.ask_permanent(number, request)


def _in_force(number: IdentityNumber) -> bool:
    return number.scheme == rules.CURP and number.status == IdentityNumber.Status.ACTIVE


def _number(person: Person) -> IdentityNumber | None:
    return person.numbers.filter(scheme=rules.CURP, status=IdentityNumber.Status.ACTIVE).first()
