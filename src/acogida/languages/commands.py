"""`acogida languages …`: the memory and the terms in and out, and a text through the machine."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def _file_in(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def _file_out(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--from", dest="source", default="", metavar="LANGUAGE", help="only from this language (BCP 47)"
    )
    parser.add_argument("--to", dest="target", default="", metavar="LANGUAGE", help="only into this language")


def _progress() -> Callable[[int], None]:
    last = [time.monotonic()]

    def show(read: int) -> None:
        if time.monotonic() - last[0] >= 1:
            last[0] = time.monotonic()
            print(f"acogida: {read:,} read", file=sys.stderr, flush=True)

    return show


def _bring_in(given: Namespace, read: Callable[..., Any]) -> Result:
    from django.utils.translation import override

    from acogida.languages import phrases
    from acogida.languages.xml_in import Unreadable

    started = time.monotonic()
    with override("es"):
        try:
            with given.file.open("rb") as file:
                report = read(None, file, given.file.name, _progress())
        except OSError as problem:
            return {"error": f"{given.file}: {problem.strerror}"}, f"acogida: {given.file}: {problem.strerror}", 1
        except Unreadable as problem:
            return {"error": phrases.unreadable(problem)}, f"acogida: {phrases.unreadable(problem)}", 1
        document = {**phrases.as_json(report), "seconds": round(time.monotonic() - started, 2)}
    text = f"{report.read} leídas, {report.added} nuevas, {report.changed} cambiadas, {report.known} ya estaban"
    lines = [text, *(f"  {one['where']}: {one['why']}" for one in document["errors"][:20]), document["stopped"]]
    return document, "\n".join(line for line in lines if line), 1 if report.stopped else 0


def _write_out(path: Path, parts: Iterable[str]) -> Result:
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            for part in parts:
                out.write(part)
    except OSError as problem:
        return {"error": f"{path}: {problem.strerror}"}, f"acogida: {path}: {problem.strerror}", 1
    return {"file": str(path), "bytes": path.stat().st_size}, str(path), 0


def memory_import(given: Namespace) -> Result:
    """Bring in a TMX file. Sent twice it changes nothing; a bad unit is told and left out."""
    from acogida.languages import files

    return _bring_in(given, files.memory_in)


def memory_export(given: Namespace) -> Result:
    """Write the memory as TMX."""
    from acogida.languages import files

    return _write_out(given.file, files.memory_out(given.source, given.target))


def terms_import(given: Namespace) -> Result:
    """Bring in terms: TBX, or CSV with sourceLang, targetLang, sourceString, targetString and, where wanted, status."""
    from acogida.languages import files

    return _bring_in(given, files.terms_in)


def terms_export(given: Namespace) -> Result:
    """Write the terms: TBX where the file is called so, otherwise CSV."""
    from acogida.languages import files

    kind = "tbx" if given.file.suffix.lower() in (".tbx", ".xml") else "csv"
    return _write_out(given.file, files.terms_out(kind, given.source, given.target))


def _translate(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="-", help="the text; - reads standard input")
    parser.add_argument("--from", dest="source", default="", metavar="LANGUAGE", help="otherwise detected")
    parser.add_argument("--to", dest="target", default="es", metavar="LANGUAGE")


def translate(given: Namespace) -> Result:
    """Draft a translation: memory first, then the machine with our terms. A draft: nobody has read it."""
    from django.utils.translation import override

    from acogida.languages import drafting
    from acogida.languages.detect import language_of

    text = sys.stdin.read() if given.text == "-" else given.text
    source = given.source or language_of(text).code
    with override("es"):
        (made,) = drafting.draft([text], source, given.target)
    segments = [
        {"source": one.source, "target": one.target, "by": str(one.by), "unknown": one.unknown} for one in made.segments
    ]
    target = "".join(one.target + one.gap for one in made.segments)
    document = {
        "source": source, "target": given.target, "text": target, "draft": True, "engine": made.engine, "segments": segments,
    }  # fmt: skip
    if made.missing:
        return {**document, "error": made.missing}, f"acogida: {made.missing}", 1
    return document, target, 0


COMMANDS = {
    ("languages", "memory", "import"): Command(_file_in, memory_import, "Bring a translation memory (TMX 1.4b) in"),
    ("languages", "memory", "export"): Command(_file_out, memory_export, "Write the translation memory as TMX 1.4b"),
    ("languages", "terms", "import"): Command(_file_in, terms_import, "Bring terms in: TBX or CSV"),
    ("languages", "terms", "export"): Command(
        _file_out, terms_export, "Write the terms: TBX or CSV, by the file's name"
    ),
    ("languages", "translate"): Command(_translate, translate, "Draft a translation with memory, terms and machine"),
}
