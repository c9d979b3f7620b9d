"""What is done to a case. One function is one transaction and one event in its log."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import Office, User
from acogida.audit.chain import GENESIS, link
from acogida.audit.record import write
from acogida.cases import packs, store
from acogida.cases.errors import Refused
from acogida.cases.known import Known
from acogida.cases.models import Case, Claim, Event, Member
from acogida.cases.projection import apply
from acogida.hooks.ids import check_character, uuid7
from acogida.hooks.registry import effects
from acogida.law import Pack, Transition
from acogida.law.answers import check_answers
from acogida.law.extending import step_refusals
from acogida.people.models import Person

LEASE = dt.timedelta(days=14)


@dataclass(frozen=True)
class NewMember:
    """A person who joins a case."""

    person: Person
    role: str  # Member.Role
    relation: str = ""  # to the principal
    basis: str = Claim.Basis.OWN


def lock(case_id: uuid.UUID) -> Case:
    """The case, locked until the transaction ends: acts on one case happen one after another."""
    return Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)


def already_done(case_id: uuid.UUID, key: uuid.UUID) -> Event | None:
    """The event that the same request made before (double click, retry), if any."""
    return Event.objects.filter(case_id=case_id, key=key).select_related("case", "claim").first()


@transaction.atomic
def open_case(
    request: Any,
    *,
    office: Office,
    members: Sequence[NewMember],
    presented_on: dt.date,
    intent_on: dt.date | None,
    key: uuid.UUID,
    payload: dict[str, Any] | None = None,
    case_id: uuid.UUID | None = None,
    transition: str = "present",
) -> Case:
    """Open a case by the presentation of a claim (LSR art. 18): its number, members, claims and first clocks.

    `members[0]` is the principal applicant. `case_id` makes the call idempotent: a second one returns the same case.
    `transition` is another step that may open a case, such as a wish expressed before the claim is presented;
    `presented_on` is then that step's day, until the claim is presented.
    """
    user: User = request.user
    pack = packs.current()
    rule = pack.transition(transition)
    require(user, rule.action, office)
    if case_id and (existing := Case.objects.filter(pk=case_id).first()):
        return existing
    if presented_on > office.today():
        raise Refused([_("The presentation cannot be dated in the future.")])
    if not rule.opens_case:
        raise Refused([_("No case begins with this step.")])
    if reasons := unanswered(rule, payload or {}, pack):
        raise Refused(reasons)
    principal = members[0].person
    case = Case.objects.create(
        id=case_id or uuid7(),
        number=next_number(office, presented_on.year, pack.case_number),
        office=office,
        pack=packs.keep(pack),
        intent_on=intent_on,
        presented_on=presented_on,
        stage=rule.to or "",
        modality=pack.default_modality,
        principal=principal,
        title=principal.display_name,
        last_hash=GENESIS,
    )
    Member.objects.bulk_create(
        Member(case=case, person=m.person, role=m.role, relation=m.relation, position=i, start=presented_on)
        for i, m in enumerate(members)
    )
    claims = Claim.objects.bulk_create(
        Claim(case=case, person=m.person, basis=m.basis, position=i, stage=case.stage) for i, m in enumerate(members)
    )
    joined = [
        {"claim": str(claim.pk), "person": str(claim.person_id), "role": m.role, "relation": m.relation,
         "basis": claim.basis, "stage": claim.stage}
        for claim, m in zip(claims, members, strict=True)
    ]  # fmt: skip
    append(case, transition, request, on=presented_on, key=key, payload={**(payload or {}), "members": joined})
    store.describe(case)
    return case


@transaction.atomic
def take(
    request: Any,
    case_id: uuid.UUID,
    transition: str,
    *,
    key: uuid.UUID,
    claim_id: uuid.UUID | None = None,
    on: dt.date | None = None,
    payload: dict[str, Any] | None = None,
) -> Event:
    """Take a transition of the pack on a case, or on one claim of it.

    Checks the grant, the stage, every condition of the pack against facts gathered now, and the answers in `payload` to
    what the pack asks; raises `Refused` with the reasons. The same `key` again returns the event it made the first time.
    """
    case = lock(case_id)
    if done := already_done(case_id, key):
        return done
    require(request.user, packs.of(case).transitions[transition].action, case.office_id)
    return _step(request, case, transition, key=key, claim_id=claim_id, on=on, payload=payload)


@transaction.atomic
def take_as_told(
    case_id: uuid.UUID,
    transition: str,
    *,
    key: uuid.UUID,
    claim_id: uuid.UUID | None = None,
    on: dt.date | None = None,
    payload: dict[str, Any] | None = None,
) -> Event:
    """Take a step on another agency's word, which came through its own channel: its receipt, its answer. The act is the
    system's, and no grant is asked for; all else is as in `take`. Raises `Refused`, also where the case's pack has no
    such step."""
    case = lock(case_id)
    if done := already_done(case_id, key):
        return done
    if transition not in packs.of(case).transitions:
        raise Refused([_("The rules of this case do not have this step.")])
    return _step(None, case, transition, key=key, claim_id=claim_id, on=on, payload=payload)


def _step(
    request: Any, case: Case, transition: str, *, key: uuid.UUID, claim_id: uuid.UUID | None, on: dt.date | None,
    payload: dict[str, Any] | None,
) -> Event:  # fmt: skip
    pack = packs.of(case)
    rule = pack.transitions[transition]
    claim = Claim.objects.select_related("person").get(pk=claim_id, case=case) if claim_id else None
    on = on or case.office.today()
    asked = payload or {}
    if reasons := (
        refusals(case, claim, transition, on) or unanswered(rule, asked, pack) or overextended(case, claim, rule, asked)
    ):
        raise Refused(reasons)
    if rule.opens_case:  # what was a wish is presented now; `append` saves the case
        case.intent_on, case.presented_on = case.intent_on or case.presented_on, on
    return append(case, transition, request, on=on, key=key, claim=claim, payload=payload or {})


def unanswered(rule: Transition, payload: dict[str, Any], pack: Pack) -> list[str]:
    """What the pack asks at a step and the payload does not answer, or answers wrongly, in the user's language."""
    return [pack.text(refusal.message, get_language() or "es") for refusal in check_answers(rule, payload, pack)]


