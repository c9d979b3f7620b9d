"""The person's page, the number from paper, the list of those about to expire, how offices are joined."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid

import pytest
from django.urls import reverse

from acogida.audit.models import Record
from acogida.people.actions import correct_person
from acogida.people.curp.tables import check_digit
from acogida.people.models import OfficeJoining
from acogida.people.numbers import actions, joining, wire
from tests.cast import Cast, Member, NewMember, a_case, a_person, admitted, signed_in

pytestmark = pytest.mark.django_db


def curp(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


HERS = curp("NUIJ920314MNEXBS0")


def assigned(person, on: dt.date, value: str = HERS):
    return actions.record(person.pk, value, assigned_on=on, source="RENAPO")


def ago(person, days: int) -> dt.date:
    return person.office.today() - dt.timedelta(days=days)


def page(cast: Cast, person, part: str = "clerk") -> str:
    return signed_in(cast, part).get(reverse("person_page", args=[person.pk])).content.decode()


def test_the_page_shows_the_number_its_term_and_its_history(cast: Cast) -> None:
    person = a_person(cast)
    assigned(person, ago(person, 10))
    shown = page(cast, person)
    assert HERS in shown
    assert "180 días naturales" in shown
    assert "Instructivo" in shown
    assert "Asignada" in shown
    assert "Pedir su renovación" in shown


def test_an_expired_number_says_that_it_is_no_reason_to_refuse(cast: Cast) -> None:
    person = a_person(cast)
    assigned(person, ago(person, 200))
    assert "Una clave vencida no es motivo para negar un servicio" in page(cast, person)


def test_without_a_number_the_provisional_root_is_shown_and_what_is_open(cast: Cast) -> None:
    shown = page(cast, a_person(cast, given_names="Yusuf", first_surname="Al-Hassan", second_surname="", sex="M"))
    assert "A?XY920314HNELXS" in shown
    assert "solo el RENAPO asigna" in shown
    assert "Posición 2" in shown


def test_who_only_sees_persons_changes_no_number(cast: Cast) -> None:
    person = a_person(cast)
    number = assigned(person, ago(person, 10))
    assert "Capturar del papel" not in page(cast, person, "officer")
    client = signed_in(cast, "officer")
    assert client.get(reverse("number_slip", args=[person.pk])).status_code == 404
    assert client.post(reverse("number_renew", args=[number.pk]), {"idempotency_key": uuid.uuid4()}).status_code == 404


# --- from paper


def typed(cast: Cast, person, value: str, **more):
    given = {"says": "assigned", "value": value, "on": ago(person, 3).isoformat(), "kind": "temporary", **more}
    return signed_in(cast, "clerk").post(reverse("number_slip", args=[person.pk]), given)


def test_a_number_is_typed_as_people_type(cast: Cast) -> None:
    person = a_person(cast)
    assert typed(cast, person, f" {HERS[:10].lower()} {HERS[10:]} ").status_code == 302
    number = person.numbers.get()
    assert (number.value, number.status, number.source) == (HERS, "active", "slip")
    assert number.valid_until == ago(person, 3) + dt.timedelta(days=180)


def test_a_number_that_differs_is_explained_and_kept_with_a_reason(cast: Cast) -> None:
    person, value = a_person(cast), curp("NUIJ920413HNEXBS0")
    answer = typed(cast, person, value)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Mes de nacimiento: la CURP dice 04 y los datos dan 03" in shown
    assert "Sexo: la CURP dice H (hombre) y los datos dan M (mujer)" in shown
    assert not person.numbers.exists()
    assert typed(cast, person, value, unlike_reason="Así está en el papel").status_code == 302
    assert person.numbers.get().unlike_reason == "Así está en el papel"
    assert "Así está en el papel" in page(cast, person)


@pytest.mark.parametrize(
    "value", ["NUIJ920314MNEXBS", HERS[:17] + str((int(HERS[17]) + 1) % 10), "<script>alert(1)</script>"]
)
def test_what_cannot_be_a_number_is_refused_with_the_reason(cast: Cast, value: str) -> None:
    person = a_person(cast)
    answer = typed(cast, person, value)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert not person.numbers.exists()


@pytest.mark.parametrize("change", [{"on": "2999-01-01"}, {"on": ""}, {"valid_until": "2020-01-01"}, {"kind": "x"}])
def test_dates_that_make_no_sense_are_refused(cast: Cast, change) -> None:
    person = a_person(cast)
    assert typed(cast, person, HERS, **change).status_code == 422
    assert not person.numbers.exists()


def test_the_renewal_on_paper_lengthens_the_number_that_is_kept(cast: Cast) -> None:
    person = a_person(cast)
    number = assigned(person, ago(person, 170))
    assert typed(cast, person, curp("NUIJ920314MNEXBS5"), says="renewed").status_code == 422
    assert typed(cast, person, HERS, says="renewed").status_code == 302
    number.refresh_from_db()
    assert number.valid_until == ago(person, 170) + dt.timedelta(days=360)
    assert typed(cast, person, HERS, says="renewed").status_code == 422  # once
    assert typed(cast, person, HERS, says="permanent").status_code == 302
    number.refresh_from_db()
    assert not number.temporary


def test_what_is_typed_is_told_at_once_and_goes_into_no_address(cast: Cast) -> None:
    person = a_person(cast)
    client = signed_in(cast, "clerk")
    check = reverse("number_check", args=[person.pk])
    assert "Coincide con los datos" in client.post(check, {"value": HERS}).content.decode()
    assert "16 de 18" in client.post(check, {"value": HERS[:16]}).content.decode()
    assert client.get(check, {"value": HERS}).status_code == 405


def test_a_correction_is_flagged_until_the_new_number_comes(cast: Cast) -> None:
    person = a_person(cast)
    assigned(person, ago(person, 10))
    correct_person(cast.as_("clerk"), person.pk, {"birth_day": 15}, version=person.version, reason="Acta")
    shown = page(cast, person)
    assert "Se corrigieron datos que forman esta clave" in shown
    assert "la CURP dice 14 y los datos dan 15" in shown
    typed(cast, person, curp("NUIJ920315MNEXBS0"))
    assert "Se corrigieron datos que forman esta clave" not in page(cast, person)


# --- about to expire


@pytest.fixture
def four(cast: Cast):
    """Ending in 10 days, in 45, expired, renewed and ending in 5."""
    people = [a_person(cast, given_names=name) for name in ("Ana", "Rosa", "Luz", "=HYPERLINK(1)")]
    for person, age, place in zip(people, (170, 135, 190, 355), range(4), strict=True):
        assigned(person, ago(person, age), curp(f"NUIJ920314MNEXBS{place}"))
    actions.renewed(people[3].numbers.get().pk, on=ago(people[3], 100), source="RENAPO")
    return people


def listed(cast: Cast, part: str = "clerk", **query) -> str:
    return signed_in(cast, part).get(reverse("number_expiring"), query).content.decode()


def names_in(shown: str) -> list[str]:
    return [name for name in ("Ana", "Rosa", "Luz", "=HYPERLINK") if f"Ibáñez, {name}" in shown]


def test_the_list_shows_what_ends_soon_earliest_first(cast: Cast, four) -> None:
    assert names_in(listed(cast)) == ["Ana", "=HYPERLINK"]
    shown = listed(cast)
    assert shown.index("=HYPERLINK") < shown.index("Ibáñez, Ana")
    assert names_in(listed(cast, days="60")) == ["Ana", "Rosa", "=HYPERLINK"]
    assert names_in(listed(cast, days="0")) == ["Luz"]
    assert names_in(listed(cast, state="open")) == ["Ana"]
    assert names_in(listed(cast, state="used_up")) == ["=HYPERLINK"]
    assert names_in(listed(cast, days="x", office="ZZZ", after="x")) == ["Ana", "=HYPERLINK"]


def test_another_office_sees_nobody(cast: Cast, four) -> None:
    assert names_in(listed(cast, "outsider", days="60")) == []
    assert names_in(listed(cast, "outsider", days="60", office="TAP")) == []


def test_one_press_asks_for_the_renewal_and_comes_back_to_the_list(cast: Cast, four) -> None:
    number = four[0].numbers.get()
    answer = signed_in(cast, "clerk").post(
        reverse("number_renew", args=[number.pk]), {"idempotency_key": uuid.uuid4(), "back": "days=60&next=//evil"}
    )
    assert answer["Location"] == reverse("number_expiring") + "?days=60"
    number.refresh_from_db()
    assert number.wanted == "renew"
    assert names_in(listed(cast, state="asked")) == ["Ana"]


def test_the_list_goes_on_after_fifty(cast: Cast, monkeypatch) -> None:
    from acogida.people.numbers import views

    monkeypatch.setattr(views, "PAGE", 2)
    for place, name in enumerate(("Ana", "Rosa", "Luz")):
        person = a_person(cast, given_names=name)
        assigned(person, ago(person, 170 - place), curp(f"NUIJ920314MNEXBS{place}"))
    client = signed_in(cast, "clerk")
    first = client.get(reverse("number_expiring"))
    assert names_in(first.content.decode()) == ["Ana", "Rosa"]
    token = first.context["page"].next_token
    assert names_in(client.get(reverse("number_expiring"), {"after": token}).content.decode()) == ["Luz"]


def test_the_file_holds_no_formula_and_who_took_it_is_on_record(cast: Cast, four) -> None:
    answer = signed_in(cast, "clerk").post(reverse("number_expiring_export"), {"days": "60"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[2] for row in rows] == ["nombre", "'=HYPERLINK(1)", "Ana", "Rosa"]
    assert Record.objects.get(action="person.numbers_exported").detail == {"count": 3}


# --- joining


def test_the_administrator_sets_the_steps_of_an_office_and_the_page_of_the_person_follows(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    assert "Tapachula" in client.get(reverse("number_joining")).content.decode()
    client.post(reverse("number_joining"), {"office": "TAP", "steps": ["batch", "nonsense"]})
    client.post(reverse("number_joining"), {"office": "TAP", "steps": ["batch"]})
    row = OfficeJoining.objects.get()
    assert (row.office.code, row.steps, row.changed_by) == ("TAP", ["batch", "slip"], cast.administrator)
    assert Record.objects.filter(action="number.joining").count() == 1
    shown = page(cast, a_person(cast))
    assert "Asignación en línea: no en esta oficina" in shown
    assert "Consultar al RENAPO" not in shown


def test_nobody_else_sees_how_offices_are_joined(cast: Cast) -> None:
    assert signed_in(cast, "supervisor").get(reverse("number_joining")).status_code == 404


def test_a_number_is_asked_for_by_the_step_of_the_office_once_the_claim_is_admitted(cast: Cast) -> None:
    person = a_person(cast, birth_day=None)
    joining.join(cast.as_("administrator"), person.office, ["batch"])
    case = a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)])
    client = signed_in(cast, "clerk")

    def ask() -> None:
        client.post(reverse("number_ask", args=[person.pk]), {"idempotency_key": uuid.uuid4()})

    correct_person(cast.as_("clerk"), person.pk, {"birth_day": 14}, version=person.version, reason="Acta")
    ask()
    assert not person.numbers.exists()
    assert "Pedir una clave" not in page(cast, person)
    person.refresh_from_db()
    correct_person(cast.as_("clerk"), person.pk, {"birth_day": None}, version=person.version, reason="Error")
    admitted(cast, case)
    person.refresh_from_db()
    correct_person(cast.as_("clerk"), person.pk, {"birth_day": 14}, version=person.version, reason="Acta")
    assert "Pedir una clave" in page(cast, person)
    ask()
    ask()
    number = person.numbers.get()
    assert (number.channel, number.reference) == ("batch", case.number)
    assert "Va al RENAPO con el próximo archivo de la oficina" in page(cast, person)


# --- asked at the counter


@pytest.fixture
def register(monkeypatch):
    """A population register that answers as told."""
    asked: list[tuple] = []
    answers = {"answer": wire.Lookup(True)}

    def find(*question):
        asked.append(question[1:])
        return answers["answer"]

    for name in ("find_by_number", "find_by_data"):
        monkeypatch.setitem(wire._registry._functions, name, find)
    return asked, answers


def looked_up(cast: Cast, person, value: str = "") -> str:
    address = reverse("number_lookup", args=[person.pk])
    return signed_in(cast, "clerk").post(address, {"value": value}).content.decode()


def test_who_is_found_is_shown_beside_what_is_known_and_kept_by_one_press(cast: Cast, register) -> None:
    asked, answers = register
    person = a_person(cast)
    there = wire.Found(HERS, "MARIA JOSE", "NUÑEZ", "IBAÑEZ", "F", dt.date(1992, 3, 14), "NE", "Activa")
    other = wire.Found(
        curp("NUIJ920315HNEXBS0"), "MARIO", "NUÑEZ", "IBAÑEZ", "M", dt.date(1992, 3, 15), "NE", "Baja", False
    )
    answers["answer"] = wire.Lookup(True, (there, other))
    shown = looked_up(cast, person)
    assert "Coincide con los datos" in shown
    assert "Día de nacimiento: la CURP dice 15" in shown
    assert "Es ella: guardar la clave" in shown
    assert not person.numbers.exists()  # a question keeps nothing
    looked_up(cast, person, HERS.lower())
    assert [question[1:] for question in asked] == [(), (HERS,)]
    assert Record.objects.filter(action="person.number_lookup").count() == 2


def test_silence_and_nobody_are_two_things(cast: Cast, register) -> None:
    _asked, answers = register
    person = a_person(cast)
    assert "Eso no prueba que no tenga clave" in looked_up(cast, person)
    answers["answer"] = wire.Lookup(False, why="Tardó demasiado.")
    shown = looked_up(cast, person)
    assert "Tardó demasiado. Siga sin ella" in shown
    assert "no prueba" not in shown


def test_an_office_without_the_line_asks_nothing(cast: Cast, register) -> None:
    asked, _answers = register
    person = a_person(cast)
    joining.join(cast.as_("administrator"), person.office, ["slip", "online"])
    client = signed_in(cast, "clerk")
    assert client.post(reverse("number_lookup", args=[person.pk]), {"value": ""}).status_code == 404
    assert "Consultar al RENAPO" not in page(cast, person)
    assert asked == []


def test_a_wrong_number_is_not_asked_for(cast: Cast, register) -> None:
    asked, _answers = register
    assert "último dígito" in looked_up(cast, a_person(cast), HERS[:17] + str((int(HERS[17]) + 1) % 10))
    assert asked == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["online"], "Se pidió la renovación"),
        (["batch"], "próximo archivo"),
        (["slip"], "Esta oficina no puede pedirla"),
    ],
)
def test_what_asking_for_a_renewal_does_is_said_by_the_step_of_the_office(cast: Cast, steps, said: str) -> None:
    person = a_person(cast)
    number = assigned(person, ago(person, 160))
    joining.join(cast.as_("administrator"), person.office, steps)
    client = signed_in(cast, "clerk")
    client.post(reverse("number_renew", args=[number.pk]), {"idempotency_key": uuid.uuid4()})
    assert said in client.get(reverse("person_page", args=[person.pk])).content.decode()


def test_the_list_asks_few_queries_however_long_it_is(cast: Cast, django_assert_max_num_queries) -> None:
    for place in range(10):
        person = a_person(cast)
        assigned(person, ago(person, 160), curp(f"NUIJ920314MNEXBS{place}"))
    client = signed_in(cast, "clerk")
    client.get(reverse("number_expiring"))
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse("number_expiring")).context["rows"]) == 10


def test_a_request_that_may_not_leave_is_not_said_to_be_on_its_way(cast: Cast) -> None:
    person = a_person(cast, feared_countries=["MX"])
    actions.request(person)
    shown = page(cast, person)
    assert "No llegó al RENAPO" in shown
    assert "la clave llega sola" not in shown
