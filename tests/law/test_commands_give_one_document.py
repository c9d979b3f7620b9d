"""`acogida clock …` and `acogida pack …` as pure functions."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from acogida.law.commands import COMMANDS


def run(group: str, name: str, *words: str) -> tuple[dict[str, Any], str, int]:
    command = COMMANDS[group, name]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    document, text, code = command.run(parser.parse_args(words))
    return json.loads(json.dumps(document)), text, code


def test_explain_gives_the_due_date_the_count_and_the_days() -> None:
    document, text, code = run("clock", "explain", "--pack", "mexico", "--clock", "decide", "--start", "2024-04-15")
    assert code == 0
    assert (document["due"], document["counted"]) == ("2024-06-21", 45)
    assert {"date", "counted", "why", "source"} <= set(document["days"][0])
    assert text.endswith("Vence: 2024-06-21")


def test_explain_takes_an_office_pauses_and_an_extension() -> None:
    document, _text, code = run(
        "clock", "explain", "--clock", "decide", "--start", "2024-04-15", "--office", "TAP", "--lang", "en",
        "--pause", "2024-05-02:2024-05-10:prevention: two documents", "--extend", "45:health",
    )  # fmt: skip
    assert code == 0 and document["counted"] == 90 and document["office"] == "TAP"
    assert document["pauses"] == [{"from": "2024-05-02", "to": "2024-05-10", "reason": "prevention: two documents"}]


def test_an_open_pause_has_no_due_date() -> None:
    document, text, _code = run("clock", "explain", "--clock", "C8", "--start", "2024-04-15", "--pause", "2024-05-02:")
    assert document["due"] is None and "En pausa" in text


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--clock", "nothing", "--start", "2024-04-15"], "decide (C8)"),
        (["--clock", "decide", "--start", "2024-04-15", "--office", "XXX"], "has no office 'XXX'"),
        (["--clock", "decide", "--start", "2024-04-15", "--extend", "45:workload"], "not a ground"),
        (["--clock", "appeal", "--start", "2024-04-15", "--pause", "2024-05-02:2024-05-03:x"], "cannot be paused"),
        (["--clock", "decide", "--start", "1824-04-15"], "covers 1990-01-01"),
        (["--pack", "atlantis", "--clock", "decide", "--start", "2024-04-15"], "there is no such pack"),
    ],
)
def test_what_is_not_possible_is_refused_in_words(words: list[str], complaint: str) -> None:
    document, text, code = run("clock", "explain", *words)
    assert code == 1 and complaint in text and document["error"] == text


@pytest.mark.parametrize(
    "words", [["--start", "15/04/2024"], ["--start", "2024-04-15", "--pause", "2024-05-03:2024-05-02"]]
)
def test_a_malformed_argument_is_misuse(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        run("clock", "explain", "--clock", "decide", *words)


def test_list_gives_every_clock_by_the_name_explain_takes() -> None:
    document, _text, code = run("clock", "list")
    assert code == 0
    names = {clock["name"] for clock in document["clocks"]}
    assert {"file", "inform_inm", "prevention_answer", "decide", "notify", "appeal"} <= names
    for name in names:
        assert run("clock", "explain", "--clock", name, "--start", "2024-04-15")[2] == 0


def test_pack_check_finds_mexico_sound_and_names_what_is_unverified() -> None:
    document, _text, code = run("pack", "check", "mexico")
    assert code == 0 and document["ok"] and "suspension covid_3" in document["unverified"]
    assert run("pack", "check")[0]["ok"]


def test_pack_check_lists_the_problems_of_a_folder(tmp_path: Path) -> None:
    document, text, code = run("pack", "check", str(tmp_path))
    assert code == 1 and not document["ok"]
    assert {"file": "pack.toml", "where": "", "message": "the file is missing"} in document["problems"]
    assert "pack.toml: the file is missing" in text


def test_pack_list_names_the_installed_packs() -> None:
    document, text, code = run("pack", "list", "--lang", "en")
    assert code == 0 and "mexico" in text
    titles = {pack["name"]: pack["title"] for pack in document["packs"]}
    assert titles["mexico"].startswith("Mexico")
