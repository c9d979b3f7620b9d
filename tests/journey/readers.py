"""Readers that are not ours: poppler and ZXing read the QR of a paper, the Rust `claim169` says what it is worth."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import Any

import claim169
import pikepdf
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image


def qr_of(pdf: bytes) -> str:
    """The text of the QR on the first page, read from its picture; without poppler, from the file's own keywords."""
    if not shutil.which("pdftoppm"):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return str(document.docinfo["/Keywords"])
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    )
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))
    return str(found.text)


def verified(text: str, published: bytes) -> Any:
    """The identity in the QR, its signature checked with one of the published certificates (PEM)."""
    for certificate in x509.load_pem_x509_certificates(published):
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            continue
        pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        try:
            result = claim169.decode_with_ecdsa_p256_pem(text, pem.decode())
        except claim169.SignatureError:
            continue
        assert result.is_verified()
        return result.claim169
    raise AssertionError("no published key made this signature")
