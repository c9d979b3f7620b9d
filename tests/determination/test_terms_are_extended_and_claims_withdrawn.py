"""The term to decide is lengthened on five grounds and once (LSR art. 24); a claim may be withdrawn (LFPA art. 57)."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from acogida.cases.errors import Refused
from acogida.cases.models import ClockInForce
from acogida.determination import actions
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def extend(journey: Journey, cast: Cast, **changes: object) -> object:
    values = {"amount": 45, "ground": "health", "reason": "Está hospitalizada.", "key": uuid.uuid4(), **changes}
    return actions.extend_term(cast.as_("officer"), journey.case.pk, **values)  # type: ignore[arg-type]


def test_the_term_grows_by_what_was_granted(journey: Journey, cast: Cast) -> None:
    before = ClockInForce.objects.get(case=journey.case, clock="C8").due
    extend(journey, cast)
    after = ClockInForce.objects.get(case=journey.case, clock="C8")
    assert after.due > before
    assert after.extensions[0]["ground"] == "health"


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"amount": 46}, "de 1 a 45"), ({"ground": "too_much_work"}, "motivos que permite"), ({"reason": " "}, "razones")],
)
def test_not_beyond_the_law(journey: Journey, cast: Cast, changes: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        extend(journey, cast, **changes)


def test_only_once(journey: Journey, cast: Cast) -> None:
    key = uuid.uuid4()
    assert extend(journey, cast, amount=10, key=key) == extend(journey, cast, amount=10, key=key)
    with pytest.raises(Refused, match="ya se amplió"):
        extend(journey, cast, amount=10)


def test_the_page_offers_the_five_grounds_and_extends(journey: Journey, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.officer)
    url = reverse("term_extend", args=[journey.case.pk])
    assert len(client.get(url).context["form"].fields["ground"].choices) == 5
    form = {
        "ground": "no_translator",
        "amount": "20",
        "reason": "No hay intérprete",
        "idempotency_key": str(uuid.uuid4()),
    }
    assert client.post(url, form).status_code == 302
    assert journey.case.events.filter(kind="extend_term").count() == 1


def test_a_withdrawal_closes_that_claim_alone(journey: Journey, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.supervisor)
    form = {
        "on": journey.case.office.today().isoformat(),
        "reason": "Por escrito, en kreyòl",
        "idempotency_key": str(uuid.uuid4()),
    }
    assert client.post(reverse("claim_withdraw", args=[journey.partner.pk]), form).status_code == 302
    journey.partner.refresh_from_db()
    journey.mother.refresh_from_db()
    assert (journey.partner.stage, journey.mother.stage) == ("withdrawn", "admitted")
