from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from acogida.accounts import authority
from acogida.accounts.models import Office
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Case
from acogida.hooks.registry import effects
from acogida.law import Pack
from acogida.registration import facts
from acogida.registration.actions import admission
from acogida.registration.actions.presentation import filing_due, present
from tests.cast import Cast
from tests.registration.desk import FAMILY, a_draft, write

EFFECTS = ("issue_certificate", "request_identity_number", "tell_agency")


@pytest.fixture
def carried_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The effects of an admission, noted instead of done: other rooms test what they do."""
    done: list[str] = []
    for name in EFFECTS:
        monkeypatch.setitem(
            effects._functions, name, lambda event, name=name: done.append(name) if event.kind == "admit" else None
        )
    return done


def presented(cast: Cast, days_since_entry: int, **household: str) -> Case:
    entry = cast.clerk.office.today() - dt.timedelta(days=days_since_entry)
    draft = a_draft(cast, FAMILY[:1], entry_on=entry.isoformat(), **household)
    return present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())


def test_a_claim_within_thirty_working_days_is_not_late(cast: Cast) -> None:
    assert facts.late_filing(presented(cast, 20), None) is False


def test_a_claim_after_thirty_working_days_is_late_and_still_opens_a_case(cast: Cast) -> None:
    case = presented(cast, 120)

    assert facts.late_filing(case, None) is True
    assert case.stage == "presented"


NO_TERM = {
    "it was not yet law": {"from_": dt.date(2999, 1, 1)},
    "it is law no more": {"to": dt.date(2020, 1, 1)},
    "it is switched off": {"switch": "sign_in"},
}


@pytest.mark.parametrize("why", NO_TERM)
def test_a_term_that_does_not_hold_makes_nothing_late(why: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = packs.current()
    term = pack.clock("file").model_copy(update=NO_TERM[why])
    monkeypatch.setattr(pack, "clocks", {**pack.clocks, "file": term})
    monkeypatch.setattr(type(pack), "switched_off", lambda *_args: frozenset({"sign_in"}))
    today = cast.clerk.office.today()

    assert filing_due(pack, today - dt.timedelta(days=120), today, cast.clerk.office) is None


@pytest.fixture
def costa_rica(db: None) -> Iterator[Pack]:
    authority.become("costa_rica")
    yield packs.current()
    authority._kept.cache_clear()


def test_a_country_whose_term_to_file_is_switched_off_finds_nobody_late(costa_rica: Pack) -> None:
    pack, office = costa_rica, Office.objects.first()

    assert filing_due(pack, dt.date(2025, 1, 7), dt.date(2026, 11, 20), office) is None
    # While the decree held, it counted: a month from the entry.
    assert filing_due(pack, dt.date(2023, 5, 9), dt.date(2023, 8, 1), office) == dt.date(2023, 6, 9)


def test_the_term_runs_from_the_day_on_which_presenting_became_possible(cast: Cast) -> None:
    possible = cast.clerk.office.today() - dt.timedelta(days=10)

    assert facts.late_filing(presented(cast, 120, impossible_until=possible.isoformat()), None) is False


def test_a_late_claim_is_admitted_only_after_the_person_was_asked_why(cast: Cast, carried_out: list[str]) -> None:
    case = presented(cast, 120)
    request = cast.as_("supervisor")

    with pytest.raises(Refused, match="fuera de plazo"):
        admission.admit(request, case, key=uuid.uuid4())
    admission.prevent(request, case, missing=[], other="", ask_why_late=True, key=uuid.uuid4())
    assert facts.prevention_open(case, None) is True
    admission.answer_prevention(
        request, case, answer="", why_late="Estuvo hospitalizada.", answered=True, key=uuid.uuid4()
    )
    assert facts.prevention_open(case, None) is False
    admission.admit(request, case, key=uuid.uuid4())

    case.refresh_from_db()
    assert case.stage == "admitted"
    assert carried_out == list(EFFECTS)


def test_the_reasons_given_at_the_counter_are_enough(cast: Cast, carried_out: list[str]) -> None:
    case = presented(cast, 120, late_reason="Estuvo retenida.")

    admission.admit(cast.as_("supervisor"), case, key=uuid.uuid4())

    assert len(carried_out) == 3


def test_the_clock_to_decide_waits_while_a_prevention_is_open(cast: Cast) -> None:
    case = presented(cast, 5)
    request = cast.as_("supervisor")

    admission.prevent(request, case, missing=["birth_place"], other="", ask_why_late=False, key=uuid.uuid4())
    assert case.clocks.get(clock="C8").state == "paused"
    admission.answer_prevention(request, case, answer="Jérémie", why_late="", answered=True, key=uuid.uuid4())

    assert case.clocks.get(clock="C8").state == "running"


def test_a_prevention_must_ask_something(cast: Cast) -> None:
    case = presented(cast, 5)

    with pytest.raises(Refused):
        admission.prevent(cast.as_("supervisor"), case, missing=[], other="", ask_why_late=False, key=uuid.uuid4())


def test_admitting_twice_is_one_admission(cast: Cast, carried_out: list[str]) -> None:
    case, key = presented(cast, 5), uuid.uuid4()

    first = admission.admit(cast.as_("supervisor"), case, key=key)
    second = admission.admit(cast.as_("supervisor"), case, key=key)

    assert first.pk == second.pk
    assert carried_out == list(EFFECTS)


def test_an_unaccompanied_child_has_no_representative_until_one_is_recorded(cast: Cast) -> None:
    child = {**FAMILY[2], "relation": "", "claim_basis": "own"}
    draft = a_draft(cast, [child])
    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert facts.unaccompanied_child(case, None) is True
    assert facts.representative_present(case, None) is False
    admission.appoint_representative(
        cast.as_("clerk"), case, name="Procuraduría de Protección de Chiapas", authority_told=True, key=uuid.uuid4()
    )
    assert facts.representative_present(case, None) is True


def test_a_child_who_comes_with_a_stranger_is_unaccompanied_though_an_adult_is_in_the_case(cast: Cast) -> None:
    draft = a_draft(cast, [FAMILY[0], {**FAMILY[2], "relation": "other"}])
    write(cast.as_("clerk"), draft, {"person1/unaccompanied": "yes"})
    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())
    adult, child = case.claims.order_by("position")

    assert facts.unaccompanied_child(case, child) is True
    assert facts.unaccompanied_child(case, adult) is False
    assert facts.representative_present(case, child) is False


def test_a_guardian_named_at_the_counter_with_notice_to_the_child_protection_authority_is_enough(cast: Cast) -> None:
    child = {**FAMILY[2], "relation": "", "claim_basis": "own"}
    draft = a_draft(cast, [child])
    key = draft.persons[0]["key"]
    told = {
        "unaccompanied": "yes",
        "guardian_name": "Rosa Pérez",
        "child_protection_told_on": str(cast.clerk.office.today()),
    }
    write(cast.as_("clerk"), draft, {f"{key}/{code}": value for code, value in told.items()})

    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert facts.representative_present(case, case.claims.get()) is True
