"""The child process that reads one file: its bytes come in, one JSON document (or pictures of pages) goes out.

It knows no database and no keys, and the limits below are set before it sees a byte of the file.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from acogida.coi.intake.reading.outcome import Read, Unreadable

MEMORY = 2_000_000_000  # bytes of address space
CPU = 90  # seconds
OUTPUT = 100_000_000  # bytes of any file it writes


def limit() -> None:
    """From here on: so much memory, time, output and files, and no traces."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def read(kind: str, data: bytes) -> Read:
    """By its kind. The modules are loaded one at a time: a PDF reader is of no use to a web page."""
    if kind == "pdf":
        from acogida.coi.intake.reading import pdf

        return pdf.read(data)
    if kind == "docx":
        from acogida.coi.intake.reading import docx

        return docx.read(data)
    from acogida.coi.intake.reading import html

    return html.read(data)


def main(arguments: list[str]) -> None:
    """`read KIND` or `draw FOLDER PAGE…`."""
    limit()
    data = sys.stdin.buffer.read()
    try:
        if arguments[0] == "draw":
            from acogida.coi.intake.reading import pdf

            for number in map(int, arguments[2:]):
                (Path(arguments[1]) / f"{number}.png").write_bytes(pdf.draw(data, number))
            answer = "{}"
        else:
            answer = json.dumps({"read": read(arguments[1], data).to_json()})
    except Unreadable as problem:
        answer = json.dumps({"unreadable": problem.code, "data": problem.data})
    except (MemoryError, RecursionError):
        answer = json.dumps({"unreadable": "too_much_memory", "data": {}})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main(sys.argv[1:])
