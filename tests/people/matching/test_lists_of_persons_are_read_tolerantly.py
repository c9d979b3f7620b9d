"""A list of persons is read as it comes: order, encoding, separator, gaps and impossible dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from acogida.people.matching.people_csv import (
    LINES_IN_A_CELL,
    LONGEST,
    UnreadableList,
    birth,
    read_people,
    read_queries,
)
from acogida.people.matching.record import Record


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_column_finds_its_place_and_the_person_is_only_told(tmp_path: Path) -> None:
    path = written(tmp_path, "id,given,sur1,sur2,dob,sex,nat,person\n7,María José,Núñez,Ibáñez,1990-05-03,F,HN,p1\n")
    found = list(read_people(path))
    assert found == [("7", Record("María José", "Núñez", "Ibáñez", 1990, 5, 3, "F", "HN"), "p1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_separator_and_order_do_not_matter(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "Nat;SUR1;colour;id;given\n\nhn;Muñoz;red;1;Ana\nSV;Peña\n;X;;;\n".replace(";", separator)
    text += separator.join(["GT", "López", "blue", "2", "Eva", "one too many"]) + "\n"
    found = list(read_people(written(tmp_path, text, encoding)))
    assert [(key, record.given, record.first, record.nationality) for key, record, person in found] == [
        ("1", "Ana", "Muñoz", "HN"),
        ("2", "Eva", "López", "GT"),
    ]
    assert {person for *_, person in found} == {None}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("", (None, None, None, "")),
        ("1990", (1990, None, None, "")),
        ("1990-05", (1990, 5, None, "")),
        ("1990-00-00", (1990, None, None, "")),
        ("1990-05-03", (1990, 5, 3, "")),
        ("1990-05-03T00:00:00", (1990, 5, 3, "")),
        ("1990-02-30", (None, None, None, "1990-02-30")),
        ("1990-13-05", (None, None, None, "1990-13-05")),
        ("0090-01-01", (None, None, None, "0090-01-01")),
        ("mayo de 1990", (None, None, None, "mayo de 1990")),
    ],
)
def test_a_date_is_known_as_far_as_it_is_written(
    text: str, known: tuple[int | None, int | None, int | None, str]
) -> None:
    assert birth(text) == known


def test_queries_carry_whom_they_should_find(tmp_path: Path) -> None:
    path = written(tmp_path, "qid,true_id,given,sur1,sur2,dob,sex,nat\nq1,7,Ana,Paz,,1990,X,HND\nq2,,Eva,,,,,nowhere\n")
    assert list(read_queries(path)) == [
        ("q1", Record("Ana", "Paz", "", 1990, None, None, "X", "HN"), "7"),
        ("q2", Record("Eva"), None),
    ]


def test_a_file_without_ids_is_refused_with_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(UnreadableList, match=r"no column “id”.*name, born"):
        list(read_people(written(tmp_path, "name,born\nAna,1990\n")))


@pytest.mark.parametrize(("after", "last"), [(3, "z,Ida,Mar"), (2 * LINES_IN_A_CELL, 'y,"\nz,Ida,Mar')])
def test_a_quotation_mark_that_is_never_closed_swallows_nobody(tmp_path: Path, after: int, last: str) -> None:
    rest = [f"{number},Eva,Luz" for number in range(after)]
    text = "\n".join(["id,given,sur1", 'a,"Ana\nMaría",Paz', 'b,"Ana,Paz', *rest, last])
    found = {key: (record.given, record.first) for key, record, _person in read_people(written(tmp_path, text))}
    assert [key for key in found if key not in "yz"] == ["a", "b", *map(str, range(after))]
    assert (found["a"], found["b"], found["z"]) == (("Ana\nMaría", "Paz"), ('"Ana', "Paz"), ("Ida", "Mar"))


def test_what_no_database_keeps_is_left_out(tmp_path: Path) -> None:
    text = f"id,given,sur1,dob\n1,An\0a,{'x' * 2_000_000},1990-02-31\0\n"
    [(key, record, _person)] = read_people(written(tmp_path, text))
    assert (key, record.given, len(record.first), record.date_text) == ("1", "Ana", LONGEST, "1990-02-31")
    assert not list(read_people(_cut(written(tmp_path, "id,given\n", "utf-16"))))


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-1])
    return path
