"""The test vectors of github.com/jeremi/claim-169 (MIT, `vectors/LICENSE`), and two readers that are not ours."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from pathlib import Path

import base45
import cbor2
import claim169
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

from acogida.certificates.cose import VerifyingKey, open_, sign
from acogida.certificates.token import State, read
from tests.certificates import bundles
from tests.certificates.bundles import Authority

VECTORS = {
    path.stem: json.loads(path.read_text()) | {"sort": path.parent.name}
    for path in sorted(Path(__file__).parent.glob("vectors/*/*.json"))
}
ENCRYPTED = {"encrypted-aes256", "encrypted-signed"}
PLAIN = {name: v for name, v in VECTORS.items() if v["sort"] != "invalid" and name not in ENCRYPTED}
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
OURS = Authority.at(NOW)
KEYS = [VerifyingKey(OURS.keys[0].key.public_key(), OURS.keys[0].signing.key_id)]  # some vectors are of 2050


def signed_by_us(text: str) -> str:
    """What a vector says, under our signature: most of theirs are signed by nobody, or otherwise than with ES256."""
    value = cbor2.loads(zlib.decompress(base45.b45decode(text)))
    key = OURS.keys[0].signing
    return base45.b45encode(zlib.compress(sign(value.value[2], key.key, key.headers))).decode()


@pytest.mark.parametrize("name", PLAIN)
def test_what_a_vector_says_is_read(name):
    vector = VECTORS[name]
    theirs, meta = vector["expected_claim169"], vector["expected_cwt_meta"]
    at = dt.datetime.fromtimestamp(meta.get("notBefore", meta["issuedAt"]) + 60, dt.UTC)
    claims = read(signed_by_us(vector["qr_data"]), KEYS, at).claims
    assert (claims.number, claims.name, claims.issuer) == (theirs["id"], theirs["fullName"], meta["issuer"])
    assert claims.birth_date.replace("-", "") == theirs.get("dateOfBirth", "").replace("-", "")
    assert claims.legal_status == theirs.get("legalStatus", "")
    assert int(claims.expires_at.timestamp()) == meta["expiresAt"]
    assert claims.photo or name != "with-face"


@pytest.mark.parametrize("name", PLAIN)
def test_no_vector_passes_for_ours(name):
    """They are by other keys, by algorithms we do not use, or signed by nobody."""
    reading = read(VECTORS[name]["qr_data"], KEYS, NOW)
    assert reading.state in {State.UNKNOWN_ISSUER, State.NOT_A_CERTIFICATE}
    assert reading.claims is None


@pytest.mark.parametrize("name", sorted(ENCRYPTED))
def test_what_is_encrypted_is_refused_in_words_and_not_by_an_error(name):
    assert read(VECTORS[name]["qr_data"], KEYS, NOW).state is State.NOT_A_CERTIFICATE
    packed = zlib.decompress(base45.b45decode(VECTORS[name]["qr_data"]))
    with pytest.raises(ValueError, match=r"ES256|unpack|values|bytes"):
        open_(packed)


@pytest.mark.parametrize("name", [name for name, v in VECTORS.items() if v["sort"] == "invalid"])
def test_an_invalid_vector_is_no_certificate(name):
    reading = read(VECTORS[name]["qr_data"], KEYS, NOW)
    assert reading.state in {State.NOT_A_CERTIFICATE, State.ALTERED, State.UNKNOWN_ISSUER}
    assert reading.claims is None


def test_their_signature_with_es256_fits_their_key_and_no_other():
    vector = VECTORS["ecdsa-p256-signed"]
    public = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), bytes.fromhex(vector["signing_key"]["public_key_hex"])
    )
    at = dt.datetime.fromtimestamp(vector["expected_cwt_meta"]["issuedAt"] + 60, dt.UTC)
    message = open_(zlib.decompress(base45.b45decode(vector["qr_data"])))
    named = message.header.get(4)
    key = VerifyingKey(public, named if isinstance(named, bytes) else b"")
    assert read(vector["qr_data"], [key], at).claims.number == vector["expected_claim169"]["id"]
    stranger = VerifyingKey(ec.generate_private_key(ec.SECP256R1()).public_key(), key.key_id)
    assert read(vector["qr_data"], [stranger], at).claims is None


@pytest.mark.parametrize(
    ("name", "state"), [("expired", State.EXPIRED), ("not-yet-valid", State.EXPIRED), ("unknown-fields", State.VALID)]
)
def test_the_edges_are_told_by_their_dates(name, state):
    reading = read(signed_by_us(VECTORS[name]["qr_data"]), KEYS, NOW)
    assert (reading.state, reading.claims.number) == (state, VECTORS[name]["expected_claim169"]["id"])


# --- their readers, our code ------------------------------------------------------------------------------------------


def pycose_says(text: str, pair: bundles.Pair) -> bool:
    message = Sign1Message.decode(zlib.decompress(base45.b45decode(text)))
    numbers = pair.certificate.public_key().public_numbers()
    message.key = EC2Key(crv="P_256", x=numbers.x.to_bytes(32), y=numbers.y.to_bytes(32))
    return message.verify_signature()


def point(pair: bundles.Pair) -> bytes:
    return pair.certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def rust_says(text: str, pair: bundles.Pair) -> bool:
    try:
        return claim169.decode_with_ecdsa_p256(text, point(pair)).verification_status == "verified"
    except claim169.SignatureError:
        return False


@pytest.mark.parametrize("reader", [pycose_says, rust_says])
def test_an_independent_reader_accepts_our_code_and_refuses_a_changed_one(reader):
    now = dt.datetime.now(dt.UTC)  # the Rust reader asks its own clock
    token = OURS.token(now, photo=b"\xff\xd8a face")
    assert reader(token, OURS.keys[0])
    assert not reader(bundles.altered(token), OURS.keys[0])
    assert not reader(token, Authority.at(now).keys[0])


def test_an_independent_reader_finds_the_photo_and_the_nationality_where_we_put_them():
    token = OURS.token(dt.datetime.now(dt.UTC), photo=b"\xff\xd8a face", nationality="HND")
    found = claim169.decode_with_ecdsa_p256(token, point(OURS.keys[0])).claim169
    assert (found.nationality, found.face[0].data, found.face[0].format) == ("HND", b"\xff\xd8a face", 0)