def overextended(case: Case, claim: Claim | None, rule: Transition, payload: dict[str, Any]) -> list[str]:
    """Why a step may not extend the terms it extends: the statute's grounds, times and length, in the user's language."""
    if not rule.extends:
        return []
    pack = packs.of(case)
    running = {
        row.clock: store.extensions(row)
        for row in case.clocks.filter(state__in=["running", "paused"])
        if claim is None or row.claim_id in (None, claim.pk)
    }
    found = step_refusals([pack.clocks[code] for code in rule.extends], payload, running)
    return [pack.text(refusal.message, get_language() or "es") for refusal in found]


def refusals(case: Case, claim: Claim | None, transition: str, on: dt.date | None = None) -> list[str]:
    """Why the transition cannot be taken now, in the user's language; empty when it can."""
    pack = packs.of(case)
    rule = pack.transitions[transition]
    if rule.unit == "claim" and claim is None:
        return [_("Choose whose claim this is.")]
    if on and on > case.office.today():
        return [_("The date is in the future.")]
    if on and on < case.presented_on:
        return [_("The date is before the presentation of the claim.")]
    found = Known(case, on).refusals(transition, claim)
    return [pack.text(refusal.message, get_language() or "es") for refusal in found]


@transaction.atomic
def note(
    request: Any,
    case_id: uuid.UUID,
    kind: str,
    *,
    key: uuid.UUID,
    claim_id: uuid.UUID | None = None,
    payload: dict[str, Any] | None = None,
) -> Event:
    """Log something that moves no stage: an assignment, a saved interview, a correction, a note."""
    case = lock(case_id)
    if done := already_done(case_id, key):
        return done
    claim = Claim.objects.get(pk=claim_id, case=case) if claim_id else None
    return append(case, kind, request, on=case.office.today(), key=key, claim=claim, payload=payload or {})


@transaction.atomic
def assign(request: Any, case_id: uuid.UUID, assignee: User | None, *, key: uuid.UUID, reason: str = "") -> Event:
    """Give the case to `assignee` on a lease (None gives it back). Taking what a colleague holds needs `case.assign`."""
    case = lock(case_id)
    if done := already_done(case_id, key):
        return done
    to_self = assignee is None or assignee == request.user
    free = case.assignee_id in (None, request.user.pk) or (case.lease_until and case.lease_until < timezone.now())
    require(request.user, "case.assign_self" if to_self and free else "case.assign", case.office_id)
    if assignee and not assignee.can("case.view", case.office_id):
        raise Refused([_("%(name)s cannot open cases of this office.") % {"name": assignee.name}])
    case.assignee = assignee
    case.lease_until = timezone.now() + LEASE if assignee else None
    case.save(update_fields=["assignee", "lease_until"])
    payload = {"assignee": str(assignee.pk) if assignee else None, "reason": reason}
    return append(case, "assigned", request, on=case.office.today(), key=key, payload=payload)


def append(
    case: Case,
    kind: str,
    request: Any,
    *,
    on: dt.date,
    key: uuid.UUID,
    claim: Claim | None = None,
    payload: dict[str, Any],
) -> Event:
    """Write one event to a locked case, project it, run its effects, and audit it."""
    user = getattr(request, "user", None)
    change = packs.change_number()
    if change:  # a replay reckons by what was known at this change of closures and switches
        payload = {**payload, "rules": change}
    event = Event(
        case=case, seq=case.last_seq + 1, kind=kind, claim=claim, on=on, at=timezone.now(), actor=user,
        actor_roles=" ".join(user.role_codes) if user else "", office_id=case.office_id, payload=payload, key=key,
    )  # fmt: skip
    event.hash = link(case.last_hash or GENESIS, store.contents(event))
    event.save(force_insert=True)
    case.last_seq, case.last_hash, case.version = event.seq, event.hash, case.version + 1
    pack = packs.of(case)
    before = store.load(case)
    after = apply(before, event, packs.rules(case.pack_id, change))
    store.save(case, before, after, pack, on)
    if claim:
        claim.refresh_from_db()
    rule = pack.transitions.get(kind)
    for name in rule.effects if rule else ():
        effects[name](event)
    moved = rule is not None and rule.to and event.seq > 1  # the step that opens a case finds nothing that could fall
    if moved and "claims_moved" in effects.names():  # what stands or falls with a stage, whatever the pack
        effects["claims_moved"](event)
    write(request, f"case.{kind}", case, detail={"event": str(event.pk)})
    return event


def next_number(office: Office, year: int, pattern: str) -> str:
    """The next case number of an office and year, without gaps, by the pack's pattern: COM-TAP-2026-00042-K."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_numberseries (office_id, year, last) VALUES (%s, %s, 1) ON CONFLICT (office_id, year)"
            " DO UPDATE SET last = cases_numberseries.last + 1 RETURNING last",
            [office.pk, year],
        )
        return format_number(pattern, office.code, year, cursor.fetchone()[0])


def format_number(pattern: str, office: str, year: int, serial: int) -> str:
    """A case number with its check character."""
    body = pattern.format(office=office, year=year, number=serial)
    return f"{body}-{check_character(body)}"
