"""Asking the population register who holds a CURP, or who answers to these data: the direct question at a counter.

Two questions on OSIA's wire: whom the query finds (the data are in its body, never in an address), then what is kept of
each. Nothing of the answer is stored; that it was asked, and by whom, is (exchange's list, the audit trail).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from acogida.accounts.models import Office
from acogida.exchange.actions import Outcome, Reply, ask
from acogida.exchange.messages import Identity, Message, Number, Reference
from acogida.people.models import Person
from acogida.people.numbers.wire import Found, Lookup, asks
from acogida.people.renapo import osia
from acogida.people.renapo.asking import identity_of
from acogida.people.renapo.fields import CONFIRMED_STATES, State
from acogida.people.renapo.known import Known, NotUnderstood
from acogida.people.renapo.osia import AGENCY
from acogida.people.shielding import countries_to_shield

MOST = 8  # persons whose identities are read; more than these, and the question has to be narrower
NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave. `why`: a code, where it gave nothing (`in_words`)."""

    answered: bool
    known: tuple[Known, ...] = ()
    more: int = 0  # found, and not read
    why: str = ""


def by_number(request: Any, curp: str, *, person: Person | None = None, office: Office | None = None) -> Answer:
    """Who holds a CURP."""
    return _find(request, "find_by_number", Number(curp=curp), person, office)


def by_person(request: Any, person: Person) -> Answer:
    """Whom the register has under a person's names and date of birth. Her countries are not said: they may be wrong there."""
    said = {
        **identity_of(person),
        "birth_country": None,
        "nationalities": None,
        "second_surname": person.second_surname or None,
    }
    return _find(request, "find_by_data", Identity(**_given(said)), person, person.office)


def by_data(
    request: Any, office: Office, *, given_names: str, first_surname: str, second_surname: str = "",
    birth_date: dt.date | None = None, sex: str = "",
) -> Answer:  # fmt: skip
    """Whom the register has under data that somebody typed."""
    said = {
        "given_names": given_names, "first_surname": first_surname, "second_surname": second_surname or None,
        "birth_date": birth_date, "sex": sex or None,
    }  # fmt: skip
    return _find(request, "find_by_data", Identity(**_given(said)), None, office)


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _find(request: Any, purpose: str, message: Message, person: Person | None, office: Office | None) -> Answer:
    def put(about: str, said: Message) -> Reply:
        return ask(
            request, AGENCY, about, person.pk if person else None, said,
            countries=countries_to_shield(person) if person else set(), office=person.office if person else office,
        )  # fmt: skip

    reply = put(purpose, message)
    if not reply.answered:
        return Answer(False, why=_code(reply))
    known: list[Known] = []
    try:
        references = osia.found(reply.body)
        for reference in references[:MOST]:
            one = Reference(person_reference=reference)
            read = put("read_identities", one)
            herself = put("read_person", one) if read.answered else read
            if not (read.answered and herself.answered):
                return Answer(False, why=_code(herself if read.answered else read))
            if read.status == 200:  # else she was merged into another between two questions
                known += osia.identities(reference, read.body, person=herself.body)
    except NotUnderstood:
        return Answer(False, why=NOT_UNDERSTOOD)
    if isinstance(message, Number):  # her other numbers are no answer to this one, but the one that took its place is
        held = {each.curp: each for each in known}
        following = [held[each.replaced_by] for each in known if each.curp == message.curp and each.replaced_by in held]
        known = [each for each in known if each.curp == message.curp] + following
    return Answer(True, tuple(known), max(0, len(references) - MOST))


def _code(reply: Reply) -> str:
    return str(reply.outcome) if reply.outcome is not Outcome.NO_ANSWER else (reply.why or "no_answer")


def why_in_words(code: str) -> str:
    """For people: why a question gave nothing."""
    if code == Outcome.REFUSED:
        return _("Nothing was asked: the agreement or the protection of this person does not allow it.")
    if code == Outcome.REJECTED:
        return _("RENAPO will not take this question.")
    if code == NOT_UNDERSTOOD:
        return _("RENAPO's answer could not be understood.")
    return _("RENAPO does not answer now. Registration goes on; ask again later.")


def state_in_words(known: Known) -> str:
    """For people: what the register says of a number. A code that nobody told us the meaning of is shown as it is."""
    words = {
        State.ACTIVE: _("In force"), State.CHANGED: _("Replaced by another number"),
        State.DEAD: _("Of a person who is dead"), State.INACTIVE: _("Not in force"), State.UNKNOWN: _("Not known"),
    }[known.state]  # fmt: skip
    if not known.status_code:
        return words
    sure = "" if known.status_code in CONFIRMED_STATES else " " + _("(meaning not confirmed by RENAPO)")
    return f"{words} · {known.status_code}{sure}"


# --- for the number's own pages ---------------------------------------------------------------------------------------


@asks("find_by_number")
def look_up_number(request: Any, person: Person, curp: str) -> Lookup:
    return _lookup(by_number(request, curp, person=person))


@asks("find_by_data")
def look_up_person(request: Any, person: Person) -> Lookup:
    return _lookup(by_person(request, person))


def _lookup(answer: Answer) -> Lookup:
    if not answer.answered:
        return Lookup(False, why=why_in_words(answer.why))
    return Lookup(
        True,
        tuple(
            Found(
                curp=each.curp, given_names=each.given_names, first_surname=each.first_surname,
                second_surname=each.second_surname, sex=each.sex, birth_date=each.birth_date, entity=each.birth_entity,
                status=state_in_words(each), active=each.state is State.ACTIVE,
            )
            for each in answer.known
            if each.curp
        ),
    )  # fmt: skip
