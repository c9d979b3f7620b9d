"""The authority's keys: to seal and sign PDFs, and to sign the QR of certificates.

`KeyStore` is what the rest of the house sees. `hardware.HardwareKeyStore` keeps them in a module that they never leave
(PKCS#11), when ACOGIDA_HSM_MODULE is set; else `FolderKeyStore` keeps them in HOME/keys, encrypted under
HOME/secrets/keys.key. There is a root, and under it a seal certificate, one certificate per signatory, and the QR key, all
made at first use under a lock. They are good for a demonstration and for a pilot; an authority in production brings
certificates its own state recognises (LFEA art. 7).

Seal and QR key are changed by making the next one beside the present one (`rotate`): it signs from the first moment of its
certificate, and what the earlier ones signed goes on being verified.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import os
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from acogida.files.secret import secret_key

ROOT, SEAL, QR = "root", "seal", "qr"
YEARS = {ROOT: 20, SEAL: 5, QR: 5}
LABELS = {ROOT: "Acogida root", SEAL: "Electronic seal", QR: "QR signing key"}


@dataclass(frozen=True)
class KeyPair:
    """A private key with its certificate; `key_id` is what a signature names it by (8 bytes of the certificate's hash)."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def thumbprint(self) -> bytes:
        """SHA-256 of the DER certificate (COSE x5t, RFC 9360)."""
        return self.certificate.fingerprint(hashes.SHA256())

    @property
    def key_id(self) -> bytes:
        return self.thumbprint[:8]


class KeyStore(Protocol):
    """Who holds the keys."""

    def root(self) -> x509.Certificate:
        """The certificate every other one is checked against."""

    def root_key(self) -> KeyPair:
        """The root's key: signs the bundle of keys for readers without a network, and nothing else."""

    def seal(self) -> KeyPair:
        """The authority's seal for PDFs."""

    def signatory(self, name: str) -> KeyPair:
        """The certificate of one person who signs."""

    def qr(self) -> KeyPair:
        """The key of today's QR tokens (ES256)."""

    def qr_certificates(self) -> list[x509.Certificate]:
        """Every certificate a QR in circulation may be signed with, the earliest first, those to come included."""

    def rotate(self, code: str, begins: datetime.datetime) -> KeyPair:
        """A new key for SEAL or QR, beside the present one, which it follows at the instant `begins`."""


class LabelledKeys(ABC):
    """A store that finds its keys by label and makes them at first use: the root, and everything else under it.

    A use that is changed has several: `qr`, `qr-20270101T000000-…`. `folder` has the lock under which processes make keys.
    """

    def __init__(self, folder: Path, authority: str) -> None:
        self._folder, self._authority = folder, authority
        self._known: dict[str, KeyPair] = {}

    @abstractmethod
    def _labels(self) -> Iterable[str]:
        """Every key there is: another process may have added one."""

    @abstractmethod
    def _read(self, label: str) -> KeyPair:
        """One of them."""

    @abstractmethod
    def _generate(self, label: str) -> ec.EllipticCurvePrivateKey:
        """A new P-256 key; it counts once it has its certificate."""

    @abstractmethod
    def _keep(self, label: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        """Keep a new key with its certificate."""

    def root(self) -> x509.Certificate:
        return self.root_key().certificate

    def root_key(self) -> KeyPair:
        return self._pair(ROOT)

    def seal(self) -> KeyPair:
        return current(self._all(SEAL))

    def signatory(self, name: str) -> KeyPair:
        return self._pair(f"signatory-{hashlib.sha256(name.encode()).hexdigest()[:20]}", name)

    def qr(self) -> KeyPair:
        return current(self._all(QR))

    def qr_certificates(self) -> list[x509.Certificate]:
        return [pair.certificate for pair in self._all(QR)]

    def rotate(self, code: str, begins: datetime.datetime) -> KeyPair:
        self._pair(code)  # the first, if there was none
        label = next_label(code, begins)
        with self._lock():
            self._make(label, f"{LABELS[code]} · {self._authority}", YEARS[code], begins)
        return self._pair(label)

    def _all(self, code: str) -> list[KeyPair]:
        """Every key of a use."""
        self._pair(code)
        return in_order(self._pair(label) for label in self._labels() if label == code or label.startswith(f"{code}-"))

    def _pair(self, label: str, name: str = "") -> KeyPair:
        if label not in self._known:
            if label not in self._labels():
                with self._lock():
                    if label not in self._labels():
                        self._make(label, name or f"{LABELS[label]} · {self._authority}", YEARS.get(label, 5))
            self._known[label] = self._read(label)
        return self._known[label]

    def _make(self, label: str, common_name: str, years: int, begins: datetime.datetime | None = None) -> None:
        """Under the lock."""
        issuer = None
        if label != ROOT:
            if ROOT not in self._labels():
                self._make(ROOT, f"{LABELS[ROOT]} · {self._authority}", YEARS[ROOT])
            issuer = self._read(ROOT)
        key = self._generate(label)
        self._keep(label, key, certify(key, common_name, self._authority, issuer, years, begins))

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class FolderKeyStore(LabelledKeys):
    """Keys as encrypted PEM files in one folder."""

    def __init__(self, folder: Path, password: bytes, authority: str) -> None:
        super().__init__(folder, authority)
        self._password = password

    def _labels(self) -> set[str]:
        return {path.stem for path in self._folder.glob("[!.]*.pem")}

    def _read(self, label: str) -> KeyPair:
        path = self._folder / f"{label}.pem"
        pem = path.read_bytes()
        key = serialization.load_pem_private_key(pem, self._password)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} does not hold an elliptic-curve key")
        return KeyPair(key, _certificate(pem))

    def _generate(self, label: str) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    def _keep(self, label: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        path = self._folder / f"{label}.pem"
        encryption = serialization.BestAvailableEncryption(self._password)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem + certificate.public_bytes(serialization.Encoding.PEM))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)


