"""`acogida user …`"""

from __future__ import annotations

import argparse
import getpass

from acogida.hooks.command import Command


def create_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--given", required=True, help="given names")
    parser.add_argument("--surname", required=True, help="surnames")
    parser.add_argument("--office", required=True, help="office code, such as TAP")
    parser.add_argument("--role", action="append", default=[], help="role code; may be given more than once")


def create(arguments: argparse.Namespace) -> tuple[dict, str, int]:
    """The first administrator is made here, by whoever runs the machine; everybody else in the interface."""
    from django.contrib.auth.password_validation import validate_password
    from django.db import transaction

    from acogida.accounts.models import Office, Posting, Role, User
    from acogida.audit.record import write

    password = getpass.getpass("Password (at least 12 characters): ")
    with transaction.atomic():
        office = Office.objects.get(code=arguments.office)
        user = User(username=arguments.username, first_name=arguments.given, last_name=arguments.surname, office=office)
        validate_password(password, user)
        user.set_password(password)
        user.save()
        for code in arguments.role:
            Posting.objects.create(user=user, role=Role.objects.get(code=code), office=office)
        write(None, "staff.create", user, detail={"roles": arguments.role, "by": "command line"})
    return {"username": user.username, "roles": arguments.role}, f"{user.name} can sign in.", 0


COMMANDS = {("user", "create"): Command(create_arguments, create)}
