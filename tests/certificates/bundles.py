"""Key bundles and tokens of every sort, and what a reader must say of each: for this reader's tests and the browser's.

`scenes(now)` gives them all. A `Scene` has the bundle a reader holds, the SHA-256 of the root it knows, the text of a QR, and
the answer. `Authority` makes one's own.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from acogida.certificates import bundle, status_list, status_token
from acogida.certificates.bundle import Fault
from acogida.certificates.cose import SigningKey
from acogida.certificates.status_list import SIZE, Status
from acogida.certificates.token import CertificateClaims, State, encode

DAY = dt.timedelta(days=1)
ISSUER = "https://authority.example"
LIST = f"{ISSUER}/status-lists/202601"
HOLDER = CertificateClaims(
    number="COM-TAP-2026-00045-01A-7", name="María José Núñez Ibáñez", birth_date="1992-03-14", sex="F",
    legal_status="Solicitante de la condición de refugiado; procedimiento en trámite", issuer=ISSUER,
    issued_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), expires_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
    status_index=4711, status_uri=LIST,
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A private key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def signing(self) -> SigningKey:
        digest = self.certificate.fingerprint(hashes.SHA256())
        return SigningKey(self.key, digest[:8], digest)


def make_pair(name: str, begins: dt.datetime, issuer: Pair | None = None, days: int = 3650) -> Pair:
    """A key and its certificate, by itself or by `issuer`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = begins.replace(microsecond=0)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begins).not_valid_after(begins + days * DAY)
    )  # fmt: skip
    return Pair(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


@dataclass
class Authority:
    """A root, its QR keys (the last one signs) and the places of its one status list that are not valid."""

    root: Pair
    keys: list[Pair]
    ended: dict[int, int] = field(default_factory=dict)

    @classmethod
    def at(cls, now: dt.datetime) -> Authority:
        root = make_pair("Root of a test", now - 400 * DAY)
        return cls(root, [make_pair("QR key of a test", now - 400 * DAY, root)])

    @property
    def root_sha256(self) -> str:
        return bundle.fingerprint(self.root.certificate)

    def token(self, now: dt.datetime, *, key: Pair | None = None, **changes: object) -> str:
        """The text of a QR issued yesterday and good for 180 days; `changes` are fields of CertificateClaims."""
        dates = {
            "issued_at": (now - DAY).replace(microsecond=0),
            "expires_at": (now + 179 * DAY).replace(microsecond=0),
        }
        return encode(replace(HOLDER, **{**dates, **changes}), (key or self.keys[-1]).signing)  # type: ignore[arg-type]

    def list_token(self, now: dt.datetime, uri: str = LIST, ended: Mapping[int, int] | None = None) -> bytes:
        packed = status_list.pack(self.ended if ended is None else ended, SIZE)
        return status_token.make(uri, packed, self.keys[-1].signing, now)

    def bundle(
        self,
        now: dt.datetime,
        *,
        ended: Mapping[int, int] | None = None,
        until: dt.datetime | None = None,
        lists: Mapping[str, bytes] | None = None,
        revoked: tuple[bytes, ...] = (),
    ) -> bytes:
        """The bundle as it was at `now`; `until`: when the first key's tokens have all ended."""
        keys = [bundle.Key(p.certificate, p.certificate.not_valid_after_utc) for p in self.keys]
        if until:
            keys[0] = replace(keys[0], until=until)
        return bundle.make(
            ISSUER, [key for key, pair in zip(keys, self.keys, strict=True) if pair.signing.key_id not in revoked],
            {LIST: self.list_token(now, ended=ended)} if lists is None else lists,
            root=self.root.signing, root_certificate=self.root.certificate, now=now, revoked=revoked,
        )  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What a reader holds and reads, and what it must say: a state of the token, or a fault of the bundle."""

    name: str
    bundle: bytes
    root_sha256: str
    token: str
    says: str

    @property
    def is_fault(self) -> bool:
        return self.says.startswith("bundle_")


def altered(token: str) -> str:
    """The token with another name under the same signature."""
    import zlib

    import base45

    message = cbor2.loads(zlib.decompress(base45.b45decode(token)))
    payload = cbor2.loads(message.value[2])
    payload[169][4] = "Somebody Else"
    message.value[2] = cbor2.dumps(payload)
    return base45.b45encode(zlib.compress(cbor2.dumps(message), 9)).decode()


def rewritten(data: bytes, changes: Mapping[object, object]) -> bytes:
    """A bundle with other content under the same signature."""
    message = cbor2.loads(data)
    payload = cbor2.loads(message.value[2])
    message.value[2] = cbor2.dumps({**payload, **changes})
    return cbor2.dumps(message)


def scenes(now: dt.datetime) -> list[Scene]:
    """Every sort of bundle and token, for a reader whose clock says `now`."""
    ours, stranger = Authority.at(now), Authority.at(now)
    yesterday, today, root = ours.bundle(now - DAY), ours.bundle(now), ours.root_sha256
    token = ours.token(now)
    revoked, suspended = {4711: Status.INVALID}, {4711: Status.SUSPENDED}
    says = {fault: f"bundle_{fault}" for fault in Fault}
    found = [
        Scene("a certificate in force", today, root, token, State.VALID),
        Scene("revoked today, read with yesterday's bundle", yesterday, root, token, State.VALID),
        Scene("revoked today, read with today's", ours.bundle(now, ended=revoked), root, token, State.REVOKED),
        Scene("suspended", ours.bundle(now, ended=suspended), root, token, State.SUSPENDED),
        Scene("resumed", ours.bundle(now, ended={}), root, token, State.VALID),
        Scene("expired", today, root, ours.token(now, expires_at=now - DAY), State.EXPIRED),
        Scene("revoked and expired", ours.bundle(now, ended=revoked), root, ours.token(now, expires_at=now - DAY),
              State.REVOKED),
        Scene("another name under the signature", today, root, altered(token), State.ALTERED),
        Scene("cut short", today, root, token[:-40], State.ALTERED),
        Scene("by a stranger", today, root, stranger.token(now), State.UNKNOWN_ISSUER),
        Scene("no certificate", today, root, "https://authority.example/", State.NOT_A_CERTIFICATE),
        Scene("older than the key that signed it", today, root,
              ours.token(now, issued_at=now - 900 * DAY), State.VALID),
        Scene("in a list that began after the bundle", yesterday, root,
              ours.token(now, issued_at=now - DAY / 2, status_uri=f"{ISSUER}/status-lists/202602"), State.VALID),
        Scene("in a list that should be there and is not", today, root,
              ours.token(now, status_uri=f"{ISSUER}/status-lists/202602"), State.UNKNOWN_ISSUER),
        Scene("beyond the end of its list", today, root, ours.token(now, status_index=SIZE + 9), State.UNKNOWN_ISSUER),
        Scene("the issuer's clock is four minutes fast", today, root,
              ours.token(now, issued_at=now + dt.timedelta(minutes=4)), State.VALID),
        Scene("of tomorrow", today, root, ours.token(now, issued_at=now + DAY), State.EXPIRED),
        Scene("bundle: made by somebody else", stranger.bundle(now), root, token, says[Fault.WRONG_ROOT]),
        Scene("bundle: changed", rewritten(yesterday, {"lists": {}}), root, token, says[Fault.ALTERED]),
        Scene("bundle: its end put off", rewritten(ours.bundle(now - 8 * DAY), {4: int((now + DAY).timestamp())}), root, token,
              says[Fault.ALTERED]),
        Scene("bundle: eight days old", ours.bundle(now - 8 * DAY), root, token, says[Fault.EXPIRED]),
        Scene("bundle: of tomorrow, so the reader's clock is wrong", ours.bundle(now + DAY), root, token,
              says[Fault.NOT_YET_VALID]),
        Scene("bundle: four minutes fast", ours.bundle(now + dt.timedelta(minutes=4)), root, token, State.VALID),
        Scene("bundle: nonsense", b"nonsense", root, token, says[Fault.NOT_A_BUNDLE]),
    ]  # fmt: skip
    return found + _keys(now, ours, token)


def _keys(now: dt.datetime, ours: Authority, token: str) -> list[Scene]:
    """After the QR key was changed: two keys, an old one that ended, one that was stolen."""
    old, root = ours.keys[0], ours.root_sha256
    later = Authority(ours.root, [old, make_pair("The next QR key of a test", now, ours.root)])
    young = later.token(now)
    overlap, over = later.bundle(now, until=now + 30 * DAY), later.bundle(now, until=now - DAY / 2)
    stolen = later.bundle(now, revoked=(old.signing.key_id,))
    return [
        Scene("old key, in the overlap", overlap, root, token, State.VALID),
        Scene("new key, in the overlap", overlap, root, young, State.VALID),
        Scene("new key, read with a bundle from before", ours.bundle(now - DAY), root, young, State.UNKNOWN_ISSUER),
        Scene("old key, after its end", over, root, token, State.UNKNOWN_ISSUER),
        Scene(
            "old key, dated after its end", over, root, later.token(now, key=old, issued_at=now), State.UNKNOWN_ISSUER
        ),
        Scene("stolen key", stolen, root, token, State.UNKNOWN_ISSUER),
        Scene("new key beside a stolen one", stolen, root, young, State.VALID),
    ]


def to_json(now: dt.datetime) -> str:
    """The scenes for readers in other languages; bytes in base64."""
    rows = [{**vars(s), "bundle": b64encode(s.bundle).decode(), "says": str(s.says)} for s in scenes(now)]
    return json.dumps({"now": int(now.timestamp()), "scenes": rows}, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.stdout.write(to_json(dt.datetime.now(dt.UTC)))
