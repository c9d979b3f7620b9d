"""`acogida import register …`"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the flat export: text with separators, one row for each person")
    parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
    parser.add_argument("--mapping", default="", help="an installed mapping or a file like one (default: comar-flat)")
    parser.add_argument(
        "--answers", type=Path, metavar="ANSWERS.json", help='answers to the questions: {"sex.M": "female"}'
    )
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="KEY=ANSWER",
        help="one answer; may be repeated; *=unknown for the rest",
    )
    parser.add_argument("--encoding", default="", help="instead of the one detected")
    parser.add_argument("--separator", type=_separator, help="instead of the one detected (tab for a tabulator)")
    parser.add_argument("--report", type=Path, metavar="OUT.csv", help="write every error and warning there")
    parser.add_argument("--no-matching", action="store_true", help="do not look for persons who are there twice")
    parser.add_argument("--user", default="", help="the user in whose name it is done (default: the system)")


def register(arguments: argparse.Namespace) -> Result:
    """Bring an old register in: a dry run first, then, with the answers to its questions, the import."""
    from django.utils.translation import override

    from acogida.cases.errors import Refused
    from acogida.registration.importing import mapping, words
    from acogida.registration.importing.detect import NotText
    from acogida.registration.importing.questions import WrongAnswer
    from acogida.registration.importing.table import NoTable

    with override("es"):
        try:
            return _dry_run(arguments) if arguments.dry_run else _bring_in(arguments)
        except OSError as problem:
            return _refused(f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem))
        except mapping.MappingError as problem:
            return _refused(str(problem))
        except NotText as problem:
            return _refused(words.unreadable(problem.code))
        except NoTable as problem:
            return _refused(
                words.no_table(problem.missing, problem.found), missing=problem.missing, found=problem.found
            )
        except WrongAnswer as problem:
            return _refused(words.wrong_answer(problem.key, problem.answer, problem.choices))
        except Refused as problem:
            return _refused(" ".join(problem.messages))


def _dry_run(arguments: argparse.Namespace) -> Result:
    """Everything read and checked, nothing written."""
    from acogida.registration.importing import check, known, likeness, mapping, report
    from acogida.registration.importing.places import places

    started, here = time.monotonic(), places()
    checked = check.check(
        arguments.file.read_bytes(), mapping.load(arguments.mapping or mapping.DEFAULT), here,
        answers=_answers(arguments), **_reading(arguments),
    )  # fmt: skip
    was_in = known.tell(checked)
    likely = [] if arguments.no_matching else likeness.within(checked, _progress())
    there = [] if arguments.no_matching else likeness.against(checked, _progress())
    document = {
        "dry_run": True,
        "cases_imported_before": was_in,
        "register_match_count": len(there),
        "register_matches": there,
        "resumed": False,
        "already_imported": False,
        **report.document(checked, here, likely),
    }
    return _done(document, checked, arguments, started)


def _bring_in(arguments: argparse.Namespace) -> Result:
    """The import: goes on with a run of this very file that was stopped, or begins one."""
    import hashlib

    from acogida.registration.importing import check, mapping, report, run
    from acogida.registration.importing.places import places

    started, here, data = time.monotonic(), places(), arguments.file.read_bytes()
    checked = None
    source = run.already(hashlib.sha256(data).hexdigest())
    was_done, resumed = bool(source and source.state == "done"), bool(source and source.state in ("running", "failed"))
    if source and source.state == "failed":
        source = run.start(_who(arguments), source)
    if source is None:
        chosen, answers, reading = (
            mapping.load(arguments.mapping or mapping.DEFAULT),
            _answers(arguments),
            _reading(arguments),
        )
        checked = check.check(data, chosen, here, answers=answers, **reading)
        if checked.open_questions:
            document = {"dry_run": False, "imported": False, **report.document(checked, here)}
            return _unanswered(document)
        source, checked = run.keep(
            data, arguments.file.name, chosen, request=_who(arguments), reading=reading, answers=answers,
            matching=not arguments.no_matching, checked=checked,
        )  # fmt: skip
        run.start(_who(arguments), source)
    checked = checked or run.read(source)
    source = run.go_on(source.pk, _progress(), checked)
    if source.state == "running":
        return _refused("otro proceso está importando este archivo; espere a que termine")
    document = {
        "dry_run": False, "imported": not was_done, "resumed": resumed, "already_imported": was_done, "import": source.pk,
        "imported_persons": source.persons, "imported_cases": source.cases, "cases_in_the_register_before": source.known,
        "duplicates_for_the_desk": source.suspected, **report.document(checked, here),
    }  # fmt: skip
    return _done(document, checked, arguments, started)


def _done(document: dict[str, Any], checked: Any, arguments: argparse.Namespace, started: float) -> Result:
    from acogida.registration.importing import report

    if arguments.report:
        arguments.report.write_bytes(report.as_csv(report.rows(checked)))
        document["report"] = str(arguments.report)
    document["seconds"] = round(time.monotonic() - started, 3)
    return document, _told(document), 0


def _unanswered(document: dict[str, Any]) -> Result:
    from acogida.registration.importing import words

    waiting = [question for question in document["questions"] if question["open"]]
    sentence = words.unanswered(len(waiting))
    lines = [f"acogida: {sentence}", *_asked(document)]
    return {"error": sentence, "unanswered": [each["key"] for each in waiting], **document}, "\n".join(lines), 1


def _who(arguments: argparse.Namespace) -> Any:
    """A request in the name of a user, or None for the system."""
    if not arguments.user:
        return None
    from types import SimpleNamespace

    from acogida.accounts.access import require
    from acogida.accounts.models import User

    user = User.objects.get(username=arguments.user)
    require(user, "registration.import")
    return SimpleNamespace(user=user, id="command line")


def _separator(text: str) -> str:
    found = {"tab": "\t"}.get(text, text)
    if len(found) != 1 or found in '"\r\n':
        raise argparse.ArgumentTypeError("un solo carácter, o tab")
    return found


def _reading(arguments: argparse.Namespace) -> dict[str, Any]:
    chosen = {"encoding": arguments.encoding, "separator": arguments.separator}
    return {name: value for name, value in chosen.items() if value}


def _progress() -> Any:
    """A bar on a terminal; a line every tenth elsewhere."""
    last = ("", -1)

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        now = (what, 10 * done // max(total, 1))
        if sys.stderr.isatty():
            filled = 30 * done // max(total, 1)
            end = "\n" if done == total else ""
            print(
                f"\r{what:9} [{'█' * filled}{'·' * (30 - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True
            )
        elif now != last:
            print(f"{what}: {done}/{total}", file=sys.stderr, flush=True)
        last = now

    return show


def _answers(arguments: argparse.Namespace) -> dict[str, str]:
    found: dict[str, str] = {}
    if arguments.answers:
        try:
            given = dict(json.loads(arguments.answers.read_text(encoding="utf-8-sig")))
        except (ValueError, TypeError) as problem:
            raise OSError(f"--answers {arguments.answers}: {problem}") from None
        found |= {str(key): str(value) for key, value in given.items()}
    for each in arguments.answer:
        key, _equals, value = each.partition("=")
        found[key] = value
    return found


def _refused(sentence: str, **more: Any) -> Result:
    return {"error": sentence, **more}, f"acogida: {sentence}", 1


def _told(document: dict[str, Any]) -> str:
    """For people, in Spanish, as the report is."""
    began = "Ya estaba en el registro; nada se duplica. " if document["already_imported"] else ""
    lines = [
        f"{began}{document['rows']} filas, {document['persons']} personas en {document['cases']} expedientes "
        f"({document['encoding']}, separador {document['separator']!r}, {document['seconds']} s)",
        f"{document['error_count']} errores, {document['warning_count']} avisos, "
        f"{document['duplicate_count']} posibles duplicados, {document['open_question_count']} preguntas sin respuesta",
    ]
    for error in document["errors"][:20]:
        lines.append(f"  fila {error['row']}: {error['message']} {error['what_to_do']}")
    return "\n".join([*lines, *_asked(document)])


def _asked(document: dict[str, Any]) -> list[str]:
    """The questions that wait, with what the file says and how to answer."""
    lines = []
    for question in document["questions"]:
        if question["open"]:
            options = ", ".join(option["answer"] for option in question["options"][:12])
            lines.append(f"  ? {question['question']} ({question['count']}) --answer {question['key']}=… ({options})")
            lines += [f"      {each['text']}" for each in question["evidence"]]
    return lines


COMMANDS = {("import", "register"): Command(_arguments, register)}
