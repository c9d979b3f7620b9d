"""Files of memories and terms, in and out: which kind a file is, and who may bring it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any

from acogida.accounts.access import require
from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.languages.memory import keeping as memory
from acogida.languages.memory import tmx
from acogida.languages.memory.keeping import Report
from acogida.languages.terms import keeping as terms
from acogida.languages.terms import table, tbx

Progress = Callable[[int], None] | None


def _user(by: Any) -> User | None:
    """Who brings it; None is the command line. Raises PermissionDenied."""
    user: User | None = getattr(by, "user", by)
    if user is not None:
        require(user, "language.manage")
    return user


def memory_in(by: Any, file: IO[bytes], name: str, progress: Progress = None) -> Report:
    """Bring in a TMX file. Raises Unreadable, PermissionDenied."""
    report = memory.keep(tmx.read(file), origin=name, by=_user(by), progress=progress)
    _recorded(by, "memory.import", report)
    return report


def terms_in(by: Any, file: IO[bytes], name: str, progress: Progress = None) -> Report:
    """Bring in terms, TBX or a table. Raises Unreadable, PermissionDenied."""
    user = _user(by)
    head = file.read(512)
    file.seek(0)
    rows = tbx.read(file) if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else table.read(file.read())
    report = terms.keep(rows, origin=name, by=user, progress=progress)
    _recorded(by, "term.import", report)
    return report


def _recorded(by: Any, action: str, report: Report) -> None:
    counts = {"read": report.read, "added": report.added, "changed": report.changed, "errors": len(report.errors)}
    write(by, action, detail=counts)


def memory_out(source: str = "", target: str = "") -> Iterator[str]:
    """The memory as TMX."""
    return tmx.write(memory.units(source, target), source or "*all*")


def terms_out(kind: str, source: str = "", target: str = "") -> Iterator[str]:
    """The terms, `kind` "tbx" or "csv"."""
    rows = terms.rows(source, target)
    return tbx.write(rows) if kind == "tbx" else table.write(rows)
