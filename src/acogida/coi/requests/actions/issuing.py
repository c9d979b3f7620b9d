"""Issuing an answer for good, publishing it further, and what may become of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi.access import require_hand
from acogida.coi.models import (
    CoiRequest,
    CoiResponse,
    FindingCitation,
    IssuedCitation,
    IssuedResponse,
    IssueStanding,
    ResponseReview,
    Sharing,
)
from acogida.coi.requests import content, printing
from acogida.coi.requests.actions.reviewing import open_findings
from acogida.coi.requests.actions.steps import begin, finish, locked, told
from acogida.coi.requests.states import may
from acogida.exchange import gateway
from acogida.exchange.firewall import Recipient
from acogida.files.store import get, put
from acogida.people import names

State = IssueStanding.State


@transaction.atomic
def issue(request: Any, pk: uuid.UUID, *, key: uuid.UUID) -> IssuedResponse:
    """Issue what was approved, word for word, as the next numbered version: sealed, and never changed. Within the authority
    only; further is a step of its own (`publish`). Not by whoever wrote it."""
    asked, new = begin(request, pk, "issue", key)
    if not new:
        return IssuedResponse.objects.filter(request=asked).order_by("sequence").last()  # type: ignore[return-value]
    response = CoiResponse.objects.select_for_update(of=("self",)).get(request=asked)
    said = content.of(response)
    review = response.reviews.order_by("round").last()
    if review is None or review.verdict != ResponseReview.Verdict.APPROVED or review.sha256 != content.sha256(said):
        raise Refused([_("What stands there now is not what was approved: it has to be reviewed again.")])
    if reasons := open_findings(asked, said):
        raise Refused(reasons)
    before = IssueStanding.objects.select_related("issued").filter(request=asked, state=State.CURRENT).first()
    today = asked.unit.today()
    last = IssuedResponse.objects.filter(request=asked).order_by("sequence").last()
    sequence = last.sequence + 1 if last else 1
    whole = said | {
        "sequence": sequence, "answered_on": today.isoformat(), "supersedes": sequence - 1 if last else None,
    }  # fmt: skip
    pdf = put(printing.pdf(whole), "application/pdf")
    closed = content.restricted(response)
    made = IssuedResponse.objects.create(
        request=asked, number=asked.number, sequence=sequence, title=asked.title, country=asked.country, content=whole,
        sha256=content.sha256(whole), restricted=closed, issued_on=today, drafter_id=response.drafter_id,
        reviewer=review.reviewer, issued_by=request.user, pdf=pdf, key=key,
        search_text=names.fold(" ".join([asked.title, *(text for _f, _w, text in content.texts(said))])),
    )  # fmt: skip
    _keep_citations(made, response)
    level = min(Sharing(response.sharing), Sharing(asked.sharing), Sharing.AUTHORITY, key=lambda each: each.rank)
    if before:
        _end(before, State.SUPERSEDED, request.user, by=made)
    IssueStanding.objects.create(issued=made, request=asked, sharing=level, changed_by=request.user)
    asked.seen_answer_at = None
    finish(request, asked, "issue", key, f"v{sequence}")
    return made


def _keep_citations(made: IssuedResponse, response: CoiResponse) -> None:
    rows = []
    for section in response.sections.all():
        for n, finding in enumerate(section.findings.order_by("ordinal"), 1):
            for each in FindingCitation.objects.filter(finding=finding):
                rows.append(IssuedCitation(
                    issued=made, finding=f"{section.ordinal}.{n}", passage_id=each.passage_id, version_id=each.version_id,
                    quote=each.quote, page=each.page, role=each.role, origin_key=each.origin_key,
                ))  # fmt: skip
    IssuedCitation.objects.bulk_create(rows)


@transaction.atomic
def publish(request: Any, pk: uuid.UUID, level: str, *, key: uuid.UUID) -> IssueStanding:
    """Let more people read the answer in force. Before it leaves the authority it is screened again: whatever is of the
    linked case must be gone, whoever said that it is nobody's. What quotes restricted documents never leaves."""
    wanted = Sharing(level)
    name = "publish" if wanted.rank >= Sharing.PARTNERS.rank else "narrow"
    asked, new = begin(request, pk, name, key)
    standing = (
        IssueStanding.objects.select_for_update(of=("self",))
        .select_related("issued")
        .get(request=asked, state=State.CURRENT)
    )
    if not new:
        return standing
    if name == "publish":
        if standing.issued.restricted:
            raise Refused([_("It quotes documents that are not public: it stays within the authority.")])
        if reasons := open_findings(asked, standing.issued.content, published=True):
            raise Refused(
                [*reasons, _("Before it is published, nothing of the case may stand in it: revise the answer.")]
            )
    standing.sharing, standing.changed_by = wanted, request.user
    standing.published_at = timezone.now()
    standing.save()
    finish(request, asked, name, key, str(wanted.label))
    return standing


