"""A file as rows of cells, each with the number a spreadsheet shows for it. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import chain

from acogida.registration.importing.detect import Detected, decode
from acogida.registration.importing.folding import bare
from acogida.registration.importing.mapping import Mapping

LINES_IN_A_CELL = 40  # more is a quotation mark that was never closed
END = "\x1f end of file"
HEADER_WITHIN = 20  # rows of titles that may stand above the headers
csv.field_size_limit(1 << 30)  # a mark that is never closed is an error of its row, not of the program


class NoTable(ValueError):
    """No row of the file has the headers that the mapping needs. `missing` are the fields, `found` the first row."""

    def __init__(self, missing: list[str], found: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing, self.found = missing, found


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` counts records as a spreadsheet does, the headers being row 1 where nothing stands above."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Headers, where each field stands (column by field), the columns nobody reads, and the rows below."""

    headers: tuple[str, ...]
    places: dict[str, int]
    unread: tuple[str, ...]
    rows: list[Row]
    whole: bool = True  # every byte could be read in this encoding
    unclosed: int = 0  # the row with a quotation mark that was never closed


def read(data: bytes, detected: Detected, mapping: Mapping, chosen: dict[str, str] | None = None) -> Table:
    """The rows of a file. `chosen` gives headers for fields as people corrected them. Raises NoTable."""
    text = decode(data, detected.encoding)
    if text[:4].lower() == "sep=":
        text = text.split("\n", 1)[1] if "\n" in text else ""
    records = list(csv.reader(chain(io.StringIO(text, newline=""), [END]), delimiter=detected.separator))
    if open_at_the_end := records[-1] != [END]:  # inside quotation marks
        records[-1][-1] = records[-1][-1].removesuffix(END)
    else:
        records.pop()
    at, places = _headers(records, mapping, chosen or {})
    headers = tuple(cell.strip() for cell in records[at])
    rows = [
        Row(number, tuple(cells))
        for number, cells in enumerate(records[at + 1 :], at + 2)
        if any(cells) and "".join(cells).strip()
    ]
    last = rows[-1].number if open_at_the_end and rows else 0
    unclosed = next((row.number for row in rows if any(cell.count("\n") > LINES_IN_A_CELL for cell in row.cells)), last)
    unread = tuple(header for index, header in enumerate(headers) if header and index not in places.values())
    return Table(headers, places, unread, rows, "\ufffd" not in text, unclosed)


def _headers(records: list[list[str]], mapping: Mapping, chosen: dict[str, str]) -> tuple[int, dict[str, int]]:
    """The row that holds the headers, and the column of each field."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, cells in enumerate(records[:HEADER_WITHIN]):
        known: dict[str, int] = {}
        for place, cell in enumerate(cells):
            known.setdefault(bare(cell), place)
        places = {}
        for field, column in mapping.columns.items():
            names = [chosen[field]] if field in chosen else list(column.headers)
            place_of = next((known[name] for name in map(bare, names) if name and name in known), None)
            if place_of is not None:
                places[field] = place_of
        if len(places) > len(best[1]):
            best = (index, places)
    missing = [field for field, column in mapping.columns.items() if column.needed and field not in best[1]]
    if missing:
        raise NoTable(missing, [cell.strip() for cell in records[best[0]]] if records else [])
    return best
