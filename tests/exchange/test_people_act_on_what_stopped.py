from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from acogida.accounts.models import Office
from acogida.audit.models import Record
from acogida.exchange import actions, delivery, inbox, reconciliation
from acogida.exchange.actions import send
from acogida.exchange.comparing import Entry, Page, Pair, reconcilers, remedies, remedy
from acogida.exchange.messages import Identity, Number
from acogida.exchange.models import Difference, InboxMessage, OutboxMessage
from acogida.exchange.operations import operations
from acogida.exchange.replies import replies
from acogida.exchange.topics import topics
from tests.cast import signed_in

CURP = "NUIJ920314MNEXBS02"


@pytest.fixture(autouse=True)
def plain_forms(monkeypatch):
    """No room's own operations, replies and handlers: this is about the machine."""
    for registry in (operations, replies, topics):
        monkeypatch.setattr(registry, "_functions", {})


@pytest.fixture
def stopped(agency, cast):
    """A message that stopped, and one about the same person that waits behind it."""
    person, office = uuid.uuid4(), Office.objects.get(code="TAP")
    common = {"countries": {"HN"}, "office": office, "reference": "COM-TAP-2026-00001-X"}
    first = send("renapo", "assign_number", person, Identity(given_names="Ana"), key="a", **common)
    second = send("renapo", "renew_number", person, Number(curp=CURP), key="b", **common)
    agency.status = 422
    delivery.deliver_one(first.pk)
    agency.status = 200
    return first, second


def state(message):
    message.refresh_from_db()
    return message.state


@pytest.mark.django_db
def test_the_page_of_a_message_says_why_it_stopped_what_waits_and_who_did_what(stopped, cast):
    page = signed_in(cast, "supervisor").get(reverse("exchange_message", args=[stopped[0].pk])).text
    assert "La institución no acepta el mensaje. (422)" in page
    assert "1 mensaje posterior sobre la misma persona espera a este" in page
    assert "Compare los datos de la persona" in page
    behind = signed_in(cast, "supervisor").get(reverse("exchange_message", args=[stopped[1].pk])).text
    assert "Espera a un mensaje anterior" in behind
    assert str(stopped[0].pk) in behind


@pytest.mark.django_db
def test_sent_again_it_and_what_waited_behind_it_arrive_in_order(stopped, cast, agency):
    client = signed_in(cast, "supervisor")
    assert client.post(reverse("exchange_retry", args=[stopped[0].pk])).status_code == 302
    delivery.sweep()
    assert [state(m) for m in stopped] == ["delivered", "delivered"]
    assert agency.keys[-2:] == [str(m.pk) for m in stopped]
    assert Record.objects.filter(action="exchange.retried", actor_id=cast.supervisor.pk).exists()


@pytest.mark.django_db
def test_set_aside_with_a_reason_the_line_goes_on_and_it_can_be_taken_up_again(stopped, cast):
    client = signed_in(cast, "supervisor")
    address = reverse("exchange_set_aside", args=[stopped[0].pk])
    client.post(address, {"reason": "   "})
    assert state(stopped[0]) == "failed"
    client.post(address, {"reason": "RENAPO ya la tiene"})
    delivery.sweep()
    assert [state(m) for m in stopped] == ["aside", "delivered"]
    assert "RENAPO ya la tiene" in client.get(reverse("exchange_outbox")).text
    assert Record.objects.get(action="exchange.set_aside").reason == "RENAPO ya la tiene"
    client.post(reverse("exchange_retry", args=[stopped[0].pk]))
    delivery.sweep()
    assert state(stopped[0]) == "delivered"


