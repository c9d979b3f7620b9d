"""Whoever decides on claims writes no country information, and the other way round: when roles are given and at every act."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.access import ACTIONS
from acogida.accounts.actions import post, release
from acogida.accounts.models import Grant, Posting, Role, User
from acogida.coi.access import DECIDING, WRITING, may_research
from acogida.coi.intake.versions import withdraw
from acogida.coi.library import actions
from acogida.coi.models import Source
from acogida.determination.actions import save_fact
from tests.cast import Cast, signed_in
from tests.coi.library import a_version
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db
WHY = r"kept apart|van separadas"


def give(cast: Cast, part: str, role: str) -> Posting:
    user = cast.users[part]
    return post(cast.as_("administrator"), user, Role.objects.get(code=role), user.office)


def slipped_in(cast: Cast, part: str, role: str) -> User:
    """The role came to `part` without anybody asking: an old posting, a role edited later."""
    user = cast.users[part]
    Posting.objects.create(user=user, role=Role.objects.get(code=role), office=user.office, start=dt.date(2019, 1, 1))
    return User.objects.get(pk=user.pk)


def test_the_actions_named_are_actions_that_there_are() -> None:
    assert set(DECIDING) | set(WRITING) <= ACTIONS.keys()


@pytest.mark.parametrize("role", ["eligibility_officer", "reviewer", "signatory", "appeal_officer"])
def test_no_administrator_gives_a_researcher_a_deciding_role_or_a_decider_the_library(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied, match=WHY):
        give(cast, "researcher", role)
    give(cast, "nobody", role)
    with pytest.raises(PermissionDenied, match=WHY):
        give(cast, "nobody", "coi_researcher")
    assert not Posting.objects.filter(user=cast.nobody, role__code="coi_researcher").exists()


def test_roles_that_decide_nothing_go_together_with_the_library(cast: Cast) -> None:
    give(cast, "researcher", "registration_officer")
    give(cast, "researcher", "coi_translator")
    give(cast, "reviewer", "eligibility_officer")


def test_the_page_of_staff_says_why_it_refuses(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    page = reverse("staff_page", args=[cast.researcher.pk])
    given = {"role": Role.objects.get(code="signatory").pk, "office": cast.researcher.office_id}
    assert "las dos tareas van separadas" in client.post(page, given).content.decode()


def test_a_role_to_come_counts_and_one_that_ended_does_not(cast: Cast) -> None:
    ended = give(cast, "nobody", "reviewer")
    Posting.objects.filter(pk=ended.pk).update(start=timezone.localdate() + dt.timedelta(days=9))
    with pytest.raises(PermissionDenied, match=WHY):
        give(cast, "nobody", "coi_researcher")
    Posting.objects.filter(pk=ended.pk).update(start=timezone.localdate() - dt.timedelta(days=9))
    release(cast.as_("administrator"), Posting.objects.select_related("user", "role", "office").get(pk=ended.pk))
    give(cast, "nobody", "coi_researcher")


def test_who_holds_both_all_the_same_writes_nothing(cast: Cast) -> None:
    version = a_version()
    user = slipped_in(cast, "researcher", "eligibility_officer")
    assert not may_research(user)
    request, source = cast.as_("researcher"), Source.objects.get()
    acts: list[Any] = [
        lambda: actions.check(request, source.pk),
        lambda: actions.set_status(request, source.pk, "ceased", "Cerró."),
        lambda: actions.create_source(request, {"name": "Otra"}, key=uuid.uuid4()),
        lambda: actions.edit_source(request, source.pk, {"name": "Otra"}, version=1),
        lambda: actions.assess(request, source.pk, {}, {}, key=uuid.uuid4()),
        lambda: actions.edit_document(request, version.document_id, {"title": "x"}, about=[], version=1),
        lambda: actions.confirm_document(request, version.document_id, version=1),
        lambda: actions.confirm_language(request, version.pk, "es"),
        lambda: actions.set_priority(request, "HN", "A", "x"),
        lambda: actions.raise_flag(request, "HN", kind="other", on=dt.date(2026, 1, 1), text="x", key=uuid.uuid4()),
        lambda: withdraw(request, version, "x"),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(PermissionDenied, match=WHY):
            act()
    client = signed_in(cast, "researcher")
    assert client.get(reverse("coi_document_edit", args=[version.document_id])).status_code == 404
    assert client.get(reverse("coi_document", args=[version.document_id])).status_code == 200  # reading harms nobody


def test_who_holds_both_all_the_same_decides_nothing(cast: Cast) -> None:
    journey = Journey(cast)
    journey.heard(journey.mother)
    slipped_in(cast, "officer", "coi_researcher")
    with pytest.raises(PermissionDenied, match=WHY):
        save_fact(cast.as_("officer"), journey.mother.pk, {"statement": "x"}, fact_id=uuid.uuid4(), version=0, base={})


def test_a_role_edited_into_both_is_used_by_nobody_and_its_holder_s_page_says_so(cast: Cast) -> None:
    Grant.objects.create(role=Role.objects.get(code="coi_researcher"), action="determination.draft", scope="national")
    client = signed_in(cast, "administrator")
    text = client.get(reverse("staff_page", args=[cast.researcher.pk])).content.decode()
    assert "Dos funciones que van separadas" in text
    assert "Dos funciones" not in client.get(reverse("staff_page", args=[cast.reviewer.pk])).content.decode()
    with pytest.raises(PermissionDenied, match=WHY):
        actions.set_priority(cast.as_("researcher"), "HN", "A", "x")
    with pytest.raises(PermissionDenied, match=WHY):
        give(cast, "nobody", "coi_researcher")


def test_an_administrator_hands_both_on_and_uses_neither(cast: Cast) -> None:
    assert not may_research(cast.administrator)
    give(cast, "nobody", "coi_researcher")
    give(cast, "notifier", "signatory")
