from __future__ import annotations

import base64
import hashlib

import pytest

from simulators.inm.notices import admitted, presented, protection
from simulators.routing import Refused, Request
from simulators.store import Store

LETTER = b"%PDF-1.7 a letter"
NOTICE = {
    "notice_number": "N-1",
    "presented_on": "2026-11-22",
    "office": "TAP",
    "letter": base64.b64encode(LETTER).decode(),
    "letter_sha256": hashlib.sha256(LETTER).hexdigest(),
}
ADMISSION = {"notice_number": "N-1", "certificate_numbers": ["C-1"], "admitted_on": "2026-11-23", "office": "TAP"}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "inm.sqlite3")


def notice(key: str = "k", **changes):
    return Request("/v1/notices", {}, {**NOTICE, **changes}, key)


def test_a_notice_gets_one_receipt_however_often_it_comes(store):
    assert presented(store, notice()) == (201, {"receipt": "INM-00000001"}, "INM-00000001")
    assert presented(store, notice())[2] == "INM-00000001"
    assert presented(store, notice("other"))[2] == "INM-00000002"
    assert admitted(store, Request("/v1/admissions", {}, ADMISSION, "third"))[2] == "INM-00000003"


@pytest.mark.parametrize(
    "changes",
    [
        {"narrative": "x"}, {"letter": "@@"}, {"letter_sha256": "0" * 64}, {"letter": base64.b64encode(b"x").decode()},
        {"presented_on": "yesterday"}, {"presented_on": "20261122"},
    ],
)  # fmt: skip
def test_what_was_not_agreed_or_is_not_whole_is_refused(store, changes):
    with pytest.raises(Refused):
        presented(store, notice(**changes))
    assert store.count() == 0


def test_protection_begins_or_ends(store):
    with pytest.raises(Refused):
        protection(
            store, Request("/v1/protection", {}, {"certificate_numbers": ["C-1"], "protection_status": "REFUGEE"}, "k")
        )
