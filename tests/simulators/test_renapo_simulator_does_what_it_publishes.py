"""One story through every operation the register serves: each succeeds once, and its answer is the document's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis

from simulators.renapo.service import make, routes
from simulators.server import Simulator
from simulators.store import Store
from tests import osia

NAMES = {"": "pr", "/pr": "pr", "/uin": "uin", "/notification": "notification", "/data": "dataaccess"}
ANA = {"firstName": "Ana", "lastName": "Cruz", "gender": "F", "dateOfBirth": "1990-01-01", "nationality": "HND"}


class Caller:
    """Calls the register and holds each answer against its document; remembers what succeeded."""

    def __init__(self, simulator: Simulator) -> None:
        self.address = simulator.address
        self.session = requests.Session()
        self.session.trust_env = False
        self.succeeded: set[tuple[str, str]] = set()
        self.turn = 0

    def __call__(self, method: str, base: str, path: str, body: Any = None, **query: Any) -> Any:
        self.turn += 1
        if base in ("/pr", "/uin"):
            query.setdefault("transactionId", f"t{self.turn}")
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"Content-Type": "plain/text" if isinstance(body, str) else "application/json"}
        response = self.session.request(
            method,
            self.address + base + path,
            params=query,
            data=None if body is None else text,
            headers=headers,
            timeout=10,
        )
        schema = schemathesis.openapi.from_dict(osia.document(NAMES[base]))
        template = next(r.path for r in routes if r.method == method and r.pattern.fullmatch(base + path))
        schema[template.removeprefix(base)][method].validate_response(response)
        if response.status_code < 300:
            self.succeeded.add((method, template))
        return response.status_code, response.json() if response.content else None


@pytest.fixture
def register(tmp_path: Any) -> Iterator[Simulator]:
    made = make(Store(tmp_path / "renapo.sqlite3"), seeded=False)
    server = made.serve(0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def test_every_operation_succeeds_once_in_one_story(register: Simulator) -> None:
    call = Caller(register)
    pr = "/pr"
    status, curp = call("POST", "/uin", "/v1/uin", ANA)
    assert (status, curp) == (200, "CUXA900101MNERXN01")
    alive = {"status": "ACTIVE", "physicalStatus": "ALIVE"}
    for person in ("a", "b", "c"):
        assert call("POST", pr, f"/v1/persons/{person}", alive) == (201, None)
    assert call("POST", pr, "/v1/persons/a", alive) == (409, {"code": 409, "message": "this person exists already"})
    assert call("GET", pr, "/v1/persons/a")[1] == {"personId": "a", **alive}

    claimed = {"identityType": "ASYLUM", "status": "CLAIMED", "biographicData": {**ANA, "curp": curp}}
    assert call("POST", pr, "/v1/persons/a/identities/1", claimed) == (201, None)
    assert call("POST", pr, "/v1/persons/b/identities/9", claimed)[0] == 409  # the number has a holder
    _status, made = call("POST", pr, "/v1/persons/b/identities", {"identityType": "X", "status": "CLAIMED"})
    assert call("GET", pr, f"/v1/persons/b/identities/{made['identityId']}")[1]["status"] == "CLAIMED"
    patch = {"contextualData": {"validUntil": "2027-05-21", "renewals": 1}, "biographicData": {"nationality": None}}
    assert call("PATCH", pr, "/v1/persons/a/identities/1", patch) == (204, None)
    assert call("PATCH", pr, "/v1/persons/a/identities/1", {"contextualData": {"renewals": 2}})[0] == 403  # once
    (identity,) = call("GET", pr, "/v1/persons/a/identities")[1]
    assert "nationality" not in identity["biographicData"]
    assert identity["contextualData"]["renewals"] == 1
    assert call("PUT", pr, "/v1/persons/a/identities/1", {**claimed, "identityType": "REFUGEE"}) == (204, None)

    assert call("PUT", pr, "/v1/persons/a/identities/1/reference")[0] == 403  # not before it is VALID
    assert call("PUT", pr, "/v1/persons/a/identities/1/status", status="VALID") == (204, None)
    assert call("PUT", pr, "/v1/persons/a/identities/1", claimed)[0] == 403  # corrected only while CLAIMED
    assert call("PUT", pr, "/v1/persons/a/identities/1/status", status="CLAIMED")[0] == 403
    assert call("PUT", pr, "/v1/persons/a/identities/1/reference") == (204, None)
    assert call("GET", pr, "/v1/persons/a/reference")[1]["identityId"] == "1"

    named = [{"attributeName": "lastName", "operator": "=", "value": "CRUZ"}]
    assert call("POST", pr, "/v1/persons", named)[1] == [{"personId": "a", "identityId": "1"}]
    assert call("POST", pr, "/v1/persons", named, group="true", reference="true")[1] == [{"personId": "a"}]
    assert call("POST", pr, "/v1/persons", [{**named[0], "operator": "!="}])[1] == []

    data = "/data"
    assert call("GET", data, "/v1/persons", lastName="Cruz")[1] == [curp]
    names = {"names": ["firstName", "shoeSize"]}
    assert call("GET", data, "/v1/persons", lastName="Cruz", **names)[1] == [
        {"firstName": "Ana", "shoeSize": {"code": 1023, "message": "Unknown attribute name"}}
    ]
    assert call("GET", data, "/v1/persons", lastName="Nobody")[0] == 404
    assert call("GET", data, f"/v1/persons/{curp}", attributeNames="gender")[1] == {"gender": "F"}
    wrong = [{"attributeName": "firstName", "errorCode": 1}, {"attributeName": "shoeSize", "errorCode": 0}]
    assert (
        call("POST", data, f"/v1/persons/{curp}/match", {"firstName": "Eva", "shoeSize": 38, "gender": "F"})[1] == wrong
    )
    older = [{"attributeName": "dateOfBirth", "operator": "<", "value": "1990-12-31"}]
    assert call("POST", data, f"/v1/persons/{curp}/verify", older)[1] is True
    assert call("POST", data, f"/v1/persons/{curp}/verify", [{**older[0], "operator": "!="}])[0] == 400  # not here

    assert call("POST", pr, f"/v1/persons/c/move/b/identities/{made['identityId']}") == (204, None)
    assert call("POST", pr, "/v1/persons/a/merge/c") == (204, None)
    assert call("GET", pr, "/v1/persons/c")[0] == 404
    assert len(call("GET", pr, "/v1/persons/a/identities")[1]) == 2
    assert call("PUT", pr, "/v1/persons/a", {**alive, "physicalStatus": "DEAD"}) == (204, None)

    told = "/notification"
    _status, topic = call("POST", told, "/v1/topics", name="NEWS")
    assert call("POST", told, "/v1/topics", name="NEWS")[1] == topic
    assert {"uuid": topic["uuid"], "name": "NEWS"} in call("GET", told, "/v1/topics")[1]
    where = {"topic": "NEWS", "address": "http://127.0.0.1:9/", "policy": "1,-1"}
    _status, subscription = call("POST", told, "/v1/subscriptions", **where)
    assert call("POST", told, "/v1/subscriptions", **where)[1] == subscription
    assert subscription["active"] is False
    token = register.store.rows("SELECT token FROM subscriptions")[0]["token"]
    assert call("GET", told, "/v1/subscriptions/confirm", token="nobody's")[0] == 400
    assert call("GET", told, "/v1/subscriptions/confirm", token=token) == (200, None)
    assert call("GET", told, "/v1/subscriptions")[1] == [{**subscription, "active": True}]
    assert call("POST", told, f"/v1/topics/{topic['uuid']}/publish", "something happened", subject="S") == (200, None)
    assert call("DELETE", told, f"/v1/subscriptions/{subscription['uuid']}") == (204, None)
    assert call("DELETE", told, f"/v1/topics/{topic['uuid']}") == (204, None)

    assert {(route.method, route.path) for route in routes} == call.succeeded


def test_a_transaction_that_comes_again_changes_nothing_again(register: Simulator) -> None:
    call = Caller(register)
    alive = {"status": "ACTIVE", "physicalStatus": "ALIVE"}
    first = call("POST", "/uin", "/v1/uin", ANA, transactionId="same")
    assert call("POST", "/uin", "/v1/uin", ANA, transactionId="same") == first
    for _turn in range(2):
        assert call("POST", "/pr", "/v1/persons/a", alive, transactionId="p")[0] == 201
        made = call(
            "POST", "/pr", "/v1/persons/a/identities", {"identityType": "X", "status": "CLAIMED"}, transactionId="i"
        )
        assert call("POST", "/pr", "/v1/persons/a/merge/b", transactionId="m")[0] == 404
    assert len(call("GET", "/pr", "/v1/persons/a/identities")[1]) == 1
    assert made[0] == 200


def test_its_switches_are_named_and_others_refused(register: Simulator) -> None:
    session = requests.Session()
    session.trust_env = False
    control = f"{register.address}/_simulator"
    state = session.post(f"{control}/behaviour", json={"latency": 0.01, "swap_rate": 1}, timeout=10).json()
    assert (state["latency"], state["swap_rate"], state["name"]) == (0.01, 1.0, "SIMULADOR de RENAPO")
    for wrong in ({"patience": 1}, {"latency": "much"}, {"outage": True}):
        assert session.post(f"{control}/behaviour", json=wrong, timeout=10).status_code == 400
    assert session.post(f"{control}/death", json={"curp": "X"}, timeout=10).status_code == 404
    session.post(f"{control}/behaviour", json={"error_rate": 1}, timeout=10)
    broken = session.post(f"{register.address}/uin/v1/uin?transactionId=t", json=ANA, timeout=10)
    assert (broken.status_code, set(broken.json())) == (500, {"code", "message"})