def key_store() -> KeyStore:
    """The store of this installation."""
    from acogida.accounts import authority  # models: this module is read before they are

    name, folder = authority.short_name(), Path(settings.HOME) / "keys"
    if settings.HSM_MODULE:
        return _hardware_store(settings.HSM_MODULE, settings.HSM_TOKEN, settings.HSM_PIN, folder, name)
    return _folder_store(folder, name)


def kept_root() -> x509.Certificate | None:
    """The root of this installation as it lies in its folder, without asking for anything else; None when it is elsewhere
    or not yet made."""
    path = Path(settings.HOME) / "keys" / f"{ROOT}.pem"
    return _certificate(path.read_bytes()) if path.is_file() else None


@lru_cache(maxsize=8)
def _folder_store(folder: Path, authority: str) -> FolderKeyStore:
    return FolderKeyStore(folder, secret_key("keys").hex().encode(), authority)


@lru_cache(maxsize=1)
def _hardware_store(library: str, token: str, pin: str, folder: Path, authority: str) -> KeyStore:
    from acogida.letters.hardware import HardwareKeyStore

    return HardwareKeyStore(library, token, pin, folder, authority)


def next_label(code: str, begins: datetime.datetime) -> str:
    """What the key of SEAL or QR that begins at an instant is called in a store."""
    if code not in (SEAL, QR):
        raise ValueError("only the seal and the QR key are changed")
    return f"{code}-{begins.astimezone(datetime.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def in_order(pairs: Iterable[KeyPair]) -> list[KeyPair]:
    """Keys of one use by the day they begin."""
    return sorted(pairs, key=lambda pair: pair.certificate.not_valid_before_utc)


def current(pairs: Sequence[KeyPair]) -> KeyPair:
    """The key of a use that signs now: the last that has begun."""
    now = datetime.datetime.now(datetime.UTC)
    return next((pair for pair in reversed(pairs) if pair.certificate.not_valid_before_utc <= now), pairs[0])


def _certificate(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE-----") :])


def certify(
    key: ec.EllipticCurvePrivateKey,
    common_name: str,
    authority: str,
    issuer: KeyPair | None,
    years: int,
    begins: datetime.datetime | None = None,
) -> x509.Certificate:
    """A certificate for `key`, signed by `issuer` (None: by itself, as a root), from `begins` or from now."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, authority),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )
    is_root = issuer is None
    signer, signer_name, signer_public = (
        (key, subject, key.public_key())
        if issuer is None
        else (issuer.key, issuer.certificate.subject, issuer.key.public_key())
    )
    start = begins or datetime.datetime.now(datetime.UTC).replace(microsecond=0) - datetime.timedelta(minutes=5)
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    usage |= (
        {"key_cert_sign": True, "crl_sign": True}
        if is_root
        else {"digital_signature": True, "content_commitment": True}
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer_public), critical=False)
        .sign(signer, hashes.SHA256())
    )
