"""What every act on a translation asks first."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import User
from acogida.cases.errors import Refused
from acogida.languages import origins
from acogida.languages.models import Translation

OPEN = (Translation.State.MACHINE, Translation.State.EDITED)


def user_of(by: Any) -> User:
    """The user of a request, or the user itself."""
    user: User = getattr(by, "user", by)
    return user


def locked(pk: uuid.UUID, user: User, action: str) -> Translation:
    """The translation, locked, if `user` holds `action` and may work on texts of its origin.

    Raises Translation.DoesNotExist where the text is not hers to read, PermissionDenied, Refused."""
    row = Translation.objects.select_for_update(of=("self",)).select_related("edited_by").get(pk=pk)
    allowed(user, action, row.origin, [row.origin_id])
    return row


def allowed(user: User, action: str, origin: str, ids: list[str]) -> None:
    """Raise unless `user` may do `action` with these texts of `origin`."""
    keeper = origins.of(origin)
    if keeper.readable(user, ids) != set(ids):
        raise Translation.DoesNotExist
    require(user, action)
    if not keeper.may_write(user):
        raise Refused([_("Whoever decides on claims does not translate what decisions rest on.")])


def still_open(row: Translation) -> None:
    """Raise Refused unless sentences may be changed now."""
    if row.state == Translation.State.APPROVED:
        raise Refused([_("This translation is approved and stays as it is. Begin a better one.")])
    if row.state == Translation.State.SUBMITTED:
        raise Refused([_("This translation waits for approval. It can be changed when it is sent back.")])
