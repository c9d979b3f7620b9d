"""Terms as a table (CSV, UTF-8), with the column names that public glossaries use. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from acogida.languages.terms.matching import PREFERRED
from acogida.languages.terms.rows import STATUSES, Row
from acogida.languages.xml_in import NOT_TEXT, OTHER_FORMAT, Unreadable, tidy
from acogida.ui.cells import harmless

COLUMNS = ("sourceLang", "targetLang", "sourceString", "targetString")  # these must be there
FURTHER = ("status", "subject", "description")


def read(data: bytes) -> Iterator[Row | tuple[str, str]]:
    """The terms of a table; (line, why code) for a line that says nothing usable. Raises Unreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(NOT_TEXT) from None
    dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=dialect)
    try:
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise Unreadable(OTHER_FORMAT)
        for line in reader:
            where = str(reader.line_num)
            given = {column: _plain(line.get(column)) for column in (*COLUMNS, *FURTHER)}
            status = given["status"].lower() or PREFERRED
            if not all(given[column] for column in COLUMNS if column != "sourceString" or status == PREFERRED):
                yield where, "empty"
            elif status not in STATUSES:
                yield where, "status"
            else:
                yield Row(
                    tidy(given["sourceLang"]), tidy(given["targetLang"]), given["sourceString"], given["targetString"],
                    status, given["subject"][:120], given["description"], where,
                )  # fmt: skip
    except csv.Error:
        raise Unreadable(OTHER_FORMAT, reader.line_num) from None


def _plain(cell: str | None) -> str:
    """A cell, without the quote that a table of ours carries before what a spreadsheet would take for a formula."""
    text = " ".join((cell or "").split())
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def write(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of the table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *FURTHER))
    for row in rows:
        writer.writerow(
            map(
                harmless,
                (row.source_language, row.target_language, row.source, row.target, row.status, row.subject, row.note),
            )
        )
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()
