"""What a reader does with her searches: keep one, give it up and take it back."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.coi.finding import personal
from acogida.coi.finding.asked import Asked
from acogida.coi.models import SavedSearch

MOST = 50  # saved searches of one person


def own(user: Any) -> Any:
    """The searches `user` saved and did not give up."""
    return SavedSearch.objects.filter(owner=user, removed_at=None)


@transaction.atomic
def save(request: HttpRequest, asked: Asked, name: str, key: uuid.UUID) -> SavedSearch:
    """Keep a search under a name. Raises ValidationError on no name, nothing asked, or too many kept."""
    user = cast(User, request.user)
    require(user, "coi.view")
    if done := SavedSearch.objects.filter(key=key, owner=user).first():
        return done
    name = " ".join(name.split())[:80]
    if not name:
        raise ValidationError(_("Give the search a name."))
    if not asked:
        raise ValidationError(_("Write first what you are looking for."))
    if found := personal.in_text(f"{name} {asked.terms}"):
        pattern = _("This looks like somebody's data and is not kept: %(what)s. Save the search without it.")
        raise ValidationError(pattern % {"what": ", ".join(found)})
    if own(user).count() >= MOST:
        raise ValidationError(_("You have %(n)s saved searches: delete one you no longer need.") % {"n": MOST})
    kept = SavedSearch.objects.create(owner=user, name=name, query=asked.kept(), seen_at=timezone.now(), key=key)
    write(request, "coi.search_saved", kept)
    return kept


@transaction.atomic
def remove(request: HttpRequest, pk: uuid.UUID, *, back: bool = False) -> SavedSearch:
    """Give a saved search up, or take it `back`. Somebody else's does not exist."""
    kept = SavedSearch.objects.select_for_update().filter(pk=pk, owner=cast(User, request.user)).first()
    if kept is None:
        raise Http404
    wanted = None if back else (kept.removed_at or timezone.now())
    if kept.removed_at != wanted:
        kept.removed_at = wanted
        kept.save(update_fields=["removed_at"])
        write(request, "coi.search_restored" if back else "coi.search_removed", kept)
    return kept
