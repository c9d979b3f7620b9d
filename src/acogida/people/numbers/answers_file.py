"""The file of answers that comes back from RENAPO: read row by row, each in its own transaction.

A row that cannot be kept says why and what to do, and the others go on. A run that is killed goes on where it stopped. The
same file again is the same file; a row that comes again in another file changes nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import unicodedata
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.people import curp
from acogida.people.models import IdentityNumber, NumberAnswer, NumberAnswers
from acogida.people.numbers import actions
from acogida.people.numbers.joining import Step
from acogida.people.numbers.requests_file import ACTION

MOST_BYTES, MOST_ROWS = 8_000_000, 50_000
State, Status, Wanted = NumberAnswer.State, IdentityNumber.Status, IdentityNumber.Wanted

PROBLEMS = {
    "no_request": gettext_lazy("No request of this office has this number. Check the column “solicitud”."),
    "not_a_curp": gettext_lazy("The CURP cannot be one: it was copied wrongly. Ask RENAPO for the right one."),
    "not_hers": gettext_lazy("The CURP's birth date or sex is not the person's. Compare both, and correct what is wrong."),
    "another_person": gettext_lazy("Another person of the register has this CURP. Compare the two at the duplicates desk."),
    "another_number": gettext_lazy("The request has another number already. Type the new one from the paper if it is right."),
    "bad_date": gettext_lazy("The date cannot be read. Write it as 31/12/2026 or 2026-12-31."),
    "bad_result": gettext_lazy("The result is none of: asignada, renovada, definitiva, baja, rechazada."),
    "ended": gettext_lazy("The request was withdrawn or the number is inactive: nothing was kept."),
    "not_renewable": gettext_lazy("The number cannot be renewed any more."),
    "rejected": gettext_lazy("RENAPO rejected the request. Look at the data and ask again."),
    "fault": gettext_lazy("The row could not be kept. Send the file again; if it happens again, tell support."),
}  # fmt: skip
RESULTS = {
    "asignada": "assigned", "asignado": "assigned", "alta": "assigned", "renovada": "renewed", "renovacion": "renewed",
    "definitiva": "permanent", "permanente": "permanent", "baja": "ended", "inactiva": "ended", "rechazada": "rejected",
    "rechazado": "rejected", "error": "rejected",
}  # fmt: skip
NAMES = {
    "solicitud": "request", "request": "request", "id": "request", "resultado": "result", "estado": "result",
    "operacion": "result", "result": "result", "curp": "curp", "fecha": "on", "fechaasignacion": "on", "date": "on",
    "vigencia": "until", "validahasta": "until", "valid_until": "until",
}  # fmt: skip


class Wrong(Exception):
    """A row that cannot be kept; the argument is a code of PROBLEMS."""


# --- receiving -------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(request: Any, office: Office, name: str, data: bytes) -> NumberAnswers:
    """Keep a file of answers and have it read. The same bytes for the same office are the same file: it goes on if it was
    not finished. Raises ValidationError for what is no such file."""
    require(request.user, ACTION, office)
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The file is too large: split it."))
    digest = hashlib.sha256(data).hexdigest()
    known = NumberAnswers.objects.filter(office=office, sha256=digest).first()
    if known is None:
        found = read(data)
        known = NumberAnswers.objects.create(
            office=office, sha256=digest, name=name[:120], total=len(found), received_by=request.user
        )
        NumberAnswer.objects.bulk_create(
            [NumberAnswer(file=known, line=line, content=content) for line, content in found], batch_size=1000
        )
        write(request, "number.answers_received", known, detail={"rows": len(found)})
    if known.finished_at is None:
        from acogida.people.numbers import jobs

        jobs.read_answers_later(known.pk)
    return known


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file with their lines, by our names. Raises ValidationError when there are none to be read."""
    text = _text(data).strip().lstrip("\ufeff")
    raw = _from_json(text) if text[:1] in "{[" else _from_csv(text)
    found = [(line, {NAMES[key]: value for key, value in row.items() if key in NAMES}) for line, row in raw]
    if not found:
        raise ValidationError(_("The file has no rows."))
    if not any("request" in row for _line, row in found):
        raise ValidationError(_("The file has no column “solicitud”: it is not a file of answers."))
    if len(found) > MOST_ROWS:
        raise ValidationError(_("The file is too large: split it."))
    return found


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError(_("The file is no text. Save it as CSV (UTF-8)."))


