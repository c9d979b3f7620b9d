"""What is done to staff: made, posted, released."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from acogida.accounts.access import check_apart, check_no_more_than_held, require
from acogida.accounts.models import Office, Posting, Role, User
from acogida.audit.record import write


@transaction.atomic
def create_user(request: Any, *, username: str, given: str, surname: str, office: Office, password: str) -> User:
    """A new member of staff, with no role yet. Raises ValidationError for a weak password."""
    require(request.user, "staff.manage", office)
    user = User(username=username, first_name=given, last_name=surname, office=office)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    write(request, "staff.create", user)
    return user


@transaction.atomic
def set_password(request: Any, user: User, password: str) -> None:
    """A new password handed over in person; every session of the user ends with it. Raises ValidationError."""
    require(request.user, "staff.manage", user.office)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    write(request, "staff.password", user)


@transaction.atomic
def post(request: Any, user: User, role: Role, office: Office, *, start: dt.date | None = None) -> Posting:
    """Give `user` a role at an office; nobody grants more than they hold, and nobody is given what is kept apart from what
    they hold already. Given twice, held once."""
    require(request.user, "staff.manage", office)
    check_no_more_than_held(request.user, user, role, office)
    check_apart(user, role)
    posting, created = Posting.objects.get_or_create(
        user=user, role=role, office=office, end=None, defaults={"start": start or timezone.localdate()}
    )
    if created:
        write(request, "staff.post", user, detail={"role": role.code, "office": office.code})
    return posting


@transaction.atomic
def release(request: Any, posting: Posting) -> None:
    """End a posting from today; it stays in the history."""
    require(request.user, "staff.manage", posting.office)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Posting.objects.filter(pk=posting.pk, end=None).update(end=yesterday)
    write(request, "staff.release", posting.user, detail={"role": posting.role.code, "office": posting.office.code})
