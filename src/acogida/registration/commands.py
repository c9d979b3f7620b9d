"""`acogida import register …`"""

from __future__ import annotations

import argparse
import json
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
    parser.add_argument("--separator", default="", help="instead of the one detected (tab for a tabulator)")
    parser.add_argument("--report", type=Path, metavar="OUT.csv", help="write every error and warning there")
    parser.add_argument("--no-matching", action="store_true", help="do not look for persons who are there twice")
    parser.add_argument("--user", default="", help="the user in whose name it is done (default: the system)")


def register(arguments: argparse.Namespace) -> Result:
    """Bring an old register in: a dry run first, then, with the answers to its questions, the import."""
    from django.utils.translation import override

    from acogida.registration.importing import check as checking
    from acogida.registration.importing import likeness, mapping, report, words
    from acogida.registration.importing.detect import NotText
    from acogida.registration.importing.places import places
    from acogida.registration.importing.questions import WrongAnswer
    from acogida.registration.importing.table import NoTable

    if not arguments.dry_run:
        return _refused("begin with --dry-run: it reads and checks the file and writes nothing")
    started = time.monotonic()
    here = places()
    with override("es"):
        try:
            data = arguments.file.read_bytes()
            checked = checking.check(
                data, mapping.load(arguments.mapping or mapping.DEFAULT), here, answers=_answers(arguments),
                encoding=arguments.encoding, separator={"tab": "\t"}.get(arguments.separator, arguments.separator),
            )  # fmt: skip
        except OSError as problem:
            return _refused(f"{arguments.file}: {problem.strerror}")
        except mapping.MappingError as problem:
            return _refused(str(problem))
        except LookupError:
            return _refused(f"--encoding {arguments.encoding}: no such encoding")
        except NotText as problem:
            return _refused(words.unreadable(problem.code))
        except NoTable as problem:
            return _refused(
                words.no_table(problem.missing, problem.found), missing=problem.missing, found=problem.found
            )
        except WrongAnswer as problem:
            return _refused(words.wrong_answer(problem.key, problem.answer, problem.choices))
    likely = [] if arguments.no_matching else likeness.within(checked)
    document = {"dry_run": arguments.dry_run, "resumed": False, **report.document(checked, here, likely)}
    if arguments.report:
        arguments.report.write_bytes(report.as_csv(report.rows(checked)))
        document["report"] = str(arguments.report)
    document["seconds"] = round(time.monotonic() - started, 3)
    return document, _told(document), 0


def _answers(arguments: argparse.Namespace) -> dict[str, str]:
    found: dict[str, str] = {}
    if arguments.answers:
        try:
            given = json.loads(arguments.answers.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise SystemExit(f"--answers {arguments.answers}: {problem}") from None
        found |= {str(key): str(value) for key, value in given.items()}
    for each in arguments.answer:
        key, _equals, value = each.partition("=")
        found[key] = value
    return found


def _refused(sentence: str, **more: Any) -> Result:
    return {"error": sentence, **more}, f"acogida: {sentence}", 1


def _told(document: dict[str, Any]) -> str:
    """For people, in Spanish, as the report is."""
    lines = [
        f"{document['rows']} filas, {document['persons']} personas en {document['cases']} expedientes "
        f"({document['encoding']}, separador {document['separator']!r}, {document['seconds']} s)",
        f"{document['error_count']} errores, {document['warning_count']} avisos, "
        f"{document['duplicate_count']} posibles duplicados, {document['open_question_count']} preguntas sin respuesta",
    ]
    for error in document["errors"][:20]:
        lines.append(f"  fila {error['row']}: {error['message']} {error['what_to_do']}")
    for question in document["questions"]:
        if question["open"]:
            options = ", ".join(option["answer"] for option in question["options"][:12])
            lines.append(f"  ? {question['question']} ({question['count']}) --answer {question['key']}=… ({options})")
            lines += [f"      {each['text']}" for each in question["evidence"]]
    return "\n".join(lines)


COMMANDS = {("import", "register"): Command(_arguments, register)}
