"""The people every test knows: who owns, who helps, who must see nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.test import Client

from acogida.accounts.models import Office, Posting, Role, User
from acogida.cases.actions import NewMember, open_case, take
from acogida.cases.models import Case, Member
from acogida.people.actions import register_person

PASSWORD = "una frase larga de prueba"
PARTS = {  # user: (given, surname, office, roles)
    "clerk": ("Ana", "Sáenz", "TAP", "registration_officer"),
    "supervisor": ("Rosa", "Cruz", "TAP", "registration_supervisor"),
    "officer": ("Laura", "Méndez", "TAP", "eligibility_officer"),
    "second_officer": ("Óscar", "Ruiz", "TAP", "eligibility_officer"),
    "reviewer": ("Inés", "Aguilar", "TAP", "reviewer"),
    "signatory": ("Mario", "Torres", "CMX", "signatory"),
    "notifier": ("Julia", "Ramos", "TAP", "notifier"),
    "researcher": ("Irene", "Vidal", "CMX", "coi_researcher"),
    "second_researcher": ("Andrés", "Mora", "CMX", "coi_researcher"),
    "auditor": ("Elena", "Prado", "CMX", "auditor"),
    "administrator": ("Tomás", "Vidal", "CMX", "administrator"),
    "outsider": ("Diego", "Soto", "TIJ", "registration_supervisor eligibility_officer reviewer notifier"),
    "nobody": ("Eva", "Nadie", "TAP", ""),
}


@dataclass
class Cast:
    """Users by part; `as_(part)` is a request made by one of them."""

    users: dict[str, User]

    def __getattr__(self, part: str) -> User:
        try:
            return self.users[part]
        except KeyError:
            raise AttributeError(part) from None

    def as_(self, part: str) -> Any:
        return SimpleNamespace(user=User.objects.get(pk=self.users[part].pk), id="test-request")


def assemble() -> Cast:
    """The cast, with roles as migrations made them."""
    offices = {office.code: office for office in Office.objects.all()}
    roles = {role.code: role for role in Role.objects.all()}
    users = {}
    for part, (given, surname, office, codes) in PARTS.items():
        user = User(
            username=part, first_name=given, last_name=surname, office=offices[office], must_use_second_factor=False
        )
        user.set_password(PASSWORD)
        user.save()
        for code in codes.split():
            Posting.objects.create(user=user, role=roles[code], office=offices[office], start=dt.date(2019, 1, 1))
        users[part] = user
    return Cast(users)


def a_person(cast: Cast, **changes: Any) -> Any:
    """One registered person at the clerk's office."""
    related = {
        name: changes.pop(name) for name in ("nationalities", "languages", "needs", "documents") if name in changes
    }
    data = {
        "given_names": "María José", "first_surname": "Núñez", "second_surname": "Ibáñez", "sex": "F",
        "birth_year": 1992, "birth_month": 3, "birth_day": 14, "birth_country": "HN", **changes,
    }  # fmt: skip
    related.setdefault("nationalities", ["HN"])
    related.setdefault("languages", [("es", False)])
    return register_person(cast.as_("clerk"), cast.clerk.office, data, **related)


def a_case(
    cast: Cast, *, members: list[NewMember] | None = None, on: dt.date | None = None, said: dict[str, Any] | None = None
) -> Case:
    """A case presented by the clerk, with one principal unless members are given; `said` is what the form took down."""
    office = cast.clerk.office
    people = members or [NewMember(a_person(cast), Member.Role.PRINCIPAL)]
    return open_case(
        cast.as_("clerk"), office=office, members=people, presented_on=on or office.today(), intent_on=None,
        key=uuid.uuid4(), payload=said or {},
    )  # fmt: skip


def admitted(cast: Cast, case: Case, *, on: dt.date | None = None) -> Case:
    """The same case after its admission by the supervisor."""
    take(cast.as_("supervisor"), case.pk, "admit", key=uuid.uuid4(), on=on)
    case.refresh_from_db()
    return case


def signed_in(cast: Cast, part: str) -> Client:
    """A browser in which that user has signed in."""
    client = Client()
    client.force_login(cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
