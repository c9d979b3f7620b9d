"""Keeping the termbase: one term, or a file of them, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.languages.memory.keeping import BATCH, Report, until_damaged
from acogida.languages.models import Term
from acogida.languages.terms.rows import Row

LONGEST = 200  # characters of a term


def keep(
    rows: Iterable[Row | tuple[str, str]],
    *,
    origin: str,
    by: User | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Add or change terms; (where, why) in place of a row is one that could not be read. One that is there takes
    another status; its note stays."""
    report = Report()
    stream = until_damaged(rows, report)
    while batch := list(islice(stream, BATCH)):
        with transaction.atomic():
            for row in _good(batch, report):
                values = {"status": row.status, "subject": row.subject, "note": row.note}
                term, fresh = Term.objects.get_or_create(
                    source_language=row.source_language, target_language=row.target_language, source=row.source,
                    target=row.target, defaults={**values, "origin": origin[:120], "created_by": by},
                )  # fmt: skip
                if fresh:
                    report.added += 1
                elif _took(term, row):
                    report.changed += 1
                else:
                    report.known += 1
        if progress:
            progress(report.read)
    return report


def _took(term: Term, row: Row) -> bool:
    """Put another status, and a subject or note where there was none, into a term; whether there was any."""
    values = {"status": row.status, "subject": term.subject or row.subject, "note": term.note or row.note}
    if all(getattr(term, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(term, name, value)
    term.save(update_fields=list(values))
    return True


def _good(batch: Iterable[Row | tuple[str, str]], report: Report) -> Iterator[Row]:
    for row in batch:
        report.read += 1
        if not isinstance(row, Row):
            report.wrong(*row)
        elif len(row.source) > LONGEST or len(row.target) > LONGEST:
            report.wrong(row.where, "term_too_long")
        else:
            yield row


@transaction.atomic
def save(by: Any, row: Row) -> Term:
    """Write down one term. Raises PermissionDenied, Refused."""
    require(by.user, "language.manage")
    if not row.target.strip() or (not row.source.strip() and row.status != Term.Status.FORBIDDEN):
        raise Refused([_("Write the term and what it is called in the other language.")])
    if len(row.source) > LONGEST or len(row.target) > LONGEST:
        raise Refused([_("A term has at most %(n)s characters.") % {"n": LONGEST}])
    keep([row], origin=by.user.name, by=by.user)
    term = Term.objects.get(
        source_language=row.source_language, target_language=row.target_language, source=row.source, target=row.target
    )
    write(by, "term.save", term, detail={"status": row.status})
    return term


@transaction.atomic
def remove(by: Any, pk: Any) -> None:
    """Take a term out; what was translated with it stays. Raises PermissionDenied."""
    require(by.user, "language.manage")
    term = Term.objects.filter(pk=pk).first()
    if term is not None:
        write(by, "term.remove", term, detail={"source": term.source, "target": term.target})
        term.delete()


def rows(source: str = "", target: str = "") -> Iterator[Row]:
    """All terms, or those of a pair (exact tags), in the order files are written in."""
    found = Term.objects.order_by("source_language", "target_language", "source", "status", "target")
    if source:
        found = found.filter(source_language=source)
    if target:
        found = found.filter(target_language=target)
    for term in found.iterator(chunk_size=2000):
        yield Row(
            term.source_language, term.target_language, term.source, term.target, term.status, term.subject, term.note
        )
