"""The desk: a queue of pairs and groups, two persons side by side, an answer, the next one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.models import Office, User
from acogida.audit.models import Record
from acogida.cases.actions import NewMember
from acogida.cases.models import Member
from acogida.people import identity
from acogida.people.duplicates import suspect
from acogida.people.judgements import Judgement, PossibleDuplicate
from acogida.people.models import Person
from tests.cast import Cast, a_case, a_person, signed_in
from tests.people.desk import elsewhere, says, suspected, two

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def answer(client: Client, pair: PossibleDuplicate, verdict: str, **more: Any) -> Any:
    form = {"verdict": verdict, "idempotency_key": uuid.uuid4(), "expected": "", **more}
    return client.post(reverse("duplicates_judge", args=[pair.pk]), form)


def test_the_list_shows_who_may_be_one_and_why(cast: Cast) -> None:
    pair = suspected(*two(cast))
    shown = page(signed_in(cast, "clerk"), "duplicates")
    assert "Marie Rose Délva" in shown and "Rose Marie Delva" in shown
    assert "día y mes de nacimiento" in shown and "90" in shown
    assert reverse("duplicates_pair", args=[pair.pk]) in shown
    assert Record.objects.filter(action="duplicates.list").exists()


def test_side_by_side_differences_are_marked_and_the_view_is_audited(cast: Cast) -> None:
    pair = suspected(*two(cast))
    shown = page(signed_in(cast, "clerk"), "duplicates_pair", pair.pk)
    assert "mark-near" in shown and "mark-same" in shown and "12 de abril de 1992" in shown
    assert Record.objects.get(action="duplicates.view").subject_id == str(pair.pk)


def test_an_answer_leads_to_the_next_and_can_be_undone(cast: Cast) -> None:
    first, second = suspected(*two(cast), 0.99), suspected(a_person(cast), a_person(cast), 0.9)
    client = signed_in(cast, "clerk")
    response = client.post(reverse("duplicates_start"), {})
    assert response["Location"] == reverse("duplicates_pair", args=[first.pk])
    assert "1 de 2" in page(client, "duplicates_pair", first.pk)
    assert answer(client, first, "same", note="misma foto")["Location"] == reverse("duplicates_pair", args=[second.pk])
    shown = page(client, "duplicates_pair", second.pk)
    assert "2 de 2" in shown and "Guardado: misma persona" in shown
    assert identity.cluster(first.first_id) == {first.first_id, first.second_id}
    assert client.post(reverse("duplicates_undo"))["Location"] == reverse("duplicates_pair", args=[first.pk])
    first.refresh_from_db()
    assert first.state == "open" and identity.cluster(first.first_id) == {first.first_id}


def test_what_is_put_off_or_unsure_does_not_come_back_in_this_sitting(cast: Cast) -> None:
    first, second = suspected(*two(cast), 0.99), suspected(a_person(cast), a_person(cast), 0.9)
    client = signed_in(cast, "clerk")
    client.post(reverse("duplicates_start"), {})
    assert answer(client, first, "skip")["Location"].endswith(f"{second.pk}/")
    assert answer(client, second, "unsure")["Location"].startswith(reverse("duplicates"))
    assert "No hay seguridad" in page(client, "duplicates", state="unsure")
    assert set(PossibleDuplicate.objects.values_list("state", flat=True)) == {"open", "unsure"}


def test_two_clerks_do_not_compare_the_same_pair(cast: Cast) -> None:
    pair = suspected(*two(cast))
    mine, theirs = signed_in(cast, "clerk"), signed_in(cast, "supervisor")
    page(mine, "duplicates_pair", pair.pk)
    shown = page(theirs, "duplicates_pair", pair.pk)
    assert "Ana Sáenz está comparando" in shown and "data-answer" not in shown
    assert answer(theirs, pair, "different").status_code == 409
    assert theirs.post(reverse("duplicates_start"), {})["Location"].startswith(reverse("duplicates") + "?")
    PossibleDuplicate.objects.update(held_until=timezone.now() - dt.timedelta(minutes=1))  # she went home
    assert answer(theirs, pair, "different").status_code == 302
    assert Judgement.objects.get().by == cast.supervisor


def test_who_was_slower_sees_what_the_other_said_and_loses_no_note(cast: Cast) -> None:
    one, other = two(cast)
    pair = suspected(one, other)
    client = signed_in(cast, "clerk")
    page(client, "duplicates_pair", pair.pk)
    says(cast, "supervisor", one, other, "unsure")
    response = answer(client, pair, "same", note="cicatriz en la mano")
    assert response.status_code == 409
    assert "mientras tanto" in response.content.decode() and "cicatriz en la mano" in response.content.decode()
    assert Judgement.objects.count() == 1


def test_a_person_of_another_office_shows_only_name_year_and_office(cast: Cast) -> None:
    one, other = two(cast, phone="664 555 0101", address="Calle Secreta 5")
    pair = suspected(one, elsewhere(other))
    shown = page(signed_in(cast, "clerk"), "duplicates_pair", pair.pk)
    assert "Rose Marie Delva" in shown and "1992" in shown and "Tijuana" in shown
    assert "664 555 0101" not in shown and "Calle Secreta" not in shown and "Pregunte a esa oficina" in shown
    assert "invertidos" not in shown and "invertidos" not in page(signed_in(cast, "clerk"), "duplicates")
    assert answer(signed_in(cast, "clerk"), pair, "same").status_code == 404
    assert "664 555 0101" in page(signed_in(cast, "supervisor"), "duplicates_pair", pair.pk)
    assert answer(signed_in(cast, "supervisor"), pair, "same").status_code == 302


def test_a_pair_between_other_offices_does_not_exist(cast: Cast) -> None:
    pair = suspected(*two(cast))
    for part in ("outsider", "officer", "nobody"):
        client = signed_in(cast, part)
        assert client.get(reverse("duplicates_pair", args=[pair.pk])).status_code == 404
        assert answer(client, pair, "same").status_code == 404
        assert client.get(reverse("duplicates_group", args=[pair.group])).status_code == 404
        assert client.get(reverse("duplicates_photo", args=[pair.pk, pair.first_id])).status_code == 404
    assert "Délva" not in page(signed_in(cast, "outsider"), "duplicates")


def test_a_pair_with_a_sealed_person_goes_only_to_who_may_know_of_her(cast: Cast) -> None:
    one, other = two(cast)
    pair = suspected(one, other)
    Person.objects.filter(pk=other.pk).update(sealed=True)
    for part in ("clerk", "supervisor"):
        client = signed_in(cast, part)
        assert client.get(reverse("duplicates_pair", args=[pair.pk])).status_code == 404
        assert "Délva" not in page(client, "duplicates")
    from acogida.accounts.models import Posting, Role

    user = User(username="protector", office=Office.objects.get(code="CMX"), must_use_second_factor=False)
    user.save()
    Posting.objects.create(user=user, role=Role.objects.get(code="protection_supervisor"), office=user.office,
                           start="2019-01-01")  # fmt: skip
    cast.users["protector"] = user
    assert "Délva" in page(signed_in(cast, "protector"), "duplicates")


def test_several_of_a_group_are_judged_together(cast: Cast) -> None:
    people = [a_person(cast, given_names=name) for name in ("Ana", "Anna", "Hanna", "Zoila")]
    a, b, c, d = (person.pk for person in people)
    suspect([(a, b, 0.9, 9.0), (b, c, 0.8, 8.0), (c, d, 0.7, 7.0)], "register")
    client = signed_in(cast, "clerk")
    group = PossibleDuplicate.objects.values_list("group", flat=True)[0]
    pair = PossibleDuplicate.objects.order_by("-probability")[0]
    assert client.get(reverse("duplicates_pair", args=[pair.pk]))["Location"] == reverse(
        "duplicates_group", args=[group]
    )
    shown = page(client, "duplicates_group", group)
    assert shown.count('name="person"') == 4
    where = reverse("duplicates_judge_group", args=[group])
    refused = client.post(where, {"verdict": "same", "person": [a], "idempotency_key": uuid.uuid4()})
    assert refused.status_code == 409 and "al menos a dos" in refused.content.decode()
    client.post(where, {"verdict": "same", "person": [a, b, c], "idempotency_key": uuid.uuid4()})
    assert identity.cluster(a) == {a, b, c}
    left = PossibleDuplicate.objects.get(state="open")
    assert {left.first_id, left.second_id} == {c, d}


def test_a_merge_of_two_open_cases_waits_for_a_second_person(cast: Cast) -> None:
    one, other = two(cast)
    cases = [a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)]) for person in (one, elsewhere(other))]
    pair = suspected(one, other)
    client = signed_in(cast, "supervisor")
    assert "segunda persona lo confirma" in page(client, "duplicates_pair", pair.pk)
    answer(client, pair, "same", note="reconoció su foto")
    judgement = Judgement.objects.get()
    assert judgement.waits and "reconoció su foto" in page(client, "duplicates_waiting")
    assert "Debe revisarlo otra persona" in page(client, "duplicates_pair", pair.pk)
    client.post(reverse("duplicates_second", args=[judgement.pk]), {"act": "confirm"})
    judgement.refresh_from_db()
    assert judgement.waits  # not by herself
    second = signed_in(cast, "outsider")  # the supervisor of the other office
    assert "Confirmar: misma persona" in page(second, "duplicates_pair", pair.pk)
    second.post(reverse("duplicates_second", args=[judgement.pk]), {"act": "confirm"})
    assert identity.cluster(one.pk) == {one.pk, other.pk}
    assert "Una persona con más de un expediente abierto" in page(client, "duplicates_waiting")
    assert cases[0].number in page(client, "duplicates_waiting")
    shown = page(client, "duplicates_person", one.pk)
    assert "reconoció su foto" in shown and "confirmado por Diego Soto" in shown
    client.post(reverse("duplicates_second", args=[judgement.pk]),
                {"act": "withdraw", "why": "eran hermanas", "person": one.pk})  # fmt: skip
    assert identity.cluster(one.pk) == {one.pk}
    assert "eran hermanas" in page(client, "duplicates_person", one.pk)


def test_filters_narrow_the_queue_and_an_address_names_nobody(cast: Cast) -> None:
    suspected(*two(cast), 0.99, "import")
    suspected(a_person(cast), a_person(cast), 0.7)
    client = signed_in(cast, "clerk")
    assert "Délva" in page(client, "duplicates", source="import")
    assert "Délva" not in page(client, "duplicates", source="register")
    assert "Délva" not in page(client, "duplicates", likelihood="possible")
    assert "Nada con estos filtros" in page(client, "duplicates", age="30")
    for order in ("oldest", "newest", "office", "source", "nonsense"):
        assert "Délva" in page(client, "duplicates", order=order, page="7")


def many(cast: Cast, pairs: int) -> None:
    """Persons and pairs enough for a long queue, written in bulk."""
    office = cast.clerk.office
    people = [
        Person(office=office, name_as_declared=f"Ana {n}", given_names=f"Ana {n // 2}", first_surname="Paz", sex="F", birth_year=1990)
        for n in range(2 * pairs)
    ]  # fmt: skip
    for person in people:
        person.refresh_derived()
    Person.objects.bulk_create(people, batch_size=2000)
    ids = [person.pk for person in people]
    rows = [
        PossibleDuplicate(first_id=min(pair), second_id=max(pair), group=min(pair), probability=0.5 + n % 50 / 100,
                          sources=["register"], last_seen=timezone.now())
        for n, pair in enumerate(zip(ids[::2], ids[1::2], strict=True))
    ]  # fmt: skip
    PossibleDuplicate.objects.bulk_create(rows, batch_size=2000)


@pytest.mark.slow
def test_the_list_asks_as_much_of_a_thousand_pairs_as_of_ten(cast: Cast) -> None:
    def asked(client: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, "duplicates")
        return len(captured)

    many(cast, 10)
    client = signed_in(cast, "clerk")
    page(client, "duplicates")
    few = asked(client)
    many(cast, 1_000)
    assert asked(client) <= min(few, 20)
    assert "1010 por comparar" in page(client, "duplicates").replace("\xa0", "").replace(",", "")
