from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from acogida.registration.actions.presentation import present
from acogida.registration.models import IntakeDraft
from tests.cast import Cast
from tests.registration.desk import FAMILY, a_draft


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


@pytest.mark.parametrize("part", ["outsider", "officer", "auditor", "nobody"])
def test_who_does_not_register_here_gets_nothing_from_a_draft(cast: Cast, part: str) -> None:
    draft = a_draft(cast, FAMILY[:2])
    key = draft.persons[0]["key"]
    client = signed_in(cast, part)
    before = IntakeDraft.objects.get(pk=draft.pk)

    for address in ("", "arrival/", f"household/{key}/", "check/", f"people/{key}/photo"):
        assert client.get(f"/intake/{draft.pk}/{address}").status_code == 404, address
    for address in (
        "arrival/", "discard", "restore", "present", f"people/{key}/remove", f"people/{key}/restore",
        f"people/{key}/photo", f"people/{key}/alike", f"people/{key}/alike/{uuid.uuid4()}",
    ):  # fmt: skip
        assert client.post(f"/intake/{draft.pk}/{address}", {"answer": "same"}).status_code == 404, address
    sent = json.dumps({"page": "arrival", "changes": {"household/address": {"was": None, "now": "x"}}})
    assert client.post(f"/intake/{draft.pk}/save", sent, content_type="application/json").status_code == 404

    after = IntakeDraft.objects.get(pk=draft.pk)
    assert (after.data, after.status, after.version) == (before.data, before.status, before.version)


def test_the_list_of_another_office_shows_only_its_own_drafts(cast: Cast) -> None:
    a_draft(cast, FAMILY[:1])

    assert "Dieudonné" not in signed_in(cast, "outsider").get("/intake/").content.decode()


@pytest.mark.parametrize("part", ["officer", "auditor", "nobody"])
def test_who_does_not_register_has_no_list_and_begins_nothing(cast: Cast, part: str) -> None:
    client = signed_in(cast, part)

    assert client.get("/intake/").status_code == 404
    assert client.get("/intake/new/").status_code == 404
    assert client.post("/intake/new/", {"level": "basic", "draft_id": str(uuid.uuid4())}).status_code == 404
    assert not IntakeDraft.objects.exists()


@pytest.mark.parametrize("part", ["outsider", "auditor", "nobody"])
def test_after_the_presentation_the_outsider_gets_nothing_either(cast: Cast, part: str) -> None:
    draft = a_draft(cast, FAMILY[:1])
    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())
    client = signed_in(cast, part)

    for address in ("", "documents", "admission/"):
        assert client.get(f"/registration/{case.pk}/{address}").status_code == 404, address
    for act in ("admit", "prevent", "answer", "representative"):
        assert client.post(f"/registration/{case.pk}/admission/{act}", {"other": "x"}).status_code == 404, act


def test_the_clerk_cannot_admit_what_she_registered(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    answer = signed_in(cast, "clerk").post(f"/registration/{case.pk}/admission/admit")

    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.stage == "presented"


def test_without_signing_in_every_page_leads_to_the_door(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])

    answer = Client().get(f"/intake/{draft.pk}/arrival/")

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
