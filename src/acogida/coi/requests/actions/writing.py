"""Writing the answer: its head, its statements, and what each rests on."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Conflict, Refused
from acogida.coi.access import require_hand, visible_documents
from acogida.coi.models import (
    CoiRequest,
    CoiResponse,
    Finding,
    FindingCitation,
    Passage,
    ResponseSection,
    Standing,
)
from acogida.coi.models.response import Role
from acogida.coi.quoting import exact
from acogida.coi.requests.actions.steps import begin, finish, locked
from acogida.coi.requests.states import DRAFTABLE

HEAD = ("summary", "period_from", "period_to", "cutoff", "method", "limits", "without_result", "sharing")
SAYS = ("text", "certainty", "contradictory", "no_info", "sought", "material", "single_source")


@transaction.atomic
def start(request: Any, pk: uuid.UUID, *, key: uuid.UUID) -> CoiResponse:
    """Begin to write: one section for the question, or for each of its parts."""
    asked, new = begin(request, pk, "draft", key)
    if not new:
        return CoiResponse.objects.get(request=asked)
    response, made = CoiResponse.objects.get_or_create(
        request=asked,
        defaults={"drafter": request.user, "sharing": asked.sharing, "period_from": asked.period_from, "period_to": asked.period_to},
    )  # fmt: skip
    if made:
        questions = asked.sub_questions or [asked.question]
        ResponseSection.objects.bulk_create(
            ResponseSection(response=response, ordinal=n, question=text) for n, text in enumerate(questions, 1)
        )
    finish(request, asked, "draft", key)
    return response


@transaction.atomic
def save_head(request: Any, pk: uuid.UUID, values: dict[str, Any], *, version: int) -> CoiResponse:
    """Save what stands around the findings. Raises Conflict when somebody else saved first."""
    response = _open(request, pk)
    if response.version != version:
        raise Conflict(
            _("A colleague saved this answer meanwhile. Both versions are shown: choose, and save again."), response
        )
    for name in HEAD:
        if name in values:
            setattr(response, name, values[name])
    response.version += 1
    response.save()
    write(request, "coi_response.save", response.request)
    return response


@transaction.atomic
def save_finding(
    request: Any, pk: uuid.UUID, section_id: uuid.UUID, values: dict[str, Any], *, key: uuid.UUID,
    finding_id: uuid.UUID | None = None, version: int = 0,
) -> Finding:  # fmt: skip
    """Add a statement to a section, or change one. Raises Conflict when somebody else changed it first, and ValidationError
    where nothing was found and nobody says where it was sought."""
    response = _open(request, pk)
    section = response.sections.get(pk=section_id)
    if values.get("no_info") and not str(values.get("sought", "")).strip():
        raise ValidationError(
            {"sought": [_("Say where it was sought: that nothing was found does not mean that nothing happened.")]}
        )
    if finding_id is None:
        if done := Finding.objects.filter(key=key, section__response=response).first():
            return done
        last = section.findings.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
        finding = Finding(section=section, ordinal=last + 1, author=request.user, key=key)
    else:
        finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding_id, section__response=response)
        if finding.version != version:
            raise Conflict(
                _("A colleague changed this statement meanwhile. Both versions are shown: choose, and save again."),
                finding,
            )
        finding.version, finding.section = finding.version + 1, section
        finding.author = request.user
    for name in SAYS:
        if name in values:
            setattr(finding, name, values[name])
    finding.save()
    write(request, "coi_response.finding", response.request)
    return finding


@transaction.atomic
def drop_finding(request: Any, pk: uuid.UUID, finding_id: uuid.UUID) -> None:
    """Take a statement out of the draft, with its citations. What was issued keeps it."""
    response = _open(request, pk)
    Finding.objects.filter(pk=finding_id, section__response=response).delete()
    write(request, "coi_response.drop_finding", response.request)


@transaction.atomic
def cite(
    request: Any, pk: uuid.UUID, finding_id: uuid.UUID, passage_id: int, quote: str, *, key: uuid.UUID,
    role: str = Role.SUPPORTS, origin: str = "",
) -> FindingCitation:  # fmt: skip
    """Rest a statement on the words of a passage. They are verified to stand in its version, and kept as they stand there.

    `origin`: the body that first reported it, where that is not the source. Raises Refused when the words do not occur, when
    the version must not be used, or the document is out of sight.
    """
    response = _open(request, pk)
    finding = Finding.objects.get(pk=finding_id, section__response=response)
    if done := FindingCitation.objects.filter(key=key, finding=finding).first():
        return done
    passage = Passage.objects.select_related("version__document__source").filter(pk=passage_id).first()
    if passage is None:
        raise Refused([_("There is no such document.")])
    version = passage.version
    if not visible_documents(request.user).filter(pk=version.document_id).exists():
        raise Refused([_("There is no such document.")])
    if Standing.objects.filter(version=version, state=Standing.State.WITHDRAWN).exists():
        raise Refused([_("This version was withdrawn: it cannot be cited.")])
    words = exact(passage.text, quote) or exact(version.text, quote)
    if words is None:
        raise Refused([_("These words do not stand in the document. Copy them from the passage.")])
    document = version.document
    made = FindingCitation.objects.create(
        finding=finding, passage=passage, version=version, quote=words, page=passage.page_from, role=Role(role), key=key,
        origin_key=(origin.strip() or document.origin_key or document.source.name)[:120], cited_by=request.user,
    )  # fmt: skip
    write(request, "coi_response.cite", response.request, detail={"version": str(version.pk)})
    return made


@transaction.atomic
def drop_citation(request: Any, pk: uuid.UUID, citation_id: uuid.UUID) -> None:
    """Take a citation away from the draft."""
    response = _open(request, pk)
    FindingCitation.objects.filter(pk=citation_id, finding__section__response=response).delete()
    write(request, "coi_response.drop_citation", response.request)


def _open(request: Any, pk: uuid.UUID) -> CoiResponse:
    """The answer to a request, locked, while it may be written; whoever opens it has a hand in it. Raises PermissionDenied,
    Refused."""
    require_hand(request.user, "coi.research")
    asked: CoiRequest = locked(pk)
    if asked.state not in DRAFTABLE:
        raise Refused(
            [_("The answer cannot be changed now: it is “%(state)s”.") % {"state": asked.get_state_display()}]
        )
    response = CoiResponse.objects.select_for_update(of=("self",)).select_related("request").get(request=asked)
    if request.user.pk not in response.hands:
        response.hands.append(request.user.pk)
        response.save(update_fields=["hands"])
    return response
