"""The verifier's JavaScript over the same cases as the Python readers: bundles of every sort, foreign tokens, mutations."""

from __future__ import annotations

import datetime as dt
import random
import zlib
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cwt import COSE, COSEKey
from playwright.sync_api import Page

from acogida.certificates import bundle as bundles
from acogida.certificates.token import CertificateClaims, encode
from acogida.certificates.verdicts import offline
from tests.certificates.bundles import DAY, HOLDER, Authority, Scene, scenes
from tests.certificates.verifier_in_chromium import JUDGE, modules

pytestmark = pytest.mark.browser
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
# The device keeps an old bundle and says how old it is; one from the future shows that its own clock is wrong.
TOLD_OTHERWISE = {"bundle_expired": "stale", "bundle_not_yet_valid": "clock"}


@pytest.fixture(scope="module")
def blank() -> Iterator[Page]:
    with modules() as page:
        yield page


def case(bundle: bytes, root: str, text: str, at: dt.datetime = NOW) -> dict[str, Any]:
    return {"bundle": b64encode(bundle).decode(), "root": root, "text": text, "at": at.timestamp()}


def judged(page: Page, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(JUDGE, {"cases": cases, "now": NOW.timestamp()})
    return found


def says(scene: Scene, answer: dict[str, Any]) -> bool:
    told = TOLD_OTHERWISE.get(scene.says)
    if told == "stale":
        return answer["age"] == "stale"
    if told == "clock":
        return bool(answer["clockBehind"])
    return bool(answer["state"] == scene.says)


def test_every_sort_of_bundle_and_token_gets_the_same_answer(blank: Page) -> None:
    every = scenes(NOW)
    answers = judged(blank, [case(scene.bundle, scene.root_sha256, scene.token) for scene in every])
    wrong = {
        scene.name: (answer["state"], answer["age"])
        for scene, answer in zip(every, answers, strict=True)
        if not says(scene, answer)
    }
    assert wrong == {}
    assert len(every) > 25


def test_it_reads_what_was_written(blank: Page) -> None:
    ours = Authority.at(NOW)
    [answer] = judged(blank, [case(ours.bundle(NOW), ours.root_sha256, ours.token(NOW))])
    claims = answer["claims"]
    assert (answer["state"], answer["age"]) == ("valid", "fresh")
    assert (claims["number"], claims["name"], claims["birthDate"], claims["sex"]) == (
        HOLDER.number, HOLDER.name, HOLDER.birth_date, HOLDER.sex,
    )  # fmt: skip
    assert (claims["legalStatus"], claims["issuer"]) == (HOLDER.legal_status, HOLDER.issuer)
    assert claims["expiresAt"] == (NOW + 179 * DAY).timestamp()


def mutations(token: str) -> Iterator[str]:
    """What a printer, a hand or an attacker makes of a token."""
    chance = random.Random(5)
    yield from (token.lower(), f"  {token}\r\n", token[::-1], token + "0", token + token, "", "HC1:" + token)
    yield from (token[:length] for length in (10, 39, 40, 100, len(token) - 3, len(token) - 1))
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    for position in range(0, len(token), 5):
        yield token[:position] + chance.choice(alphabet.replace(token[position], "")) + token[position + 1 :]
    message = zlib.decompress(base45.b45decode(token))
    for position in [*range(70), *range(70, len(message), 9)]:  # structure and headers byte by byte, then the rest
        changed = bytearray(message)
        changed[position] ^= 1 << chance.randrange(8)
        yield packed(bytes(changed))
    yield packed(message + b"more")
    yield packed(message[:-1])
    yield base45.b45encode(zlib.compress(message, 9) + b"more").decode()
    yield packed(bytes(9000))
    yield packed(b"\x81" * 4000)
    yield packed(b"\x9b" + b"\xff" * 8)


def packed(message: bytes) -> str:
    text: bytes = base45.b45encode(zlib.compress(message, 9))
    return text.decode()


def test_mutated_tokens_get_the_same_answer_and_none_says_anything_else(blank: Page) -> None:
    ours = Authority.at(NOW)
    raw, token = ours.bundle(NOW), ours.token(NOW)
    known = bundles.read(raw, NOW, ours.root_sha256)
    texts = list(mutations(token))
    answers = judged(blank, [case(raw, ours.root_sha256, text) for text in texts])
    expected = [str(offline(text, known, NOW).state) for text in texts]
    differ = [
        (n, texts[n][:30], e, a["state"])
        for n, (e, a) in enumerate(zip(expected, answers, strict=True))
        if e != a["state"]
    ]
    assert differ == []
    believed = [answer["claims"]["name"] for answer in answers if answer["claims"]]
    assert set(believed) == {HOLDER.name}  # what is believed is what was signed: small letters, spaces, an idle byte
    assert len(believed) < 8


def test_dates_and_clocks_get_the_same_answer(blank: Page) -> None:
    ours = Authority.at(NOW)
    raw = ours.bundle(NOW)
    known = bundles.read(raw, NOW, ours.root_sha256)
    second = dt.timedelta(seconds=1)
    skew = dt.timedelta(minutes=5)
    table: list[tuple[CertificateClaims | dict[str, Any], dt.datetime]] = [
        ({"issued_at": NOW, "expires_at": NOW + DAY}, NOW),
        ({"issued_at": NOW, "expires_at": NOW + DAY}, NOW + DAY),
        ({"issued_at": NOW, "expires_at": NOW + DAY}, NOW + DAY - second),
        ({"issued_at": NOW + skew, "expires_at": NOW + DAY}, NOW),
        ({"issued_at": NOW + skew + second, "expires_at": NOW + DAY}, NOW),
        ({"birth_date": "", "sex": "", "legal_status": ""}, NOW),
        ({"birth_date": "19920314", "sex": "X"}, NOW),
        ({"birth_date": "1992-03"}, NOW),
        ({"name": "عائشة محمد"}, NOW),
        ({"name": "\ufeffAna"}, NOW),
        ({"status_index": 0}, NOW),
        ({"status_index": 99_999}, NOW),
        ({"status_index": -1}, NOW),
        ({"status_index": None}, NOW),
    ]
    tokens = [(ours.token(NOW, **changes), at) for changes, at in table]  # type: ignore[arg-type]
    answers = judged(blank, [case(raw, ours.root_sha256, text, at) for text, at in tokens])
    for (text, at), answer, (changes, _at) in zip(tokens, answers, table, strict=True):
        verdict = offline(text, known, at)
        assert answer["state"] == verdict.state, changes
        if verdict.claims:
            assert answer["claims"]["name"] == verdict.claims.name
            assert answer["claims"]["birthDate"] == verdict.claims.birth_date
            assert answer["claims"]["sex"] == verdict.claims.sex


def test_a_clock_turned_back_brings_nothing_back(blank: Page) -> None:
    ours = Authority.at(NOW)
    gone = encode(
        CertificateClaims(
            "1", "X", "", "", "", "x", NOW - 9 * DAY, NOW - DAY, status_index=1, status_uri=HOLDER.status_uri
        ),
        ours.keys[0].signing,
    )
    [answer] = judged(blank, [case(ours.bundle(NOW), ours.root_sha256, gone, NOW - 3 * DAY)])
    assert (answer["state"], answer["clockBehind"]) == ("expired", True)


# In the manner of the published test vectors of Claim 169: what other issuers write, and what is no token at all.
FOREIGN = {
    "eddsa": {1: -8}, "es384": {1: -35}, "no algorithm": {}, "another key": {1: -7, 4: b"\x01" * 8}, "text as key id": {1: -7, 4: "key"},
}  # fmt: skip


def test_what_other_issuers_write_gets_the_same_answer(blank: Page) -> None:
    ours = Authority.at(NOW)
    raw = ours.bundle(NOW)
    known = bundles.read(raw, NOW, ours.root_sha256)
    payload = cbor2.dumps({1: "www.mosip.io", 4: 1787912445, 6: 1756376445, 169: {1: "3215489387", 4: "Janardhan"}})
    texts = [packed(cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps(h), {}, payload, bytes(64)]))) for h in FOREIGN.values()]
    texts += [
        packed(cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(18, [cbor2.dumps({1: -7}), {4: b"\x02" * 8}, payload, bytes(64)])))),
        packed(cbor2.dumps(cbor2.CBORTag(16, [cbor2.dumps({1: 3}), {5: bytes(12)}, payload]))),  # encrypted
        packed(cbor2.dumps([b"", {1: -7}, payload, bytes(64)])),  # the algorithm is not protected
        packed(cbor2.dumps({169: {1: "x"}})),
        packed(b"\x9f\x5f\x41\xa1\xff\xa0\x40\x40\xff"),  # lengths left open
        "NOT BASE45 %%%" * 9, "6BF" + "0" * 60, "https://mosip.io/a-page-about-identity-cards-and-their-codes",
    ]  # fmt: skip
    answers = judged(blank, [case(raw, ours.root_sha256, text) for text in texts])
    assert [a["state"] for a in answers] == [str(offline(text, known, NOW).state) for text in texts]
    assert not {"valid", "expired"} & {a["state"] for a in answers}


def test_what_another_implementation_signed_with_our_key_is_valid(blank: Page) -> None:
    """The CWT library writes the message and the signature; only the key is ours."""
    ours = Authority.at(NOW)
    key = ours.keys[0]
    pem = key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    attributes = {1: "A-1", 4: "Jean Dieudonné", 8: "19880102", 9: 1}
    claims = {1: "x", 4: int((NOW + DAY).timestamp()), 6: int(NOW.timestamp()), 169: attributes, 999: [1, {"a": 1.5}]}
    message = COSE.new().encode_and_sign(
        cbor2.dumps(claims), COSEKey.from_pem(pem, alg="ES256"), protected={1: -7}, unprotected={4: key.signing.key_id}
    )
    [answer] = judged(blank, [case(ours.bundle(NOW), ours.root_sha256, packed(message))])
    assert (answer["state"], answer["age"]) == ("valid", "missing")
    assert (answer["claims"]["name"], answer["claims"]["birthDate"]) == ("Jean Dieudonné", "1988-01-02")
