from __future__ import annotations

import json
import uuid

import pytest

from acogida.cases.models import Claim, Event
from acogida.exchange import inbox, subscribing
from acogida.exchange.models import InboxMessage
from acogida.people.judgements import PossibleDuplicate
from acogida.people.renapo import asking, hearing
from acogida.people.renapo.models import RegisterNews
from simulators import notifying
from tests.cast import a_case, a_person, admitted, signed_in

SECRET = "what the register shows"


@pytest.fixture
def told(settings, client):
    """Tell our endpoint something as the register does."""
    settings.RENAPO_INBOX_SECRET = SECRET

    def tell(topic, message_id=None, **body):
        message_id = message_id or str(uuid.uuid4())
        content = {"type": "Notification", "topic": topic, "message": json.dumps(body), "messageId": message_id}
        headers = {
            "message-type": "Notification", "message-id": message_id, "topic-id": "t-1",
            "Authorization": f"Bearer {SECRET}",
        }  # fmt: skip
        response = client.post("/exchange/told/renapo/", json.dumps(content), "application/json", headers=headers)
        assert response.status_code == 200, response.text
        inbox.sweep()
        return message_id

    return tell


@pytest.mark.django_db
def test_a_death_is_told_on_the_person_and_changes_nothing_by_itself(cast, told):
    case = admitted(cast, a_case(cast))
    person, events = case.members.get().person, Event.objects.filter(case=case).count()
    before = list(Claim.objects.filter(case=case).values())
    told("DEATH", personId=str(person.pk), identityId="1", curp="", deceasedOn="2026-11-20")
    news = RegisterNews.objects.get()
    assert (news.kind, news.person, str(news.said_on)) == ("death", person, "2026-11-20")
    page = signed_in(cast, "officer").get(f"/cases/{case.number}/?tab=members")
    assert "Aviso del registro de población" in page.text
    person.refresh_from_db()
    assert person.died_on is None
    assert list(Claim.objects.filter(case=case).values()) == before
    assert Event.objects.filter(case=case).count() == events


@pytest.mark.django_db
def test_told_twice_is_one_line(cast, told):
    person = a_person(cast)
    same = told("DEATH", personId=str(person.pk))
    told("DEATH", same, personId=str(person.pk))
    assert RegisterNews.objects.count() == 1


@pytest.mark.django_db
def test_who_is_not_ours_leaves_no_line(cast, told):
    told("DEATH", personId="seed-7", curp="BOXW310820HNERXN09")
    assert not RegisterNews.objects.exists()
    assert InboxMessage.objects.get().state == "done"


@pytest.mark.django_db
def test_a_duplicate_goes_to_the_desk_when_both_are_ours(cast, told):
    one, other = a_person(cast), a_person(cast, given_names="María")
    told("DUPLICATE", personId=str(one.pk), duplicateOf=str(other.pk))
    news = RegisterNews.objects.get()
    assert (news.kind, news.person, news.other) == ("duplicate", one, other)
    pair = PossibleDuplicate.objects.get()
    assert {pair.first_id, pair.second_id} == {one.pk, other.pk}


@pytest.mark.django_db
def test_what_names_nobody_stops_in_the_list(cast, told):
    told("CHANGE", newCurp="X")
    message = InboxMessage.objects.get()
    assert message.state == "waiting"
    assert message.last_error


@pytest.mark.django_db
def test_the_officer_sees_it_on_the_person_and_marks_it_as_read(cast, told):
    person = a_person(cast)
    told("DEATH", personId=str(person.pk), deceasedOn="2026-11-20")
    news = RegisterNews.objects.get()
    page = signed_in(cast, "clerk").get(f"/people/{person.pk}/")
    assert "20 de noviembre de 2026" in page.text
    assert "tiene a esta persona por fallecida" in page.text
    url = f"/people/register-news/{news.pk}/read"
    assert signed_in(cast, "outsider").post(url, {"note": "x"}).status_code == 404
    assert signed_in(cast, "clerk").post(url, {"note": "Se le llamó: vive"}).status_code == 302
    news.refresh_from_db()
    assert (news.seen_by, news.note) == (cast.clerk, "Se le llamó: vive")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_from_the_subscription_to_the_line_on_the_person(cast, simulator, work, settings, live_server):
    """Over the wire both ways: subscribe, confirm, a change that is told twice, a death while we do not answer."""
    settings.RENAPO_INBOX_SECRET = simulator.secret = SECRET
    settings.RENAPO_CALLBACK_URL = f"{live_server.url}/exchange/told/renapo/"
    subscribing.speak_of("renapo")
    person = a_person(cast)
    asking.request_assignment(person, reference="COM-1")
    hearing.subscribe(person.office.today())
    hearing.subscribe(person.office.today())
    work()
    deliver = simulator.controls["deliver"]
    deliver(simulator, {})  # three confirmations
    work()
    subscriptions = simulator.store.rows("SELECT * FROM subscriptions")
    assert [row["active"] for row in subscriptions] == [1, 1, 1]

    number = person.numbers.get()
    simulator.quirks["duplicate_rate"] = 1.0
    new = simulator.controls["change"](
        simulator, {"curp": number.value, "attributes": {"dateOfBirth": "1992-03-15"}}
    )["curp"]  # fmt: skip
    deliver(simulator, {})
    deliver(simulator, {})
    simulator.quirks["duplicate_rate"] = 0.0
    work()
    news = RegisterNews.objects.get()
    assert (news.kind, news.person, news.curp, news.new_curp) == ("change", person, number.value, new)
    assert InboxMessage.objects.get(topic="CHANGE", kind="notification").repeats >= 1
    number.refresh_from_db()
    assert number.status == "active"  # people decide

    settings.RENAPO_INBOX_SECRET = ""  # we do not answer; the register keeps it and tells again
    simulator.controls["death"](simulator, {"curp": new})
    deliver(simulator, {})
    assert notifying.waiting(simulator.store) > 0
    settings.RENAPO_INBOX_SECRET = SECRET
    deliver(simulator, {})
    work()
    assert RegisterNews.objects.filter(kind="death", person=person).exists()
