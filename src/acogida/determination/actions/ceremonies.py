"""Signing several decisions in one sitting: chosen, opened or sampled, confirmed once, and then signed one by one.

A ceremony asks no less than a single signature: the same grant, the same conditions of the pack, a signature and an
event for each document. What it saves is the walking from page to page. Where the pack lets decisions be sampled, the
draw says which ones are opened; if any of those is set aside, sent back or changed, the sample has failed and all the
others are opened too.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida import letters
from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim
from acogida.certificates import actions as issued
from acogida.certificates.models import Certificate
from acogida.determination import jobs, sampling
from acogida.determination.actions.signing import sign
from acogida.determination.models import Ceremony, CeremonyItem, Decision, Reading, Submission
from acogida.files.errors import FileError
from acogida.hooks.acting import acting_as
from acogida.law import SigningRule


@transaction.atomic
def prepare(
    request: Any,
    submissions: Collection[uuid.UUID],
    *,
    sampled: bool,
    key: uuid.UUID,
    certificates: Collection[uuid.UUID] = (),
) -> Ceremony:
    """Choose decisions, and certificates that wait for a person's signature, of one office to be signed together. The same
    key again gives the same ceremony.

    Raises Refused: fewer than two, more than the pack allows, of several offices, not waiting for a signature, or
    sampling asked for where an outcome does not allow it.
    """
    if known := Ceremony.objects.filter(key=key, signatory=request.user).first():
        return known
    rows = list(
        Submission.objects.filter(pk__in=submissions)
        .select_related("claim__case__office", "claim__person")
        .order_by("pk")
    )
    papers = list(issued.to_sign(request.user).filter(pk__in=certificates).select_related("case__office", "person"))
    cases_of = [*(row.claim.case for row in rows), *(paper.case for paper in papers)]
    offices = {case.office_id for case in cases_of}
    if len(offices) != 1 or len(cases_of) != len({*submissions, *certificates}):
        raise Refused([_("Choose decisions of one office.")])
    [office] = offices
    require(request.user, "determination.sign", office)
    rule = rule_for(cases_of)
    if rule is None:
        raise Refused([_("Here decisions are signed one by one.")])
    if not 2 <= len(cases_of) <= rule.most:
        raise Refused([_("Choose between two and %(most)s decisions.") % {"most": rule.most}])
    if sampled and not may_sample(rule, rows):
        raise Refused([_("These decisions cannot be sampled: each of them is opened.")])
    with acting_as(request.user):
        reasons = [f"{row.claim.case.number}: {reason}" for row in rows for reason in _reasons(row)]
    if reasons:
        raise Refused(reasons)
    ceremony = Ceremony.objects.create(
        key=key, office_id=office, signatory=request.user, sampled=sampled, seed=secrets.token_hex(32)
    )
    names = [str(row.pk) for row in (*rows, *papers)]
    drawn = sampling.draw(rule, names, ceremony.seed) if sampled else frozenset(names)
    CeremonyItem.objects.bulk_create(
        [CeremonyItem(ceremony=ceremony, submission=row, drawn=str(row.pk) in drawn) for row in rows]
        + [CeremonyItem(ceremony=ceremony, certificate=paper, drawn=str(paper.pk) in drawn) for paper in papers]
    )
    detail = {"decisions": len(rows), "certificates": len(papers), "sampled": sampled, "to_open": len(drawn)}
    write(request, "ceremony.prepared", ceremony, detail=detail)
    return ceremony


def rule_for(of: Collection[Case]) -> SigningRule | None:
    """What the packs of all these cases allow: the strictest, or None where one of them signs one by one."""
    rules = [packs.of(case).signing for case in of]
    if not rules or None in rules:
        return None
    return min((rule for rule in rules if rule), key=lambda rule: (rule.most, -rule.sample_share))


def may_sample(rule: SigningRule, submissions: Collection[Submission]) -> bool:
    """Whether every outcome among them may be sampled. A certificate may: it repeats a decision that was signed."""
    return all(row.outcome in rule.sampled for row in submissions)


def to_open(ceremony: Ceremony) -> list[CeremonyItem]:
    """What the signatory must still open before she may confirm."""
    items = list(ceremony.items.select_related("submission__claim", "certificate"))
    chosen = [item for item in items if item.state == CeremonyItem.State.CHOSEN]
    wanted = [item for item in chosen if item.drawn or sample_failed(ceremony, items)]
    read = Reading.objects.filter(user=ceremony.signatory_id, submission__ceremony_items__in=wanted)
    opened = set(read.values_list("submission_id", flat=True))
    return [item for item in wanted if not item.opened_at and (item.certificate_id or item.submission_id not in opened)]


def sample_failed(ceremony: Ceremony, items: Collection[CeremonyItem]) -> bool:
    """Whether one of those that were drawn did not stand: then the sample says nothing for the others."""
    return ceremony.sampled and any(item.drawn and not _stands(item) for item in items)


def _stands(item: CeremonyItem) -> bool:
    """Chosen still, or signed, and nothing newer was submitted."""
    if item.state == CeremonyItem.State.SIGNED:
        return True
    if item.state != CeremonyItem.State.CHOSEN:
        return False
    if item.certificate:
        return item.certificate.status == Certificate.Status.VALID
    assert item.submission is not None
    return item.submission.claim.stage == "signature" and _latest(item.submission)


def _latest(submission: Submission) -> bool:
    return not Submission.objects.filter(claim=submission.claim_id, round__gt=submission.round).exists()


@transaction.atomic
def open_certificate(request: Any, item_id: uuid.UUID) -> bytes:
    """The paper of a certificate before its signatory; that she opened it is kept. Raises LetterError, DoesNotExist."""
    item = CeremonyItem.objects.select_related("certificate__case__office", "certificate__person__photo").get(
        pk=item_id, certificate__isnull=False
    )
    ceremony = _mine(request, item.ceremony_id)
    assert item.certificate is not None  # only such were looked for
    pdf = issued.draft(item.certificate, request.user)
    if ceremony.open:
        ceremony.items.filter(pk=item_id, opened_at=None).update(opened_at=timezone.now())
    return pdf


@transaction.atomic
def set_aside(request: Any, item_id: uuid.UUID, reason: str) -> CeremonyItem:
    """Take a decision out of the ceremony, with a reason: it waits for a signature of its own. Raises Refused."""
    item = CeremonyItem.objects.select_related("ceremony").get(pk=item_id)
    ceremony = _mine(request, item.ceremony_id)
    if not reason.strip():
        raise Refused([_("Say why.")])
    changed = ceremony.items.filter(pk=item_id, state=CeremonyItem.State.CHOSEN)
    if ceremony.open and changed.update(state=CeremonyItem.State.ASIDE, why=reason.strip()[:500]):
        write(request, "ceremony.set_aside", ceremony, reason=reason, detail={"of": str(item.paper.pk)})
    item.refresh_from_db()
    return item


@transaction.atomic
def give_up(request: Any, ceremony_id: uuid.UUID) -> Ceremony:
    """End a ceremony before anything was signed: its decisions wait as before."""
    ceremony = _mine(request, ceremony_id)
    if ceremony.open:
        ceremony.given_up_at = timezone.now()
        ceremony.save(update_fields=["given_up_at"])
        write(request, "ceremony.given_up", ceremony)
    return ceremony


@transaction.atomic
def confirm(request: Any, ceremony_id: uuid.UUID) -> Ceremony:
    """The signatory's one act: from now on the worker signs, document by document, in her name. Twice is once.

    Who calls has made sure that it is she who sits there (`views.ceremonies`). Raises Refused while something is to be
    opened, or when nothing is left.
    """
    ceremony = _mine(request, ceremony_id)
    if ceremony.confirmed_at:
        return ceremony
    if ceremony.given_up_at:
        raise Refused([_("This ceremony was given up.")])
    if waiting := to_open(ceremony):
        raise Refused([_("%(n)s decisions are still to be opened.") % {"n": len(waiting)}])
    count = ceremony.items.filter(state=CeremonyItem.State.CHOSEN).count()
    if not count:
        raise Refused([_("Nothing is left to be signed.")])
    ceremony.confirmed_at = timezone.now()
    ceremony.save(update_fields=["confirmed_at"])
    write(request, "ceremony.confirmed", ceremony, detail={"decisions": count})
    jobs.sign_ceremony.defer(ceremony_id=str(ceremony.pk))
    return ceremony


def carry_out(ceremony_id: uuid.UUID) -> None:
    """Sign what is left of a confirmed ceremony. May be killed anywhere and called again: each item is one transaction
    whose key is the item's own."""
    ceremony = Ceremony.objects.select_related("signatory").get(pk=ceremony_id)
    if ceremony.confirmed_at is None:
        return
    request = SimpleNamespace(user=ceremony.signatory)
    for item in ceremony.items.filter(state=CeremonyItem.State.CHOSEN).select_related("submission", "certificate"):
        _sign_one(request, item)
    Ceremony.objects.filter(pk=ceremony_id, finished_at=None).update(finished_at=timezone.now())


