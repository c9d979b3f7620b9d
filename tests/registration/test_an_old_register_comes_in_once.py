"""The import of an old register: whole cases, resumable at any moment, never twice, with the old rows as evidence."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.audit.models import Record
from acogida.cases import store
from acogida.cases.errors import Refused
from acogida.cases.models import Case, ClockInForce, Event, Member
from acogida.people.judgements import PossibleDuplicate
from acogida.people.models import FamilyRelation, Person
from acogida.people.numbers.models import IdentityNumber
from acogida.registration import commands
from acogida.registration.importing import mapping, report, run, writing
from acogida.registration.models import ImportedRow, RegisterImport
from tests.cast import Cast, a_person
from tests.databases import address
from tests.registration.test_an_old_register_is_read_and_nothing_is_guessed import ANSWERS, FILE

pytestmark = pytest.mark.django_db


def brought_in(data: bytes | None = None, request: Any = None, **options: Any) -> RegisterImport:
    source, _checked = run.keep(
        data or FILE.read_bytes(),
        "viejo.csv",
        mapping.load(),
        request=request,
        answers=options.pop("answers", ANSWERS),
        **options,
    )
    run.start(request, source)
    return run.go_on(source.pk)


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Case, Member, Event, FamilyRelation, ImportedRow))


def test_an_import_with_open_questions_is_refused() -> None:
    source, _checked = run.keep(FILE.read_bytes(), "viejo.csv", mapping.load(), answers={"sex.M": "female"})
    with pytest.raises(Refused, match="8"):
        run.start(None, source)
    assert counted() == (0,) * 6


def test_a_family_comes_in_under_its_old_number_with_one_event_and_no_clock(cast: Cast) -> None:
    brought_in(request=cast.as_("administrator"))
    case = Case.objects.get(number="REG-TAP-00501-2021")
    assert (case.title, case.stage, case.open, case.member_count) == ("NÚÑEZ IBÁÑEZ, MARÍA JOSÉ", "presented", True, 3)
    assert str(case.presented_on) == "2021-03-14"
    event = case.events.get()
    assert (event.kind, event.seq, event.actor) == ("imported", 1, cast.administrator)
    assert event.payload["number"] == "REG/TAP/00501/2021"
    assert [member["status"] for member in event.payload["members"]] == ["EN TRAMITE", "En trámite", "EN TRAMITE"]
    assert not ClockInForce.objects.exists()  # what happened in the old register is not known: nothing is made up
    people = {member.position: member.person for member in case.members.select_related("person")}
    assert FamilyRelation.objects.filter(person=people[0], relative=people[1], kind="parent").exists()
    assert FamilyRelation.objects.filter(person=people[2], relative=people[0], kind="spouse").exists()
    assert people[0].nationality_codes == ["HN"]
    row = ImportedRow.objects.get(person=people[2])
    assert row.number == 4
    assert row.cells[3] == "14 de marzo de 2021"  # as it stood


def test_outcomes_of_the_old_register_stand_and_the_day_they_fell_is_not_made_up() -> None:
    brought_in()
    recognised = Case.objects.get(number="REG-TIJ-00503-2020")
    assert (recognised.stage, recognised.open, recognised.closed_on) == ("final", False, None)
    claim = recognised.claims.get()
    assert (claim.outcome, claim.decided_on) == ("recognised", None)
    assert Case.objects.get(number="REG-TAP-00504-2023").stage == "abandoned"


def test_every_imported_case_is_rebuilt_from_its_event() -> None:
    from argparse import Namespace

    brought_in()
    for number in Case.objects.values_list("number", flat=True):
        _document, text, code = store_replay(Namespace(case=number))
        assert code == 0, text
    assert store.rebuild(Case.objects.first()).claims  # type: ignore[arg-type]


def store_replay(arguments: Any) -> Any:
    from acogida.cases.commands import replay

    return replay(arguments)


def test_a_person_as_imported_is_what_saving_her_again_would_make() -> None:
    brought_in()
    for person in Person.objects.all():
        before = (person.search_text, person.sort_key)
        person.refresh_derived()
        assert (person.search_text, person.sort_key) == before


def test_what_is_not_known_stays_unknown() -> None:
    brought_in()
    impossible = Person.objects.get(first_surname="ROBLES")
    assert (impossible.birth_year, impossible.birth_month, impossible.birth_day) == (1991, None, None)
    assert impossible.birth_estimated
    assert ImportedRow.objects.get(person=impossible).cells[7] == "31/02/1991"
    assert Person.objects.get(first_surname="DIEUDONNÉ").sex == "X"
    assert Person.objects.get(first_surname="ZÚÑIGA").birth_year is None


def test_the_same_file_again_and_a_corrected_one_double_nobody() -> None:
    first = brought_in()
    before = counted()
    with pytest.raises(Refused):
        brought_in()
    assert counted() == before
    corrected = FILE.read_bytes().replace(
        b"508;REG/ACA/00508/2024;ACAYUCAN;21/01/2024;QUISPE;;ROSA\r\n",
        b"508;REG/ACA/00508/2024;ACAYUCAN;21/01/2024;QUISPE;;ROSA;14/02/1990;F;BOL;QUECHUA;SOLICITANTE;;EN TRAMITE;\r\n",
    )
    second = brought_in(corrected, answers={**ANSWERS, "language.QUECHUA": "unknown"})
    assert (second.cases, second.persons) == (1, 2)
    assert len(second.known) == first.cases
    assert Case.objects.get(number="REG-ACA-00508-2024").member_count == 2


def test_a_run_stopped_between_batches_goes_on_and_doubles_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 3)
    source, checked = run.keep(FILE.read_bytes(), "viejo.csv", mapping.load(), answers=ANSWERS)
    run.start(None, source)
    wrote, times = writing.write, 0

    def dies(*arguments: Any) -> Any:
        nonlocal times
        times += 1
        if times == 3:
            raise KeyboardInterrupt
        return wrote(*arguments)

    monkeypatch.setattr(writing, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        run.go_on(source.pk)
    assert Case.objects.count() == 6
    done = run.go_on(source.pk)
    assert (done.state, done.cases, done.persons) == ("done", len(checked.coming), checked.persons)
    assert (Case.objects.count(), Person.objects.count()) == (len(checked.coming), checked.persons)


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_leaves_whole_families_and_the_next_call_finishes(tmp_path: Path) -> None:
    """A real process, really killed."""
    head, *_rest = FILE.read_bytes().decode("cp1252").split("\r\n")
    rows = [
        f"{n};REG/TAP/{n:05d}/2021;TAPACHULA;14/03/2021;APELLIDO{chr(65 + n % 26)};;NOMBRE {chr(65 + n // 26 % 26)};20/05/1990;F;HND;ESPAÑOL;SOLICITANTE;;EN TRAMITE;"
        for n in range(1, 301)
    ]
    data = "\r\n".join([head, *rows, ""]).encode("cp1252")
    source, _checked = run.keep(data, "viejo.csv", mapping.load(), matching=False)
    run.start(None, source)
    program = (
        "import django, os, sys, signal; django.setup()\n"
        "from acogida.registration.importing import run\n"
        "run.BATCH = 20\n"
        "def tell(what, done, total):\n"
        "    if done >= 100: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"run.go_on('{source.pk}', tell)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "DATABASE_URL": address(), "ACOGIDA_DB_ROLE": "", "ACOGIDA_DB_OWNER": "1", "DJANGO_SETTINGS_MODULE": "acogida.config.settings"}, timeout=120,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    assert Case.objects.count() == 100
    assert RegisterImport.objects.get(pk=source.pk).position == 100
    assert run.go_on(source.pk).state == "done"
    assert (Case.objects.count(), Person.objects.count(), ImportedRow.objects.count()) == (300, 300, 300)


def test_who_is_there_twice_is_given_to_the_desk_with_its_source(cast: Cast) -> None:
    known = a_person(cast, birth_year=1990, birth_month=5, birth_day=14)  # María José Núñez Ibáñez, at the counter
    source = brought_in()
    pairs = PossibleDuplicate.objects.all()
    assert source.suspected == pairs.count() == 3
    assert all(pair.sources == ["import"] for pair in pairs)
    assert sum(known.pk in (pair.first_id, pair.second_id) for pair in pairs) == 2


def test_a_dry_run_tells_who_is_in_the_register_already_but_no_sealed_person(cast: Cast) -> None:
    known = a_person(cast, birth_year=1990, birth_month=5, birth_day=14)
    document, _text, _code = commands.register(commands_arguments(str(FILE), "--dry-run"))
    assert {match["row"] for match in document["register_matches"]} == {2, 16}
    assert {match["person"] for match in document["register_matches"]} == {known.pk}
    Person.objects.filter(pk=known.pk).update(sealed=True)
    document, _text, _code = commands.register(commands_arguments(str(FILE), "--dry-run"))
    assert document["register_match_count"] == 0


def test_a_curp_is_kept_with_where_it_comes_from_and_one_of_two_persons_goes_to_the_desk() -> None:
    first = "HEGG560427MVZRRL04"
    data = FILE.read_bytes().replace(
        b"HONDURAS;ESPA\xd1OL;CONYUGE;;", f"HONDURAS;ESPA\u00d1OL;CONYUGE;{first};".encode("cp1252")
    )
    data = data.replace(b"SOLICITANTE;NO ES CURP;", f"SOLICITANTE;{first};".encode())
    source = brought_in(data, matching=False)
    numbers = IdentityNumber.objects.filter(value=first)
    assert [number.source for number in numbers] == ["old register"] * 2
    assert all(number.assigned_on is None and number.valid_until is None for number in numbers)
    assert numbers[0].events.get().kind == "assigned"
    assert PossibleDuplicate.objects.get().sources == ["import"]
    assert "curp_unlike" in {finding.code for finding in run.read(source).findings}


def test_an_office_that_is_not_ones_own_is_not_brought_in(cast: Cast) -> None:
    source = brought_in(request=cast.as_("supervisor"), offices=["TAP"])
    assert set(Case.objects.values_list("office__code", flat=True)) == {"TAP"}
    assert source.cases == Case.objects.count()


def test_the_report_is_spanish_and_no_cell_is_a_formula() -> None:
    _source, checked = run.keep(FILE.read_bytes(), "viejo.csv", mapping.load(), answers=ANSWERS)
    lines = list(csv.reader(io.StringIO(report.as_csv(report.rows(checked)).decode("utf-8-sig")), delimiter=";"))
    assert lines[0][0] == "fila"
    assert any("Faltan celdas" in line[5] or "faltan celdas" in line[5] for line in lines)
    assert any(line[4].startswith("'=HYPERLINK") for line in lines)
    assert not any(cell[:1] in "=+-@\t\r" for line in lines for cell in line if cell)


def test_batches_and_the_decision_are_on_record_without_names(cast: Cast) -> None:
    brought_in(request=cast.as_("administrator"))
    actions = list(Record.objects.filter(action__startswith="registration.import").values_list("action", flat=True))
    assert {
        "registration.import_read",
        "registration.import_start",
        "registration.import_batch",
        "registration.import_done",
    } <= set(actions)
    told = json.dumps(
        list(Record.objects.filter(action__startswith="registration.import").values_list("detail", flat=True))
    )
    assert "NÚÑEZ" not in told


def test_a_batch_is_few_statements() -> None:
    source, _checked = run.keep(FILE.read_bytes(), "viejo.csv", mapping.load(), answers=ANSWERS, matching=False)
    run.start(None, source)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run.go_on(source.pk)
    assert len(queries) <= 60


def test_the_command_prints_one_document_with_counts_lists_and_questions(tmp_path: Path) -> None:
    arguments = commands_arguments(str(FILE), "--dry-run", "--report", str(tmp_path / "informe.csv"))
    document, _text, code = commands.register(arguments)
    assert code == 0
    for count in (
        "rows",
        "persons",
        "families",
        "cases",
        "error_count",
        "warning_count",
        "question_count",
        "duplicate_count",
    ):
        assert isinstance(document[count], int), count
    for listed in ("errors", "warnings", "questions", "duplicates"):
        assert isinstance(document[listed], list), listed
    assert document["rows"] == 23
    assert document["encoding"] == "windows-1252"
    assert document["separator"] == ";"
    error = document["errors"][0]
    assert (error["row"], error["row_imported"]) == (11, False)
    assert "faltan celdas" in error["message"]
    question = next(each for each in document["questions"] if each["key"] == "sex.M")
    assert (question["value"], question["count"], question["open"]) == ("M", 4, True)
    assert [option["answer"] for option in question["options"]] == ["female", "male", "unsaid"]
    assert document["duplicates"][0]["evidence"]
    assert (tmp_path / "informe.csv").exists()
    assert counted() == (0,) * 6
    assert not RegisterImport.objects.exists()
    json.dumps(document, default=str)
    document, _text, code = commands.register(commands_arguments(str(FILE)))
    assert code == 1
    assert "sex.M" in document["unanswered"]


def test_the_command_brings_in_and_says_when_it_did_already() -> None:
    given = [f"--answer={key}={value}" for key, value in ANSWERS.items()]
    document, _text, code = commands.register(commands_arguments(str(FILE), *given))
    assert (code, document["imported"], document["resumed"]) == (0, True, False)
    assert document["imported_persons"] == Person.objects.count()
    again, _text, code = commands.register(commands_arguments(str(FILE)))
    assert (code, again["already_imported"], again["imported"]) == (0, True, False)
    assert again["imported_persons"] == Person.objects.count()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04xx", b"a;b\r\n1;2\r\n"])
def test_a_file_that_is_none_is_refused_in_words(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(data)
    document, text, code = commands.register(commands_arguments(str(tmp_path / "x.csv"), "--dry-run"))
    assert code == 1
    assert document["error"]
    assert "Traceback" not in text


def commands_arguments(*words: str) -> Any:
    import argparse

    parser = argparse.ArgumentParser()
    commands.COMMANDS["import", "register"].add_arguments(parser)
    return parser.parse_args(words)
