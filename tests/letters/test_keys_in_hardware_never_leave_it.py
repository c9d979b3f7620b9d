"""Keys in a PKCS#11 module (SoftHSM stands in for the hardware): everything is signed there, nothing is read out."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from acogida import letters
from acogida.certificates.token import CertificateClaims, SigningKey, State, VerifyingKey, encode, read
from acogida.letters.hardware import HardwareError, HardwareKeyStore

FOLDER = Path(tempfile.mkdtemp(prefix="acogida-hsm-"))  # for the lock only
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
needs_module = pytest.mark.skipif(not MODULE.exists(), reason="SoftHSM (Debian: softhsm2) is not installed")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> HardwareKeyStore:
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # the library reads it once in a process
    arguments = ["--init-token", "--free", "--label", "acogida", "--so-pin", "0000", "--pin", "1234"]
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=30)
    return HardwareKeyStore(str(MODULE), "acogida", "1234", FOLDER, "COMAR")


@needs_module
def test_certificates_are_made_under_one_root_and_found_again(module: HardwareKeyStore) -> None:
    root, seal = module.root(), module.seal()
    seal.certificate.verify_directly_issued_by(root)
    again = HardwareKeyStore(str(MODULE), "acogida", "1234", FOLDER, "COMAR")
    assert again.seal().certificate == seal.certificate
    assert again.root() == root
    assert [each.subject for each in again.qr_certificates()] == [module.qr().certificate.subject]


@needs_module
def test_what_the_module_signs_fits_the_certificate(module: HardwareKeyStore) -> None:
    pair = module.signatory("Marta Solís")
    signature = pair.key.sign(b"what is signed", ec.ECDSA(hashes.SHA256()))
    public = pair.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signature, b"what is signed", ec.ECDSA(hashes.SHA256()))


@needs_module
def test_a_key_that_was_not_finished_is_made_anew(module: HardwareKeyStore) -> None:
    module._generate("signatory-killed")  # killed before its certificate was kept
    pair = module._pair("signatory-killed", "Inés Aguilar")
    public = pair.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(pair.key.sign(b"x", ec.ECDSA(hashes.SHA256())), b"x", ec.ECDSA(hashes.SHA256()))


@needs_module
def test_no_private_key_is_given_out(module: HardwareKeyStore) -> None:
    key = module.seal().key
    with pytest.raises(UnsupportedAlgorithm):
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )  # fmt: skip
    with pytest.raises(UnsupportedAlgorithm):
        key.private_numbers()


@needs_module
def test_a_letter_and_a_qr_are_signed_by_the_module(module: HardwareKeyStore) -> None:
    data = {
        "authority": {"name": "COMAR"}, "office": {"name": "Tapachula"}, "number": "N-1", "case_number": "C-1", "title": "Prueba", "date": "hoy",
        "place_and_date": "Tapachula, hoy", "person": {"name": "Ana", "birth_date": "", "nationality": ""},
        "paragraphs": ["Texto."], "facts": [], "legal_basis": [], "courtesy": None,
        "words": dict.fromkeys(("number", "case", "page", "basis", "seal", "demonstration", "courtesy"), "x"),
    }  # fmt: skip
    sealed = letters.seal(letters.render("plain", data, pack="common"), store=module)
    [found] = letters.seals(sealed, store=module)
    assert found.intact
    assert found.trusted
    assert found.covers_whole_file

    pair, now = module.qr(), dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    claims = CertificateClaims(
        number="COM-TAP-2026-00001-01A-7", name="Ana Pérez", birth_date="1990", sex="F", legal_status="Solicitante",
        issuer="https://acogida.example", issued_at=now, expires_at=now + dt.timedelta(days=1),
    )  # fmt: skip
    text = encode(claims, SigningKey(pair.key, pair.key_id, pair.thumbprint))
    assert read(text, [VerifyingKey.of(pair.certificate)], now).state is State.VALID


@needs_module
def test_a_wrong_pin_is_said_without_the_pin(module: HardwareKeyStore) -> None:
    with pytest.raises(HardwareError, match="does not open") as refused:
        HardwareKeyStore(str(MODULE), "no such token", "987654", FOLDER, "COMAR").root()
    assert "987654" not in str(refused.value)


@needs_module
def test_the_next_key_is_made_in_the_module_and_takes_over_on_its_day(module: HardwareKeyStore) -> None:
    first, now = module.qr(), dt.datetime.now(dt.UTC)
    later = module.rotate("qr", now + dt.timedelta(days=7))
    assert module.qr().key_id == first.key_id
    at_once = module.rotate("qr", now - dt.timedelta(seconds=1))
    again = HardwareKeyStore(str(MODULE), "acogida", "1234", FOLDER, "COMAR")
    assert again.qr().key_id == at_once.key_id
    thumbprints = [each.fingerprint(hashes.SHA256()) for each in again.qr_certificates()]
    assert thumbprints == [first.thumbprint, at_once.thumbprint, later.thumbprint]
    with pytest.raises(ValueError, match="only the seal and the QR key"):
        module.rotate("root", now)
