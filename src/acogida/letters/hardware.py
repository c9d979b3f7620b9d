"""The authority's keys in a hardware security module, by PKCS#11 (v2.40): a `KeyStore` from which no private key leaves.

The module makes its keys itself and signs there. A `HeldKey` stands in for the private key wherever one is wanted:
whoever signs calls `sign`, and whoever asks for the key's bytes is refused. Certificates lie in the module beside their
keys, under the same label; those of a state's own certification authority can be put there instead of ours.

Needs the extra `acogida[hsm]`. Settings: ACOGIDA_HSM_MODULE (path of the vendor's library), ACOGIDA_HSM_TOKEN (label) and
ACOGIDA_HSM_PIN. One session is held for a process, and used by one thread at a time.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, NoReturn

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from acogida.letters.keys import KeyPair, LabelledKeys


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


class HardwareKeyStore(LabelledKeys):
    """Keys in one token of a PKCS#11 module, made there at first use like those of the folder, which has only the lock."""

    def __init__(self, library: str, token: str, pin: str, folder: Path, authority: str) -> None:
        super().__init__(folder, authority)
        self._library, self._token, self._pin = library, token, pin
        self._turn = threading.RLock()  # one thread at a time speaks to the module
        self._open: Any = None

    def sign_digest(self, label: str, digest: bytes) -> bytes:
        """r and s, 32 bytes each. Raises HardwareError."""
        from pkcs11 import KeyType, Mechanism, ObjectClass, PKCS11Error

        with self._turn:
            try:
                key = self._session().get_key(ObjectClass.PRIVATE_KEY, KeyType.EC, label=label)
                return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))
            except PKCS11Error as error:
                self._open = None  # a module that was taken out and put back wants a new session
                raise HardwareError(f"the module did not sign: {type(error).__name__}") from error

    def _labels(self) -> set[str]:
        """What has a certificate; a key without one was not finished, and is made anew."""
        from pkcs11 import Attribute, ObjectClass

        with self._turn:
            found = self._session().get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            return {str(each[Attribute.LABEL]) for each in found}

    def _read(self, label: str) -> KeyPair:
        from pkcs11 import Attribute, ObjectClass

        with self._turn:
            rows = self._session().get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label})
            certificate = x509.load_der_x509_certificate(bytes(next(iter(list(rows)))[Attribute.VALUE]))
        public = certificate.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise HardwareError(f"the certificate {label!r} in the module is not of a P-256 key")
        return KeyPair(HeldKey(self, label, public), certificate)

    def _generate(self, label: str) -> HeldKey:
        from pkcs11 import Attribute, KeyType
        from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

        with self._turn:
            session = self._session()
            for unfinished in list(session.get_objects({Attribute.LABEL: label})):
                unfinished.destroy()
            curve = session.create_domain_parameters(
                KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
            )
            made, _private = curve.generate_keypair(store=True, label=label)
            public = load_der_public_key(encode_ec_public_key(made))
        assert isinstance(public, ec.EllipticCurvePublicKey)  # what was just asked for
        return HeldKey(self, label, public)

    def _keep(self, label: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        from pkcs11 import Attribute, ObjectClass

        with self._turn:
            self._session().create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: 0,  # X.509
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label,
                    Attribute.SUBJECT: certificate.subject.public_bytes(),
                    Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                }
            )

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