def _sign_one(request: Any, item: CeremonyItem) -> None:
    state, why = CeremonyItem.State.SIGNED, ""
    try:
        with transaction.atomic():
            if item.submission:
                sign(request, item.submission.claim_id, item.submission.pk, key=item.pk, item=item)
            elif not issued.sign(request, item.paper.pk).signed_by_id:
                raise Refused([_("It does not wait for a signature.")])
            CeremonyItem.objects.filter(pk=item.pk).update(state=state)
        return
    except Refused as refused:
        why = " ".join(refused.messages)
    except PermissionDenied as error:
        why = str(error)
    except (letters.LetterError, FileError):
        why = _("The document could not be made. Nothing was signed; try again, or tell support.")
    CeremonyItem.objects.filter(pk=item.pk).update(state=CeremonyItem.State.REFUSED, why=why[:500])


def _mine(request: Any, ceremony_id: uuid.UUID) -> Ceremony:
    """Only her own, locked. Raises Ceremony.DoesNotExist."""
    return Ceremony.objects.select_for_update().get(pk=ceremony_id, signatory=request.user)


def _reasons(row: Submission) -> list[str]:
    if row.claim.stage != "signature" or not _latest(row):
        return [_("It does not wait for a signature.")]
    return cases.refusals(row.claim.case, row.claim, "sign")


def open_with(user: Any, claim: Claim) -> Ceremony | None:
    """The signatory's own ceremony, not yet confirmed, in which this claim's decision is."""
    rows = Ceremony.objects.filter(signatory=user, confirmed_at=None, given_up_at=None)
    return rows.filter(items__submission__claim=claim, items__state=CeremonyItem.State.CHOSEN).first()


def decisions_of(ceremony: Ceremony) -> dict[uuid.UUID, Decision]:
    """What was signed, by item."""
    rows = Decision.objects.filter(ceremony_item__ceremony=ceremony)
    return {row.ceremony_item_id: row for row in rows if row.ceremony_item_id}