def _from_csv(text: str) -> list[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    try:
        return [
            (reader.line_num, {_plain(k): str(v or "").strip()[:200] for k, v in row.items() if isinstance(k, str)})
            for row in reader
            if any(row.values())
        ]
    except csv.Error:
        raise ValidationError(_("The file cannot be read as a table.")) from None


def _from_json(text: str) -> list[tuple[int, dict[str, str]]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError(_("The file cannot be read as JSON.")) from None
    rows = document if isinstance(document, list) else next((v for v in document.values() if isinstance(v, list)), [])
    return [
        (place, {_plain(key): str(value if value is not None else "").strip()[:200] for key, value in row.items()})
        for place, row in enumerate(rows, 1)
        if isinstance(row, dict)
    ]


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.lower().strip().lstrip("\ufeff"))
    return "".join(c for c in folded if c.isalnum() or c == "_")


# --- keeping ---------------------------------------------------------------------------------------------------------


def run(file_id: uuid.UUID) -> None:
    """Keep the rows that wait, each in its own transaction; safe to run twice, at once, or to be killed."""
    file = NumberAnswers.objects.select_related("office", "received_by").get(pk=file_id)
    for key in file.rows.filter(state=State.WAITING).order_by("line").values_list("pk", flat=True):
        _one(file, key)
    with transaction.atomic():
        if not file.rows.filter(state=State.WAITING).exists():
            NumberAnswers.objects.filter(pk=file.pk, finished_at=None).update(finished_at=timezone.now())


def _one(file: NumberAnswers, key: int) -> None:
    try:
        with transaction.atomic():
            row = NumberAnswer.objects.select_for_update(skip_locked=True).filter(pk=key, state=State.WAITING).first()
            if row is None:  # another run has it
                return
            row.state, row.number = _keep(file, row.content)
            row.content = {}
            row.save()
    except Wrong as wrong:
        _note(key, str(wrong))
    except (ValidationError, ValueError, OverflowError):
        _note(key, "fault")


def _note(key: int, problem: str) -> None:
    NumberAnswer.objects.filter(pk=key, state=State.WAITING).update(state=State.WRONG, problem=problem, content={})


def _keep(file: NumberAnswers, said: dict[str, str]) -> tuple[str, IdentityNumber]:
    """What one row says, kept. Raises Wrong."""
    number = _number(file.office, said.get("request", ""))
    result = RESULTS.get(_plain(said.get("result", "")), "") or ("assigned" if said.get("curp") else "")
    on = _date(said.get("on", "")) or file.office.today()
    until = _date(said.get("until", ""))
    if result == "assigned":
        return _assigned(file, number, said.get("curp", ""), on, until)
    if result == "rejected":
        actions.failed(number.pk, "rejected", source=Step.BATCH)
        raise Wrong("rejected")
    if not result:
        raise Wrong("bad_result")
    if result == "ended":
        actions.answered(number.pk, Wanted.END, source=Step.BATCH)
        return State.KEPT if number.wanted == Wanted.END else State.KNOWN, number
    if number.status != Status.ACTIVE:
        raise Wrong("ended")
    if result == "permanent":
        changed = number.temporary
        actions.made_permanent(number.pk, on=on, source=Step.BATCH, who=file.received_by)
        return State.KEPT if changed else State.KNOWN, number
    if number.wanted != Wanted.RENEW:
        if number.renewals:  # it came before
            return State.KNOWN, number
        raise Wrong("not_renewable")
    actions.renewed(number.pk, on=on, source=Step.BATCH, valid_until=until, who=file.received_by)
    return State.KEPT, number


def _assigned(
    file: NumberAnswers, number: IdentityNumber, typed: str, on: dt.date, until: dt.date | None
) -> tuple[str, IdentityNumber]:
    checked, person = curp.check(typed), number.person
    if not checked.valid:
        raise Wrong("not_a_curp")
    if number.value:
        if number.value == checked.curp:
            return State.KNOWN, number
        raise Wrong("another_number")
    if number.status != Status.REQUESTED:
        raise Wrong("ended")
    if person.birth is None or not curp.belongs_to(checked.curp, person.birth, person.sex):
        raise Wrong("not_hers")
    if IdentityNumber.objects.filter(value=checked.curp, status=Status.ACTIVE).exclude(person=person).exists():
        raise Wrong("another_person")
    kept = actions.record(
        person.pk, checked.curp, assigned_on=on, source=Step.BATCH, valid_until=until, channel=Step.BATCH,
        who=file.received_by,
    )  # fmt: skip
    return State.KEPT, kept


def _number(office: Office, request: str) -> IdentityNumber:
    rows = IdentityNumber.objects.select_related("person").filter(person__office=office)
    found = (
        rows.filter(pk=int(request)).first() if request.isascii() and request.isdigit() and len(request) < 18 else None
    )
    if found is None:
        raise Wrong("no_request")
    return found


def _date(text: str) -> dt.date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise Wrong("bad_date")
