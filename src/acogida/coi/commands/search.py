"""`acogida coi search`: one question, or a file of them. `acogida coi index`: make passages findable, here and now."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from acogida.hooks.command import Command, whole_file

if TYPE_CHECKING:
    from acogida.coi.search import Hit, Query, Searched

Result = tuple[dict[str, Any], str, int]


class Unreadable(Exception):
    """What is wrong with the file of questions, for people."""


def _search_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", default="", help='words; "quoted" must occur, -word must not')
    parser.add_argument("--lang", default="", help="language of the question (default: recognised; in a batch es)")
    parser.add_argument("--in", dest="languages", default="", metavar="CODES", help="languages of the passages: en,fr")
    parser.add_argument("--country", default="", metavar="CODES", help="only about these: HND,SLV")
    parser.add_argument("--limit", type=int, default=10, help="hits (default: 10)")
    parser.add_argument("--superseded", action="store_true", help="earlier editions, too")
    parser.add_argument("--batch", type=Path, metavar="QUESTIONS.jsonl", help='lines {"qid", "text", "lang", "in"}')
    parser.add_argument("--out", type=Path, metavar="HITS.jsonl", help='lines {"qid", "hits"}')


def search(arguments: Namespace) -> Result:
    """Passages of the library that answer a question, in any language."""
    if not 1 <= arguments.limit <= 100:
        return _refused("--limit is a number from 1 to 100")
    if (arguments.batch is None) != (arguments.out is None) or bool(arguments.question) == bool(arguments.batch):
        return _refused("give a question, or --batch and --out")
    try:
        return _many(arguments) if arguments.batch else _one(arguments)
    except (Unreadable, OSError) as problem:
        return _refused(str(problem))


def _one(arguments: Namespace) -> Result:
    from acogida.coi.search import search

    found = search(_query(arguments, arguments.question, arguments.lang, _codes(arguments.languages)), None)
    assert found.searched is not None
    document = {
        "took_ms": found.took_ms,
        "hits": [_hit(hit) for hit in found.hits],
        "searched": _searched(found.searched),
    }
    lines = []
    for number, hit in enumerate(found.hits, 1):
        page = f", p. {hit.page}" if hit.page else ""
        lines.append(f"{number}. [{hit.score:.3f} {hit.language}] {hit.header}{page} ({hit.source})")
        lines.append(f"   {' '.join(hit.text.split())}")
    lines.append(
        f"{found.searched.passages:,} passages of {found.searched.documents:,} documents searched by "
        f"{', '.join(found.searched.engines)}, {found.took_ms:.0f} ms"
    )
    lines += [f"not used: {what} {' '.join(languages)}".rstrip() for what, languages in found.searched.missing]
    return document, "\n".join(lines), 0


def _many(arguments: Namespace) -> Result:
    started = time.perf_counter()
    asked = list(_questions(arguments))
    with whole_file(arguments.out) as out:
        return _answered(arguments, asked, out, started)


def _answered(arguments: Namespace, asked: list[tuple[Any, Query]], out: TextIO, started: float) -> Result:
    from acogida.coi.search.batch import search_many

    said = [started]

    def progress(done: int) -> None:
        if time.perf_counter() - said[0] > 5:
            said[0] = time.perf_counter()
            print(f"acogida: {done:,} of {len(asked):,} questions", file=sys.stderr, flush=True)

    found = search_many([query for _qid, query in asked], None, progress=progress)
    for (qid, _query), results in zip(asked, found, strict=True):
        row = {"qid": qid, "hits": [_hit(hit) for hit in results.hits]}
        out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    seconds = time.perf_counter() - started
    engines, missing = set(), set()
    for results in found:
        if results.searched is not None:
            engines.update(results.searched.engines)
            missing.update(what for what, _languages in results.searched.missing)
    document = {
        "questions": len(asked),
        "seconds": round(seconds, 2),
        "engines": sorted(engines),
        "missing": sorted(missing),
        "out": str(arguments.out),
    }
    return document, f"{len(asked):,} questions answered in {seconds:.1f} s: {arguments.out}", 0


def _questions(arguments: Namespace) -> Iterator[tuple[Any, Query]]:
    try:  # not splitlines(): a JSON string may hold other signs that end a line (U+2028)
        lines = arguments.batch.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise Unreadable(f"{arguments.batch} is not UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            qid, text, language, wanted = row["qid"], row["text"], row.get("lang"), row.get("in") or []
            if not isinstance(text, str):
                raise TypeError('"text" is no text')
            codes = _codes(wanted) if isinstance(wanted, str) else tuple(map(str, wanted))
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            raise Unreadable(f"{arguments.batch}, line {number}: {type(problem).__name__}: {problem}") from None
        yield (
            qid,
            _query(
                arguments,
                text,
                str(language or arguments.lang or "es"),
                codes or _codes(arguments.languages),
            ),
        )


def _query(arguments: Namespace, text: str, language: str, languages: tuple[str, ...]) -> Query:
    from acogida.coi.intake.countries import alpha2
    from acogida.coi.search import Query

    countries = []
    for name in _codes(arguments.country):
        if (code := alpha2(name)) is None:
            raise Unreadable(f"{name} is no country (ISO 3166-1: HND)")
        countries.append(code)
    return Query(
        text,
        language=language,
        languages=languages,
        countries=tuple(countries),
        limit=arguments.limit,
        current_only=not arguments.superseded,
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (code.strip() for code in text.split(","))))


def _hit(hit: Hit) -> dict[str, Any]:
    from acogida.coi.intake.countries import alpha3

    return {
        "external_id": hit.external_id,
        "passage": hit.passage_id,
        "page": hit.page,
        "text": hit.text,
        "lang": hit.language,
        "score": hit.score,
        "why": [{"code": why.code, "data": list(why.data)} for why in hit.why],
        "title": hit.title,
        "section": list(hit.section),
        "source": hit.source,
        "country": alpha3(hit.country) if hit.country else None,
        "published": hit.published_on,
        "document": hit.document_id,
        "version": hit.version_id,
        "confirmed": hit.confirmed,
        "current": hit.current,
    }


def _searched(searched: Searched) -> dict[str, Any]:
    return {
        "documents": searched.documents,
        "passages": searched.passages,
        "languages": list(searched.languages),
        "on": searched.on,
        "language": searched.language,
        "engines": list(searched.engines),
        "missing": [{"what": what, "languages": list(languages)} for what, languages in searched.missing],
    }


def _refused(text: str) -> Result:
    return {"error": text}, f"acogida: {text}", 1


def _index_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="everything again, not only what waits")


def index(arguments: Namespace) -> Result:
    """Make passages findable that are not yet; with --all, all of them anew. What is done stays done."""
    from acogida.coi.models import DocumentVersion
    from acogida.coi.search import indexing

    started = said = time.perf_counter()

    def progress(done: int, total: int) -> None:
        nonlocal said
        if time.perf_counter() - said > 5 or done == total:
            said = time.perf_counter()
            print(f"acogida: {done:,} of {total:,} passages", file=sys.stderr, flush=True)

    if arguments.all:
        versions = list(DocumentVersion.objects.order_by("pk").values_list("pk", flat=True))
        passages = indexing.index(versions, progress, anew=True)
    else:
        versions = indexing.waiting(most=None)
        passages = indexing.index(versions, progress) if versions else 0
        if indexing.by_meaning():
            passages += indexing.fill(progress=progress, cores=indexing.cores())
    seconds = time.perf_counter() - started
    by = ["meaning"] if indexing.by_meaning() else []
    document = {
        "versions": len(versions),
        "passages": passages,
        "seconds": round(seconds, 2),
        "by": [*by, "words"],
        "without_meaning": indexing.without_meaning(),
    }
    return document, f"{passages:,} passages of {len(versions):,} versions indexed in {seconds:.1f} s", 0


COMMANDS = {
    ("coi", "search"): Command(_search_arguments, search),
    ("coi", "index"): Command(_index_arguments, index),
}
