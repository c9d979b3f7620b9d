"""The batch file: requests leave in one file, answers come back in another, row by row, and nothing is done twice."""

from __future__ import annotations

import csv
import io
import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from acogida.audit.models import Record
from acogida.exchange.models import Disclosure, OutboxMessage
from acogida.people.curp.tables import check_digit
from acogida.people.models import IdentityNumber, NumberAnswer, NumberBatch
from acogida.people.numbers import actions, answers_file, joining, requests_file
from tests.agreements import end_all
from tests.cast import Cast, a_person, signed_in

pytestmark = pytest.mark.django_db


def curp(place: str) -> str:
    return f"NUIJ920314MNEXBS{place}" + check_digit(f"NUIJ920314MNEXBS{place}")


@pytest.fixture
def office(cast: Cast):
    joining.join(cast.as_("administrator"), cast.clerk.office, ["batch"])
    return cast.clerk.office


def requested(cast: Cast, **changes) -> IdentityNumber:
    number = actions.request(a_person(cast, **changes), reference="COM-TAP-2026-00001-X")
    assert number is not None
    return number


def made(cast: Cast, office) -> NumberBatch | None:
    return requests_file.make(cast.as_("supervisor"), office)


def table(batch: NumberBatch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(requests_file.as_csv(batch).lstrip("\ufeff"))))


