"""Closures and switched rules: by whom, with what shown before, and never edited or deleted afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from acogida.accounts import closures
from acogida.accounts.models import Closure, Office, RuleChange, RuleSwitch
from acogida.audit.models import Record
from acogida.cases.models import Recalculation
from tests.cases.rules import close, manager_of
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
DAYS = {"start": "2024-05-06", "end": "2024-05-07", "reason": "Inundación", "source": "Circular 3/2024"}


def office(code: str) -> int:
    return Office.objects.get(code=code).pk


def ask(client: Client, key: uuid.UUID | None = None, **data: Any) -> Any:
    form = {**DAYS, "idempotency_key": str(key or uuid.uuid4()), **data}
    return client.post(reverse("closure_new"), form)


def test_before_anything_is_closed_the_page_says_what_would_move(cast: Cast) -> None:
    case = a_case(cast, on=dt.date(2024, 4, 15))
    response = ask(signed_in(cast, "supervisor"), office=office("TAP"))
    preview = response.context["preview"]
    moving = {example.clock: (example.was, example.due) for example in preview.examples}
    assert preview.cases == 1
    assert preview.clocks == len(moving)
    assert (dt.date(2024, 6, 21), dt.date(2024, 6, 25)) in moving.values()
    assert case.number in response.content.decode()
    assert not Closure.objects.exists()


def test_a_preview_counts_a_case_once_however_many_of_its_terms_move(cast: Cast) -> None:
    for _ in range(3):
        a_case(cast, on=dt.date(2024, 4, 15))
    preview = ask(signed_in(cast, "supervisor"), office=office("TAP"), start="2024-04-16", end="2024-04-16").context[
        "preview"
    ]
    assert preview.cases == 3
    assert preview.clocks > 3


def test_days_that_touch_no_open_term_move_nothing(cast: Cast) -> None:
    a_case(cast, on=dt.date(2024, 4, 15))
    client = signed_in(cast, "supervisor")
    for start in ("2024-05-04", "2024-04-12", "2030-02-01"):  # a Saturday; before; long after
        assert ask(client, office=office("TAP"), start=start, end=start).context["preview"].cases == 0
    assert ask(signed_in(cast, "outsider"), office=office("TIJ")).context["preview"].cases == 0


def test_a_confirmed_closure_is_one_change_however_often_it_is_sent(cast: Cast) -> None:
    client, key = signed_in(cast, "supervisor"), uuid.uuid4()
    for _ in range(2):
        response = ask(client, key, office=office("TAP"), confirmed="1", suspends_terms="on")
        assert response.status_code == 302
    closure = Closure.objects.get()
    assert (closure.office.code, closure.suspends_terms, closure.withdrawn) == ("TAP", True, None)
    assert RuleChange.objects.get().actor == cast.supervisor
    assert Recalculation.objects.get().change_id == closure.added_id
    record = Record.objects.get(action="closure.add")
    assert (record.subject_id, record.detail["source"]) == (str(closure.pk), "Circular 3/2024")
    assert "Inundación" in client.get(reverse("closure_list")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"end": "2024-05-05"}, {"end": "2026-05-05"}, {"source": ""}, {"reason": ""}, {"start": "1899-01-02", "end": "1899-01-03"}],
)  # fmt: skip
def test_a_closure_needs_an_instrument_a_reason_and_days_that_make_sense(cast: Cast, wrong: dict[str, str]) -> None:
    response = ask(signed_in(cast, "supervisor"), office=office("TAP"), confirmed="1", **wrong)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not RuleChange.objects.exists()


def test_the_same_days_are_not_closed_twice(cast: Cast) -> None:
    client = signed_in(cast, "supervisor")
    ask(client, office=office("TAP"), confirmed="1")
    assert ask(client, office=office("TAP"), confirmed="1").status_code == 200
    assert (Closure.objects.count(), RuleChange.objects.count()) == (1, 1)


def test_an_office_closes_itself_and_nobody_else(cast: Cast) -> None:
    client = signed_in(cast, "supervisor")
    for place in (office("TIJ"), ""):
        assert ask(client, office=place, confirmed="1").context["form"].errors["office"]
    with pytest.raises(PermissionDenied):
        close(cast.as_("supervisor"), dt.date(2024, 5, 6), dt.date(2024, 5, 7))
    assert not Closure.objects.exists()
    close(manager_of(cast), dt.date(2024, 5, 6), dt.date(2024, 5, 7))
    assert Closure.objects.get().office is None


def test_others_do_not_see_that_the_pages_exist(cast: Cast) -> None:
    closure = close(manager_of(cast), dt.date(2024, 5, 6), dt.date(2024, 5, 7), "TAP")
    withdraw = reverse("closure_withdraw", args=[closure.pk])
    assert signed_in(cast, "outsider").get(withdraw).status_code == 404
    assert "Inundación" not in signed_in(cast, "outsider").get(reverse("closure_list")).content.decode()
    for part in ("clerk", "officer", "nobody", "auditor"):
        for address in (reverse("closure_list"), reverse("closure_new"), withdraw, reverse("switch_new")):
            assert signed_in(cast, part).get(address).status_code == 404, (part, address)


def test_withdrawing_keeps_the_closure_and_says_why(cast: Cast) -> None:
    a_case(cast, on=dt.date(2024, 4, 15))
    closure = close(cast.as_("supervisor"), dt.date(2024, 5, 6), dt.date(2024, 5, 7), "TAP")
    client, key = signed_in(cast, "supervisor"), str(uuid.uuid4())
    address = reverse("closure_withdraw", args=[closure.pk])
    assert client.post(address, {"reason": "", "idempotency_key": key}).status_code == 200
    for _ in range(2):
        assert client.post(address, {"reason": "Se abrió", "idempotency_key": key}).status_code == 302
    closure.refresh_from_db()
    assert (closure.withdrawn.reason, closure.withdrawn.actor) == ("Se abrió", cast.supervisor)
    assert closure.withdrawn_id > closure.added_id
    assert [c.pk for c in Closure.under(closure.added_id)] == [closure.pk]
    assert not Closure.under(closure.withdrawn_id).exists()
    assert Record.objects.get(action="closure.withdraw").reason == "Se abrió"
    assert "Se abrió" in client.get(reverse("closure_list")).content.decode()


def test_history_cannot_be_edited_deleted_or_unwithdrawn(cast: Cast) -> None:
    closure = close(cast.as_("supervisor"), dt.date(2024, 5, 6), dt.date(2024, 5, 7), "TAP")
    rows = Closure.objects.filter(pk=closure.pk)
    refused: list[Any] = [
        lambda: rows.update(end=dt.date(2024, 5, 9)), rows.delete, lambda: RuleChange.objects.update(reason="x"),
        lambda: rows.update(withdrawn=closure.added, end=dt.date(2024, 5, 9)),
    ]  # fmt: skip
    closures.withdraw_closure(cast.as_("supervisor"), closure, "x", key=uuid.uuid4())
    refused.append(lambda: rows.update(withdrawn=None))
    for change in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_progress_is_shown_while_cases_follow(cast: Cast) -> None:
    closure = close(cast.as_("supervisor"), dt.date(2024, 5, 6), dt.date(2024, 5, 7), "TAP")
    client = signed_in(cast, "supervisor")
    Recalculation.objects.filter(pk=closure.added_id).update(total=400, done=100)
    text = client.get(reverse("closure_list")).content.decode()
    assert "100" in text
    assert "(25 %)" in text
    assert f'hx-get="{reverse("closure_progress")}"' in text
    Recalculation.objects.filter(pk=closure.added_id).update(
        finished_at=dt.datetime(2024, 5, 7, tzinfo=dt.UTC), moved=7
    )
    text = client.get(reverse("closure_progress")).content.decode()
    assert "hx-get" not in text
    assert "7 " in text


def test_a_rule_is_switched_for_the_whole_authority_by_who_may(cast: Cast) -> None:
    manager_of(cast)
    client = signed_in(cast, "supervisor")
    form = {**DAYS, "end": "", "code": "sign_in", "on": "off", "idempotency_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(reverse("switch_new"), form).status_code == 302
    switch = RuleSwitch.objects.get()
    assert (switch.code, switch.on, switch.end) == ("sign_in", False, None)
    assert not Recalculation.objects.exists()  # clocks that run go on
    from acogida.cases import packs

    assert "sign_in" in packs.rules(packs.current().hash).off(dt.date(2024, 5, 6))
    address = reverse("switch_withdraw", args=[switch.pk])
    assert client.post(address, {"reason": "Amparo", "idempotency_key": str(uuid.uuid4())}).status_code == 302
    switch.refresh_from_db()
    assert switch.withdrawn.reason == "Amparo"
    assert "sign_in" not in packs.rules(packs.current().hash).off(dt.date(2024, 5, 6))
    assert "sign_in" in packs.rules(packs.current().hash, switch.added_id).off(dt.date(2024, 5, 6))
