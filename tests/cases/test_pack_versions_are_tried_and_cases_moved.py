"""A version is tried on recorded cases before it is adopted; running cases keep theirs or move by a logged act."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from acogida.audit.chain import GENESIS, link
from acogida.cases import actions, packs, store
from acogida.cases.errors import Refused
from acogida.cases.models import Case, ClockInForce
from acogida.cases.rulebook import moves, trial, versions
from acogida.law import due_date, load_snapshot
from tests.cases.lawyers import TODAY, adopted, drafted, longer
from tests.cast import Cast, a_case

pytestmark = pytest.mark.django_db
START = dt.date(2026, 10, 1)


def moved(cast: Cast, case: Case, part: str = "director", key: uuid.UUID | None = None) -> Case:
    moves.move_to_pack(
        cast.as_(part), case.pk, packs.current().hash, reason="Lo pidió la persona", key=key or uuid.uuid4()
    )
    return Case.objects.select_related("office").get(pk=case.pk)


def without_stage(stage: str, into: str) -> dict[str, str]:
    """Files of a version in which a stage has another code."""
    files = longer(45, "9.5.0")
    content = packs.current().snapshot()
    return files | {"procedure.toml": content["procedure.toml"].replace(f'"{stage}"', f'"{into}"')}


# --- trying ----------------------------------------------------------------------------------------------------


def test_a_trial_counts_the_cases_whose_date_would_change(lawyers: Cast) -> None:
    for day in range(1, 4):
        a_case(lawyers, on=START.replace(day=day))
    draft = trial.try_version(lawyers.as_("lawyer"), drafted(lawyers))
    result = draft.trial
    assert (result["cases"], result["cases_moved"], result["moved"]) == (3, 3, 3)
    assert result["clocks"] == ClockInForce.objects.filter(state="running").count()
    now = {row.due for row in ClockInForce.objects.filter(clock="C8")}
    assert {row[2] for row in result["rows"]} == {due.isoformat() for due in now}
    new = load_snapshot(draft.content)
    assert {row[3] for row in result["rows"]} == {
        due_date(new, "decide", START.replace(day=day), office="TAP").isoformat() for day in range(1, 4)
    }


def test_a_version_that_changes_no_term_moves_no_date(lawyers: Cast) -> None:
    a_case(lawyers)
    result = trial.try_version(lawyers.as_("lawyer"), drafted(lawyers, files=longer(45))).trial
    assert (result["cases"], result["moved"], result["rows"], result["stages"], result["terms"]) == (1, 0, [], {}, {})


def test_pauses_and_extensions_are_carried_into_the_trial(lawyers: Cast) -> None:
    case = a_case(lawyers, on=START)
    clock = case.clocks.get(clock="C8")
    clock.pauses = [{"start": "2026-10-05", "end": "2026-10-09", "reason": "x"}]
    clock.extensions = [{"amount": 10, "ground": "health", "on": None}]
    clock.save()
    plain = trial.tried(packs.current())["rows"]
    again = due_date(
        packs.current(), "C8", START, office="TAP", pauses=store.pauses(clock), extensions=store.extensions(clock)
    )
    assert plain == [[str(case.pk), "C8", clock.due.isoformat(), again.isoformat()]]
    assert again > clock.due


def test_cases_in_a_stage_that_the_version_lacks_are_counted(lawyers: Cast) -> None:
    a_case(lawyers)
    a_case(lawyers)
    result = trial.try_version(lawyers.as_("lawyer"), drafted(lawyers, files=without_stage("presented", "filed"))).trial
    assert result["stages"] == {"presented": 2}


def test_terms_that_the_version_lacks_are_counted(lawyers: Cast) -> None:
    a_case(lawyers)
    files = longer(45)
    content = packs.current().snapshot()
    files["clocks.toml"] = content["clocks.toml"].replace('code = "C5"', 'code = "C5x"')
    result = trial.try_version(lawyers.as_("lawyer"), drafted(lawyers, files=files)).trial
    assert result["terms"] == {"C5": 1}


def test_the_list_shows_only_cases_the_reader_may_list(lawyers: Cast) -> None:
    a_case(lawyers, on=START)
    result = trial.try_version(lawyers.as_("lawyer"), drafted(lawyers)).trial
    rows, pages, hidden = trial.page_of(result, lawyers.director, 1)
    assert (len(rows), pages, hidden) == (1, 1, 0)
    rows, _pages, hidden = trial.page_of(result, lawyers.outsider, 1)
    assert (rows, hidden) == ([], 1)


def test_a_trial_ends_with_the_next_edit(lawyers: Cast) -> None:
    a_case(lawyers)
    draft = trial.try_version(lawyers.as_("lawyer"), drafted(lawyers))
    assert draft.trial
    assert versions.save_files(lawyers.as_("lawyer"), draft.pk, longer(61), revision=1).trial is None


# --- moving ----------------------------------------------------------------------------------------------------


def test_moving_reckons_every_open_term_again_and_is_in_the_log(lawyers: Cast) -> None:
    case = a_case(lawyers, on=START)
    old = case.clocks.get(clock="C8").due
    version = adopted(lawyers)
    case = moved(lawyers, case)
    event = case.events.get(kind="pack_moved")
    assert case.pack_id == version.snapshot_id
    assert case.clocks.get(clock="C8").due == due_date(packs.of(case), "C8", START, office="TAP") > old
    assert (event.payload["pack"], event.payload["from"]) == (version.snapshot_id, packs.installed_one().hash)
    assert event.payload["reason"] == "Lo pidió la persona" and event.actor == lawyers.director


def test_a_replay_across_a_move_gives_the_stored_state(lawyers: Cast) -> None:
    case = a_case(lawyers, on=START)
    adopted(lawyers)
    case = moved(lawyers, case)
    assert store.rebuild(case) == store.load(case)
    actions.assign(lawyers.as_("supervisor"), case.pk, lawyers.officer, key=uuid.uuid4())
    adopted(lawyers, files=longer(30, "9.9.0"))
    case = moved(lawyers, case)
    assert store.rebuild(case) == store.load(case)
    previous = GENESIS
    for event in case.events.order_by("seq"):
        assert event.hash == link(previous, store.contents(event))
        previous = event.hash
    assert [e.kind for e in case.events.order_by("seq")] == ["present", "pack_moved", "assigned", "pack_moved"]


def test_a_step_after_the_move_follows_the_new_rules(lawyers: Cast) -> None:
    case = a_case(lawyers, on=START)
    adopted(lawyers)
    case = moved(lawyers, case)
    actions.take(lawyers.as_("supervisor"), case.pk, "prevent", key=uuid.uuid4(), on=TODAY(), payload={
        "notified_on": TODAY().isoformat(), "reason": "Falta la firma", "missing": "Falta la firma", "days": 5,
        "requirements": "Falta la firma"})  # fmt: skip
    case.refresh_from_db()
    assert store.rebuild(Case.objects.select_related("office").get(pk=case.pk)) == store.load(case)


def test_sent_twice_moves_once(lawyers: Cast) -> None:
    case, key = a_case(lawyers), uuid.uuid4()
    adopted(lawyers)
    for _ in range(2):
        moved(lawyers, case, key=key)
    assert case.events.filter(kind="pack_moved").count() == 1


def test_a_case_whose_stage_or_open_term_does_not_exist_there_is_refused_with_all_reasons(lawyers: Cast) -> None:
    case = a_case(lawyers)
    files = without_stage("presented", "filed")
    content = packs.current().snapshot()
    files["clocks.toml"] = content["clocks.toml"].replace('code = "C5"', 'code = "C5x"')
    adopted(lawyers, files=files)
    with pytest.raises(Refused) as caught:
        moved(lawyers, case)
    said = " ".join(caught.value.messages)
    assert ("Presentada" in said and "Informar al Instituto" in said) or ("Presented" in said and "Inform the" in said)
    assert len(caught.value.messages) == 2
    case.refresh_from_db()
    assert case.pack_id == packs.installed_one().hash and not case.events.filter(kind="pack_moved").exists()


def test_a_move_needs_the_grant_a_reason_and_the_rules_in_force(lawyers: Cast) -> None:
    case = a_case(lawyers)
    with pytest.raises(Refused, match="already"):
        moved(lawyers, case)
    adopted(lawyers)
    with pytest.raises(PermissionDenied):
        moved(lawyers, case, "supervisor")
    with pytest.raises(Refused, match="why"):
        moves.move_to_pack(lawyers.as_("director"), case.pk, packs.current().hash, reason=" ", key=uuid.uuid4())
    with pytest.raises(Refused, match="in force today"):
        moves.move_to_pack(lawyers.as_("director"), case.pk, packs.installed_one().hash, reason="x", key=uuid.uuid4())


def test_many_move_one_by_one_and_those_that_cannot_stay(lawyers: Cast) -> None:
    cases = [a_case(lawyers), a_case(lawyers)]
    adopted(lawyers)
    moved(lawyers, cases[0])
    key = uuid.uuid4()
    done = moves.move_many(lawyers.as_("director"), cases, packs.current().hash, reason="Reforma", key=key)
    assert done == (1, 1)
    assert moves.move_many(lawyers.as_("director"), cases, packs.current().hash, reason="Reforma", key=key)[0] == 1
    assert cases[1].events.filter(kind="pack_moved").count() == 1
