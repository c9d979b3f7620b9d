"""Seals and signatures in PDFs (PAdES baseline B-B, ETSI EN 319 142-1), and reading them back."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from acogida.letters.keys import KeyPair, KeyStore, key_store

LONGEST_SIGNATURE = 72  # bytes of a DER signature on P-256


class NotAPdf(ValueError):
    """The bytes cannot be read as a PDF."""


@dataclass(frozen=True)
class Seal:
    """One signature found in a PDF: who made it, whether its bytes are whole, and whether we know the signer's root."""

    signer: str
    field: str
    intact: bool
    trusted: bool
    covers_whole_file: bool
    key_id: bytes = b""  # 8 bytes of the certificate's hash


def seal(pdf: bytes, *, reason: str = "", store: KeyStore | None = None) -> bytes:
    """`pdf` with the authority's seal as its last revision."""
    store = store or key_store()
    return _sign(pdf, store.seal(), store.root(), field="Seal", name="", reason=reason)


def sign_as(
    pdf: bytes,
    signer_name: str,
    *,
    reason: str = "",
    location: str = "",
    store: KeyStore | None = None,
) -> bytes:
    """`pdf` signed by the person `signer_name` (the name as it stands in the letter)."""
    store = store or key_store()
    pair = store.signatory(signer_name)
    return _sign(pdf, pair, store.root(), field="Signature", name=signer_name, reason=reason, location=location)


def seals(pdf: bytes, *, store: KeyStore | None = None, root: x509.Certificate | None = None) -> list[Seal]:
    """Every signature of `pdf`, in order. Raises `NotAPdf`.

    Only our own root is trusted (or `root`, for who has no store); revocation is not asked over the network, so this works
    offline.
    """
    trusted = _asn1(root or (store or key_store()).root())
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = []
        for embedded in reader.embedded_signatures:
            context = ValidationContext(trust_roots=[trusted], allow_fetching=False, revocation_mode="soft-fail")
            status = validate_pdf_signature(embedded, context)
            found.append(
                Seal(
                    signer=str(status.signing_cert.subject.native.get("common_name", "")),
                    field=str(embedded.field_name),
                    intact=bool(status.intact and status.valid) and _as_written(pdf, embedded, trusted, status.trusted),
                    trusted=bool(status.trusted),
                    covers_whole_file=status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
                    key_id=hashlib.sha256(status.signing_cert.dump()).digest()[:8],
                )
            )
    except (
        PdfError,
        SigningError,
        ValueError,
        KeyError,
        AttributeError,
        IndexError,
        TypeError,
        RecursionError,
    ) as error:
        raise NotAPdf(str(error)) from error
    return found


def _as_written(pdf: bytes, embedded: EmbeddedPdfSignature, root: asn1_x509.Certificate, ours: bool) -> bool:
    """Whether what no signature covers is as we write it: the room left open for it holds it and zeros, and it brings no
    certificate but the signer's and, where it is one of ours, the root."""
    if ours and any(each.dump() != root.dump() for each in embedded.other_embedded_certs):
        return False
    _from, before, after, _rest = (int(each) for each in embedded.byte_range)
    written = bytes(embedded.pkcs7_content)
    beside = written[parser.peek(written) :]
    return not any(beside) and pdf[before:after] == b"<%s>" % written.hex().upper().encode()


def keywords(pdf: bytes) -> str:
    """The keywords in a PDF's metadata (our letters carry the text of their QR there). Raises `NotAPdf`."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return str(reader.trailer_view["/Info"]["/Keywords"])
    except KeyError:
        return ""
    except (PdfError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise NotAPdf(str(error)) from error


class _Signer(signers.Signer):  # type: ignore[misc, unused-ignore]
    """Signs with a key pair wherever its private half is: pyHanko's own signers want its bytes."""

    def __init__(self, pair: KeyPair, registry: SimpleCertificateStore) -> None:
        super().__init__(
            signing_cert=_asn1(pair.certificate), cert_registry=registry,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )  # fmt: skip
        self._key = pair.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def _sign(
    pdf: bytes, pair: KeyPair, root: x509.Certificate, *, field: str, name: str, reason: str, location: str = ""
) -> bytes:
    signer = _signer(pair, root)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    except PdfError as error:
        raise NotAPdf(str(error)) from error
    taken = {found[0] for found in fields.enumerate_sig_fields(writer.prev)}
    unique = next(label for label in (field, *(f"{field}{n}" for n in range(2, 1000))) if label not in taken)
    metadata = signers.PdfSignatureMetadata(
        field_name=unique,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=name or None,
        reason=reason or None,
        location=location or None,
    )
    return signers.sign_pdf(writer, metadata, signer=signer, bytes_reserved=8192).getvalue()


@lru_cache(maxsize=16)
def _signer(pair: KeyPair, root: x509.Certificate) -> _Signer:
    """One signer a key: reading its certificates anew for each document costs as much as signing."""
    registry = SimpleCertificateStore()
    registry.register(_asn1(root))
    return _Signer(pair, registry)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
