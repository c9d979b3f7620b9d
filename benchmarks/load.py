"""`python -m benchmarks.load`: how fast the loader fills a register, beside Django's bulk_create of the same rows.

Both write into one transaction that is rolled back; the ratio is of one run on one machine. Also the generator alone.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from typing import Any

from benchmarks import country, measuring
from benchmarks.measuring import Report


class Undo(Exception):
    """Ends a transaction without keeping it."""


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=5_000)
    country.prepare(10, as_owner=True)
    report = Report("Loading the demonstration country", {"cases": f"{options.cases:,}", "cores": os.cpu_count()})
    from acogida.demo import load, plan, workshop

    setting = load.prepare(whole=False)  # as a national load: papers and dossiers for open cases only
    shares = [office.share for office in setting.pack.offices]
    planned = plan.draw(round(options.cases * plan.PERSONS_PER_CASE), 99, setting.today, shares)
    # Numbers beyond those that are there: the rows are inserted beside an existing country.
    planned = [replace(one, serial=one.serial + 900_000, ordinal=one.ordinal + 100_000) for one in planned]
    workshop.chapter(setting, planned[:100])
    started = time.process_time()  # other work on the machine does not count
    chapters = list(workshop.chapters(planned, setting, alone=True))
    telling = time.process_time() - started
    copying = _undone(lambda cursor: _copy(cursor, chapters))
    slow = planned[: max(200, options.cases // 10)]
    part = list(workshop.chapters(slow, setting, alone=True))
    bulk = _undone(lambda cursor: _bulk_create(part))
    report.add("cases told a second of one core", len(planned) / telling, "1/s", floor=1_000)
    report.add("cases copied a second", len(planned) / copying, "1/s")
    report.add("cases a second by bulk_create", len(slow) / bulk, "1/s")
    report.add("COPY beside bulk_create", (len(planned) / copying) / (len(slow) / bulk), "times", floor=2)
    return report.finish(options.json)


def _undone(act: Any) -> float:
    """Seconds of `act(cursor)` in a transaction that is rolled back."""
    from django.db import connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            started = time.perf_counter()
            act(cursor)
            taken = time.perf_counter() - started
            raise Undo
    except Undo:
        return taken


def _copy(cursor: Any, chapters: list[Any]) -> None:
    from acogida.demo import copytext, load

    postponed = load.postpone_search(cursor)  # as a large load does
    for rows, _number in chapters:
        for table, (block, _lines) in rows.items():
            with cursor.copy(copytext.statement(table)) as copy:
                copy.write(block)
    for statement in postponed:
        cursor.execute(statement)


def _bulk_create(chapters: list[Any]) -> None:
    """The same rows as model instances. Reading the text back is not counted against it: Django must hold objects."""
    from django.apps import apps

    from acogida.demo import copytext

    models = {model._meta.db_table: model for model in apps.get_models()}
    for rows, _number in chapters:
        for table, (block, _lines) in rows.items():
            model, names = models[table], copytext.COLUMNS[table].split()
            fields = [next(f for f in model._meta.concrete_fields if f.attname == name) for name in names]
            made = []
            for text in block.decode().splitlines():
                values = [None if part == "\\N" else part for part in text.split("\t")]
                made.append(model(**{f.attname: _value(f, v) for f, v in zip(fields, values, strict=True)}))
            model.objects.bulk_create(made, batch_size=1000)


def _value(field: Any, text: str | None) -> Any:
    import json

    if text is None:
        return None
    kind = field.get_internal_type()
    if kind == "JSONField":
        return json.loads(text.replace("\\\\", "\\"))
    if kind == "BooleanField":
        return text == "t"
    if kind == "ArrayField":
        return [part for part in text.strip("{}").split(",") if part]
    return field.to_python(text) if kind.startswith("Date") else text


if __name__ == "__main__":
    sys.exit(main())
