from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.certificates.status_list import Status, pack, unpack


def test_the_published_example_of_one_bit():
    ones = {0, 3, 4, 5, 7, 8, 9, 13, 15}  # draft-ietf-oauth-status-list §4.1
    packed = pack(dict.fromkeys(ones, 1), 16, bits=1)
    assert zlib.decompress(packed) == bytes([0xB9, 0xA3])
    assert base64.urlsafe_b64encode(packed).decode().rstrip("=") == "eNrbuRgAAhcBXQ"


@given(st.dictionaries(st.integers(0, 999), st.integers(0, 3)))
def test_every_state_comes_back_from_its_place(statuses):
    packed = pack(statuses, 1000)
    assert all(unpack(packed, index) == statuses.get(index, Status.VALID) for index in range(1000))


def test_a_country_fits_in_a_few_kilobytes():
    revoked = dict.fromkeys(range(0, 100_000, 50), Status.INVALID)
    assert len(pack(revoked, 100_000)) < 5_000


@pytest.mark.parametrize(("index", "status"), [(-1, 1), (10, 1), (0, 4)])
def test_what_does_not_fit_is_refused(index, status):
    with pytest.raises(ValueError, match="no room"):
        pack({index: status}, 10)


def test_beyond_the_end_there_is_no_state():
    with pytest.raises(IndexError):
        unpack(pack({}, 4), 4)
    with pytest.raises(ValueError, match="incorrect header"):
        unpack(b"junk", 0)
