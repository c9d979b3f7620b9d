"""The dry run of an old register: found out by itself what can be, asked once what cannot, told row by row."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from acogida.registration.importing import mapping
from acogida.registration.importing.check import Checked, check
from acogida.registration.importing.dates import settle, spell
from acogida.registration.importing.detect import NotText, detect
from acogida.registration.importing.findings import ERROR, WARNING
from acogida.registration.importing.questions import WrongAnswer
from acogida.registration.importing.survey import Places
from acogida.registration.importing.table import NoTable

FILE = Path(__file__).parent / "data" / "old-register.csv"
REAL = Path(os.environ.get("ACOGIDA_OLD_REGISTER", "/work/shared/data/register/legacy-register.csv"))
OFFICES = dict.fromkeys("TAP PAL TEN ACA CMX TIJ MTY GDL SLW".split(), "")
HERE = Places(OFFICES, dict.fromkeys("es ht fr ru cmn yue".split(), ""), dt.date(2026, 11, 22))
ANSWERS = {
    "sex.M": "unsaid", "office.OLUTA": "ACA", "status.EMPTY": "open", "language.CHINO": "yue", "nationality.Congo": "CD",
    "nationality.Wakanda": "unknown", "applied.order2": "day_first", "birth.order2": "day_first", "birth.century": "recent",
}  # fmt: skip


def read(data: bytes | None = None, **answers: Any) -> Checked:
    return check(data or FILE.read_bytes(), mapping.load(), HERE, answers=answers.pop("answers", ANSWERS), **answers)


def codes(checked: Checked, row: int) -> set[str]:
    return {finding.code for finding in checked.findings if finding.row == row}


def entry(checked: Checked, row: int) -> Any:
    return next(each for each in checked.entries if each.row == row)


def lines(*rows: str) -> bytes:
    """A file with the usual headers and these rows."""
    head = FILE.read_bytes().split(b"\r\n")[0].decode("cp1252")
    return "\r\n".join((head, *rows, "")).encode("cp1252")


def row(number: int = 1, **cells: str) -> str:
    usual = {
        "folio": str(number), "case": f"REG/TAP/{number:05d}/2021", "office": "TAPACHULA", "applied": "14/03/2021",
        "first": "Rivas", "second": "Soto", "given": f"Ana {chr(65 + number % 26)}", "birth": "20/05/1990", "sex": "F",
        "nationality": "HND", "language": "ESPAÑOL", "relation": "SOLICITANTE", "curp": "", "status": "EN TRAMITE", "notes": "",
    }  # fmt: skip
    return ";".join({**usual, **cells}.values())


def test_encoding_and_separator_are_found_out() -> None:
    found = detect(FILE.read_bytes())
    assert (found.encoding_name, found.separator) == ("windows-1252", ";")
    text = FILE.read_bytes().decode("cp1252")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "mac_roman"):
        assert detect(text.encode(encoding)).encoding in (encoding, "utf-16"), encoding
        assert read(text.encode(encoding)).persons == read().persons
    for separator in (",", "\t", "|"):
        assert detect(text.replace(";", separator).encode("cp1252")).separator == separator


@pytest.mark.parametrize("encoding", ["nope", "base64", "hex", "idna", "punycode", "undefined", "utf-16"])
def test_an_encoding_the_file_cannot_be_in_is_refused(encoding: str) -> None:
    with pytest.raises(NotText) as problem:
        detect(FILE.read_bytes(), encoding=encoding)
    assert problem.value.code == "encoding"


def test_a_quotation_mark_that_is_open_at_the_end_is_told_by_its_row() -> None:
    rows = [row(1), row(2, notes='"algo'), row(3), row(4)]
    checked = read(lines(*rows), answers={})
    assert [(each.row, each.code) for each in checked.findings if each.level == ERROR] == [(3, "quote_unclosed")]
    assert not read(lines(row(1), row(2, notes='"algo"')).rstrip(), answers={}).table.unclosed


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"PK\x03\x04abc", "workbook"), (b"%PDF-1.7", "pdf"), (b"\x00\x01\x02\x00ab", "binary")],
)
def test_what_is_no_table_is_said_to_be_none(data: bytes, code: str) -> None:
    with pytest.raises(NotText) as problem:
        detect(data)
    assert problem.value.code == code


def test_headers_are_found_under_titles_and_under_other_names() -> None:
    body = lines(row(1)).decode("cp1252").replace("NO_EXPEDIENTE", "No. de expediente").replace("NOMBRE(S)", "Nombre")
    found = read(f"Registro de solicitantes\r\n\r\n{body}".encode("cp1252"), answers={})
    assert found.persons == 1
    assert found.entries[0].row == 4  # as a spreadsheet numbers it
    with pytest.raises(NoTable) as problem:
        read(b"a;b;c\r\n1;2;3\r\n", answers={})
    assert "case" in problem.value.missing


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("14/03/2021", (2021, 3, 14)), ("14/3/21", (2021, 3, 14)), ("14-03-2021", (2021, 3, 14)), ("2021-03-14", (2021, 3, 14)),
        ("44269", (2021, 3, 14)), ("14 de marzo de 2021", (2021, 3, 14)), ("1o. de marzo del 2021", (2021, 3, 1)),
        ("14-mar-2021", (2021, 3, 14)), ("2021-03-14 00:00:00", (2021, 3, 14)), ("1968", (1968, None, None)),
        ("1968-00-00", (1968, None, None)), ("00/07/1968", (1968, 7, None)), ("31/02/1991", (1991, None, None)),
        ("S/D", (None, None, None)), ("00/00/0000", (None, None, None)), ("ayer", (None, None, None)),
    ],
)  # fmt: skip
def test_every_spelling_of_a_date_is_read_and_none_is_invented(text: str, date: tuple[int | None, ...]) -> None:
    rules = mapping.load()
    found = settle(
        spell(text, rules.dates.unknown, rules.blank), order="day_first", century="recent", latest=2026, oldest=110
    )
    assert found[:3] == date


def test_m_is_asked_once_for_the_file_and_never_guessed() -> None:
    found = read(answers={})
    question = next(each for each in found.questions if each.key == "sex.M")
    assert question.open
    assert question.count == 4
    assert question.options == ("female", "male", "unsaid")
    assert {each.code for each in question.evidence} >= {"sex_both_conventions", "sex_named"}
    assert entry(found, 5).sex == ""
    for answer, sex in (("mujer", "F"), ("masculino", "M"), ("unsaid", "X")):
        assert entry(read(answers={**ANSWERS, "sex.M": answer}), 5).sex == sex
    with pytest.raises(WrongAnswer):
        read(answers={"sex.M": "quizá"})
    with pytest.raises(WrongAnswer):
        read(answers={"sex.Z": "female"})


def test_the_order_of_day_and_month_is_what_the_file_proves_and_else_asked() -> None:
    proved = read(lines(row(1, birth="20/05/90"), row(2, birth="1/10/79")), answers={})
    question = next(each for each in proved.questions if each.key == "birth.order2")
    assert (question.answer, question.settled) == ("day_first", "file")
    assert question.evidence[0].params == {"day_first": 1, "month_first": 0, "either": 1}
    assert entry(proved, 3).month == 10
    contradicted = read(lines(row(1, birth="20/05/90"), row(2, birth="05/20/90"), row(3, birth="1/10/79")), answers={})
    question = next(each for each in contradicted.questions if each.key == "birth.order2")
    assert question.open
    assert entry(contradicted, 4).month is None
    said = read(
        lines(row(1, birth="20/05/90"), row(2, birth="05/20/90"), row(3, birth="1/10/79")),
        answers={"birth.order2": "month_first"},
    )
    assert (entry(said, 4).month, entry(said, 4).day) == (1, 10)


def test_a_century_is_asked_only_where_both_are_possible() -> None:
    sure = read(lines(row(1, birth="20/05/83")), answers={})  # an applicant of 2021 was not born in 2083
    assert not sure.questions or all(each.key != "birth.century" for each in sure.questions)
    assert entry(sure, 2).year == 1983
    open_one = read(lines(row(1, birth="20/05/14")), answers={})
    assert any(each.key == "birth.century" and each.open for each in open_one.questions)
    assert entry(open_one, 2).year is None
    assert entry(read(lines(row(1, birth="20/05/14")), answers={"birth.century": "1900s"}), 2).year == 1914


def test_words_codes_and_adjectives_mean_the_same_country_and_what_means_two_is_asked() -> None:
    found = read()
    assert {entry(found, n).nationality for n in (2, 3, 4)} == {"HN"}
    assert (entry(found, 6).nationality, entry(found, 23).nationality) == ("RU", "US")
    assert entry(found, 20).nationality == "CD"
    asked = next(each for each in read(answers={}).questions if each.key == "nationality.CONGO")
    assert asked.suggested[:2] == ("CG", "CD")
    assert "left_unknown" in codes(found, 18)


def test_rows_with_cells_too_few_or_too_many_stay_out_with_their_family() -> None:
    found = read()
    assert "row_short" in codes(found, 11)
    assert "case_held_back" in codes(found, 12)
    assert "row_long" in codes(found, 13)
    held = {family.number for family in found.families if family.held_back}
    assert held == {"REG/ACA/00508/2024", "REG/ACA/00509/2024"}
    assert all(
        finding.level == ERROR for finding in found.findings if finding.row in (11, 12, 13) and "row" in finding.code
    )


def test_formulas_and_markup_are_text() -> None:
    found = read()
    assert "formula" in codes(found, 9)
    assert entry(found, 9).given == '=HYPERLINK("http://example.org";"ver")'
    assert "markup" in codes(found, 10)
    assert entry(found, 10).given == "<b>Pedro</b>"


def test_families_are_rebuilt_from_case_numbers() -> None:
    found = read()
    first = found.families[0]
    assert [member.relation for member in first.members] == ["principal", "child", "spouse"]
    assert first.applied == dt.date(2021, 3, 14)
    without = next(family for family in found.families if family.number.endswith("00514/2023"))
    assert "no_principal" in codes(found, without.members[0].row)
    two = next(family for family in found.families if family.number.endswith("00515/2022"))
    assert "two_principals" in codes(found, 21)
    assert "row_repeated" in codes(found, 22)
    assert [(member.row, member.relation) for member in two.members] == [(20, "principal"), (21, "other")]
    assert "folio_reused" in codes(found, 15)
    assert "no_application_date" in codes(found, 23)
    assert found.families[-1].applied == dt.date(2022, 2, 28)  # the family's, where the principal's cannot be


def test_doubts_are_warnings_and_the_person_comes_in() -> None:
    found = read()
    for row_number, code in ((7, "date_impossible"), (8, "no_birth_date"), (10, "birth_partly_known"), (17, "names_swapped"), (24, "born_after_application"), (24, "two_letters"), (10, "curp_no_curp")):  # fmt: skip
        levels = [each.level for each in found.findings if each.row == row_number and each.code == code]
        assert levels == [WARNING], (row_number, code, codes(found, row_number))
        assert any(member.row == row_number for family in found.coming for member in family.members)
    assert entry(found, 7).date_text == "31/02/1991"


def test_a_cell_of_several_lines_is_one_row() -> None:
    assert entry(read(), 14).case == "REG/TAP/00510/2022"
    assert entry(read(), 15).case == "REG/TAP/00511/2022"


@pytest.mark.parametrize(
    "wrong", ["name = 1", "[columns]\nx = {headers=['A']}", "][", "[columns]\ncase = {headers=['A']}\nname='x'"]
)
def test_a_mapping_that_cannot_be_used_says_why(wrong: str) -> None:
    with pytest.raises(mapping.MappingError):
        mapping.parse(wrong)


@pytest.mark.skipif(not REAL.exists(), reason="the real file is not here")
def test_the_real_file_is_read_whole() -> None:
    found = check(REAL.read_bytes(), mapping.load(), HERE)
    assert (found.detected.encoding_name, found.detected.separator) == ("windows-1252", ";")
    assert (len(found.entries), len(found.families), found.persons) == (1484, 664, 1477)
    assert {each.key for each in found.open_questions} == {
        "sex.M", "office.OLUTA", "status.EMPTY", "language.CHINO", "nationality.WAKANDA", "birth.century",
    }  # fmt: skip
    order = next(each for each in found.questions if each.key == "birth.order2")
    assert order.settled == "file"
    assert order.evidence[0].params == {"day_first": 84, "month_first": 0, "either": 53}