@transaction.atomic
def export(request: Any, issued_id: uuid.UUID, form: str, *, to: str, readers: Collection[str]) -> bytes:
    """The file ("pdf" or "json") of an answer for partner authorities: the answer, and nothing of who asked or for whom.
    `readers`: the countries (ISO 3166-1) of all who will read it; none may be the country it is about. Who took it, for
    whom, is on record. Raises Refused."""
    require_hand(request.user, "coi.research")
    issued = IssuedResponse.objects.select_related("standing", "pdf").get(pk=issued_id)
    if Sharing(issued.standing.sharing).rank < Sharing.PARTNERS.rank or issued.standing.state != State.CURRENT:
        raise Refused([_("It is not published to partner authorities.")])
    verdict = gateway.about_a_country(Recipient.export(to, readers), {issued.country})
    if not verdict.allowed:
        raise Refused(
            [_("It cannot be given to an authority of the country it is about, nor to readers of unknown countries.")]
        )
    write(request, "coi_response.export", issued, detail={"to": to, "readers": sorted(readers), "form": form})
    return get(issued.pdf) if form == "pdf" else as_json(issued)


def as_json(issued: IssuedResponse) -> bytes:
    """The answer for programs, with its hash."""
    return json.dumps({**issued.content, "sha256": issued.sha256}, ensure_ascii=False, indent=1).encode()


@transaction.atomic
def revise(request: Any, pk: uuid.UUID, reason: str, *, key: uuid.UUID) -> CoiRequest:
    """Write a new version; the one in force stays until the new one is issued."""
    if not reason.strip():
        raise Refused([_("Say why.")])
    asked, new = begin(request, pk, "revise", key)
    return finish(request, asked, "revise", key, reason) if new else asked


@transaction.atomic
def reopen(request: Any, pk: uuid.UUID, reason: str, *, key: uuid.UUID) -> CoiRequest:
    """Take an approved answer back to be changed; it is reviewed anew."""
    asked, new = begin(request, pk, "reopen", key)
    return finish(request, asked, "reopen", key, reason) if new else asked


@transaction.atomic
def supersede(request: Any, pk: uuid.UUID, by: uuid.UUID, *, key: uuid.UUID) -> CoiRequest:
    """Say that another answer takes the place of this one."""
    asked, new = begin(request, pk, "supersede", key)
    if not new:
        return asked
    other = IssuedResponse.objects.filter(pk=by, standing__state=State.CURRENT).exclude(request=asked).first()
    if other is None:
        raise Refused([_("Choose an answer that is in force.")])
    _end(IssueStanding.objects.get(request=asked, state=State.CURRENT), State.SUPERSEDED, request.user, by=other)
    return finish(request, asked, "supersede", key, str(other))


@transaction.atomic
def withdraw(request: Any, pk: uuid.UUID, reason: str, *, key: uuid.UUID) -> CoiRequest:
    """Withdraw the answer in force: it stays readable, says that it must not be used, and why."""
    if not reason.strip():
        raise Refused([_("Say why.")])
    name = "withdraw" if may("withdraw", locked(pk).state) else "withdraw_meanwhile"
    asked, new = begin(request, pk, name, key)
    if not new:
        return asked
    standing = IssueStanding.objects.filter(request=asked, state=State.CURRENT).first()
    if standing is None:
        raise Refused([_("No answer is in force.")])
    _end(standing, State.WITHDRAWN, request.user, reason=reason)
    return finish(request, asked, name, key, reason)


@transaction.atomic
def seen(request: Any, pk: uuid.UUID) -> None:
    """Who asked opened the answer: it no longer counts as news."""
    asked = locked(pk)
    if asked.requester_id != request.user.pk:
        raise PermissionDenied(_("Only who asked takes this step."))
    if asked.seen_answer_at is None:
        asked.seen_answer_at = timezone.now()
        asked.save(update_fields=["seen_answer_at"])
        told(request, asked, "seen", uuid.uuid4())


def _end(standing: IssueStanding, state: str, user: Any, *, by: IssuedResponse | None = None, reason: str = "") -> None:
    standing.state, standing.superseded_by, standing.changed_by = state, by, user
    standing.reason = reason.strip()
    standing.save()
