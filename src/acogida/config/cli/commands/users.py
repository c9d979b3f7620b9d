"""`acogida user create`: the first member of staff of a new installation."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--office", required=True, help="office code, such as TAP")
    parser.add_argument(
        "--role", action="append", default=[], help="role code, such as clerk; may be given several times"
    )


def create(arguments: Namespace) -> Result:
    """Make a member of staff; the password comes from ACOGIDA_PASSWORD or is asked for."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from acogida.accounts.models import Office, Posting, Role

    office = Office.objects.filter(code=arguments.office).first()
    if office is None:
        return _refuse(f"there is no office {arguments.office!r}; known: {_codes(Office)}")
    roles = {role.code: role for role in Role.objects.filter(code__in=arguments.role)}
    if unknown := [code for code in arguments.role if code not in roles]:
        return _refuse(f"there is no role {unknown[0]!r}; known: {_codes(Role)}")
    model = get_user_model()
    if model.objects.filter(username=arguments.username).exists():
        return _refuse(f"the user {arguments.username!r} exists already")
    password = os.environ.get("ACOGIDA_PASSWORD") or (getpass.getpass("Password: ") if sys.stdin.isatty() else "")
    try:
        validate_password(password, model(username=arguments.username))
    except ValidationError as problem:
        return _refuse(" ".join(problem.messages))
    with transaction.atomic():
        user = model.objects.create_user(arguments.username, password=password, office=office)
        for role in roles.values():
            Posting.objects.create(user=user, role=role, office=office)
    return {"created": user.username, "id": str(user.pk)}, f"{user.username} can sign in.", 0


def _codes(model: Any) -> str:
    return ", ".join(model.objects.order_by("code").values_list("code", flat=True)) or "(none)"


def _refuse(reason: str) -> Result:
    return {"error": reason}, f"acogida: {reason}", 1


COMMANDS: dict[tuple[str, ...], Command] = {("user", "create"): Command(_arguments, create)}
