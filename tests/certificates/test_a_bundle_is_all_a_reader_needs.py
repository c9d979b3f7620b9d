from __future__ import annotations

import datetime as dt

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

from acogida.certificates import bundle
from acogida.certificates.bundle import BundleError, Fault
from acogida.certificates.verdicts import offline
from tests.certificates import bundles
from tests.certificates.bundles import DAY, LIST, Authority, Scene

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SCENES = bundles.scenes(NOW)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name.replace(" ", "-"))
def test_a_reader_without_a_network_says(scene: Scene):
    if scene.is_fault:
        with pytest.raises(BundleError) as refusal:
            bundle.read(scene.bundle, NOW, scene.root_sha256)
        assert f"bundle_{refusal.value.fault}" == scene.says
        return
    verdict = offline(scene.token, bundle.read(scene.bundle, NOW, scene.root_sha256), NOW)
    assert verdict.state == scene.says
    if verdict.claims is None:
        assert verdict.state not in {"valid", "expired", "revoked", "suspended"}


def test_there_is_a_scene_of_every_answer():
    answers = {scene.says for scene in SCENES}
    assert {f"bundle_{fault}" for fault in Fault} < answers
    assert {"valid", "expired", "suspended", "revoked", "altered", "unknown_issuer", "not_a_certificate"} < answers


def test_a_verdict_says_of_which_day_it_is():
    ours = Authority.at(NOW)
    held = bundle.read(ours.bundle(NOW - DAY), NOW, ours.root_sha256)
    assert offline(ours.token(NOW), held, NOW).as_of == NOW - DAY
    assert (held.issuer, held.made_at, held.root) == (bundles.ISSUER, NOW - DAY, ours.root.certificate)


def test_a_stolen_key_is_named():
    ours = Authority.at(NOW)
    held = bundle.read(ours.bundle(NOW, revoked=(ours.keys[0].signing.key_id,), lists={}), NOW, ours.root_sha256)
    assert offline(ours.token(NOW), held, NOW).why == "key_revoked"


def test_the_lists_of_another_year_cannot_be_put_in_place_of_one():
    ours = Authority.at(NOW)
    other = ours.list_token(NOW, uri=LIST + "0")
    with pytest.raises(BundleError):
        bundle.read(ours.bundle(NOW, lists={LIST: other}), NOW, ours.root_sha256)


def test_the_list_of_a_stranger_is_refused():
    ours, stranger = Authority.at(NOW), Authority.at(NOW)
    with pytest.raises(BundleError):
        bundle.read(ours.bundle(NOW, lists={LIST: stranger.list_token(NOW)}), NOW, ours.root_sha256)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place, change):
    data = bytearray(SCENES[0].bundle)
    data[place % len(data)] ^= change
    try:
        read = bundle.read(bytes(data), NOW, SCENES[0].root_sha256)
    except BundleError:
        return
    # The tag around the message is the one thing no signature covers, and it says nothing.
    assert read == bundle.read(SCENES[0].bundle, NOW, SCENES[0].root_sha256)


@given(st.binary(max_size=200))
def test_no_file_makes_the_reader_fail(data):
    with pytest.raises(BundleError):
        bundle.read(data, NOW, None)


def test_another_implementation_of_cose_accepts_the_signature_and_refuses_a_changed_bundle():
    scene = SCENES[0]
    message = Sign1Message.decode(scene.bundle)
    numbers = root_of(scene.bundle)
    message.key = EC2Key(crv="P_256", x=numbers.x.to_bytes(32), y=numbers.y.to_bytes(32))
    assert message.verify_signature()
    changed = Sign1Message.decode(bundles.rewritten(scene.bundle, {"lists": {}}))
    changed.key = message.key
    assert not changed.verify_signature()


def root_of(data: bytes):
    from cryptography import x509

    return x509.load_der_x509_certificate(cbor2.loads(data).value[1][33]).public_key().public_numbers()
