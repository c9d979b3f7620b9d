"""Roles are data; a grant is handed on only by who holds it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.actions import post, release
from acogida.accounts.models import Grant, Office, Posting, Role
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


def give(cast: Cast, grantor: str, grantee: str, role: str, office: str = "TAP") -> Posting:
    return post(
        cast.as_(grantor), cast.users[grantee], Role.objects.get(code=role), Office.objects.get(code=office)
    )  # fmt: skip


def test_an_administrator_hands_on_what_she_may_not_use(cast: Cast) -> None:
    give(cast, "administrator", "nobody", "registration_officer")
    assert cast.as_("nobody").user.can("registration.intake", cast.clerk.office)
    assert not cast.administrator.can("registration.intake")
    assert not cast.administrator.can("case.view")


def test_nobody_gives_a_role_to_herself(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        give(cast, "administrator", "administrator", "eligibility_officer")


def test_an_office_manager_cannot_give_a_national_role(cast: Cast) -> None:
    role = Role.objects.create(code="office_manager", name_es="Jefatura", name_en="Office manager")
    for action in ("staff.manage", "case.list", "case.view"):
        Grant.objects.create(role=role, action=action, scope=Grant.Scope.OFFICE)
    Posting.objects.create(user=cast.supervisor, role=role, office=cast.supervisor.office, start=dt.date(2020, 1, 1))
    with pytest.raises(PermissionDenied, match=r"cannot grant|No puede otorgar"):
        give(cast, "supervisor", "nobody", "signatory")
    national = Role.objects.create(code="looker", name_es="Mira", name_en="Looker")
    Grant.objects.create(role=national, action="case.view", scope=Grant.Scope.NATIONAL)
    with pytest.raises(PermissionDenied, match=r"case\.view"):
        give(cast, "supervisor", "nobody", "looker")


def test_without_staff_management_no_role_is_given(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        give(cast, "clerk", "nobody", "registration_officer")


def test_a_role_that_ended_gives_nothing(cast: Cast) -> None:
    posting = give(cast, "administrator", "nobody", "registration_officer")
    Posting.objects.filter(pk=posting.pk).update(start=timezone.localdate() - dt.timedelta(days=9))
    posting.refresh_from_db()
    release(cast.as_("administrator"), posting)
    assert not cast.as_("nobody").user.can("registration.intake")


def test_the_switcher_does_not_exist_outside_the_demonstration(cast: Cast, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    cast.clerk.is_demonstration = True
    cast.clerk.save()
    response = signed_in(cast, "nobody").post(reverse("switch_user"), {"username": "clerk"})
    assert response.status_code == 404


def test_in_the_demonstration_only_its_own_people_can_be_switched_to(cast: Cast, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = signed_in(cast, "nobody")
    assert client.post(reverse("switch_user"), {"username": "clerk"}).status_code == 404
    cast.clerk.is_demonstration = True
    cast.clerk.save()
    client.post(reverse("switch_user"), {"username": "clerk"})
    assert client.session["_auth_user_id"] == str(cast.clerk.pk)


def test_staff_pages_are_for_who_manages_staff(cast: Cast) -> None:
    page = reverse("staff_page", args=[cast.clerk.pk])
    for part, status in (("administrator", 200), ("clerk", 404), ("outsider", 404)):
        assert signed_in(cast, part).get(page).status_code == status
        assert signed_in(cast, part).get(reverse("staff_list")).status_code == status
