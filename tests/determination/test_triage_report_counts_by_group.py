"""Triage in figures: counted from the log, by persons or cases, for a period and the offices one may see."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Claim, Member
from acogida.determination import actions, triage_report, triaging
from tests.cast import Cast, a_case, a_person, admitted, signed_in

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2020, 1, 1), dt.date(2099, 12, 31)


def triaged(cast: Cast, *, sex: str, country: str, modality: str = "", child: bool = False) -> Case:
    """A household of an adult, and perhaps a child, triaged as proposed or to `modality`."""
    adult = a_person(cast, sex=sex, nationalities=[country])
    members = [NewMember(adult, Member.Role.PRINCIPAL)]
    if child:
        kid = a_person(
            cast, given_names="Ana", sex="F", birth_year=timezone.localdate().year - 8, nationalities=[country]
        )
        members.append(NewMember(kid, Member.Role.DEPENDANT, "child", Claim.Basis.DERIVATIVE))
    case = admitted(cast, a_case(cast, members=members))
    decide(cast, case, modality)
    return case


def decide(cast: Cast, case: Case, modality: str = "") -> None:
    sheet = triaging.sheet(case)
    actions.set_modality(
        cast.as_("officer"), case.pk, modality=modality or sheet.proposal.modality, priority=sheet.proposal.priority,
        reason="Por estas razones.", seen=sheet.print, key=uuid.uuid4(),
    )  # fmt: skip


@pytest.fixture
def country(cast: Cast) -> list[Case]:
    """Five Honduran women as proposed, each with a girl, and five otherwise than proposed."""
    cases = [triaged(cast, sex="F", country="HN", child=True) for _ in range(5)]
    return cases + [triaged(cast, sex="F", country="HN", modality="regular") for _ in range(5)]


def report(unit: triage_report.Unit, **changes: dt.date) -> triage_report.Report:
    given = {"since": SINCE, "until": UNTIL, **changes}
    return triage_report.report(given["since"], given["until"], None, unit, timezone.now())


def test_decisions_are_counted_by_what_was_proposed_and_decided(cast: Cast, country: list[Case]) -> None:
    found = report("cases")
    assert {(each.proposed, each.chosen): each.steps for each in found.directions} == {
        ("simplified", "simplified"): 5,
        ("simplified", "regular"): 5,
    }
    assert (found.steps, found.overruled) == (10, 5)


def test_groups_count_cases_by_their_principal_or_persons_each_by_her_own(cast: Cast, country: list[Case]) -> None:
    cases = {group.code: group.total for group in report("cases").groups["age"]}
    assert cases == {"18-59": 10}
    persons = {group.code: group.total for group in report("persons").groups["age"]}
    assert persons == {"18-59": 10, "5-11": 5}
    [all_of_them] = report("persons").groups["nationality"]
    assert (all_of_them.code, all_of_them.total) == ("HN", 15)


def test_shares_and_overrules_are_of_the_group(cast: Cast, country: list[Case]) -> None:
    found = report("persons")
    women = next(group for group in found.groups["sex"] if group.code == "F")
    assert found.modalities == ("regular", "simplified")
    assert women.total == 15
    assert (women.overruled.n, women.overruled.share) == (5, 33.3)


def test_the_only_man_is_not_shown_nor_found_from_the_rest(cast: Cast, country: list[Case]) -> None:
    triaged(cast, sex="M", country="HN")
    found = report("persons")
    man = next(group for group in found.groups["sex"] if group.code == "M")
    women = next(group for group in found.groups["sex"] if group.code == "F")
    assert man.total is None
    assert man.cells[1].n is None
    assert women.total is None
    assert (found.all.total, found.all.cells[0].n) == (16, 5)
    text = [line for line in triage_report.lines(found) if line[4].startswith("sex") and line[5] == "M"]
    assert {line[8] for line in text} == {0, "*"}


def test_only_the_latest_decision_of_a_case_places_it(cast: Cast, country: list[Case]) -> None:
    for case in country[-5:]:
        decide(cast, case, "accelerated")
    found = report("cases")
    assert found.modalities == ("accelerated", "simplified")
    assert found.steps == 15


def test_a_period_without_decisions_is_empty(cast: Cast, country: list[Case]) -> None:
    found = report("persons", until=dt.date(2020, 1, 2))
    assert (found.steps, found.directions, found.modalities) == (0, (), ())
    assert found.all.total == 0


def test_supervisors_see_their_office_and_others_nothing(cast: Cast, country: list[Case]) -> None:
    address = reverse("triage_report")
    for part in ("officer", "clerk", "signatory", "nobody"):
        assert signed_in(cast, part).get(address).status_code == 404, part
    assert "Simplificada" in signed_in(cast, "supervisor").get(address).content.decode()
    assert "Simplificada" not in signed_in(cast, "outsider").get(address).content.decode()
    menu = signed_in(cast, "supervisor").get(reverse("case_list")).content.decode()
    assert address in menu
    assert address not in signed_in(cast, "officer").get(reverse("case_list")).content.decode()


def test_the_file_says_unit_period_and_as_of_and_shows_no_small_cell(cast: Cast, country: list[Case]) -> None:
    client: Client = signed_in(cast, "supervisor")
    answer = client.get(reverse("triage_report"), {"format": "csv", "unit": "persons"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert {row["unit"] for row in rows} == {"decisions", "persons"}
    assert all(dt.datetime.fromisoformat(row["as_of"]) for row in rows)
    assert not {row["count"] for row in rows} & {"1", "2", "3", "4"}


def test_a_period_that_ends_before_it_begins_is_an_error_of_the_form(cast: Cast) -> None:
    page = signed_in(cast, "supervisor").get(reverse("triage_report"), {"since": "2026-02-01", "until": "2026-01-01"})
    assert "antes" in page.content.decode()


def test_it_is_two_queries_and_finds_decisions_by_an_index(cast: Cast, country: list[Case]) -> None:
    with CaptureQueriesContext(connection) as found:
        report("persons")
    assert len(found.captured_queries) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'event_modality'")
        assert "WHERE" in cursor.fetchone()[0]
