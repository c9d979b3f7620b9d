"""The simulator against OSIA v7.1 as published: schemathesis makes requests, good and bad, from the documents themselves."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from simulators.renapo.service import make, routes
from simulators.server import Simulator
from simulators.store import Store
from simulators.tokens import mint
from tests import osia

SERVED = {"pr": "/pr", "uin": "/uin", "notification": "/notification", "dataaccess": "/data"}
NOT_SERVED = {
    "deletePerson": "a population register does not forget: it revokes",
    "deleteIdentity": "a population register does not forget: it revokes",
    "readGalleries": "galleries are of biometrics, which are not kept here",
    "readGalleryContent": "galleries are of biometrics, which are not kept here",
    "readDocument": "this register issues no documents",
}
# What the document cannot say: which attributes a CURP needs, which status may follow which, that a topic must exist.
# So data that the document allows may be refused here, and `positive_data_acceptance` would call that wrong. What is
# asked instead: no server error, a documented status, media type and body, and no acceptance of what is not allowed.
CHECKS_ASKED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header",
)  # fmt: skip
KNOWN = {  # so that not everything asked for is unknown
    "personId": "seed-0", "identityId": "1", "personIdTarget": "seed-1", "personIdSource": "seed-2",
    "uin": "JEXW961105MNENXD08",
}  # fmt: skip
CASES = [
    pytest.param(operation, id=f"{name}-{operation.id}")
    for name in SERVED
    for operation in osia.operations(name)
    if operation.id not in NOT_SERVED
]


def served(operation: osia.Operation) -> Any:
    path = SERVED[operation.document] + operation.path
    return next((route for route in routes if (route.method, route.path) == (operation.method, path)), None)


@pytest.mark.parametrize("name", SERVED)
def test_what_is_not_served_is_named_with_its_reason_and_all_else_is_served(name: str) -> None:
    for operation in osia.operations(name):
        assert (served(operation) is None) == (operation.id in NOT_SERVED), operation.id


@pytest.mark.parametrize("operation", CASES)
def test_each_operation_asks_for_the_published_scope(operation: osia.Operation) -> None:
    assert served(operation).scope in operation.scopes
    needed = {each["name"] for each in operation.said.get("parameters", []) if each.get("required")}
    assert served(operation).keyed == ("transactionId" in needed)


@pytest.mark.parametrize("operation", CASES)
def test_a_token_without_the_scope_opens_nothing_and_one_with_it_does(
    operation: osia.Operation, guarded: Simulator, session: requests.Session
) -> None:
    route = served(operation)
    url = guarded.address + re.sub(r"\{\w+\}", "x", route.path)

    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return session.request(operation.method, url, headers=headers, timeout=10).status_code

    others = sorted({each.scope for each in routes} - {route.scope})
    for kind in ("opaque", "jwt"):
        assert ask(guarded.tokens.issue(others, kind)) == 403
        assert ask(guarded.tokens.issue([route.scope], kind)) not in (401, 403)
    assert ask("") == ask("nobody.issued.this") == ask(mint("another key", [route.scope])) == 401
    assert ask(mint(guarded.tokens.key, [route.scope], seconds=-1)) == 401


def test_nothing_is_served_that_the_documents_do_not_have() -> None:
    published = {(o.method, SERVED[name] + o.path) for name in SERVED for o in osia.operations(name)}
    assert {(route.method, route.path) for route in routes} <= published


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = make(Store(tmp_path_factory.mktemp("guarded") / "renapo.sqlite3"))
    simulator.tokens.key = "a key for tests"
    yield from running(simulator)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    for simulator in running(make(Store(tmp_path_factory.mktemp("renapo") / "renapo.sqlite3"))):
        yield simulator.address


def running(simulator: Simulator) -> Iterator[Simulator]:
    server = simulator.serve(0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield simulator
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False  # no proxy between us and this machine
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("operation", CASES)
def test_the_simulator_answers_as_published(
    operation: osia.Operation, mode: GenerationMode, address: str, session: requests.Session
) -> None:
    load_all_checks()
    # The document's own word (sic). Schemathesis knows `text/plain` only.
    schemathesis.serializer("plain/text")(lambda ctx, value: str(value).encode())
    checks = CHECKS.get_by_names(CHECKS_ASKED)
    # Who may ask is the test above; here everybody may, and a missing token is nothing bad.
    document = copy.deepcopy(osia.document(operation.document))
    document["paths"][operation.path][operation.method.lower()].pop("security")
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address + SERVED[operation.document])
    found = schema[operation.path][operation.method]
    asked = [each for each in operation.said.get("parameters", []) if each["in"] != "path"]  # any text is a path
    if mode is GenerationMode.NEGATIVE and not (asked or operation.said.get("requestBody")):
        pytest.skip("there is nothing in it that could be wrong")

    @settings(max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=found.as_strategy(generation_mode=mode), known=st.booleans())
    def hold(case: Any, known: bool) -> None:
        if known and mode is GenerationMode.POSITIVE:
            case.path_parameters |= {name: value for name, value in KNOWN.items() if name in case.path_parameters}
        case.call_and_validate(session=session, checks=checks)

    hold()
