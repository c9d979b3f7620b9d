"""Cases that are processed otherwise than usual are found in the list, by an index, and marked on their page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from acogida.cases import queries
from acogida.cases.models import Case
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db


def test_only_cases_of_the_modality_are_listed_and_the_view_keeps_it(cast: Cast) -> None:
    usual, simplified = a_case(cast), a_case(cast)
    Case.objects.filter(pk=simplified.pk).update(modality="simplified")
    page = signed_in(cast, "officer").get(reverse("case_list"), {"queue": "all", "modality": "simplified"})
    text = page.content.decode()
    assert simplified.number in text
    assert usual.number not in text
    assert page.context["query"]["modality"] == "simplified"


def test_a_modality_that_does_not_exist_finds_nothing(cast: Cast) -> None:
    case = a_case(cast)
    page = signed_in(cast, "officer").get(reverse("case_list"), {"queue": "all", "modality": "express"})
    assert case.number not in page.content.decode()


def test_the_page_of_an_unusual_case_says_how_it_is_processed(cast: Cast) -> None:
    case = a_case(cast)
    address = reverse("case_page", args=[case.number])
    client = signed_in(cast, "officer")
    assert "Simplificada" not in client.get(address).content.decode()
    Case.objects.filter(pk=case.pk).update(modality="simplified")
    assert "Simplificada" in client.get(address).content.decode()


@pytest.mark.as_owner
def test_the_few_are_found_by_their_index(cast: Cast) -> None:
    """The planner can prove that the index holds them; what it would choose on four rows says nothing."""
    found = queries.queue(cast.officer, queries.Filters("all", modality="simplified")).order_by("next_due", "id")
    with connection.cursor() as cursor:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            cursor.execute(f"SET LOCAL {setting} = off")
        cursor.execute("DROP INDEX case_national_queue")  # on no rows it costs the same, and either may be taken
    plan = found.explain()
    assert "case_modality" in plan or "case_office_queue" in plan
    rest = queries.queue(cast.signatory, queries.Filters("all", modality="simplified")).order_by("next_due", "id")
    assert "case_modality" in rest.explain()
