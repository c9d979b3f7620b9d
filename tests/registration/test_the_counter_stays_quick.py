from __future__ import annotations

import json
import time
import uuid
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acogida.registration.actions.presentation import present
from tests.cast import Cast
from tests.registration.desk import FAMILY, a_draft


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/intake/")  # what a session asks once is not counted
    return client


def count(client: Client, address: str, data: Any = None, **options: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address) if data is None else client.post(address, data, **options)
    assert answer.status_code == 200
    return len(queries)


def test_the_list_of_drafts_asks_the_database_as_often_for_ten_as_for_one(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    a_draft(cast, FAMILY[:1])
    one = count(client, "/intake/")
    for _ in range(4):
        a_draft(cast, FAMILY[:1])

    assert count(client, "/intake/") == one <= 14


def test_a_page_of_the_form_asks_as_often_for_a_family_as_for_one_person(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    alone, family = a_draft(cast, FAMILY[:1]), a_draft(cast)

    one = count(client, f"/intake/{alone.pk}/household/{alone.persons[0]['key']}/")

    assert count(client, f"/intake/{family.pk}/household/{family.persons[0]['key']}/") == one <= 14


def test_an_autosave_is_a_handful_of_queries(cast: Cast) -> None:
    draft = a_draft(cast)
    client = signed_in(cast.clerk)
    sent = json.dumps({"page": "arrival", "changes": {"household/address": {"was": None, "now": "Calle 4"}}})

    assert count(client, f"/intake/{draft.pk}/save", sent, content_type="application/json") <= 14


def test_a_family_of_four_is_presented_in_a_bounded_number_of_queries_and_in_time(cast: Cast) -> None:
    draft = a_draft(cast)
    request = cast.as_("clerk")

    with CaptureQueriesContext(connection) as queries:
        start = time.process_time()
        present(request, draft.pk, key=uuid.uuid4())
        elapsed = time.process_time() - start

    assert len(queries) <= 110
    assert elapsed < 1.5  # of the processor, for a busy machine; the benchmark measures it alone
