from __future__ import annotations

import random
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acogida.certificates import life, places, publishing, queries, status_list, status_token
from acogida.certificates.issuing import signing_key, verifying_keys
from acogida.certificates.models import Certificate
from acogida.certificates.status_list import Status
from tests.cast import a_case, admitted


@pytest.fixture
def certificate(cast):
    case = admitted(cast, a_case(cast))
    return queries.of_case(case)[case.principal_id]


def test_a_hundred_thousand_with_two_in_a_hundred_revoked_take_three_kilobytes_signed(tmp_path):
    from tests.certificates.bundles import LIST, Authority

    random.seed(7)
    ended = dict.fromkeys(random.sample(range(places.SIZE), places.SIZE // 50), Status.INVALID)
    now = timezone.now()
    token = Authority.at(now).list_token(now, ended=ended)
    assert len(token) <= 3_000, f"{len(token)} bytes for {LIST}"


@pytest.mark.django_db
def test_places_are_drawn_at_random_and_each_once(cast):
    number, found = places.free(2031, 40)
    assert number == places.first_of(2031) == 2031001
    assert len(set(found)) == 40
    assert found != sorted(found)
    assert max(found) - min(found) > places.SIZE // 2, "all over the list"


@pytest.mark.django_db
def test_the_next_list_begins_when_half_of_one_is_taken(certificate, monkeypatch):
    monkeypatch.setattr(places, "SIZE", 8)
    first = places.first_of(2032)
    Certificate.objects.filter(pk=certificate.pk).update(status_list=first, status_index=0)
    assert places.free(2032, 2)[0] == first
    assert 0 not in places.free(2032, 2)[1]
    rest = [
        Certificate(**{
            **{f.attname: getattr(certificate, f.attname) for f in Certificate._meta.fields},
            "id": uuid.uuid4(), "key": f"k{place}", "number": f"n{place}", "status": "replaced",
            "ended_at": timezone.now(), "status_list": first, "status_index": place,
        }) for place in range(1, 6)
    ]  # fmt: skip
    Certificate.objects.bulk_create(rest)
    assert places.free(2032, 2)[0] == first + 1


@pytest.mark.django_db
def test_lists_of_the_first_version_keep_their_size_and_address(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(status_list=2026, status_index=1_000_000)
    token = status_token.read(publishing.status_list_token(2026).content, verifying_keys())
    assert token.uri.endswith("/status-lists/2026")
    assert token.status(1_000_000) == Status.VALID
    assert 2026 in publishing.lists_in_use(timezone.now())


@pytest.mark.django_db
def test_a_list_is_made_again_only_when_something_changed(certificate, cast, monkeypatch):
    made = []
    monkeypatch.setattr(publishing, "packed", lambda number: made.append(number) or status_list.pack({}, places.SIZE))
    publishing._kept.clear()
    for _time in range(3):
        publishing.status_list_token(certificate.status_list)
        publishing.key_bundle()
    assert made == [certificate.status_list]
    life.suspend(cast.as_("clerk"), certificate.pk, reason="x", key=uuid.uuid4())
    publishing.status_list_token(certificate.status_list)
    life.resume(cast.as_("clerk"), certificate.pk, reason="x", key=uuid.uuid4())
    publishing.key_bundle()
    assert len(made) == 3
    later = timezone.now() + publishing.FRESH
    publishing.status_list_token(certificate.status_list, later)
    assert len(made) == 4, "its date says how fresh it is"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["bundle", "list"])
def test_a_reader_that_has_it_is_told_so_in_few_words(certificate, name):
    address = reverse("key_bundle") if name == "bundle" else reverse("status_list", args=[certificate.status_list])
    first = Client().get(address)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "max-age=60" in first["Cache-Control"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(asked) <= 8


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["2031001", "0", "99999999999999999999"])
def test_no_list_is_made_for_who_tries_numbers(certificate, number):
    assert Client().get(f"/status-lists/{number}").status_code == 404


@pytest.mark.django_db
def test_a_changed_list_is_refused(certificate):
    token = bytearray(publishing.status_list_token(certificate.status_list).content)
    keys = verifying_keys()
    assert status_token.read(bytes(token), keys).status(certificate.status_index) == Status.VALID
    for place in range(0, len(token), 17):
        changed = bytes([*token[:place], token[place] ^ 1, *token[place + 1 :]])
        try:
            read = status_token.read(changed, keys)
        except ValueError:
            continue
        assert read == status_token.read(bytes(token), keys), "the tag around it says nothing"
    with pytest.raises(ValueError, match="not a status list"):
        status_token.read(_a_qr_is_no_list(), keys)


def _a_qr_is_no_list() -> bytes:
    """What our key signed for another purpose."""
    import cbor2

    from acogida.certificates.cose import sign

    key = signing_key()
    payload = cbor2.dumps({2: "x", 4: 1, 6: 1, 65533: {"bits": 2, "lst": status_list.pack({}, 4)}})
    return sign(payload, key.key, key.headers)
