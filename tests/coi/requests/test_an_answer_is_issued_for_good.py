"""From the question to the sealed answer, and what happens to it then."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from acogida.cases.errors import Conflict, Refused
from acogida.coi.models import IssuedResponse, IssueStanding, RequestCase
from acogida.coi.requests import actions, content, queries
from acogida.files.store import get
from acogida.letters import seals
from tests.cast import Cast, a_case
from tests.coi.library import a_version
from tests.coi.requests.desk import OTHER, TICKS, asked, assigned, drafted, in_review, issued, k, submitted

pytestmark = pytest.mark.django_db


def test_a_request_gets_its_number_and_is_asked_once(cast: Cast) -> None:
    key = k()
    values = {"country": "HN", "purpose": "risk", "title": "x", "question": "y", "consulted": "z"}
    first = actions.ask(cast.as_("officer"), values, case=None, key=key)
    assert actions.ask(cast.as_("officer"), values, case=None, key=key) == first
    second = asked(cast)
    year = cast.officer.office.today().year
    assert [first.number, second.number] == [f"COI-MX-{year}-0001", f"COI-MX-{year}-0002"]


def test_the_answer_is_sealed_numbered_and_says_what_it_rests_on(cast: Cast) -> None:
    made = issued(cast, a_case(cast))
    pdf = get(made.pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert re.search(rb"pdfaid:part\W+2", opened.Root.Metadata.read_bytes())
    assert all(seal.intact and seal.trusted for seal in seals(pdf))
    assert (made.sequence, made.request.state, made.standing.sharing) == (1, "issued", "authority")
    assert {(row.finding, row.origin_key) for row in made.citations.all()} == {
        ("1.1", "Observatorio de prueba"), ("1.1", "Fiscalía de prueba"),
    }  # fmt: skip
    assert made.content["sections"][0]["findings"][0]["origins"] == 2
    assert made.content["sections"][1]["findings"][0]["sought"]


def test_nothing_of_who_asked_or_for_whom_is_in_it(cast: Cast) -> None:
    case = a_case(cast)
    made = issued(cast, case)
    actions.publish(cast.as_("second_researcher"), made.request_id, "partners", key=k())
    out = actions.export(cast.as_("researcher"), made.pk, "json", to="IRB", readers=["CA"]).decode()
    people = case.principal
    for secret in (case.number, str(case.pk), cast.officer.name, cast.officer.office.name, people.first_surname, "TAP"):
        assert secret not in out


def test_its_file_does_not_go_to_the_country_it_is_about(cast: Cast) -> None:
    made = issued(cast)
    with pytest.raises(Refused):
        actions.export(cast.as_("researcher"), made.pk, "pdf", to="IRB", readers=["CA"])  # not for partners yet
    actions.publish(cast.as_("second_researcher"), made.request_id, "partners", key=k())
    for readers in (["HN"], ["CA", "HN"], []):
        with pytest.raises(Refused):
            actions.export(cast.as_("researcher"), made.pk, "pdf", to="x", readers=readers)
    assert actions.export(cast.as_("researcher"), made.pk, "pdf", to="IRB", readers=["CA"]) == get(made.pdf)


def test_what_was_issued_does_not_change_and_a_new_version_takes_its_place(cast: Cast) -> None:
    first = issued(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedResponse.objects.filter(pk=first.pk).update(title="otra")
    with pytest.raises(DatabaseError), transaction.atomic():
        first.citations.all().delete()
    by, other = cast.as_("researcher"), cast.as_("second_researcher")
    actions.revise(by, first.request_id, "Hay una edición nueva", key=k())
    assert IssueStanding.objects.get(issued=first).state == "current"  # until the next one is issued
    finding = first.request.response.sections.first().findings.get()
    actions.save_finding(
        by, first.request_id, finding.section_id, {"text": "La policía recibe muy pocas denuncias."}, key=k(),
        finding_id=finding.pk, version=finding.version,
    )  # fmt: skip
    actions.send_to_review(by, first.request_id, key=k())
    actions.approve(other, first.request_id, TICKS, key=k())
    second = actions.issue(other, first.request_id, key=k())
    assert (second.sequence, second.content["supersedes"]) == (2, 1)
    assert IssueStanding.objects.get(issued=first).superseded_by == second
    assert [(c.what, c.no) for c in queries.difference(first.content, second.content)] == [("changed", "1.1")]
    assert queries.of_number(cast.officer, first.number) == second
    actions.withdraw(other, first.request_id, "Una fuente mintió", key=k())
    assert IssueStanding.objects.get(issued=second).reason == "Una fuente mintió"


def test_one_approves_exactly_what_stands_there(cast: Cast) -> None:
    row = in_review(cast)
    other = cast.as_("second_researcher")
    with pytest.raises(Refused):
        actions.approve(other, row.pk, {}, key=k())  # the checklist was not gone through
    actions.approve(other, row.pk, TICKS, key=k())
    row.response.sections.first().findings.update(text="Otra cosa.")
    with pytest.raises(Refused, match=r"approved|aprob"):
        actions.issue(other, row.pk, key=k())


def test_whoever_wrote_neither_reviews_nor_issues_and_whoever_decides_writes_nothing(cast: Cast) -> None:
    row = in_review(cast)
    for part in ("researcher", "officer", "outsider", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.approve(cast.as_(part), row.pk, TICKS, key=k())
    finding = row.response.sections.first().findings.get()
    with pytest.raises(PermissionDenied):
        actions.comment(cast.as_("researcher"), row.pk, "x", finding_id=finding.pk, key=k())
    note = actions.comment(cast.as_("second_researcher"), row.pk, "¿De cuándo es?", finding_id=finding.pk, key=k())
    with pytest.raises(Refused):
        actions.approve(cast.as_("second_researcher"), row.pk, TICKS, key=k())  # a remark is open
    actions.return_it(cast.as_("second_researcher"), row.pk, "Falta la fecha", key=k())
    for part in ("officer", "reviewer"):
        with pytest.raises(PermissionDenied):
            actions.save_head(cast.as_(part), row.pk, {"summary": "x"}, version=row.response.version)
    with pytest.raises(Refused):
        actions.send_to_review(cast.as_("researcher"), row.pk, key=k())
    actions.resolve(cast.as_("researcher"), row.pk, note.pk, "De marzo; se dice")
    assert actions.send_to_review(cast.as_("researcher"), row.pk, key=k()).state == "review"
    # A colleague who wrote one statement is an author, too.
    actions.return_it(cast.as_("second_researcher"), row.pk, "Otra vez", key=k())
    section = row.response.sections.first()
    actions.save_finding(cast.as_("second_researcher"), row.pk, section.pk, {"text": "Más.", "no_info": True, "sought": "x"}, key=k())  # fmt: skip
    actions.send_to_review(cast.as_("researcher"), row.pk, key=k())
    with pytest.raises(PermissionDenied):
        actions.approve(cast.as_("second_researcher"), row.pk, TICKS, key=k())


def test_a_quotation_is_verified_and_origins_are_counted_not_documents(cast: Cast) -> None:
    row = drafted(cast)
    by = cast.as_("researcher")
    finding = row.response.sections.first().findings.get()
    passage = a_version("Nota de prensa", OTHER.replace("tres", "dos"), source="Diario de prueba").passages.get()
    with pytest.raises(Refused):
        actions.cite(by, row.pk, finding.pk, passage.pk, "las denuncias avanzan", key=k())
    actions.cite(by, row.pk, finding.pk, passage.pk, "las  denuncias\nno avanzan", key=k(), origin="Fiscalía de Prueba")
    kept = list(finding.citations.all())
    assert kept[-1].quote == "las denuncias no avanzan"
    assert len(kept) == 3 and content.origins(kept) == 2
    actions.drop_citation(by, row.pk, kept[0].pk)
    with pytest.raises(Refused):
        actions.send_to_review(by, row.pk, key=k())  # material, and one origin only
    actions.save_finding(by, row.pk, finding.section_id, {"single_source": "Solo la fiscalía lo mide"}, key=k(),
                         finding_id=finding.pk, version=finding.version)  # fmt: skip
    assert actions.send_to_review(by, row.pk, key=k()).state == "review"


def test_nothing_found_says_where_it_was_sought(cast: Cast) -> None:
    row = drafted(cast)
    section = row.response.sections.first()
    with pytest.raises(ValidationError):
        actions.save_finding(cast.as_("researcher"), row.pk, section.pk, {"text": "Nada", "no_info": True}, key=k())


def test_who_saves_second_sees_what_the_first_wrote(cast: Cast) -> None:
    row = drafted(cast)
    finding = row.response.sections.first().findings.get()
    change = {"finding_id": finding.pk, "version": finding.version}
    actions.save_finding(cast.as_("researcher"), row.pk, finding.section_id, {"text": "Uno"}, key=k(), **change)
    with pytest.raises(Conflict) as refused:
        actions.save_finding(
            cast.as_("second_researcher"), row.pk, finding.section_id, {"text": "Dos"}, key=k(), **change
        )
    assert refused.value.theirs.text == "Uno"


def test_what_quotes_restricted_documents_stays_in_the_house(cast: Cast) -> None:
    row = drafted(cast)
    passage = a_version("Nota interna", OTHER, source="Embajada de prueba", access="restricted").passages.get()
    finding = row.response.sections.first().findings.get()
    by, other = cast.as_("researcher"), cast.as_("second_researcher")
    actions.cite(by, row.pk, finding.pk, passage.pk, "las denuncias no avanzan", key=k())
    actions.send_to_review(by, row.pk, key=k())
    actions.approve(other, row.pk, TICKS, key=k())
    made = actions.issue(other, row.pk, key=k())
    assert made.restricted
    for level in ("partners", "public"):
        with pytest.raises(Refused):
            actions.publish(other, row.pk, level, key=k())


def test_the_unit_does_not_see_the_case_and_cannot_send_it_on(cast: Cast) -> None:
    from acogida.accounts import scope

    case = a_case(cast)
    row = submitted(cast, case)
    scope.enter(cast.officer)
    assert RequestCase.objects.get(request=row).case_id == case.pk
    for part in ("researcher", "second_researcher", "outsider", "nobody"):
        scope.enter(cast.users[part])
        assert not RequestCase.objects.filter(request=row).exists()


def test_a_request_is_closed_by_what_answered_it_already(cast: Cast) -> None:
    made = issued(cast)
    again = submitted(cast, question="¿Protege la policía a comerciantes extorsionados en Honduras?")
    near = queries.alike(cast.officer, "HN", again.question, but=again)
    assert near.issued == [made] and near.open == []
    assert queries.alike(cast.officer, "GT", again.question).issued == []
    actions.close_as(cast.as_("researcher"), again.pk, answered_by=made.pk, key=k())
    again.refresh_from_db()
    assert (again.state, again.answered_by, queries.news(cast.officer).count()) == ("answered", made, 2)
    third = submitted(cast)
    fourth = assigned(cast)
    actions.close_as(cast.as_("researcher"), third.pk, duplicate_of=fourth.pk, key=k())
    third.refresh_from_db()
    assert third.duplicate_of == fourth


def test_a_draft_is_nobody_elses(cast: Cast) -> None:
    row = asked(cast)
    seen: dict[str, Any] = {part: queries.queue(cast.users[part], "all").filter(pk=row.pk).exists() for part in
                            ("officer", "second_officer", "researcher", "outsider", "nobody")}  # fmt: skip
    assert [part for part, sees in seen.items() if sees] == ["officer"]
    actions.submit(cast.as_("officer"), row.pk, key=k())
    seen = {part: queries.queue(cast.users[part], "all").filter(pk=row.pk).exists() for part in seen}
    assert [part for part, sees in seen.items() if sees] == ["officer", "second_officer", "researcher"]


def test_words_that_were_taken_over_or_out_still_have_their_author(cast: Cast) -> None:
    row = drafted(cast)
    section = row.response.sections.first()
    theirs = actions.save_finding(
        cast.as_("second_researcher"), row.pk, section.pk, {"text": "Más.", "no_info": True, "sought": "x"}, key=k()
    )
    actions.drop_finding(cast.as_("researcher"), row.pk, theirs.pk)
    actions.send_to_review(cast.as_("researcher"), row.pk, key=k())
    with pytest.raises(PermissionDenied):
        actions.approve(cast.as_("second_researcher"), row.pk, TICKS, key=k())


def test_an_answer_is_withdrawn_while_the_next_is_written_and_who_asked_is_told_again(cast: Cast) -> None:
    first = issued(cast)
    by, other = cast.as_("researcher"), cast.as_("second_researcher")
    actions.seen(cast.as_("officer"), first.request_id)
    actions.revise(by, first.request_id, "Una fuente mintió", key=k())
    actions.withdraw(by, first.request_id, "No usarla", key=k())
    first.standing.refresh_from_db()
    first.request.refresh_from_db()
    assert (first.standing.state, first.request.state) == ("withdrawn", "drafting")
    with pytest.raises(Refused):
        actions.withdraw(by, first.request_id, "Otra vez", key=k())
    actions.send_to_review(by, first.request_id, key=k())
    actions.approve(other, first.request_id, TICKS, key=k())
    actions.issue(other, first.request_id, key=k())
    assert queries.news(cast.officer).count() == 1
    actions.seen(cast.as_("officer"), first.request_id)
    actions.publish(other, first.request_id, "public", key=k())
    actions.publish(other, first.request_id, "unit", key=k())
    first.request.refresh_from_db()
    assert first.request.state == "issued"