@pytest.mark.django_db
def test_everything_of_an_agency_is_sent_again_at_once_but_not_what_is_others(stopped, cast, agency):
    other = send(
        "renapo", "renew_number", uuid.uuid4(), Number(curp=CURP), key="c", countries={"HN"},
        office=Office.objects.get(code="TIJ"),
    )  # fmt: skip
    OutboxMessage.objects.filter(pk=other.pk).update(state="failed")
    assert actions.retry_all(cast.as_("supervisor"), "renapo") == 1
    delivery.sweep()
    assert [state(m) for m in (*stopped, other)] == ["delivered", "delivered", "failed"]


@pytest.mark.django_db
def test_who_may_only_look_can_do_nothing(stopped, cast):
    client = signed_in(cast, "auditor")
    page = client.get(reverse("exchange_message", args=[stopped[0].pk]))
    assert page.status_code == 200
    assert reverse("exchange_retry", args=[stopped[0].pk]) not in page.text
    assert client.post(reverse("exchange_retry", args=[stopped[0].pk])).status_code == 403
    assert client.post(reverse("exchange_set_aside", args=[stopped[0].pk]), {"reason": "x"}).status_code == 403
    assert client.post(reverse("exchange_retry_all", args=["renapo"])).status_code == 404
    assert state(stopped[0]) == "failed"


@pytest.mark.django_db
def test_the_list_is_narrowed_by_state_and_agency_and_paged(cast, agency):
    office = Office.objects.get(code="TAP")
    for n in range(60):
        send("renapo", "renew_number", uuid.uuid4(), Number(curp=CURP), key=str(n), countries={"HN"}, office=office)
    client = signed_in(cast, "supervisor")
    first = client.get(reverse("exchange_outbox"), {"state": "pending", "agency": "renapo"})
    assert first.text.count("row-link") == 50
    older = first.context["page"].older
    assert client.get(f"{reverse('exchange_outbox')}?{older}").text.count("row-link") == 10
    assert client.get(reverse("exchange_outbox"), {"agency": "inm"}).text.count("row-link") == 0
    assert client.get(reverse("exchange_outbox"), {"state": "nonsense"}).status_code == 200
    assert client.get(reverse("exchange_outbox"), {"before": "x"}).status_code == 404


@pytest.mark.django_db
def test_the_list_asks_the_database_no_more_for_many_than_for_few(cast, agency, django_assert_max_num_queries):
    office = Office.objects.get(code="TAP")
    for n in range(30):
        send("renapo", "renew_number", uuid.uuid4(), Number(curp=CURP), key=str(n), countries={"HN"}, office=office)
    client = signed_in(cast, "supervisor")
    client.get(reverse("exchange_outbox"))
    with django_assert_max_num_queries(24):
        client.get(reverse("exchange_outbox"))


@pytest.fixture
def told(agency):
    """A message nobody can handle yet."""
    arrived = inbox.Arrived("renapo", "m1", "notification", "PERSON", "s", {"type": "Notification", "message": "{}"})
    row, _new = inbox.store(arrived)
    inbox.sweep()
    row.refresh_from_db()
    assert row.state == "failed"
    return row


@pytest.fixture
def chief(cast):
    """Somebody who may see and act everywhere."""
    import datetime as dt

    from acogida.accounts.models import Posting, Role

    Posting.objects.create(
        user=cast.nobody, role=Role.objects.get(code="director"), office=cast.nobody.office, start=dt.date(2019, 1, 1)
    )
    return signed_in(cast, "nobody")


@pytest.mark.django_db
def test_what_we_were_told_is_for_who_sees_the_whole_house_and_can_be_handled_again(told, chief, cast):
    assert signed_in(cast, "supervisor").get(reverse("exchange_inbox")).status_code == 404
    assert "Nada en este sistema sabe" in chief.get(reverse("exchange_inbox")).text
    handled: list = []
    from acogida.exchange.topics import topic

    topic("renapo.PERSON")(handled.append)
    assert chief.post(reverse("exchange_told_retry", args=[told.pk])).status_code == 302
    inbox.sweep()
    assert len(handled) == 1
    page = chief.get(reverse("exchange_told", args=[told.pk])).text
    assert "Atendido" in page
    assert "Eva Nadie" in page


