"""Our numbers and the register's, person by person: what the nightly comparison of `exchange` reads.

Only what is in force counts on both sides. Compared are the persons who were entered there through us or whose number was
asked for online; a number that somebody typed from paper is, once it was renewed or changed by the outbox.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from acogida.exchange.actions import Outcome, Reply, ask
from acogida.exchange.comparing import Entry, Kind, Page, Pair, reconciler, remedy
from acogida.exchange.messages import Message, Number, Reference
from acogida.exchange.replies import Unusable
from acogida.exchange.wire import NoAnswer
from acogida.people import names
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers.joining import Step
from acogida.people.renapo import asking, osia
from acogida.people.renapo.fields import State
from acogida.people.renapo.known import Known
from acogida.people.renapo.models import RegisterEntry
from acogida.people.renapo.osia import AGENCY, CLAIMED, VALID
from acogida.people.shielding import countries_to_shield

PAGE = 25


@reconciler(AGENCY)
def page(cursor: str) -> Page:
    """The persons after `cursor`. Raises NoAnswer."""
    mine = IdentityNumber.objects.filter(scheme="CURP", status=IdentityNumber.Status.ACTIVE)
    people = Person.objects.filter(
        Exists(mine.filter(person=OuterRef("pk"), channel=Step.ONLINE))
        | Exists(RegisterEntry.objects.filter(person=OuterRef("pk")))
    ).order_by("pk")
    after = people.filter(pk__gt=uuid.UUID(cursor)) if cursor else people
    rows = after.select_related("office").prefetch_related(
        Prefetch("numbers", mine, to_attr="in_force"), "register_entries", "nationalities"
    )[: PAGE + 1]
    found = list(rows)
    pairs = [
        Pair(
            person.pk, [_ours(person, each) for each in person.in_force], [_theirs(each) for each in _known(person)],
            office_id=person.office_id, reference=person.in_force[0].reference if person.in_force else "",
        )
        for person in found[:PAGE]
    ]  # fmt: skip
    return Page(pairs, str(found[PAGE - 1].pk) if len(found) > PAGE else "", people.count() if not cursor else None)


@remedy(f"{AGENCY}.{Kind.MISSING_THERE}")
def enter_again(request: Any, person_id: uuid.UUID) -> None:
    """Have a number that the register lost entered there once more; on one day once. Raises Unusable without a number."""
    mine = IdentityNumber.objects.filter(scheme="CURP", status=IdentityNumber.Status.ACTIVE, person_id=person_id)
    number = mine.select_related("person__office").first()
    if number is None:
        raise Unusable("no_number")
    day = f"{number.person.office.today():%Y%m%d}"
    reference = f"N{number.pk}-{day}"
    asking.register(number.person, number, identity_reference=reference, reference=number.reference, again=f":{day}")


def _ours(person: Person, number: IdentityNumber) -> Entry:
    data = {
        "given_names": names.fold(person.given_names), "first_surname": names.fold(person.first_surname),
        "second_surname": names.fold(person.second_surname), "sex": person.sex,
        "birth_date": person.birth.isoformat() if person.birth else "",
    }  # fmt: skip
    return Entry(number.value, CLAIMED if number.temporary else VALID, data)


def _theirs(known: Known) -> Entry:
    data = {
        "given_names": names.fold(known.given_names), "first_surname": names.fold(known.first_surname),
        "second_surname": names.fold(known.second_surname), "sex": known.sex,
        "birth_date": known.birth_date.isoformat() if known.birth_date else "",
    }  # fmt: skip
    return Entry(known.curp, known.identity_status, data, reference=known.identity_reference)


def _known(person: Person) -> list[Known]:
    """What the register has of a person that is in force."""
    references: Iterable[str] = {entry.person_reference for entry in person.register_entries.all()}
    if not references:
        references = _located(person)
    known: list[Known] = []
    for reference in sorted(references):
        reply = _ask(person, "read_identities", Reference(person_reference=reference))
        if reply.status == 200:
            known += osia.identities(reference, reply.body)
    return [each for each in known if each.curp and each.state is State.ACTIVE]


def _located(person: Person) -> list[str]:
    """Where the register keeps a number whose entry there never came back to us."""
    number: IdentityNumber = person.in_force[0]  # type: ignore[attr-defined]
    return osia.found(_ask(person, "find_by_number", Number(curp=number.value)).body)


def _ask(person: Person, purpose: str, message: Message) -> Reply:
    reply = ask(None, AGENCY, purpose, person.pk, message, countries=countries_to_shield(person), office=person.office)
    if reply.outcome is Outcome.ANSWERED:
        return reply
    if reply.outcome is Outcome.REFUSED:  # the register may not hear of her: nothing can be compared
        return Reply(Outcome.REFUSED, reply.message_id, body=[])
    raise NoAnswer(reply.why)
