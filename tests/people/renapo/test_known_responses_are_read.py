"""The second wire, by the field names of RENAPO's known responses: recorded shapes with invented people."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.people.renapo import published
from acogida.people.renapo.fields import CONFIRMED_STATES, DOCUMENTS, FIELDS, STATES, State, state_of
from acogida.people.renapo.known import NAMES, Known, NotUnderstood

FOUND = {
    "StatusOper": "EXITOSO", "Message": "", "TipoError": "", "CodigoError": "", "SessionID": "7A",
    "CURP": "JEXW961105MNENXD08", "apellido1": "JEAN PIERRE", "apellido2": "", "nombres": "WIDELINE", "sexo": "M",
    "fechNac": "05/11/1996", "nacionalidad": "HTI", "docProbatorio": "8", "anioReg": "", "foja": "", "tomo": "",
    "libro": "", "numActa": "", "CRIP": "", "numEntidadReg": "", "cveMunicipioReg": "", "NumRegExtranjeros": "R-1",
    "FolioCarta": "", "cveEntidadNac": "NE", "cveEntidadEmisora": "", "statusCurp": "RCN",
}  # fmt: skip


def test_somebody_found_is_read_by_the_one_table():
    assert published.answer(FOUND) == Known(
        curp="JEXW961105MNENXD08", given_names="WIDELINE", first_surname="JEAN PIERRE", sex="F",
        birth_date=dt.date(1996, 11, 5), nationality="HT", birth_entity="NE", status_code="RCN", document_kind="COMAR",
        document_number="R-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "state"),
    [("RCN", State.ACTIVE), ("RCC", State.CHANGED), ("BD", State.DEAD), ("BJD", State.INACTIVE), ("ZZ", State.UNKNOWN)],
)
def test_the_state_of_a_number_is_in_the_table_and_never_guessed(code, state):
    assert published.answer({**FOUND, "statusCurp": code}).state is state
    assert state_of(code.lower()) is state


def test_what_is_confirmed_is_told_from_what_is_only_repeated():
    assert {"RCN", "BD"} == CONFIRMED_STATES < set(STATES)


def test_a_refusal_keeps_its_codes():
    said = {"StatusOper": "NO EXITOSO", "TipoError": "05", "CodigoError": "06", "Message": "La CURP no se encuentra"}
    assert published.answer(said) == published.Refusal("NO EXITOSO", "05", "06", "La CURP no se encuentra")


def test_the_two_spellings_that_were_seen_are_one():
    lower = {name[0].lower() + name[1:]: value for name, value in FOUND.items() if name not in ("CURP", "statusCurp")}
    assert published.answer({**lower, "curp": FOUND["CURP"], "estatusCURP": "RCN"}) == published.answer(FOUND)


@pytest.mark.parametrize("response", [None, [], {}, {"curp": "X"}, "EXITOSO"])
def test_what_is_no_response_is_not_taken_for_one(response):
    with pytest.raises(NotUnderstood):
        published.answer(response)


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [("fechNac", "31/02/1996", "birth_date"), ("sexo", "?", "sex"), ("nacionalidad", "??", "nationality")],
)
def test_a_value_nobody_understands_is_left_open(field, value, name):
    assert not getattr(published.answer({**FOUND, field: value}), name)


def test_a_field_nobody_told_us_of_is_noticed():
    assert published.unknown_fields(FOUND) == []
    assert published.unknown_fields({**FOUND, "folioNuevo": "1"}) == ["folioNuevo"]


def test_the_table_says_each_thing_once():
    for column in ("name", "osia", "renapo"):
        named = [getattr(field, column) for field in FIELDS if getattr(field, column)]
        assert len(named) == len(set(named))
    assert {field.name for field in FIELDS} <= NAMES
    assert len(set(DOCUMENTS.values())) == len(DOCUMENTS)
