"""Our published documents: OSIA's names and scopes, and schemathesis finds nothing between them and what is served."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from acogida.certificates.models import Certificate
from acogida.partners.oauth import limits
from acogida.partners.osia import credentials, documents, notification, serving, thirdparty
from acogida.people.models import IdentityNumber
from tests import osia
from tests.cast import Cast, a_case, admitted
from tests.partners.partner import IDENTITY, Partner, a_client, agreement
from tests.partners.test_partners_ask_about_somebody import ALL, CURP, STATUS

TOPICS = ["recognised", "death"]


@pytest.mark.parametrize("name", documents.SERVED)
def test_names_scopes_and_addresses_are_those_of_osia(name: str) -> None:
    assert documents.original(name) == osia.document(name)
    ours = documents.document(name, "https://acogida.example")
    theirs = {(each.method, each.path): each.said for each in osia.operations(name)}
    served = 0
    modules = (credentials, notification, thirdparty)
    served_by = {o.name: o for m in modules for o in vars(m).values() if isinstance(o, serving.Operation)}
    for path, methods in ours["paths"].items():
        for method, said in methods.items():
            published = theirs[method.upper(), path]
            assert said["operationId"] == published["operationId"]
            assert said["security"] == published["security"]
            known = {each["name"]: each for each in said.get("parameters", [])}
            for each in published.get("parameters", []):
                assert known[each["name"]]["in"] == each["in"]
                assert known[each["name"]].get("required", False) == each.get("required", False)
            assert set(published["responses"]) <= set(said["responses"])
            served += 1
            taken = served_by[said["operationId"]]
            assert taken.query == {each["name"] for each in said.get("parameters", []) if each["in"] == "query"}
            assert taken.scope in ("", *(scope for each in said["security"] for scope in each["BearerAuth"]))
    assert served == sum(map(len, documents.SERVED[name].values()))
    for schema, said in ours["components"]["schemas"].items():
        assert said == osia.document(name)["components"]["schemas"][schema]


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Somebody to ask about, a client that may ask everything, and no limits."""
    monkeypatch.setattr(limits, "calls", lambda: limits.Limit(1_000_000, 60))
    for name in ("WRONG_TOKENS", "GUESSES"):
        monkeypatch.setattr(limits, name, limits.Limit(1_000_000, 60))
    monkeypatch.setattr(serving, "UNKNOWN_SECONDS", 0.0)
    case = admitted(cast, a_case(cast))
    IdentityNumber.objects.filter(person=case.principal).update(value=CURP, status="active")
    for purpose in ("verify", "read", "identify", "set_identity"):
        agreement("imss", purpose, [*IDENTITY, "curp", "certificate_kind"], direction="answer")
    agreement("imss", "credential_status", STATUS, direction="answer")
    for topic in TOPICS:
        agreement("imss", topic, ["curp"])
    scopes = [*ALL, "notif.sub.read", "notif.sub.write", "notif.topic.read"]
    partner = Partner(*a_client("imss", *scopes, addresses=["https://imss.example/hook"]))
    assert partner.ask_token().status_code == 200
    return {"token": partner.token, "number": Certificate.objects.get().number}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", documents.SERVED)
def test_schemathesis_finds_nothing(name: str, world: dict[str, str], live_server: Any) -> None:
    examples = {
        "identifier": CURP, "credentialId": world["number"], "attributeSetName": "IDENTITY", "topic": "recognised",
        "address": "https://imss.example/hook/a",
    }  # fmt: skip
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {world['token']}"
    published = session.get(f"{live_server.url}/osia/{name}/openapi.json", timeout=10).json()
    schema = schemathesis.openapi.from_dict(published)
    schema.config.update(base_url=f"{live_server.url}/osia/{name}")
    seen: Counter[int] = Counter()
    for found in schema.get_all_operations():
        for mode in GenerationMode:
            hold(found.ok(), mode, examples, session, seen)
    assert seen[200] >= 3
    assert seen[400] >= 3


def hold(operation: Any, mode: GenerationMode, examples: Any, session: requests.Session, seen: Counter[int]) -> None:
    """Requests of one operation, good or bad, with every check there is; but that a token nobody issued is refused with 400
    is OSIA's own (confirm), and no schema can say which texts are tokens."""
    odd = [positive_data_acceptance] if operation.definition.raw["operationId"] == "confirm" else []

    @settings(max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def check(case: Any, known: bool) -> None:
        if known and mode is GenerationMode.POSITIVE:  # so that not everything asked for is unknown
            case.path_parameters.update({n: examples[n] for n in case.path_parameters if n in examples})
            case.query.update({n: examples[n] for n in case.query if n in examples})
        seen[case.call_and_validate(session=session, excluded_checks=odd).status_code] += 1

    check()
