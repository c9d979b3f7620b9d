"""Log lines that hold nothing about a person: Django's own would quote addresses, and errors quote values."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Lines about a request name its id and route instead of its address; errors show where, and of which kind.

    The text of an exception is left out: a database error, for one, quotes the row. The request id leads to the
    access log, the place in the code to the cause.
    """

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(record.__dict__)
        record.exc_text = None  # another formatter may have left its own, with the values
        request = getattr(record, "request", None)
        if request is not None and record.name.startswith("django."):
            match = getattr(request, "resolver_match", None)
            record.msg, record.args = (
                "%s %s /%s %s",
                (
                    getattr(request, "id", "-"),
                    getattr(request, "method", "-"),
                    match.route if match else "-",
                    getattr(record, "status_code", ""),
                ),
            )
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:
        lines: list[str] = []
        problem: BaseException | None = ei[1]
        while problem is not None:
            frames = "".join(traceback.format_tb(problem.__traceback__)).rstrip()
            kind = f"{type(problem).__module__}.{type(problem).__qualname__}"
            lines.append(f"{frames}\n{kind}".lstrip("\n"))
            problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
        return "\n  because of\n".join(lines)
