"""The authority's keys in a hardware security module, by PKCS#11 (v2.40): a `KeyStore` from which no private key leaves.

The module makes its keys itself and signs there. A `HeldKey` stands in for the private key wherever one is wanted:
whoever signs calls `sign`, and whoever asks for the key's bytes is refused. Certificates lie in the module beside their
keys, under the same label; those of a state's own certification authority can be put there instead of ours.

Needs the extra `acogida[hsm]`. Settings: ACOGIDA_HSM_MODULE (path of the vendor's library), ACOGIDA_HSM_TOKEN (label) and
ACOGIDA_HSM_PIN. One session is held for a process, and used by one thread at a time.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
from typing import Any, NoReturn

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from acogida.letters.keys import LABELS, QR, ROOT, SEAL, YEARS, KeyPair, certify, current, in_order, next_label


class HardwareError(RuntimeError):
    """The module is not there, does not open, or does not do what is asked."""


class HeldKey(ec.EllipticCurvePrivateKey):
    """A P-256 key that stays in the module."""

    def __init__(self, module: HardwareKeyStore, label: str, public: ec.EllipticCurvePublicKey) -> None:
        self._module, self._label, self._public = module, label, public

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """A DER signature (ECDSA) over `data`. Raises HardwareError."""
        algorithm = signature_algorithm.algorithm
        if isinstance(algorithm, Prehashed):
            digest = bytes(data)
        else:
            hashing = hashes.Hash(algorithm)
            hashing.update(data)
            digest = hashing.finalize()
        raw = self._module.sign_digest(self._label, digest)
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public.curve

    @property
    def key_size(self) -> int:
        return self._public.key_size

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> NoReturn:
        raise UnsupportedAlgorithm("a key held in hardware signs, and does nothing else")

    def private_numbers(self) -> NoReturn:
        raise UnsupportedAlgorithm("a key held in hardware does not leave it")

    def private_bytes(self, *_arguments: object, **_named: object) -> NoReturn:
        raise UnsupportedAlgorithm("a key held in hardware does not leave it")

    def __copy__(self) -> HeldKey:
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> HeldKey:
        return self


class HardwareKeyStore:
    """Keys in one token of a PKCS#11 module, made there at first use like those of the folder."""

    def __init__(self, library: str, token: str, pin: str, authority: str) -> None:
        self._library, self._token, self._pin, self._authority = library, token, pin, authority
        self._lock = threading.RLock()
        self._open: Any = None
        self._known: dict[str, KeyPair] = {}

    def root(self) -> x509.Certificate:
        return self._pair(ROOT).certificate

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
        with self._lock:
            self._make(label, f"{LABELS[code]} · {self._authority}", begins)
        return self._pair(label)

    def _all(self, code: str) -> list[KeyPair]:
        with self._lock:
            self._pair(code)
            return in_order(self._pair(label) for label in self._labels() if label.startswith(code))

    def sign_digest(self, label: str, digest: bytes) -> bytes:
        """r and s, 32 bytes each. Raises HardwareError."""
        from pkcs11 import KeyType, Mechanism, ObjectClass, PKCS11Error

        with self._lock:
            try:
                key = self._session().get_key(ObjectClass.PRIVATE_KEY, KeyType.EC, label=label)
                return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))
            except PKCS11Error as error:
                self._open = None  # a module that was taken out and put back wants a new session
                raise HardwareError(f"the module did not sign: {type(error).__name__}") from error

    def _pair(self, label: str, name: str = "") -> KeyPair:
        with self._lock:
            if label not in self._known:
                if label not in self._labels():
                    self._make(label, name or f"{LABELS[label]} · {self._authority}")
                certificate = self._certificate(label)
                public = certificate.public_key()
                if not isinstance(public, ec.EllipticCurvePublicKey):
                    raise HardwareError(f"the certificate {label!r} in the module is not of a P-256 key")
                self._known[label] = KeyPair(HeldKey(self, label, public), certificate)
            return self._known[label]

    def _make(self, label: str, common_name: str, begins: datetime.datetime | None = None) -> None:
        from pkcs11 import Attribute, KeyType, ObjectClass
        from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

        issuer = None if label == ROOT else self._pair(ROOT)
        session = self._session()
        curve = session.create_domain_parameters(
            KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
        )
        made, _private = curve.generate_keypair(store=True, label=label)
        public = load_der_public_key(encode_ec_public_key(made))
        assert isinstance(public, ec.EllipticCurvePublicKey)  # what was just asked for
        held, years = HeldKey(self, label, public), YEARS.get(label, 5)
        certificate = certify(held, common_name, self._authority, issuer, years, begins)
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: 0,  # X.509
                Attribute.TOKEN: True,
                Attribute.LABEL: label,
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )

    def _labels(self) -> set[str]:
        """What has a certificate; a key without one was not finished and is made again under the same label."""
        from pkcs11 import Attribute, ObjectClass

        found = self._session().get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        return {str(each[Attribute.LABEL]) for each in found}

    def _certificate(self, label: str) -> x509.Certificate:
        from pkcs11 import Attribute, ObjectClass

        rows = self._session().get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label})
        return x509.load_der_x509_certificate(bytes(next(iter(list(rows)))[Attribute.VALUE]))

    def _session(self) -> Any:
        if self._open is None:
            try:
                import pkcs11
            except ImportError:
                raise HardwareError("keys in hardware need the package's extra: acogida[hsm]") from None
            try:
                token = pkcs11.lib(self._library).get_token(token_label=self._token)
                try:
                    self._open = token.open(rw=True, user_pin=self._pin)
                except pkcs11.exceptions.UserAlreadyLoggedIn:  # a login holds for the whole process
                    self._open = token.open(rw=True)
            except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
                raise HardwareError(f"the module does not open: {type(error).__name__}") from error
        return self._open
