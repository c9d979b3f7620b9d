from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from acogida.certificates import bundle, issuing, kinds, life, publishing, queries
from acogida.certificates.verdicts import offline
from acogida.letters.keys import QR, FolderKeyStore
from tests.cast import a_case, admitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path, monkeypatch):
    made = FolderKeyStore(tmp_path, b"secret", "An authority")
    for module in (issuing, publishing):
        monkeypatch.setattr(module, "key_store", lambda: made)
    return made


def fetched(store) -> bundle.Bundle:
    response = Client().get(reverse("key_bundle"))
    assert (response.status_code, response["Content-Type"]) == (200, "application/cose")
    return bundle.read(response.content, timezone.now(), bundle.fingerprint(store.root()))


def test_anybody_fetches_it_and_it_tells_a_revoked_certificate(store, cast):
    case = admitted(cast, a_case(cast))
    certificate = queries.of_case(case)[case.principal_id]
    assert offline(certificate.token, fetched(store), timezone.now()).state == "valid"
    request = RequestFactory().post("/")
    request.user = cast.supervisor
    life.revoke(request, certificate.pk, reason="Given in error", key=uuid.uuid4())
    verdict = offline(certificate.token, fetched(store), timezone.now())
    assert (verdict.state, verdict.claims.number) == ("revoked", certificate.number)


def test_it_names_the_next_key_before_that_signs_and_the_old_one_until_its_tokens_end(store, cast):
    old = store.qr()
    begins = timezone.now() + dt.timedelta(days=7)
    new = store.rotate(QR, begins)
    assert store.qr().key_id == old.key_id, "it signs from its day on"
    keys = {key.key_id: key for key in fetched(store).keys}
    assert set(keys) == {old.key_id, new.key_id}
    longest = kinds.longest()
    assert keys[old.key_id].not_after >= begins + dt.timedelta(days=longest)
    assert keys[old.key_id].not_after < begins + dt.timedelta(days=longest + 3)
    assert keys[new.key_id].not_after == new.certificate.not_valid_after_utc


def test_after_a_change_new_certificates_are_by_the_new_key_and_both_are_believed(store, cast):
    before = admitted(cast, a_case(cast))
    new = store.rotate(QR, timezone.now() - dt.timedelta(seconds=1))
    another = FolderKeyStore(store._folder, b"secret", "An authority")  # another process
    assert another.qr().key_id == store.qr().key_id == new.key_id
    after = admitted(cast, a_case(cast))
    held = fetched(store)
    for case in (before, after):
        token = queries.of_case(case)[case.principal_id].token
        assert offline(token, held, timezone.now()).state == "valid"
        assert queries.verdict_on_text(token).state == "valid"
    assert issuing.signing_key().key_id == new.key_id
