from __future__ import annotations

import uuid
from typing import Any

from django.test import Client

from acogida.audit.models import Record
from acogida.people.models import Person
from acogida.registration import alike, queries
from acogida.registration.actions.presentation import present
from tests.cast import Cast, a_person
from tests.registration.desk import FAMILY, a_draft


def twin(cast: Cast, **changes: Any) -> Person:
    return a_person(
        cast, given_names="Marie Rose", first_surname="Dieudonné", second_surname="", birth_year=1991, birth_month=12,
        birth_day=4, nationalities=["HT"], **changes,
    )  # fmt: skip


def test_a_likely_duplicate_is_shown_with_its_reasons_and_no_more_than_the_law_of_the_register(cast: Cast) -> None:
    known = twin(cast, phone="962 555 0000", occupation="enfermera")
    draft = a_draft(cast, FAMILY[:1])
    client = Client()
    client.force_login(cast.clerk)

    page = client.post(f"/intake/{draft.pk}/people/{draft.persons[0]['key']}/alike").content.decode()

    assert known.full_name in page
    assert "1991" in page and "Tapachula" in page
    assert "día y mes de nacimiento invertidos" in page
    assert "962 555" not in page and "enfermera" not in page


def test_a_person_of_another_office_comes_with_the_advice_to_ask_there(cast: Cast) -> None:
    known = twin(cast)
    Person.objects.filter(pk=known.pk).update(office=cast.outsider.office)
    draft = a_draft(cast, FAMILY[:1])
    sheet = queries.sheet(draft)

    found = alike.search(cast.as_("clerk"), draft, sheet, draft.persons[0]["key"])

    assert [(one.id, one.elsewhere) for one in found] == [(known.pk, True)]


def test_every_search_is_recorded_with_its_terms(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1])
    client = Client()
    client.force_login(cast.clerk)

    client.post(f"/intake/{draft.pk}/people/{draft.persons[0]['key']}/alike")

    record = Record.objects.filter(action="person.search_register").last()
    assert record is not None
    assert record.detail["terms"] == "Marie Rose Dieudonné"
    assert record.actor_id == cast.clerk.pk


def test_without_the_grant_over_the_register_nothing_is_searched(cast: Cast) -> None:
    twin(cast)
    draft = a_draft(cast, FAMILY[:1])
    request = cast.as_("clerk")
    request.user.current_grants = [g for g in request.user.current_grants if g[0] != "person.search_register"]

    assert alike.search(request, draft, queries.sheet(draft), draft.persons[0]["key"]) == []
    assert not Record.objects.filter(action="person.search_register").exists()


def test_a_sealed_person_is_not_shown_at_the_counter(cast: Cast) -> None:
    known = twin(cast)
    Person.objects.filter(pk=known.pk).update(sealed=True)
    draft = a_draft(cast, FAMILY[:1])

    assert alike.search(cast.as_("clerk"), draft, queries.sheet(draft), draft.persons[0]["key"]) == []
    record = Record.objects.filter(action="person.search_register").last()
    assert record is not None and record.detail["found"] == []


def test_what_a_colleague_has_not_presented_yet_is_nobody_of_the_register(cast: Cast) -> None:
    a_draft(cast, FAMILY)
    draft = a_draft(cast, FAMILY)
    for person in draft.members:
        assert alike.search(cast.as_("clerk"), draft, queries.sheet(draft), person["key"]) == []


def test_the_members_of_one_family_are_not_taken_for_each_other(cast: Cast) -> None:
    """Parents and children share surnames, address and country: that alone makes nobody a candidate."""
    present(cast.as_("clerk"), a_draft(cast, FAMILY).pk, key=uuid.uuid4())
    newborn = {"given_names": "Nadège", "first_surname": "Pierre", "second_surname": "Dieudonné", "sex": "female",
               "nationality": ["HT"], "birth": {"year": "2026", "month": "1", "day": "9"}, "birth_country": "MX"}  # fmt: skip
    draft = a_draft(cast, [newborn])

    assert alike.search(cast.as_("clerk"), draft, queries.sheet(draft), draft.persons[0]["key"]) == []


def test_another_name_she_gives_finds_her_too(cast: Cast) -> None:
    known = twin(cast)
    born = {"year": "1991", "month": "12", "day": "4"}
    her = {
        **FAMILY[0],
        "given_names": "Nadia",
        "first_surname": "Joseph",
        "other_names": ["Marie Rose Dieudonné"],
        "birth": born,
    }
    draft = a_draft(cast, [her], level="comprehensive")

    [found] = alike.search(cast.as_("clerk"), draft, queries.sheet(draft), draft.persons[0]["key"])

    assert found.id == known.pk
