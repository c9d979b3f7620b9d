"""What becomes of certificates: replaced, lost, suspended, resumed, revoked by a person; renewed with the identity number
and ended with the procedure by themselves. The public page and the status list follow at once.

Acts on one case come one after the other: the case is locked first, then the certificate.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases.actions import already_done, lock, note
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim, Member
from acogida.certificates import actions, kinds
from acogida.certificates.changes import change
from acogida.certificates.eligible import standing, why_not
from acogida.certificates.issuing import verifying_keys
from acogida.certificates.models import Certificate
from acogida.certificates.token import read
from acogida.law import CertificateKind
from acogida.people.models import IdentityNumber, Person

Status, Cause = Certificate.Status, Certificate.Cause
SOON = dt.timedelta(days=30)  # a code that ends later than this is not renewed because a term moved
WORTH = dt.timedelta(days=7)  # nor for fewer days than these


@transaction.atomic
def reissue(
    request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID, cause: str = Cause.DATA
) -> Certificate:
    """Replace a certificate by a new one that says what is known of the person today (a corrected name, a damaged paper,
    an expired code). The old code stops being valid."""
    return _again(request, certificate_id, Status.REPLACED, cause, reason, key, "certificate_replaced")


@transaction.atomic
def make_for(
    request: Any, person: Person, kinds_held: Sequence[str], kind: str, *, key: uuid.UUID, reason: str = ""
) -> Certificate:
    """The certificate of one of `kinds_held` that a person is to have: a new one of `kind` where she has none, else the one
    she has issued again. The same `key` again changes nothing. Raises Refused where she is in no case, or may have none."""
    acts = [f"{how}:{key}:{person.pk}" for how in ("paper", "reissue")]
    if existing := Certificate.objects.filter(key__in=acts).first():
        return existing
    held = person.certificates.filter(kind__in=kinds_held, status=Status.VALID).order_by("-issued_at").first()
    if held is not None:
        why = reason or _("What it says has changed, or its code has expired.")
        return reissue(request, held.pk, reason=why, key=key)
    members = Member.objects.filter(person=person, end=None).select_related("person", "case").order_by("start", "pk")
    member = members.last()
    if member is None or kind not in [rule.code for rule in kinds.pack().kinds]:
        raise Refused([_("This certificate cannot be issued to her.")])
    require(request.user, "certificate.issue", member.case.office_id)
    issued = actions.issue(lock(member.case_id), [member], kind=kind, act=f"paper:{key}", actor=request)
    if not issued:
        raise Refused([_not_now(why_not(kinds.kind(kind), standing(member.case, [person.pk])[person.pk]))])
    return issued[0]


@transaction.atomic
def lost(
    request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID, cause: str = Cause.LOST
) -> Certificate:
    """A paper was lost or stolen: it is revoked at once, and a new one issued, in one act."""
    return _again(request, certificate_id, Status.REVOKED, cause, reason, key, "certificate_lost")


def _again(
    request: Any, certificate_id: uuid.UUID, status: str, cause: str, reason: str, key: uuid.UUID, event: str
) -> Certificate:
    case, old = _held(request, certificate_id)
    act = f"reissue:{key}"
    if existing := Certificate.objects.filter(key=f"{act}:{old.person_id}").first():
        return existing
    member = Member.objects.select_related("person").get(case=case, person=old.person_id, end=None)
    if old.status in Certificate.OPEN:
        change(request, old, status, cause, reason)
    if event == "certificate_lost":  # a paper that was being replaced by another one when it was lost
        newer = Certificate.objects.filter(case=case, person=old.person_id, kind=old.kind, status=Status.VALID).first()
        if newer:
            return newer
    issued = actions.issue(case, [member], kind=old.kind, act=act, actor=request)
    if not issued:
        known = standing(case, [old.person_id])[old.person_id]
        raise Refused([_not_now(why_not(kinds.kind(old.kind), known))])
    new = issued[0]
    if new.follows_id is None:
        new.follows = old
        new.save(update_fields=["follows"])
    note(request, case.pk, event, key=key, payload={"old": old.number, "new": new.number, "reason": reason})
    return new


def _not_now(why: str) -> str:
    return {
        "stage": _("The procedure is not at a stage in which this certificate is given."),
        "outcome": _("The decision is not one that this certificate proves."),
        "number": _("The person has no identity number in force."),
    }[why]


@transaction.atomic
def suspend(
    request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID, cause: str = Cause.OTHER
) -> Certificate:
    """Nobody may rely on the certificate for the time being; `resume` undoes it."""
    return _move(
        request, certificate_id, (Status.VALID,), Status.SUSPENDED, cause, reason, key, "certificate_suspended"
    )  # fmt: skip


@transaction.atomic
def resume(request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID) -> Certificate:
    """The certificate is valid again. Raises Refused where the stage of the claim suspends it."""
    case, certificate = _held(request, certificate_id)
    known = standing(case, [certificate.person_id])[certificate.person_id]
    if certificate.status == Status.SUSPENDED and (why := why_not(kinds.kind(certificate.kind), known)):
        raise Refused([_not_now(why)])
    return _move(
        request, certificate_id, (Status.SUSPENDED,), Status.VALID, "", reason, key, "certificate_resumed"
    )  # fmt: skip


@transaction.atomic
def revoke(
    request: Any, certificate_id: uuid.UUID, *, reason: str, key: uuid.UUID, cause: str = Cause.OTHER
) -> Certificate:
    """Make a certificate invalid for good; the public page and the status list say so from now on."""
    return _move(
        request, certificate_id, Certificate.OPEN, Status.REVOKED, cause, reason, key, "certificate_revoked"
    )  # fmt: skip


def _move(
    request: Any, certificate_id: uuid.UUID, from_: Iterable[str], to: str, cause: str, reason: str, key: uuid.UUID,
    event: str,
) -> Certificate:  # fmt: skip
    case, certificate = _held(request, certificate_id)
    if certificate.status in from_ and not already_done(case.pk, key):
        change(request, certificate, to, cause, reason)
        note(request, case.pk, event, key=key, payload={"number": certificate.number, "reason": reason})
    return certificate


def of_family(certificate: Certificate) -> list[Certificate]:
    """The certificates of the same kind of everybody in the case, this one first: a family loses its papers together."""
    others = Certificate.objects.filter(case=certificate.case_id, kind=certificate.kind, status=Status.VALID)
    return [certificate, *others.exclude(pk=certificate.pk).order_by("number")]


# --- by themselves -----------------------------------------------------------------------------------------------------


@transaction.atomic
def settle(case_id: uuid.UUID, actor: Any = None) -> int:
    """Bring the certificates of a case in line with the stages of its claims: end, suspend or resume those that the pack
    says; how many changed."""
    held = Certificate.objects.filter(case=case_id, status__in=Certificate.OPEN)
    if not held.exists():
        return 0
    case = lock(case_id)
    rows = list(held.select_for_update(of=("self",)).order_by("pk"))
    known = standing(case, {row.person_id for row in rows})
    rules = {rule.code: rule for rule in kinds.pack().kinds}
    changed = 0
    for row in rows:
        rule = rules.get(row.kind)
        if rule and (status := _due(rule, row, known[row.person_id].stage)) != row.status:
            change(actor, row, status, "" if status == Status.VALID else Cause.PROCEDURE)
            changed += 1
    return changed


def _due(rule: CertificateKind, certificate: Certificate, stage: str) -> str:
    status, by_itself = certificate.status, certificate.cause == Cause.PROCEDURE
    if stage in rule.valid_while:
        return Status.VALID if status == Status.SUSPENDED and by_itself else status
    if stage in rule.suspended_while:
        return {Status.VALID.value: Status.SUSPENDED, Status.RENEWED.value: Status.REPLACED}.get(status, status)
    return Status.ENDED


def unsettled() -> QuerySet[Case]:
    """Cases with a certificate that the stage of its claim no longer allows (a rule that changed, an import)."""
    wrong: Any = Q()
    for rule in kinds.pack().kinds:
        claim = Claim.objects.filter(case=OuterRef("case"), person=OuterRef("person"))
        stages = Q(kind=rule.code) & ~Exists(claim.filter(stage__in=[*rule.valid_while, *rule.suspended_while]))
        wrong |= stages
    if not wrong:
        return Case.objects.none()
    return Case.objects.filter(pk__in=Certificate.objects.filter(wrong, status__in=Certificate.OPEN).values("case"))


@transaction.atomic
def follow_number(number_id: int) -> int:
    """What an identity number that changed means for its holder's certificates: those that prove one that ended end, those
    whose code follows one that was renewed are renewed, and one that is in force has its slip. How many changed."""
    number = IdentityNumber.objects.select_related("person").get(pk=number_id)
    if number.status == "replaced":  # by one that is in force: that one's slip takes the place of this one's
        newer = number.person.numbers.filter(scheme=number.scheme, status="active").first()
        number = newer or number
    held = Certificate.objects.filter(person=number.person_id, status__in=Certificate.OPEN)
    cases = list(held.order_by("case").values_list("case_id", flat=True).distinct())
    rules = {rule.code: rule for rule in kinds.pack().kinds}
    changed = 0
    for case_id in cases:
        case = lock(case_id)
        for row in held.filter(case=case).select_for_update(of=("self",)).order_by("pk"):
            rule = rules.get(row.kind)
            if rule and rule.proves_number and number.status in ("inactive", "replaced"):
                change(None, row, Status.ENDED, Cause.NUMBER)
                changed += 1
            elif (
                rule
                and rule.follows_number
                and _renewable(row, number)
                and (not rule.proves_number or _proves(row, number))
            ):
                changed += _renew(case, row, number)
    return changed + (_give_slips(number) if number.status == "active" else 0)


def _give_slips(number: IdentityNumber) -> int:
    """The certificates that prove a number, in the last case of its holder in which the pack gives them: once each."""
    given = 0
    for rule in kinds.pack().kinds:
        claims = Claim.objects.filter(person=number.person_id, stage__in=rule.valid_while, case__members__end=None)
        claim = claims.order_by("case__presented_on", "pk").last() if rule.proves_number else None
        if claim is None:
            continue
        case = lock(claim.case_id)
        member = Member.objects.select_related("person").filter(case=case, person=number.person_id, end=None).first()
        held = Certificate.objects.filter(person=number.person_id, kind=rule.code, status__in=Certificate.OPEN)
        if member and not any(_proves(row, number) for row in held):
            given += len(actions.issue(case, [member], kind=rule.code, act=f"number:{number.pk}:{number.renewals}"))
    return given


def _proves(certificate: Certificate, number: IdentityNumber) -> bool:
    claims = read(certificate.token, verifying_keys(), certificate.issued_at).claims
    return claims is not None and number.value in claims.legal_status


def _renewable(certificate: Certificate, number: IdentityNumber) -> bool:
    lasts = number.status == "active" and number.temporary and number.valid_until
    return bool(certificate.status == Status.VALID and lasts and lasts > certificate.valid_until + WORTH)


def _renew(case: Case, certificate: Certificate, number: IdentityNumber) -> int:
    """A newer certificate whose code ends with the number; the former runs out by itself, for it is in the person's hands."""
    member = Member.objects.select_related("person").filter(case=case, person=certificate.person_id, end=None).first()
    if member is None:
        return 0
    change(None, certificate, Status.RENEWED, Cause.RENEWED)
    act = f"renewal:{certificate.pk}"
    new = actions.issue(case, [member], kind=certificate.kind, act=act)[0]
    new.follows = certificate
    new.save(update_fields=["follows"])
    key, payload = uuid.uuid5(certificate.pk, "renewed"), {"old": certificate.number, "new": new.number}
    note(None, case.pk, "certificate_renewed", key=key, payload=payload)
    return 1


def to_renew(today: dt.date | None = None) -> QuerySet[IdentityNumber]:
    """Numbers that go on (a term stood still) while a code that follows them ends soon."""
    following = [rule.code for rule in kinds.pack().kinds if rule.follows_number]
    ending = Certificate.objects.filter(
        person=OuterRef("person"), kind__in=following, status=Status.VALID,
        valid_until__lte=(today or timezone.localdate()) + SOON, valid_until__lt=OuterRef("valid_until") - WORTH,
    )  # fmt: skip
    numbers = IdentityNumber.objects.filter(status="active", temporary=True, valid_until__isnull=False)
    return numbers.filter(Exists(ending))


def _held(request: Any, certificate_id: uuid.UUID) -> tuple[Case, Certificate]:
    case = lock(Certificate.objects.values_list("case_id", flat=True).get(pk=certificate_id))
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    require(request.user, "certificate.issue", certificate.office_id)
    return case, certificate
