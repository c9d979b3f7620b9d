"""A request cannot be sent with somebody's data in it, nor published with anything of its case."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from acogida.accounts.models import Closure, RuleChange
from acogida.cases.errors import Refused
from acogida.coi.requests import actions, screened, terms
from acogida.people.models import HeldDocument
from tests.cast import Cast, a_case, a_person
from tests.coi.requests.desk import QUESTION, TICKS, asked, drafted, issued, k, submitted

pytestmark = pytest.mark.django_db
TELLING = (
    "La señora Núñez, nacida el 14 de marzo de 1992, con pasaporte E-123 4567, teme volver. Llámela: 962 555 0199."
)


def a_case_that_holds(cast: Cast):  # type: ignore[no-untyped-def]
    case = a_case(cast)
    HeldDocument.objects.create(person=case.principal, kind="passport", number="E1234567")
    type(case.principal).objects.filter(pk=case.principal_id).update(
        phone="+52 962 555 0199", birth_place="Aldea El Paraíso"
    )
    return case


def test_it_is_not_sent_while_anything_is_unresolved(cast: Cast) -> None:
    row = asked(cast, a_case_that_holds(cast), background=TELLING)
    by = cast.as_("officer")
    with pytest.raises(Refused):
        actions.submit(by, row.pk, key=k())
    found = screened.of_request(row)
    assert [each.finding.kind for each in found] == ["name", "birth", "number", "contact"]
    for each in found:
        actions.remove_found(by, row.pk, each.finding.kind, each.finding.fragment)
    row.refresh_from_db()
    assert row.background == "La señora […], nacida el […], con pasaporte […], teme volver. Llámela: […]."
    assert actions.submit(by, row.pk, key=k()).state == "submitted"


def test_what_only_looks_like_data_is_confirmed_by_a_person_with_a_reason(cast: Cast) -> None:
    row = asked(cast, background="El estado de excepción rige desde el 6 de diciembre de 2022.")
    by = cast.as_("officer")
    (found,) = screened.of_request(row)
    with pytest.raises(Refused):
        actions.confirm_not_personal(by, row.pk, found.finding.kind, found.finding.fragment, " ")
    with pytest.raises(PermissionDenied):
        actions.confirm_not_personal(cast.as_("outsider"), row.pk, found.finding.kind, found.finding.fragment, "x")
    for _twice in range(2):
        actions.confirm_not_personal(by, row.pk, found.finding.kind, found.finding.fragment, "Fecha de un decreto")
    assert row.not_personal.count() == 1
    assert actions.submit(by, row.pk, key=k()).state == "submitted"


def test_nobody_elses_word_lets_something_of_the_case_be_published(cast: Cast) -> None:
    case = a_case(cast, members=None)
    case.principal.birth_place = "Barrio Las Delicias"
    case.principal.save()
    place = "en el barrio Las Delicias"
    row = asked(cast, case, question=f"{QUESTION} ¿Y {place}?")
    (found,) = screened.of_request(row)
    actions.confirm_not_personal(cast.as_("officer"), row.pk, found.finding.kind, found.finding.fragment, "Es un lugar")
    actions.submit(cast.as_("officer"), row.pk, key=k())
    actions.accept(cast.as_("researcher"), row.pk, key=k())
    actions.assign(cast.as_("researcher"), row.pk, cast.researcher, key=k())
    by, other = cast.as_("researcher"), cast.as_("second_researcher")
    response = actions.start(by, row.pk, key=k())
    for section in response.sections.all():
        actions.save_finding(
            by, row.pk, section.pk, {"text": "Nada.", "no_info": True, "sought": "Biblioteca"}, key=k()
        )
    actions.save_head(by, row.pk, {"cutoff": dt.date(2026, 3, 1), "method": "Una hora"}, version=response.version)
    actions.send_to_review(by, row.pk, key=k())
    actions.approve(other, row.pk, TICKS, key=k())
    made = actions.issue(other, row.pk, key=k())  # within the authority somebody's word is enough
    for level in ("partners", "public"):
        with pytest.raises(Refused):
            actions.publish(other, row.pk, level, key=k())
    made.standing.refresh_from_db()
    assert made.standing.sharing == "authority"


def test_the_answer_is_screened_too(cast: Cast) -> None:
    row = drafted(cast, a_case(cast))
    section = row.response.sections.first()
    by = cast.as_("researcher")
    added = actions.save_finding(
        by, row.pk, section.pk, {"text": "Como a Ibáñez.", "no_info": True, "sought": "x"}, key=k()
    )
    with pytest.raises(Refused, match="Ibáñez"):
        actions.send_to_review(by, row.pk, key=k())
    actions.drop_finding(by, row.pk, added.pk)
    assert actions.send_to_review(by, row.pk, key=k()).state == "review"


def test_who_may_be_put_in_danger_by_asking_is_said_and_cleared_by_another(cast: Cast) -> None:
    row = submitted(cast, risk=True, risk_why="La comunidad es pequeña: preguntar allí la señala.")
    with pytest.raises(Refused):
        actions.accept(cast.as_("researcher"), row.pk, key=k())
    with pytest.raises(PermissionDenied):
        actions.clear_danger(cast.as_("officer"), row.pk, "No se pregunta allí", key=k())
    actions.clear_danger(cast.as_("researcher"), row.pk, "Solo fuentes publicadas; nadie es contactado", key=k())
    assert actions.accept(cast.as_("researcher"), row.pk, key=k()).state == "triaged"
    again = actions.reformulate(cast.as_("researcher"), row.pk, "Más amplia", key=k())
    other = actions.rewrite(cast.as_("officer"), row.pk, {"risk_why": "Otra comunidad"}, version=again.version)
    assert other.risk_cleared_by is None  # what was cleared was another danger


def test_one_says_what_was_searched_before_asking(cast: Cast) -> None:
    with pytest.raises(Refused):
        submitted(cast, consulted=" ")


@time_machine.travel(dt.datetime(2026, 3, 2, 18, tzinfo=dt.UTC))
def test_the_term_runs_in_working_days_and_says_which_do_not_count(cast: Cast) -> None:
    normal, urgent = submitted(cast), submitted(cast, urgency_reason="detained")
    assert (urgent.due_on, normal.due_on) == (dt.date(2026, 3, 5), dt.date(2026, 3, 24))  # Monday 16 March is a holiday
    why = terms.due("normal", dt.date(2026, 3, 2), cast.officer.office, None)
    assert (why.working_days, dt.date(2026, 3, 16) in {each.day for each in why.skipped}) == (15, True)
    needed = submitted(cast, urgency_reason="interview", needed_by=dt.date(2026, 3, 4))
    assert needed.due_on == dt.date(2026, 3, 3)
    Closure.objects.create(
        office=cast.officer.office, start=dt.date(2026, 3, 4), end=dt.date(2026, 3, 4), reason="Inundación",
        source="Circular 1", added=RuleChange.objects.create(),
    )  # fmt: skip
    assert submitted(cast, urgency_reason="detained").due_on == dt.date(2026, 3, 6)


def test_who_asked_is_told_until_she_reads_it(cast: Cast) -> None:
    from acogida.cases import panels
    from acogida.coi.requests import queries

    made = issued(cast)
    assert queries.news(cast.officer).count() == 1
    assert {card.code: n for card, n in panels.starters_for(cast.officer)}["coi_asked"] == 1
    actions.seen(cast.as_("officer"), made.request_id)
    assert not queries.news(cast.officer)
    assert a_person(cast)  # the cast's clerk is not told of anything
    assert queries.badge(cast.clerk) is queries.badge(cast.officer) is None
