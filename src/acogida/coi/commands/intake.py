"""`acogida coi import …`"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of the command line."""
    parser.add_argument("path", type=Path, help="a file, or a folder of .txt, .html, .pdf, .docx and .json")
    parser.add_argument(
        "--source", required=True, help="who published it; a source that is not known is made, unassessed"
    )
    parser.add_argument("--published", default="", metavar="YYYY-MM-DD", help="of all of it, where entries say no date")
    parser.add_argument("--country", default="", metavar="ISO3", help="of all of it, where entries name none")
    parser.add_argument("--restricted", action="store_true", help="only for those who may read what is not public")
    parser.add_argument("--no-index", action="store_true", help="leave making it findable to the worker")


def run(given: argparse.Namespace) -> Result:
    """Bring publications into the library; doing it again changes nothing. Exit code 0 only when all was taken."""
    from django.utils.translation import override

    from acogida.coi.intake import countries

    with override("es"):
        published = _day(given.published)
        country = countries.alpha2(given.country) if given.country else ""
        if given.published and published is None:
            return _refused(f"--published {given.published}: YYYY-MM-DD")
        if country is None:
            return _refused(f"--country {given.country}: ISO 3166-1 alpha-3, such as HND")
        if not given.source.strip():
            return _refused("--source: who published it")
        paths = files_in(given.path)
        if not paths:
            return _refused(f"{given.path}: no such file, or no file in it")
        return _bring_in(given, paths, published, country)


def files_in(path: Path) -> list[Path]:
    """The file, or every file below a folder in the order of their names; hidden ones are not looked at."""
    if path.is_file():
        return [path]
    found = [each for each in path.rglob("*") if each.is_file()]
    return sorted(each for each in found if not any(part.startswith(".") for part in each.relative_to(path).parts))


def _bring_in(given: argparse.Namespace, paths: list[Path], published: dt.date | None, country: str) -> Result:
    from acogida.coi.intake import bulk, taking
    from acogida.coi.intake.confirming import unindexed

    started = time.monotonic()
    source, made = taking.source_named(given.source)
    run_ = bulk.Run(source, country=country, published=published, restricted=given.restricted, tell=_told())
    base = given.path if given.path.is_dir() else given.path.parent
    for number, path in enumerate(paths, 1):
        if len(paths) > 1:
            _say(f"{number}/{len(paths)} {path.relative_to(base)}")
        run_.file(path, str(path.relative_to(base)))
    document: dict[str, Any] = {
        "source": {"id": source.pk, "name": source.name, "created": made, "assessed": source.assessments.exists()},
        **run_.document(),
    }
    document["seconds"] = round(time.monotonic() - started, 3)
    document["indexing"] = make_findable(unindexed(source.pk), leave=given.no_index)
    return document, _in_words(document), 0 if not document["errors"] else 1


def make_findable(versions: list[Any], *, leave: bool) -> dict[str, Any]:
    """Make them findable here, unless a worker does it."""
    from acogida.coi.models import Passage
    from acogida.coi.search import indexing

    waiting = Passage.objects.filter(version__in=versions).count()
    if leave or worker_runs():
        return {"by": "worker", "versions_waiting": len(versions), "passages_waiting": waiting}
    started = time.monotonic()
    shown = [0.0]

    def progress(done: int, total: int) -> None:
        if time.monotonic() - shown[0] >= 2 or done >= total:
            shown[0] = time.monotonic()
            _say(f"indexing {done}/{total}")

    passages = indexing.index(versions, progress=progress) if versions else 0
    return {
        "by": "here", "versions": len(versions), "passages": passages, "passages_waiting": 0, "by_meaning": indexing.by_meaning(),
        "seconds": round(time.monotonic() - started, 3),
    }  # fmt: skip


def worker_runs() -> bool:
    """Whether a worker has shown within the last minute that it lives."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '45 seconds')"
        )
        return bool(cursor.fetchone()[0])


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _told() -> Any:
    last = [0.0]

    def tell(what: str, done: int, total: int) -> None:
        if total > 1 and (done >= total or time.monotonic() - last[0] >= 2):
            last[0] = time.monotonic()
            _say(f"{what} {done}/{total}")

    return tell


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _in_words(document: dict[str, Any]) -> str:
    counts = document["documents"]
    lines = [
        f"{counts['new']} new documents, {counts['new_versions']} new versions, {counts['unchanged']} unchanged, "
        f"{counts['empty']} without text, {counts['failed']} not taken ({document['seconds']} s)"
    ]
    lines += [
        f"  {error['file']}{' · ' + error['entry'] if error['entry'] else ''}: {error['error']}"
        for error in document["errors"][:50]
    ]
    indexing = document["indexing"]
    if indexing["by"] == "here":
        lines.append(f"{indexing['passages']} passages indexed in {indexing['seconds']} s")
    elif indexing["passages_waiting"]:
        lines.append(f"{indexing['passages_waiting']} passages wait for the worker to index them")
    return "\n".join(lines)


def _refused(text: str) -> Result:
    return {"error": text}, f"acogida: {text}", 1


COMMANDS = {
    ("coi", "import"): Command(arguments, run, help="bring publications into the library of country information")
}