@pytest.mark.django_db
def test_what_we_were_told_can_be_set_aside(told, chief):
    chief.post(reverse("exchange_told_set_aside", args=[told.pk]), {"reason": "de prueba"})
    assert state(told) == "aside"
    assert "de prueba" in chief.get(reverse("exchange_told", args=[told.pk])).text


@pytest.fixture
def difference(monkeypatch, cast):
    person, office = uuid.uuid4(), Office.objects.get(code="TAP")
    pair = Pair(person, [Entry(CURP, "CLAIMED", {"birth_date": "1992-03-14"})], [], office.pk, "COM-TAP-2026-00001-X")
    monkeypatch.setattr(reconcilers, "_functions", {"renapo": lambda cursor: Page([pair])})
    monkeypatch.setattr(remedies, "_functions", {})
    reconciliation.run("renapo")
    return Difference.objects.get()


@pytest.mark.django_db
def test_a_difference_shows_both_registers_side_by_side_and_looking_is_on_record(difference, cast):
    page = signed_in(cast, "supervisor").get(reverse("exchange_difference", args=[difference.pk])).text
    assert "Falta allá" in page
    assert CURP in page
    assert "14/03/1992" in page
    assert "temporal (CLAIMED)" in page
    assert Record.objects.filter(action="exchange.difference_viewed", actor_id=cast.supervisor.pk).exists()
    assert CURP not in signed_in(cast, "supervisor").get(reverse("exchange_differences")).text


@pytest.mark.django_db
def test_a_difference_is_explained_and_the_explanation_taken_back(difference, cast):
    client = signed_in(cast, "supervisor")
    client.post(reverse("exchange_explain", args=[difference.pk]), {"reason": " "})
    assert state(difference) == "open"
    client.post(reverse("exchange_explain", args=[difference.pk]), {"reason": "Trámite en curso"})
    assert state(difference) == "explained"
    assert "Trámite en curso" in client.get(reverse("exchange_differences")).text
    client.post(reverse("exchange_reopen", args=[difference.pk]))
    assert state(difference) == "open"
    assert list(Record.objects.filter(action="exchange.explained").values_list("reason", flat=True)) == [
        "Trámite en curso"
    ]


@pytest.mark.django_db
def test_what_a_room_offers_is_done_about_a_difference(difference, cast):
    client = signed_in(cast, "supervisor")
    address = reverse("exchange_put_right", args=[difference.pk])
    assert address not in client.get(reverse("exchange_difference", args=[difference.pk])).text
    assert client.post(address).status_code == 404
    done: list = []
    remedy("renapo.missing_there")(lambda request, person_id: done.append(person_id))
    assert address in client.get(reverse("exchange_difference", args=[difference.pk])).text
    assert client.post(address).status_code == 302
    assert done == [difference.person_id]
    assert state(difference) == "open"  # until both registers agree


@pytest.mark.django_db
def test_the_page_tells_how_far_a_comparison_is_and_only_the_house_starts_one(difference, cast, chief):
    page = signed_in(cast, "supervisor").get(reverse("exchange_differences")).text
    assert "1 diferencia" in page
    assert signed_in(cast, "supervisor").post(reverse("exchange_compare", args=["renapo"])).status_code == 403
    assert chief.post(reverse("exchange_compare", args=["renapo"])).status_code == 302
    assert chief.post(reverse("exchange_compare", args=["renapo"])).status_code == 302  # asked twice, compared once
    with pytest.raises(PermissionDenied):
        actions.explain(cast.as_("auditor"), difference.pk, "x")


def test_the_inbox_and_the_outbox_name_every_state():
    from acogida.exchange import difference_views, told_views, views

    assert set(views.TONES) == set(OutboxMessage.State.values)
    assert set(told_views.TONES) == set(InboxMessage.State.values)
    assert set(difference_views.TONES) == set(Difference.State.values)
