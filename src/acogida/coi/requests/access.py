"""Who sees which request and which answer, and who may take which step."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.cases.access import visible_to
from acogida.coi.access import decides, may_research, require_hand
from acogida.coi.models import CoiRequest, CoiResponse, IssuedResponse, RequestCase, Sharing
from acogida.coi.requests.states import STEPS, By, may


def in_unit(user: Any) -> bool:
    """Whether `user` works in the COI unit (and decides nothing)."""
    return may_research(user) or (bool(user.can("coi.review")) and not decides(user))


def visible_requests(user: User) -> QuerySet[CoiRequest]:
    """The COI unit sees what was sent to it; who asked sees her own, and her office what colleagues there sent."""
    own = Q(requester=user) if user.can("coi.ask") else Q(pk__in=[])
    sent = ~Q(state=CoiRequest.State.DRAFT)
    if in_unit(user):
        return CoiRequest.objects.filter(own | sent)
    if user.can("coi.ask"):
        own |= sent & Q(unit=user.office_id)
    return CoiRequest.objects.filter(own)


def visible_issued(user: User) -> QuerySet[IssuedResponse]:
    """Issued answers `user` may read, in force or not: by level, and what quotes restricted documents by its own grant."""
    rows = IssuedResponse.objects.select_related("standing", "request")
    if in_unit(user):
        return rows
    if not user.can("coi.view"):
        return rows.none()
    wide = [Sharing.AUTHORITY, Sharing.PARTNERS, Sharing.PUBLIC]
    asked = Q(request__requester=user) | Q(request__unit=user.office_id)
    rows = rows.filter(Q(standing__sharing__in=wide) | asked)
    return rows if user.can("coi.view_restricted") else rows.filter(restricted=False)


def public_issued() -> QuerySet[IssuedResponse]:
    """What anybody may read: in force, published to everybody, resting on nothing restricted."""
    rows = IssuedResponse.objects.select_related("standing")
    return rows.filter(standing__sharing=Sharing.PUBLIC, standing__state="current", restricted=False)


def authors(response: CoiResponse) -> set[Any]:
    """Everybody who ever wrote in an answer, whatever became of her words: none of them reviews it."""
    return {response.drafter_id, *response.hands}


def is_requester(user: User, asked: CoiRequest) -> bool:
    """Who asked; once it was sent, whoever of her office may ask stands in for her."""
    if asked.requester_id == user.pk:
        return bool(user.can("coi.ask"))
    return asked.state != CoiRequest.State.DRAFT and asked.unit_id == user.office_id and bool(user.can("coi.ask"))


def require_step(user: User, asked: CoiRequest, name: str) -> None:
    """Raise PermissionDenied unless the step is this person's to take."""
    by = STEPS[name].by
    if by is By.REQUESTER:
        if not is_requester(user, asked):
            raise PermissionDenied(_("Only who asked takes this step."))
        return
    require_hand(user, "coi.review" if by is By.REVIEWER else "coi.research")
    response = CoiResponse.objects.filter(request=asked).first()
    if by is By.REVIEWER and response is not None and user.pk in authors(response):
        raise PermissionDenied(_("Whoever wrote an answer neither reviews nor issues it."))


def steps_for(user: User, asked: CoiRequest) -> set[str]:
    """The steps that pages offer `user` now."""
    found = set()
    for name in STEPS:
        if may(name, asked.state):
            try:
                require_step(user, asked, name)
            except PermissionDenied:
                continue
            found.add(name)
    return found


def linked_case(user: User, asked: CoiRequest) -> RequestCase | None:
    """The case a request was asked for, as far as `user` may see that case; the COI unit never does."""
    row = RequestCase.objects.select_related("case").filter(request=asked).first()
    return row if row is not None and visible_to(user).filter(pk=row.case_id).exists() else None
