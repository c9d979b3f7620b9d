"""A clock's page shows every day and why; what would be under a supposition, without storing it; text and JSON."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from acogida.audit.models import Record
from acogida.cases import packs, queries, strip
from acogida.cases.actions import NewMember, open_case, take
from acogida.cases.models import Case, ClockInForce, Event, Member
from acogida.law import Closure, Pause, load_pack, reckon
from tests.cases.rules import close, manager_of
from tests.cast import Cast, a_case, a_person, admitted, signed_in

pytestmark = pytest.mark.django_db
MEXICO = load_pack("mexico")
TODAY = dt.datetime(2024, 5, 20, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def may_2024() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def case(cast: Cast, may_2024: Any) -> Case:
    """Presented on 15 April 2024 and admitted: 45 working days end on 21 June."""
    return admitted(cast, a_case(cast, on=dt.date(2024, 4, 15)), on=dt.date(2024, 4, 17))


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "officer")


def decide(case: Case) -> ClockInForce:
    return case.clocks.get(clock=MEXICO.clock("decide").code)


def shown(client: Client, case: Case, **query: Any) -> str:
    answer = client.get(reverse("case_clock", args=[case.number, decide(case).pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def days_of(html: str) -> list[dict[str, str]]:
    """The days of each strip on a page: classes by date."""
    drawings = re.findall(r'<svg class="strip" .*?</svg>', html, re.DOTALL)
    return [{day: kind for kind, day in re.findall(r'class="([^"]+)" data-day="([^"]+)"', svg)} for svg in drawings]


def test_every_day_is_drawn_once_with_its_kind(case: Case, officer: Client) -> None:
    (days,) = days_of(shown(officer, case))
    expected = reckon(MEXICO, "decide", dt.date(2024, 4, 15), office="TAP")
    assert list(days) == [day.date.isoformat() for day in expected.days]
    assert days["2024-04-15"] == "trigger"
    assert days["2024-04-16"] == "gone"
    assert days["2024-04-20"] == "rest"
    assert days["2024-05-01"] == "closed"
    assert days["2024-05-20"] == "gone is-today"
    assert days["2024-05-30"] == "closed"
    assert days["2024-06-03"] == "left"
    assert days["2024-06-21"] == "due"


def test_the_page_says_it_in_words_too(case: Case, officer: Client) -> None:
    html = shown(officer, case)
    assert "Viernes 21 de junio de 2024" in html
    assert "29 de mayo de 2024" in html and "31 de mayo de 2024" in html  # one stretch, by its instrument
    assert html.count("Acuerdo de la Secretaría de Gobernación, DOF 29-05-2024") >= 1
    assert re.search(r'role="img" aria-label="Resolver la solicitud: 24 de 45 días contados hasta hoy', html)
    assert "Vence: 2024-06-21" in html and "Due: 2024-06-21" in html


def test_the_case_page_has_the_strip_of_the_next_clock(case: Case, officer: Client) -> None:
    html = officer.get(reverse("case_page", args=[case.number])).content.decode()
    nearest = min((c for c in case.clocks.all() if c.state == "running"), key=lambda c: c.due)
    (days,) = days_of(html)
    assert days[nearest.due.isoformat()] == "due"
    assert reverse("case_clock", args=[case.number, nearest.pk]) in html


def test_a_supposition_is_shown_beside_the_real_strip_and_stored_nowhere(case: Case, officer: Client) -> None:
    events, before = Event.objects.count(), decide(case)
    html = shown(officer, case, **{"if-pause_from": "2024-06-03", "if-pause_to": "2024-06-07"})
    real, then = days_of(html)
    assert real["2024-06-21"] == "due" and real["2024-06-03"] == "left"
    assert then["2024-06-28"] == "due" and then["2024-06-03"] == "paused changed"
    assert "28 de junio de 2024" in html and "(5 días hábiles después)" in html and "No se guarda nada" in html
    after = decide(case)
    assert (Event.objects.count(), after.due, after.pauses) == (events, before.due, before.pauses)


def test_suppositions_add_up(case: Case, officer: Client) -> None:
    html = shown(officer, case, **{
        "if-pause_from": "2024-06-03", "if-pause_to": "2024-06-07", "if-closed_from": "2024-06-24",
        "if-closed_to": "2024-06-25", "if-amount": "10", "if-ground": "health",
    })  # fmt: skip
    _real, then = days_of(html)
    expected = reckon(
        MEXICO, MEXICO.clock("decide").model_copy(update={"amount": 55}), dt.date(2024, 4, 15), office="TAP",
        pauses=[Pause(dt.date(2024, 6, 3), dt.date(2024, 6, 7))],
        closures=[Closure(dt.date(2024, 6, 24), dt.date(2024, 6, 25))],
    )  # fmt: skip
    assert then[expected.due.isoformat()] == "due"


def test_a_supposition_without_an_end_leaves_no_date(case: Case, officer: Client) -> None:
    assert "No tendría fecha mientras esté detenido" in shown(officer, case, **{"if-pause_from": "2024-06-03"})


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"if-pause_from": "2024-06-07", "if-pause_to": "2024-06-03"}, "El último día es anterior al primero."),
        ({"if-pause_to": "2024-06-03"}, "Indique el primer día."),
        ({"if-closed_from": "2024-06-03"}, "Indique el último día."),
        ({"if-amount": "46", "if-ground": "health"}, "La ley permite como máximo 45"),
        ({"if-amount": "10"}, "Indique tanto la duración como su motivo."),
        ({"if-closed_from": "2034-06-03", "if-closed_to": "2034-06-04"}, "demasiado lejos"),
        ({"if-pause_from": "ayer"}, "fecha válida"),
    ],
)
def test_an_impossible_supposition_says_why_and_draws_nothing(
    case: Case, officer: Client, query: dict[str, str], complaint: str
) -> None:
    html = shown(officer, case, **query)
    assert complaint in html
    assert len(days_of(html)) == 1


def test_a_paused_term_asks_when_the_pause_ends(cast: Cast, may_2024: Any, officer: Client) -> None:
    case = a_case(cast, on=dt.date(2024, 4, 15))
    take(cast.as_("supervisor"), case.pk, "prevent", key=uuid.uuid4(), on=dt.date(2024, 4, 22),
         payload={"notified_on": "2024-04-22", "reason": "documentos"})  # fmt: skip
    html = shown(officer, case)
    assert "En pausa: aún sin fecha" in html and "if-resumed_on" in html and "if-pause_from" not in html
    (days,) = days_of(html)
    assert days["2024-04-22"] == "paused" and days["2024-05-20"] == "paused is-today" and "due" not in days.values()
    _real, then = days_of(shown(officer, case, **{"if-resumed_on": "2024-04-29"}))
    assert then["2024-07-01"] == "due"
    assert "Indique" not in shown(officer, case, **{"if-resumed_on": "2024-04-29"})


def test_a_closure_of_the_office_is_explained_by_its_instrument(case: Case, cast: Cast, officer: Client) -> None:
    close(manager_of(cast), dt.date(2024, 6, 10), dt.date(2024, 6, 11), "TAP")
    html = shown(officer, case)
    assert "Inundación" in html and "Circular 3/2024" in html


def test_a_term_that_has_stopped_is_explained_by_the_rules_of_its_time(case: Case, cast: Cast, officer: Client) -> None:
    met = case.clocks.get(clock=MEXICO.clock("issue_prevention").code)
    assert met.state == "met"
    close(manager_of(cast), dt.date(2024, 4, 22), dt.date(2024, 4, 26), "TAP")
    met.refresh_from_db()
    html = officer.get(reverse("case_clock", args=[case.number, met.pk])).content.decode()
    (days,) = days_of(html)
    assert days[met.due.isoformat()] == "due"
    assert "what-if" not in html  # what has ended is not supposed otherwise


def test_unverified_rules_and_assumed_ends_are_shown(cast: Cast, officer: Client) -> None:
    case = a_case(cast, on=dt.date(2020, 3, 2))
    html = shown(officer, case)
    assert "el 30-09-2020 es un supuesto de este paquete" in html
    (days,) = days_of(html)
    assert days["2020-06-01"] == "closed unsure" and days["2020-03-24"] == "closed"


def test_json_is_the_reckoning_in_the_language_asked_for_and_on_record(case: Case, officer: Client) -> None:
    address = reverse("case_clock_json", args=[case.number, decide(case).pk])
    english, spanish = officer.get(address, {"lang": "en"}).json(), officer.get(address).json()
    assert (english["case"], english["due"], english["counted"], english["state"]) == (
        case.number, "2024-06-21", 45, "running",
    )  # fmt: skip
    assert english["days"][5] == {
        "date": "2024-04-20", "counted": False, "kind": "rest", "why": "Weekend", "source": "LFPA art. 28"
    }  # fmt: skip
    assert spanish["days"][5]["why"] == "Fin de semana"
    assert Record.objects.filter(action="case.view", detail__as="json").count() == 2


def test_whoever_may_not_open_the_case_gets_neither_page_nor_json(case: Case, cast: Cast) -> None:
    for part in ("outsider", "nobody"):
        client = signed_in(cast, part)
        for name in ("case_clock", "case_clock_json"):
            assert client.get(reverse(name, args=[case.number, decide(case).pk])).status_code == 404


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("23:30", "Recibida el 2024-04-15 a las 23:30, fuera del horario de atención: lleva esa fecha"),
        ("11:00:00", "Recibida el 2024-04-15 a las 11:00: lleva esa fecha y el primer día que cuenta es el 2024-04-16"),
    ],
)
def test_a_filing_at_any_hour_is_dated_that_day_and_the_page_says_so(
    cast: Cast, may_2024: Any, officer: Client, at: str, says: str
) -> None:
    case = open_case(
        cast.as_("clerk"), office=cast.clerk.office, members=[NewMember(a_person(cast), Member.Role.PRINCIPAL)],
        presented_on=dt.date(2024, 4, 15), intent_on=None, key=uuid.uuid4(), payload={"presented_at": at},
    )  # fmt: skip
    html = shown(officer, case)
    assert says in html and "(LFPA art. 30)" in html
    (days,) = days_of(html)
    assert (days["2024-04-15"], days["2024-04-16"], days["2024-06-21"]) == ("trigger", "gone", "due")


def test_a_clock_of_another_case_is_not_found(case: Case, cast: Cast, officer: Client) -> None:
    other = a_case(cast, on=dt.date(2024, 4, 16))
    address = reverse("case_clock", args=[other.number, decide(case).pk])
    assert officer.get(address).status_code == 404


@pytest.mark.parametrize("months", [1, 3, 14])
def test_a_strip_names_its_months_without_crowding(months: int) -> None:
    clock = MEXICO.clock("decide").model_copy(update={"unit": "months", "amount": months})
    reckoning = reckon(MEXICO, clock, dt.date(2023, 12, 28))
    drawn = strip.draw(reckoning, dt.date(2024, 1, 10))
    places = [int(x) for x in re.findall(r'<text x="(\d+)" y="11"', str(drawn.svg))]
    assert all(later - sooner >= 2 * strip.PITCH for sooner, later in pairwise(places))
    assert strip.columns_of(reckoning) == len({(d.date - dt.timedelta(days=d.date.weekday())) for d in reckoning.days})


def test_the_flag_of_the_due_day_and_the_sample_of_each_kind_are_in_the_legend(case: Case, officer: Client) -> None:
    html = shown(officer, case)
    legend = html[html.index("strip-legend") : html.index("</figcaption>")]
    for word in ("Día del hecho", "Contados", "Por contar", "Descanso semanal", "Inhábil o cerrado", "Vence", "Hoy"):
        assert word in legend
    assert "En pausa" not in legend


def test_the_list_counts_the_days_left_as_the_case_page_does(case: Case, cast: Cast, officer: Client) -> None:
    close(manager_of(cast), dt.date(2024, 5, 27), dt.date(2024, 5, 28), "TAP")
    Case.objects.filter(pk=case.pk).update(
        next_due=dt.date(2024, 6, 5), next_start=dt.date(2024, 4, 15), next_clock="C8"
    )
    case.refresh_from_db()
    (row,) = queries.summaries([case], dt.date(2024, 5, 20), "es")
    # 21-24 May, then two closed days, 29-31 May closed for all, 3-5 June.
    assert (row["left"], row["late"]) == (7, -7)


def test_the_list_counts_calendar_days_for_terms_in_calendar_days(case: Case, monkeypatch: Any) -> None:
    clock = packs.of(case).clocks["C8"].model_copy(update={"unit": "calendar"})
    monkeypatch.setitem(packs.of(case).clocks._any, "C8", clock)
    Case.objects.filter(pk=case.pk).update(
        next_due=dt.date(2024, 6, 5), next_start=dt.date(2024, 4, 15), next_clock="C8"
    )
    case.refresh_from_db()
    (row,) = queries.summaries([case], dt.date(2024, 6, 8), "es")
    assert (row["late"], row["total"], row["tone"]) == (3, 51, "danger")
