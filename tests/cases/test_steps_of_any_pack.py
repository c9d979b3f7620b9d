"""A step that no room made a page for is taken on one all the same: what the pack asks, what it does, what it left."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from acogida.cases import packs
from acogida.cases.actions import NewMember, take
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event, Member
from acogida.law import Transition
from tests.cast import Cast, a_case, a_person, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def both(es: str, en: str) -> dict[str, str]:
    return {"es": es, "en": en}


def ask(code: str, kind: str, es: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": both(es, code), **more}


HEARING = Transition.model_validate({
    "name": "hold_hearing", "label": both("Celebrar la audiencia", "Hold the hearing"), "unit": "claim",
    "action": "case.admit", "from": ["presented"], "to": "admitted", "source": "LSR art. 23", "since": "2011-01-28",
    "date_field": "held_on", "starts": [{"clock": "C6", "when": "adjourned"}], "stops": ["C8"], "documents": ["prevention"],
    "distinct_from": ["prevent"],
    "fields": [
        ask("held_on", "date", "Día de la audiencia", required=True),
        ask("room", "text", "Sala"),
        ask("adjourned", "yesno", "¿Se suspendió?", required=True),
        ask("why", "choice", "Motivo de la suspensión", required=True, show_if="adjourned",
            options=[{"code": "ill", "label": both("Enfermedad", "Illness")},
                     {"code": "absent", "label": both("Ausencia", "Absence")}]),
        ask("days", "number", "Días de espera", min=1, max=30, show_if="adjourned"),
        ask("story", "longtext", "Lo que se dijo"),
        ask("seen", "multichoice", "Fundamentos vistos", options_from="grounds"),
        ask("via", "country", "País de tránsito"),
        ask("heard_at", "office", "Oficina"),
    ],
})  # fmt: skip
RARELY = HEARING.model_copy(
    update={"name": "rarely", "rare": True, "unit": "case", "fields": (), "date_field": None, "starts": ()}
)


@pytest.fixture
def case(cast: Cast, monkeypatch: Any) -> Case:
    """A family whose pack has a step that no room knows."""
    mother = a_person(cast, given_names="Marie", first_surname="Délva", second_surname="")
    brother = a_person(cast, given_names="Jean", first_surname="Délva", second_surname="", sex="M")
    case = a_case(
        cast, members=[NewMember(mother, Member.Role.PRINCIPAL), NewMember(brother, Member.Role.DEPENDANT, "sibling")],
        on=cast.clerk.office.today() - 10 * DAY,
    )  # fmt: skip
    pack = packs.of(case)
    monkeypatch.setitem(pack.transitions, "hold_hearing", HEARING)
    monkeypatch.setitem(pack.transitions, "rarely", RARELY)
    return case


@pytest.fixture
def supervisor(cast: Cast) -> Client:
    return signed_in(cast, "supervisor")


def address(case: Case) -> str:
    return reverse("case_claim_step", args=[case.number, "hold_hearing", case.claims.order_by("position")[0].pk])


def sent(case: Case, **changes: Any) -> dict[str, Any]:
    answers = {"held_on": (case.office.today() - DAY).isoformat(), "adjourned": "no"} | changes
    return {"key": str(uuid.uuid4()), **{f"a_{code}": value for code, value in answers.items()}}


def test_the_page_asks_what_the_pack_asks_and_says_what_follows(case: Case, supervisor: Client) -> None:
    page = supervisor.get(address(case)).content.decode()
    for label in (
        "Día de la audiencia",
        "Sala",
        "¿Se suspendió?",
        "Motivo de la suspensión",
        "País de tránsito",
        "Honduras",
    ):
        assert label in page, label
    today = case.office.today()
    assert f'value="{today.isoformat()}"' in page  # the legal date is today unless said otherwise
    assert f'max="{today.isoformat()}"' in page
    assert "Admitida" in page  # the next stage
    assert "depende de sus respuestas" in page  # the term that an adjournment starts
    assert "Prevención" in page  # the letter
    assert "Supervisión de registro" in page  # who may take it
    assert "Prevenir a la persona solicitante" in page  # who may not
    assert "LSR art. 23" in page


def test_what_follows_is_said_again_when_answers_change_and_nothing_is_written(case: Case, supervisor: Client) -> None:
    before = Event.objects.filter(case=case).count()
    answer = supervisor.post(
        address(case), sent(case, adjourned="yes", days="7"), headers={"x-step-preview": "1"}
    ).json()
    assert answer["shown"]["why"] is True
    assert "empieza, hasta el" in answer["does"]
    answer = supervisor.post(address(case), sent(case), headers={"x-step-preview": "1"}).json()
    assert answer["shown"]["why"] is False
    assert Event.objects.filter(case=case).count() == before


def test_a_taken_step_keeps_its_answers_by_code(case: Case, supervisor: Client) -> None:
    held = case.office.today() - 2 * DAY
    ground = packs.of(case).grounds[0].code
    data = sent(case, held_on=held.isoformat(), adjourned="yes", why="ill", days="7", room="2", seen=[ground], via="GT",
                heard_at="TAP", story="Llegó tarde.")  # fmt: skip
    answer = supervisor.post(address(case), data)
    assert answer.status_code == 302, answer.content.decode()
    event = Event.objects.get(case=case, kind="hold_hearing")
    assert event.on == held
    assert event.payload == {
        "held_on": held.isoformat(), "adjourned": True, "why": "ill", "days": 7, "room": "2", "seen": [ground], "via": "GT",
        "heard_at": "TAP", "story": "Llegó tarde.",
    }  # fmt: skip
    claim = event.claim
    assert claim is not None
    assert claim.stage == "admitted"
    assert case.clocks.filter(clock="C6").count() == 1
    supervisor.post(address(case), data)  # sent twice, done once
    assert Event.objects.filter(case=case, kind="hold_hearing").count() == 1


def test_a_question_that_was_not_asked_leaves_no_answer_and_starts_no_term(case: Case, supervisor: Client) -> None:
    supervisor.post(address(case), sent(case, adjourned="no", why="ill", days="900"))
    event = Event.objects.get(case=case, kind="hold_hearing")
    assert set(event.payload) == {"held_on", "adjourned"}
    assert not case.clocks.filter(clock="C6").exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"adjourned": ""}, "Falta «¿Se suspendió?»"),
        ({"adjourned": "yes", "why": ""}, "Falta «Motivo de la suspensión»"),
        ({"adjourned": "yes", "why": "bored"}, "bored"),
        ({"adjourned": "yes", "why": "ill", "days": "31"}, "30"),
        ({"adjourned": "yes", "why": "ill", "days": "soon"}, "entero"),
        ({"held_on": ""}, "Falta «Día de la audiencia»"),
        ({"held_on": "05/03/2026"}, "fecha válida"),
        ({"via": "Honduras"}, "Honduras"),
    ],
)
def test_a_mistake_stands_at_its_question_and_nothing_typed_is_lost(
    case: Case, supervisor: Client, wrong: dict[str, str], says: str
) -> None:
    answer = supervisor.post(address(case), sent(case, room="La grande", story="Contó todo.", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 400
    code = list(wrong)[-1]
    assert f'id="id_a_{code}_error"' in page
    assert says in page
    assert "La grande" in page
    assert "Contó todo." in page
    assert not Event.objects.filter(case=case, kind="hold_hearing").exists()


@pytest.mark.parametrize(("shift", "says"), [(1, "futuro"), (-11, "anterior a la presentación")])
def test_the_legal_date_lies_between_presentation_and_today(
    case: Case, supervisor: Client, shift: int, says: str
) -> None:
    day = case.office.today() + shift * DAY
    answer = supervisor.post(address(case), sent(case, held_on=day.isoformat()))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert supervisor.post(address(case), sent(case, held_on=case.presented_on.isoformat())).status_code == 302


def test_no_caller_gets_by_without_the_answers(case: Case, cast: Cast) -> None:
    claim = case.claims.order_by("position")[0]
    with pytest.raises(Refused, match="Día de la audiencia"):
        take(
            cast.as_("supervisor"),
            case.pk,
            "hold_hearing",
            key=uuid.uuid4(),
            claim_id=claim.pk,
            payload={"adjourned": False},
        )
    event = take(
        cast.as_("supervisor"), case.pk, "hold_hearing", key=uuid.uuid4(), claim_id=claim.pk,
        payload={"adjourned": False, "held_on": case.office.today().isoformat(), "more": {"from": "another page"}},
    )  # fmt: skip
    assert event.payload["more"] == {"from": "another page"}


def test_a_step_of_one_claim_asks_whose(case: Case, supervisor: Client) -> None:
    page = supervisor.get(reverse("case_step", args=[case.number, "hold_hearing"])).content.decode()
    for claim in case.claims.all():
        assert reverse("case_claim_step", args=[case.number, "hold_hearing", claim.pk]) in page
    another = a_claim_elsewhere(case)
    assert supervisor.get(reverse("case_claim_step", args=[case.number, "hold_hearing", another])).status_code == 404


def a_claim_elsewhere(case: Case) -> uuid.UUID:
    return uuid.uuid4()


def test_what_forbids_the_step_is_said_and_the_button_rests(case: Case, supervisor: Client, cast: Cast) -> None:
    take(cast.as_("supervisor"), case.pk, "prevent", key=uuid.uuid4())
    answer = supervisor.get(address(case))
    page = answer.content.decode()
    assert "No es posible ahora" in page
    assert "disabled" in page
    answer = supervisor.post(address(case), sent(case, room="La grande"))
    assert answer.status_code == 409
    assert "La grande" in answer.content.decode()


def test_whoever_may_not_take_it_sees_no_such_page(case: Case, cast: Cast) -> None:
    for part in ("clerk", "outsider", "nobody"):
        client = signed_in(cast, part)
        assert client.get(address(case)).status_code == 404, part
        assert client.post(address(case), sent(case)).status_code == 404, part


def test_the_timeline_tells_answers_in_words_and_narratives_to_few(case: Case, supervisor: Client, cast: Cast) -> None:
    ground = packs.of(case).grounds[0]
    supervisor.post(
        address(case), sent(case, adjourned="yes", why="ill", story="Contó todo.", seen=[ground.code], via="GT")
    )
    told = supervisor.get(reverse("case_page", args=[case.number])).content.decode()
    assert "Motivo de la suspensión" in told
    assert "Enfermedad" in told
    assert ground.label.es in told
    assert "Guatemala" in told
    assert "Contó todo." not in told
    assert "Contó todo." in signed_in(cast, "officer").get(reverse("case_page", args=[case.number])).content.decode()


def test_rare_steps_stand_apart_and_one_that_asks_nothing_takes_a_date_and_a_reason(
    case: Case, supervisor: Client
) -> None:
    page = supervisor.get(reverse("case_page", args=[case.number])).content.decode()
    own = reverse("case_step", args=[case.number, "rarely"])
    assert own in page[page.index("step-rare") :]
    assert own not in page[: page.index("step-rare")]
    answer = supervisor.post(
        own, {"key": str(uuid.uuid4()), "on": case.office.today().isoformat(), "reason": "Así pidió."}
    )
    assert answer.status_code == 302
    event = Event.objects.get(case=case, kind="rarely")
    assert event.payload == {"reason": "Así pidió."}
    assert {claim.stage for claim in case.claims.all()} == {"admitted"}


def test_the_one_button_carries_on_and_never_leaves_the_road(case: Case, supervisor: Client, monkeypatch: Any) -> None:
    pack = packs.of(case)
    leaving = HEARING.model_copy(update={"name": "leave", "to": "withdrawn", "unit": "case", "label": HEARING.label})
    for name in list(pack.transitions):
        monkeypatch.delitem(pack.transitions, name)
    monkeypatch.setitem(pack.transitions, "leave", leaving)
    address = reverse("case_page", args=[case.number])
    assert "btn btn-primary" not in supervisor.get(address).content.decode().split("case-body")[0]
    monkeypatch.setitem(pack.transitions, "rarely", RARELY.model_copy(update={"rare": False}))
    head = supervisor.get(address).content.decode().split("case-body")[0]
    assert reverse("case_step", args=[case.number, "rarely"]) in head
    assert reverse("case_step", args=[case.number, "leave"]) not in head
