from __future__ import annotations

import base64
import hashlib

import pytest

from simulators.inm.service import receive
from simulators.routing import Refused, Request
from simulators.store import Store

LETTER = b"%PDF-1.7 a letter"
NOTICE = {
    "notice_number": "N-1",
    "certificate_numbers": ["C-1"],
    "admitted_on": "2026-11-22",
    "office": "TAP",
    "letter": base64.b64encode(LETTER).decode(),
    "letter_sha256": hashlib.sha256(LETTER).hexdigest(),
}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "inm.sqlite3")


def notice(key: str = "k", **changes):
    return Request("/v1/notices", {}, {**NOTICE, **changes}, key)


def test_a_notice_gets_one_receipt_however_often_it_comes(store):
    assert receive(store, notice()) == (201, {"receipt": "INM-00000001"}, "INM-00000001")
    assert receive(store, notice())[2] == "INM-00000001"
    assert receive(store, notice("other"))[2] == "INM-00000002"


@pytest.mark.parametrize(
    "changes",
    [{"narrative": "x"}, {"letter": "@@"}, {"letter_sha256": "0" * 64}, {"letter": base64.b64encode(b"x").decode()}],
)
def test_what_was_not_agreed_or_is_not_whole_is_refused(store, changes):
    with pytest.raises(Refused):
        receive(store, notice(**changes))
    assert store.count() == 0
