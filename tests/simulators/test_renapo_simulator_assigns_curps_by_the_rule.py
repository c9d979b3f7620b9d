from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest

from simulators.renapo import curp
from simulators.renapo.service import make
from simulators.store import Store
from tests.ports import free_port

ANA = {
    "firstName": "Wideline",
    "lastName": "Jean Pierre",
    "gender": "F",
    "dateOfBirth": "1996-11-05",
    "nationality": "HTI",
}


@pytest.mark.parametrize(
    ("given", "first", "second", "expected"),
    [
        ("MARIA LUISA", "PEREZ", "HERNANDEZ", "PEHL"),
        ("LUIS ENRIQUE", "ROMERO", "PALAZUELOS", "ROPL"),
        ("JUAN JOSE", "D/AMICO", "ALVAREZ", "DXAJ"),
        ("ROCIO", "RIVA PALACIO", "CRUZ", "RICR"),
        ("CARLOS", "MC GREGOR", "LOPEZ", "GELC"),
        ("OFELIA", "PEDRERO", "DOMINGUEZ", "PXDO"),
        ("ANDRES", "ICH", "RODRIGUEZ", "IXRA"),
        ("LUIS", "PEREZ", "", "PEXL"),
        ("ALBERTO", "ÑANDO", "RODRIGUEZ", "XARA"),
    ],
)
def test_the_official_examples_of_the_first_four_letters(given, first, second, expected):
    assert curp.root(given, first, second, dt.date(1980, 1, 1), "H")[:4] == expected


@pytest.mark.parametrize(
    ("given", "first", "second", "born", "sex", "state", "expected"),
    [
        ("RICARDO", "ALAMAN", "PEREZ", "1963-03-21", "H", "DF", "AAPR630321HDFLRC09"),
        ("WIDELINE", "JEAN PIERRE", "", "1996-11-05", "M", "NE", "JEXW961105MNENXD08"),
        ("MARIA DE LOS ANGELES", "MEJIA", "DE LA CRUZ", "1988-02-29", "M", "NE", "MECA880229MNEJRN08"),
        ("KEVIN JOSUE", "ZELAYA", "PEÑA", "2007-07-14", "H", "NE", "ZEPK070714HNELXVA6"),
        ("JOAO PAULO", "DOS SANTOS", "", "1990-12-01", "H", "NE", "DOXJ901201HNESXX09"),
        ("YUSUF", "AL HASSAN", "", "1979-05-30", "H", "NE", "AXXY790530HNELXS04"),
        ("WEI", "LI", "", "2001-01-09", "M", "NE", "LIXW010109MNEXXXA3"),
        ("ALEX", "NUÑEZ", "IBAÑEZ", "1999-12-31", "X", "NE", "NUIA991231XNEXBL01"),
    ],
)
def test_whole_numbers_by_the_rule(given, first, second, born, sex, state, expected):
    date = dt.date.fromisoformat(born)
    seventeen = curp.root(given, first, second, date, sex, state) + curp.differentiators(date)[0]
    assert seventeen + curp.check_digit(seventeen) == expected


@pytest.mark.parametrize(
    "known", ["BOXW310820HNERXN09", "HEGG560427MVZRRL04", "SABC560626MDFLRN01", "MOTR930411HJCRMN03"]
)
def test_check_digits_of_known_numbers(known):
    assert curp.check_digit(known[:17]) == known[17]


@pytest.fixture
def service(tmp_path):
    simulator = make(Store(tmp_path / "renapo.sqlite3"), seeded=False)
    server = simulator.serve(0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield simulator, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def call(url: str, body: object, key: str = "") -> tuple[int, object]:
    request = urllib.request.Request(
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_a_repeated_request_gets_the_same_number_and_a_homonym_another(service):
    _simulator, url = service
    first = call(f"{url}/uin/v1/uin", ANA, "a")
    assert first == (200, "JEXW961105MNENXD08")
    assert call(f"{url}/uin/v1/uin", ANA, "a") == first
    status, other = call(f"{url}/uin/v1/uin?transactionId=b", ANA)
    assert status == 200
    assert other[:16] == first[1][:16]
    assert other[16] == "1"
    assert other[17] == curp.check_digit(other[:17])


def test_after_ten_homonyms_a_person_has_to_decide(service):
    _simulator, url = service
    numbers = {call(f"{url}/uin/v1/uin", ANA, str(n))[1] for n in range(10)}
    assert len(numbers) == 10
    assert call(f"{url}/uin/v1/uin", ANA, "10")[0] == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"dateOfBirth": "1996-02-30"}, 400),
        ({"gender": "?"}, 400),
        ({"lastName": ""}, 400),
        ({"dateOfBirth": None}, 400),
    ],
)
def test_attributes_from_which_no_number_follows_are_refused(service, change, status):
    assert call(f"{service[1]}/uin/v1/uin", {**ANA, **change}, "a")[0] == status
    assert call(f"{service[1]}/uin/v1/uin", ANA)[0] == 400  # no transaction


def test_an_outage_is_switched_on_and_off(service):
    simulator, url = service
    call(f"{url}/_simulator/outage", {"on": True})
    assert call(f"{url}/uin/v1/uin", ANA, "a")[0] == 503
    assert simulator.store.count() == 0
    call(f"{url}/_simulator/outage", {"on": False})
    assert call(f"{url}/uin/v1/uin", ANA, "a")[0] == 200


def test_persons_and_identities_are_written_once(service):
    url, person = service[1], uuid.uuid4().hex
    body = {"status": "ACTIVE", "physicalStatus": "ALIVE"}
    assert call(f"{url}/pr/v1/persons/{person}", body, "p")[0] == 201
    assert call(f"{url}/pr/v1/persons/{person}", body, "p")[0] == 201
    assert call(f"{url}/pr/v1/persons/{person}", body, "q")[0] == 409
    assert (
        call(f"{url}/pr/v1/persons/{person}/identities/1", {"identityType": "asylum", "status": "WRONG"}, "i")[0] == 400
    )


def test_the_program_remembers_over_a_restart_and_says_what_it_is(tmp_path):
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "simulators.renapo",
        "--port",
        str(port),
        "--store",
        str(tmp_path / "store.sqlite3"),
    ]
    numbers = []
    for _turn in range(2):
        program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        try:
            assert "SIMULADOR" in program.stdout.readline()
            numbers.append(call(f"http://127.0.0.1:{port}/uin/v1/uin", ANA, "a")[1])
        finally:
            program.terminate()
            assert program.wait(10) == 0
        time.sleep(0.1)
    assert numbers[0] == numbers[1]