def answer(cast: Cast, office, text: str | bytes, name: str = "respuestas.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    file = answers_file.receive(cast.as_("supervisor"), office, name, data)
    answers_file.run(file.pk)
    file.refresh_from_db()
    return file


def states(file) -> list[tuple[str, str]]:
    return list(file.rows.order_by("line").values_list("state", "problem"))


def test_what_waits_is_written_once(cast: Cast, office) -> None:
    number = requested(cast)
    batch = made(cast, office)
    (row,) = table(batch)
    assert row == {
        "solicitud": str(number.pk), "operacion": "alta", "CURP": "", "nombres": "María José", "apellido1": "Núñez",
        "apellido2": "Ibáñez", "sexo": "M", "fechNac": "14/03/1992", "cveEntidadNac": "NE", "nacionalidad": "HN",
        "docProbatorio": "8", "NumRegExtranjeros": "COM-TAP-2026-00001-X",
    }  # fmt: skip
    assert json.loads(requests_file.as_json(batch))["solicitudes"] == [row]
    assert made(cast, office) is None
    assert not OutboxMessage.objects.exists()
    assert Record.objects.get(action="number.batch_made").detail["numbers"] == 1


def test_the_firewall_keeps_back_by_file_what_it_keeps_back_by_line(cast: Cast, office) -> None:
    feared, free = requested(cast, feared_countries=["MX"]), requested(cast)
    may, kept = requests_file.sorted_out(requests_file.waiting(office), office)
    assert ([n.pk for n in may], [(k.number.pk, str(k.why)) for k in kept]) == ([free.pk], [(feared.pk, "country")])
    assert [row["solicitud"] for row in table(made(cast, office))] == [str(free.pk)]
    lines = {row.person_id: row for row in Disclosure.objects.all()}
    assert (lines[free.person_id].refusal, lines[feared.person_id].refusal) == ("", "country")
    assert "given_names" in lines[free.person_id].field_names
    end_all("renapo")
    assert made(cast, office) is None


def test_only_the_office_and_who_may_make_files_do(cast: Cast, office) -> None:
    requested(cast)
    for part in ("clerk", "outsider"):
        with pytest.raises(PermissionDenied):
            requests_file.make(cast.as_(part), office)


def test_a_renewal_goes_into_the_next_file_once(cast: Cast, office) -> None:
    number = requested(cast)
    made(cast, office)
    number = actions.record(number.person_id, curp("0"), assigned_on=office.today(), source="batch")
    assert made(cast, office) is None
    actions.ask_renewal(cast.as_("clerk"), number.pk)
    batch = made(cast, office)
    assert [(row["operacion"], row["CURP"]) for row in table(batch)] == [("renovacion", curp("0"))]
    assert made(cast, office) is None
    file = answer(cast, office, f"solicitud,resultado,fecha\n{number.pk},renovada,2026-08-01\n")
    assert states(file) == [("kept", "")]
    number.refresh_from_db()
    assert (number.renewals, number.wanted) == (1, "")
    assert states(answer(cast, office, f"solicitud;resultado\n{number.pk};renovada\n")) == [("known", "")]
    number.refresh_from_db()
    assert number.renewals == 1


def test_each_row_is_kept_or_says_why(cast: Cast, office) -> None:
    numbers = [
        requested(cast, given_names=name) for name in ("María José", "Ana", "Luz", "Rosa", "Eva", "Sara", "Inés")
    ]
    elsewhere = a_person(cast)
    actions.record(elsewhere.pk, curp("8"), assigned_on=office.today(), source="RENAPO")
    actions.end(numbers[6].person_id, "withdrawal", on=office.today(), source="x")
    keys = [str(number.pk) for number in numbers]
    other = "NUIA920315MNEXBN0" + check_digit("NUIA920315MNEXBN0")
    rows = [
        (keys[0], "asignada", curp("0"), "02/03/2026"),
        (keys[1], "asignada", curp("1")[:17] + "x", ""),
        (keys[2], "asignada", other, ""),
        (keys[3], "asignada", curp("8"), ""),
        (keys[4], "rechazada", "", ""),
        (keys[5], "", "", "31/02/2026"),
        (keys[6], "asignada", curp("6"), ""),
        ("999999999", "asignada", curp("5"), ""),
        ("'; DROP TABLE", "asignada", curp("5"), ""),
        (keys[5], "quizá", "", ""),
    ]
    text = "Solicitud,Resultado,CURP,Fecha\n" + "\n".join(",".join(row) for row in rows)
    file = answer(cast, office, text.encode("cp1252"))
    assert states(file) == [
        ("kept", ""), ("wrong", "not_a_curp"), ("wrong", "not_hers"), ("wrong", "another_person"), ("wrong", "rejected"),
        ("wrong", "bad_date"), ("wrong", "ended"), ("wrong", "no_request"), ("wrong", "no_request"),
        ("wrong", "bad_result"),
    ]  # fmt: skip
    assert file.finished_at is not None
    kept = IdentityNumber.objects.get(pk=numbers[0].pk)
    assert (kept.value, kept.status, kept.source, kept.assigned_on.isoformat()) == (
        curp("0"),
        "active",
        "batch",
        "2026-03-02",
    )
    assert not NumberAnswer.objects.exclude(content={}).exists()  # what came is not kept twice


def test_a_request_of_another_office_is_not_answered_here(cast: Cast, office) -> None:
    number = requested(cast)
    joining.join(cast.as_("administrator"), cast.outsider.office, ["batch"])
    file = answers_file.receive(
        cast.as_("outsider"), cast.outsider.office, "x.csv", f"solicitud,curp\n{number.pk},{curp('0')}\n".encode()
    )
    answers_file.run(file.pk)
    assert states(file) == [("wrong", "no_request")]


def test_the_same_file_twice_and_the_same_row_in_another_file_change_nothing(cast: Cast, office) -> None:
    number = requested(cast)
    text = f"solicitud,curp\n{number.pk},{curp('0')}\n"
    first = answer(cast, office, text)
    assert answer(cast, office, text) == first
    second = answer(cast, office, json.dumps({"respuestas": [{"solicitud": number.pk, "CURP": curp("0")}]}), "r.json")
    assert states(second) == [("known", "")]
    third = answer(cast, office, f"solicitud,curp\n{number.pk},{curp('1')}\n")
    assert states(third) == [("wrong", "another_number")]
    number.refresh_from_db()
    assert (number.value, number.events.count()) == (curp("0"), 2)


def test_a_run_that_was_killed_goes_on_where_it_stopped(cast: Cast, office, monkeypatch) -> None:
    numbers = [requested(cast) for _number in range(4)]
    text = "solicitud,curp\n" + "\n".join(f"{n.pk},{curp(str(place))}" for place, n in enumerate(numbers))
    file = answers_file.receive(cast.as_("supervisor"), office, "x.csv", text.encode())
    kept, real = [], answers_file._keep

    def dies_after_two(*args):
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(1)
        return real(*args)

    monkeypatch.setattr(answers_file, "_keep", dies_after_two)
    with pytest.raises(KeyboardInterrupt):
        answers_file.run(file.pk)
    monkeypatch.setattr(answers_file, "_keep", real)
    file.refresh_from_db()
    assert file.finished_at is None
    assert [state for state, _problem in states(file)] == ["kept", "kept", "waiting", "waiting"]
    answers_file.run(file.pk)
    assert [state for state, _problem in states(file)] == ["kept"] * 4
    assert IdentityNumber.objects.filter(status="active").count() == 4


@pytest.mark.parametrize(
    "data", [b"", b"\0\1\2", b"a,b\n1,2\n", b"[1, 2]", b"{", b"solicitud,curp\n", b'"solicitud\n' * 9]
)
def test_what_is_no_file_of_answers_is_refused_as_a_whole(cast: Cast, office, data) -> None:
    with pytest.raises(ValidationError):
        answers_file.receive(cast.as_("supervisor"), office, "x", data)


def test_the_supervisor_makes_downloads_and_reads_on_the_page(cast: Cast, office) -> None:
    number = requested(cast)
    requested(cast, feared_countries=["MX"])
    client = signed_in(cast, "supervisor")
    shown = client.get(reverse("number_files")).content.decode()
    assert "1 solicitud" in shown
    assert "no puede salir" in shown
    client.post(reverse("number_file_make"), {"office": "TAP"})
    batch = NumberBatch.objects.get()
    assert str(number.pk) in client.get(reverse("number_file_csv", args=[batch.pk])).content.decode()
    assert Record.objects.filter(action="number.batch_downloaded").count() == 1
    file = SimpleUploadedFile("=r.csv", f"solicitud,curp\n{number.pk},{curp('0')}\n9,x\n".encode())
    there = client.post(reverse("number_answers_receive"), {"office": "TAP", "file": file})
    answers_file.run(uuid.UUID(there["Location"].rsplit("/", 1)[1]))
    shown = client.get(there["Location"]).content.decode()
    assert "Revise la columna «solicitud»" in shown
    assert "no_request" in client.get(there["Location"] + "/report").content.decode()
    bad = client.post(reverse("number_answers_receive"), {"office": "TAP", "file": SimpleUploadedFile("x", b"nada")})
    assert bad.status_code == 422
    other = signed_in(cast, "outsider")
    for name in ("number_file_csv", "number_file_json"):
        assert other.get(reverse(name, args=[batch.pk])).status_code == 404
    assert other.get(there["Location"]).status_code == 404
