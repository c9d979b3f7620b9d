from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from acogida.registration.actions import drafts
from acogida.registration.models import IntakeDraft
from tests.cast import Cast
from tests.registration.desk import FAMILY, a_draft, photo_bytes, write


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def autosave(client: Client, draft: IntakeDraft, changes: dict[str, Any], page: str = "arrival") -> Any:
    return client.post(
        f"/intake/{draft.pk}/save",
        json.dumps({"page": page, "changes": changes}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def test_what_was_typed_is_found_again_by_a_colleague_on_another_machine(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])

    autosave(signed_in(cast.clerk), draft, {"household/entry_place": {"was": None, "now": "Talismán"}})

    other = signed_in(cast.supervisor)
    listing = other.get("/intake/").content.decode()
    assert "Marie Rose Dieudonné" in listing
    assert "Ana Sáenz" in listing
    assert "Talismán" in other.get(f"/intake/{draft.pk}/arrival/").content.decode()


def test_the_form_opens_where_it_was_left(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    client = signed_in(cast.clerk)
    client.get(f"/intake/{draft.pk}/reasons/")

    assert client.get(f"/intake/{draft.pk}/")["Location"] == f"/intake/{draft.pk}/reasons/"


def test_two_people_changing_different_answers_both_keep_theirs(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])

    first = autosave(signed_in(cast.clerk), draft, {"household/entry_place": {"was": None, "now": "Talismán"}})
    second = autosave(signed_in(cast.supervisor), draft, {"household/address": {"was": None, "now": "Calle 4"}})

    assert (first.status_code, second.status_code) == (200, 200)
    draft.refresh_from_db()
    assert (draft.household["entry_place"], draft.household["address"]) == ("Talismán", "Calle 4")


def test_two_people_changing_the_same_answer_are_shown_both_and_nothing_is_overwritten(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    autosave(signed_in(cast.clerk), draft, {"household/entry_place": {"was": None, "now": "Talismán"}})

    late = autosave(
        signed_in(cast.supervisor), draft, {"household/entry_place": {"was": None, "now": "Ciudad Hidalgo"}}
    )

    assert late.status_code == 409
    assert late.json()["conflicts"]["household/entry_place"] == {
        "theirs": "Talismán",
        "words": "Talismán",
        "by": "Ana Sáenz",
    }
    draft.refresh_from_db()
    assert draft.household["entry_place"] == "Talismán"
    kept = autosave(
        signed_in(cast.supervisor), draft, {"household/entry_place": {"was": "Talismán", "now": "Ciudad Hidalgo"}}
    )
    assert kept.status_code == 200


def test_a_page_sent_without_scripts_shows_the_conflict_with_both_values(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    autosave(signed_in(cast.clerk), draft, {"household/entry_place": {"was": None, "now": "Talismán"}})
    sent = {"asked": "household/entry_place", "household/entry_place": "Ciudad Hidalgo", "was": "{}", "go": "next"}

    answer = signed_in(cast.supervisor).post(f"/intake/{draft.pk}/arrival/", sent)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Talismán" in page and "Ciudad Hidalgo" in page
    draft.refresh_from_db()
    assert draft.household["entry_place"] == "Talismán"


def test_sending_the_same_change_twice_changes_nothing_twice(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    change = {"household/entry_place": {"was": None, "now": "Talismán"}}
    client = signed_in(cast.clerk)

    first, again = autosave(client, draft, change), autosave(client, draft, change)

    assert again.status_code == 200
    assert first.json()["version"] == again.json()["version"]


def test_an_ended_session_answers_401_and_the_answer_is_kept_after_signing_in_again(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    change = {"household/entry_place": {"was": None, "now": "Talismán"}}

    assert autosave(Client(), draft, change).status_code == 401
    assert autosave(signed_in(cast.clerk), draft, change).status_code == 200


def test_an_answer_that_cannot_stand_is_kept_and_explained(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    key = draft.persons[0]["key"]
    wrong = {"year": "1991", "month": "2", "day": "31"}

    answer = autosave(
        signed_in(cast.clerk), draft, {f"{key}/birth": {"was": draft.persons[0]["answers"]["birth"], "now": wrong}},
        page=f"household/{key}",
    )  # fmt: skip

    assert answer.json()["errors"][f"{key}/birth"]
    draft.refresh_from_db()
    assert draft.persons[0]["answers"]["birth"] == wrong


def test_a_question_that_depends_on_another_appears_when_that_one_is_answered(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    key = draft.persons[0]["key"]
    client = signed_in(cast.clerk)

    answer = autosave(client, draft, {f"{key}/unaccompanied": {"was": "no", "now": "yes"}}, page=f"needs/{key}")

    assert answer.json()["shown"][f"{key}/guardian_name"] is True


def test_the_parts_of_a_name_are_proposed_once_and_never_over_what_was_written(cast: Cast) -> None:
    request = cast.as_("clerk")
    draft = drafts.start(request, cast.clerk.office, "basic", draft_id=uuid.uuid4())
    key = draft.persons[0]["key"]

    first = write(request, draft, {f"{key}/name_as_declared": "Marie Dieudonné"})
    second = write(request, draft, {f"{key}/name_as_declared": "Marie Rose Dieudonné"})

    assert first.proposed == {f"{key}/given_names": "Marie", f"{key}/first_surname": "Dieudonné"}
    assert second.proposed == {}


def test_a_removed_person_comes_back_with_everything(cast: Cast) -> None:
    draft = a_draft(cast)
    client = signed_in(cast.clerk)

    client.post(f"/intake/{draft.pk}/people/person2/remove")
    draft.refresh_from_db()
    assert len(draft.members) == 3
    client.post(f"/intake/{draft.pk}/people/person2/restore")

    draft.refresh_from_db()
    assert draft.person("person2")["answers"]["given_names"] == "Woodley"
    assert len(draft.members) == 4


def test_the_last_person_stays(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])

    signed_in(cast.clerk).post(f"/intake/{draft.pk}/people/{draft.persons[0]['key']}/remove")

    draft.refresh_from_db()
    assert len(draft.members) == 1


def test_a_double_click_on_add_adds_one_person(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    key = draft.persons[0]["key"]
    client = signed_in(cast.clerk)

    for _click in range(2):
        client.post(f"/intake/{draft.pk}/household/{key}/", {"go": "add", "new_key": "abc123", "was": "{}"})

    draft.refresh_from_db()
    assert [person["key"] for person in draft.members] == [key, "abc123"]


def test_a_discarded_draft_can_be_taken_up_again(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    client = signed_in(cast.clerk)

    client.post(f"/intake/{draft.pk}/discard")
    assert "Marie Rose" in client.get("/intake/").content.decode()
    assert autosave(client, draft, {"household/address": {"was": None, "now": "x"}}).status_code == 410
    client.post(f"/intake/{draft.pk}/restore")

    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_double_click_on_begin_opens_one_form(cast: Cast) -> None:
    client, wanted = signed_in(cast.clerk), uuid.uuid4()

    for _click in range(2):
        client.post("/intake/new/", {"level": "basic", "draft_id": str(wanted)})

    assert IntakeDraft.objects.get().pk == wanted


def test_a_photo_is_kept_bare_and_shown_again(cast: Cast) -> None:
    from io import BytesIO

    draft = a_draft(cast, FAMILY[:1])
    key = draft.persons[0]["key"]
    client = signed_in(cast.clerk)
    picture = BytesIO(photo_bytes())
    picture.name = "photo.png"

    answer = client.post(f"/intake/{draft.pk}/people/{key}/photo", {"photo": picture})

    assert answer.status_code == 200
    shown = client.get(f"/intake/{draft.pk}/people/{key}/photo")
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    refused = client.post(f"/intake/{draft.pk}/people/{key}/photo", {"photo": BytesIO(b"not a picture")})
    assert refused.status_code in (400, 422)


def test_nobody_takes_a_photo_by_knowing_its_hash(cast: Cast) -> None:
    theirs = a_draft(cast, FAMILY[:1]).persons[0]["photo"]
    mine = drafts.start(cast.as_("outsider"), cast.outsider.office, "basic", draft_id=uuid.uuid4())
    key = mine.persons[0]["key"]

    autosave(signed_in(cast.outsider), mine, {f"{key}/photo": {"was": None, "now": theirs}}, page=f"household/{key}")

    mine.refresh_from_db()
    assert mine.persons[0]["photo"] == ""
    assert "photo" not in mine.persons[0]["answers"]
