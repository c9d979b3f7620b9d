from __future__ import annotations

import json

import pytest

from simulators.inm.service import make as inm
from simulators.ppnna.service import make as ppnna
from simulators.routing import Refused, Request, find
from simulators.sre.service import make as sre
from tests.simulators.agencies import served

WANTED = {"given_names": "Ana", "request_reference": "r-1", "document_wanted": "RESIDENT", "office": "TAP"}


def post(agency, path, body, key="k"):
    route, params = find(agency.simulator.routes, "POST", path)
    return route.handler(agency.simulator.store, Request(path, {}, body, key, params, quirks=agency.simulator.quirks))


@pytest.fixture
def institute(tmp_path):
    with served(inm, tmp_path / "inm.sqlite3") as agency:
        yield agency.subscribed()


@pytest.fixture
def ministry(tmp_path):
    with served(sre, tmp_path / "sre.sqlite3") as agency:
        yield agency.subscribed()


def test_a_card_is_asked_for_once_and_issued_once(institute):
    first = post(institute, "/v1/documents", WANTED)
    assert first == post(institute, "/v1/documents", WANTED)
    assert first[2] == "INM-T0000001"
    assert institute.control("issue") == {"issued": 1}
    assert institute.control("issue") == {"issued": 0}
    [news] = institute.told()
    said = json.loads(news["message"])
    assert (news["topic"], said["requestReference"], said["kind"]) == ("CARD_ISSUED", "r-1", "RESIDENT")
    assert said["number"]
    assert "Ana" not in news["message"]
    assert "validUntil" not in said  # an adult's card has no end


def test_what_is_prevented_can_be_issued_or_refused_after(institute):
    post(institute, "/v1/documents", WANTED)
    institute.control("prevent", missing=["I11", "I25"])
    institute.control("refuse", code="NO_PROOF")
    institute.control("issue")
    assert [(n["topic"], json.loads(n["message"]).get("missing")) for n in institute.told()] == [
        ("CARD_PREVENTED", ["I11", "I25"]), ("CARD_REFUSED", None),
    ]  # fmt: skip


def test_one_that_waited_its_time_is_issued_by_itself(institute):
    from simulators.inm.service import background

    post(institute, "/v1/documents", WANTED)
    background(institute.simulator)
    assert institute.control("state")["documents_issued"] == 0
    institute.control("behaviour", delay=0)
    background(institute.simulator)
    assert institute.control("state")["documents_issued"] == 1


def test_the_ministry_takes_a_country_and_a_reference_and_nothing_else(ministry):
    asked = {"opinion_reference": "OP-ABCD-EFGH-1", "country": "HT", "asked_on": "2026-11-22", "office": "TAP"}
    assert post(ministry, "/v1/opinions", asked)[2] == "SRE-00000001"
    for more in ({"given_names": "Ana"}, {"case_reference": "COM-TAP-2026-00001-X"}, {"country": "Haití"}):
        with pytest.raises(Refused):
            post(ministry, "/v1/opinions", asked | more, "other")
    ministry.control("answer")
    [news] = ministry.told()
    assert json.loads(news["message"])["opinionReference"] == "OP-ABCD-EFGH-1"


def test_a_silent_ministry_says_nothing(ministry):
    ministry.control("behaviour", silence_rate=1, opinion_delay=0)
    post(
        ministry, "/v1/opinions",
        {"opinion_reference": "OP-ABCD-EFGH-1", "country": "HT", "asked_on": "2026-11-22", "office": "TAP"},
    )  # fmt: skip
    assert ministry.control("answer") == {"answered": 0}
    assert ministry.told() == []


def test_the_child_protection_authority_wants_no_reason(tmp_path):
    with served(ppnna, tmp_path / "ppnna.sqlite3") as agency:
        child = {"given_names": "Rose", "alert": "AT_RISK", "case_reference": "COM-1", "office": "TAP"}
        assert post(agency, "/v1/children", child)[2] == "PPNNA-00000001"
        for more in ({"need": "CR-TP"}, {"alert": "TORTURE"}, {"nationalities": ["HT"]}):
            with pytest.raises(Refused):
                post(agency, "/v1/children", child | more, "other")
