"""`acogida …`: for people by default, exactly one JSON document with --json, 0 only when it was done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from acogida.config.cli import discovery, program
from acogida.config.cli.program import main
from acogida.hooks.command import Command, whole_file

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def noisy(arguments: Namespace) -> tuple[dict[str, Any], str, int]:
    """Prints and starts a program that prints, then answers."""
    print("chatter")
    subprocess.run(["echo", "more chatter"], check=True)
    return {"number": arguments.number}, f"The number is {arguments.number}.", arguments.number


@pytest.fixture(autouse=True)
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(parser: ArgumentParser) -> None:
        parser.add_argument("--number", type=int, default=0)

    known = {("try", "noisy"): Command(add, noisy, needs_database=False)}
    monkeypatch.setattr(discovery, "commands", lambda: known)


def test_json_is_the_only_thing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["try", "noisy", "--json"]) == 0
    out, problems = capfd.readouterr()
    assert json.loads(out) == {"number": 0}
    assert "chatter" in problems
    assert "more chatter" in problems


@pytest.mark.parametrize("words", [["--json", "try", "noisy"], ["try", "--json", "noisy"], ["try", "noisy", "--json"]])
def test_json_may_stand_anywhere(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    main(words)
    assert json.loads(capfd.readouterr().out) == {"number": 0}


def test_people_get_a_sentence_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["try", "noisy"]) == 0
    assert capfd.readouterr().out == "The number is 0.\n"


def test_what_was_not_done_has_another_exit_code_and_says_why_on_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["try", "noisy", "--number", "4"]) == 4
    out, problems = capfd.readouterr()
    assert out == ""
    assert "The number is 4." in problems


@pytest.mark.parametrize(
    ("problem", "said"),
    [(ValidationError(["Too short.", "Too common."]), "Too short. Too common."), (KeyError("x"), "this is a fault of")],
)
def test_an_error_is_one_json_document_too(
    problem: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: Namespace) -> Any:
        raise problem

    known = {("fail",): Command(lambda parser: None, fail, needs_database=False)}
    monkeypatch.setattr(discovery, "commands", lambda: known)
    assert main(["fail", "--json"]) == program.FAILED
    assert json.loads(capfd.readouterr().out)["error"].startswith(said)


def test_half_a_command_shows_help_and_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["try"]) == program.MISUSED
    assert "noisy" in capfd.readouterr().err


@pytest.mark.parametrize(
    "words", [["try", "noisy", "--number", "x"], ["try", "noisy", "--no-such"], ["try"], ["tried"]]
)
def test_words_that_make_no_command_are_answered_by_a_document_too(
    words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--json"]) == main(words) == program.MISUSED
    out, problems = capfd.readouterr()
    assert json.loads(out)["error"].startswith("acogida")
    assert "usage" in problems


def test_bytes_that_are_no_text_come_back_as_they_were_given(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    given = os.fsdecode(b"Mu\xf1oz")
    known = {("echo",): Command(lambda parser: None, lambda _: ({"name": given}, given, 0), needs_database=False)}
    monkeypatch.setattr(discovery, "commands", lambda: known)
    assert main(["echo", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == {"name": given}
    assert main(["echo"]) == 0


def test_results_stand_there_whole_or_not_at_all(tmp_path: Path) -> None:
    goal = tmp_path / "out.csv"
    goal.write_text("yesterday")
    with pytest.raises(KeyboardInterrupt), whole_file(goal) as file:
        file.write("half")
        raise KeyboardInterrupt
    assert goal.read_text() == "yesterday"
    with whole_file(goal) as file:
        file.write("today")
    assert goal.read_text() == "today" and list(tmp_path.iterdir()) == [goal]
    with pytest.raises(OSError, match=r"nowhere/out\.csv'$"), whole_file(tmp_path / "nowhere" / "out.csv"):
        pass
    with whole_file(Path("/dev/null")) as file:
        file.write("nothing")
    assert Path("/dev/null").is_char_device()


def test_listing_the_commands_loads_nothing_heavy() -> None:
    asked = "import sys; from acogida.config.cli import discovery; discovery.commands(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cel", "django", "numpy", "psycopg", "pycountry"} & set(loaded)


def test_every_command_has_a_sentence_of_help() -> None:
    found = {}
    for place in ("acogida.config.cli.commands",):
        found |= __import__(place, fromlist=["COMMANDS"]).COMMANDS
    assert found
    for name, command in found.items():
        assert command.help or (command.run.__doc__ or "").strip(), name


@pytest.mark.slow
@pytest.mark.embedded
def test_a_command_starts_and_migrates_the_database_it_needs_by_itself(acogida: Run) -> None:
    done = acogida("health", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["checks"]["migrations"]["ok"]
    again = acogida("db", "status", "--json")
    assert json.loads(again.stdout)["running"] is False, "it was left running"


@pytest.mark.slow
@pytest.mark.embedded
def test_doctor_finds_nothing_broken_in_a_working_installation(acogida: Run) -> None:
    assert acogida("migrate").returncode == 0
    done = acogida("doctor", "--json")
    assert done.returncode == 0, done.stdout
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["application's database role"]["state"] == "ok"
    assert findings["migrations"]["state"] == "ok"


@pytest.mark.slow
def test_doctor_says_what_a_missing_program_switches_off_and_how_to_have_it(acogida: Run) -> None:
    done = acogida("doctor", "--json", PATH="/nowhere")
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["chromium"]["state"] == "missing"
    assert findings["chromium"]["switches_off"] == "browser tests"
    assert findings["chromium"]["advice"] == "apt-get install chromium"


@pytest.mark.slow
def test_doctor_calls_an_external_database_that_does_not_answer_broken(acogida: Run) -> None:
    done = acogida("doctor", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert done.returncode == 1
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["database"]["state"] == "broken"
