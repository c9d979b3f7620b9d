"""A case that was not an application yet becomes one: the wish to claim is presented."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import packs, store
from acogida.cases.actions import NewMember, already_done, append, lock, refusals, unanswered
from acogida.cases.errors import Refused
from acogida.cases.known import Known
from acogida.cases.models import Case, Claim, Member
from acogida.law import Pack, Transition
from acogida.ui.components.dates import civil


@dataclass(frozen=True)
class LeftOut:
    """A member of the wish who is not in the application, and the answers to what the closing step asks of her."""

    person: uuid.UUID
    answers: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: str = ""  # number of the case in which her wish goes on: nothing of it is closed then


def closing_step(pack: Pack, stage: str) -> Transition | None:
    """The step by which a wish that is not followed by an application ends, under this pack."""
    return next(
        (
            rule
            for rule in pack.transitions.values()
            if stage in rule.from_ and rule.to and not pack.stage(rule.to).open and not pack.stage(rule.to).counts
        ),
        None,
    )


@transaction.atomic
def continue_case(
    request: Any,
    case_id: uuid.UUID,
    *,
    members: Sequence[NewMember],
    presented_on: dt.date,
    key: uuid.UUID,
    payload: Mapping[str, Any],
    left: Sequence[LeftOut] = (),
    transition: str = "present",
) -> Case:
    """Present the claim that a case was opened for (LSR art. 18): it keeps its number and the day of the wish; the terms
    run from the presentation.

    `members` are all who apply, the principal first; who was not in the case joins it, and each who was must be among
    them or in `left`. The same `key` again changes nothing. Raises `Refused` with the reasons.
    """
    case = lock(case_id)
    if already_done(case_id, key):
        return case
    pack = packs.of(case)
    rule = pack.transition(transition)
    require(request.user, rule.action, case.office_id)
    if case.stage not in rule.from_:  # presented or closed meanwhile
        raise Refused(refusals(case, None, transition))
    if presented_on < case.presented_on:
        raise Refused(
            [_("The presentation is dated before the wish to claim (%(day)s).") % {"day": civil(case.presented_on)}]
        )
    _leave(request, case, pack, members, left, on=presented_on, key=key)
    joined = _join(case, members, rule.to or case.stage, presented_on)
    asked = dict(payload)
    if reasons := refusals(case, None, transition, presented_on) or unanswered(rule, asked, pack):
        raise Refused(reasons)
    case.intent_on, case.presented_on = case.intent_on or case.presented_on, presented_on
    append(case, transition, request, on=presented_on, key=key, payload={**asked, "members": joined})
    store.describe(case)
    return case


def _leave(
    request: Any, case: Case, pack: Pack, members: Sequence[NewMember], left: Sequence[LeftOut], *, on: dt.date,
    key: uuid.UUID,
) -> None:  # fmt: skip
    """Those who are not in the application leave the case by the pack's own step, each with what was answered of her."""
    coming, said = {member.person.pk for member in members}, {each.person: each for each in left}
    gone = [
        claim
        for claim in case.claims.select_related("person").filter(stage=case.stage)
        if claim.person_id not in coming
    ]
    if not gone:
        return
    rule = closing_step(pack, case.stage)
    if rule is None:
        raise Refused([_("These rules have no step by which somebody is left out of the application.")])
    for claim in gone:
        if claim.person_id not in said:
            raise Refused([_("Say what became of %(name)s.") % {"name": claim.person.full_name}])
        answer = said[claim.person_id]
        if not answer.elsewhere:
            reasons = unanswered(rule, dict(answer.answers), pack)
            language = get_language() or "es"
            reasons += [pack.text(each.message, language) for each in Known(case, on).refusals(rule.name, claim)]
            if reasons:
                raise Refused([f"{claim.person.full_name}: {reason}" for reason in reasons])
        case.members.filter(person=claim.person_id, end=None).update(end=on)
        told = {"continued_in": answer.elsewhere} if answer.elsewhere else dict(answer.answers)
        append(
            case, rule.name, request, on=on, key=uuid.uuid5(key, str(claim.pk)),
            payload={**told, "claims": [str(claim.pk)]},
        )  # fmt: skip


def _join(case: Case, members: Sequence[NewMember], stage: str, on: dt.date) -> list[dict[str, str]]:
    """Every applicant in her place: who was there with what is known of her now, who was not as somebody new. Returns
    what the event says of each."""
    case.members.filter(end=None).update(role=Member.Role.DEPENDANT)  # one principal at a time
    joined = []
    for position, each in enumerate(members):
        Member.objects.update_or_create(
            case=case, person=each.person, end=None,
            defaults={"role": each.role, "relation": each.relation, "position": position}, create_defaults={
                "role": each.role, "relation": each.relation, "position": position, "start": on,
            },
        )  # fmt: skip
        claim, _created = Claim.objects.update_or_create(
            case=case, person=each.person, defaults={"basis": each.basis, "position": position},
            create_defaults={"basis": each.basis, "position": position, "stage": stage},
        )  # fmt: skip
        joined.append(
            {"claim": str(claim.pk), "person": str(each.person.pk), "role": each.role, "relation": each.relation,
             "basis": each.basis, "stage": stage}
        )  # fmt: skip
    return joined
