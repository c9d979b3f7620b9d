from __future__ import annotations

import datetime as dt
import io
import uuid
import zlib

import cbor2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cwt import COSE, COSEKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from acogida import letters
from acogida.audit.models import Record
from acogida.certificates import actions, issuing, life, places, queries
from acogida.certificates.cose import SigningKey
from acogida.certificates.token import CertificateClaims, encode
from acogida.files.store import get
from acogida.letters.keys import FolderKeyStore
from tests.cast import a_case, admitted

ADDRESS = "/verificar/"


@pytest.fixture
def certificate(cast):
    case = admitted(cast, a_case(cast))
    return actions.make_pdf(queries.of_case(case)[case.principal_id].pk)


def check(text: str = "", file: bytes | None = None, name: str = "c.pdf"):
    data: dict = {"text": text}
    if file is not None:
        data["file"] = SimpleUploadedFile(name, file)
    return Client(enforce_csrf_checks=True).post(ADDRESS, data)


def state(page) -> str:
    return page.text.split('data-state="')[1].split('"')[0]


@pytest.mark.django_db
def test_a_true_one_is_valid_and_says_whose_it_is(certificate):
    page = check(certificate.token)
    assert (page.status_code, state(page)) == (200, "valid")
    assert "María José Núñez Ibáñez" in page.text
    assert certificate.number in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["\n{}\n", "{}\r\n", "{}"])
def test_line_ends_of_a_reader_do_not_matter(certificate, way):
    assert state(check(way.format(certificate.token))) == "valid"


@pytest.mark.django_db
def test_altered_expired_unknown_and_foreign_texts_are_told_apart(certificate):
    token, now = certificate.token, certificate.issued_at
    changed = token[:100] + ("A" if token[100] != "A" else "B") + token[101:]
    assert state(check(changed)) == "altered"
    assert queries.verdict_on_text(token, now + dt.timedelta(days=200)).state == "expired"
    stranger = SigningKey(ec.generate_private_key(ec.SECP256R1()), b"stranger", bytes(32))
    claims = CertificateClaims("1", "X", "", "", "", "x", now, now + dt.timedelta(days=9))
    assert state(check(encode(claims, stranger))) == "unknown_issuer"
    assert state(check("https://example.org/ a menu of a restaurant")) == "not_a_certificate"


@pytest.mark.django_db
def test_an_expired_one_is_shown_as_expired_on_the_page(certificate, monkeypatch):
    later = certificate.issued_at + dt.timedelta(days=200)
    monkeypatch.setattr("acogida.certificates.queries.timezone.now", lambda: later)
    assert state(check(certificate.token)) == "expired"


@pytest.mark.django_db
def test_a_revoked_one_is_no_longer_valid(certificate, cast):
    life.revoke(cast.as_("clerk"), certificate.pk, reason="x", key=uuid.uuid4())
    assert state(check(certificate.token)) == "revoked"


@pytest.mark.django_db
def test_the_pdf_itself_is_checked_with_its_seal(certificate, tmp_path):
    pdf = get(certificate.pdf)
    assert state(check(file=pdf)) == "valid"
    place = pdf.index(b"stream") + 300
    assert state(check(file=pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])) == "altered"
    foreign = letters.seal(
        letters.render("prevention", PREVENTION), store=FolderKeyStore(tmp_path / "k", b"p", "COMAR")
    )
    assert state(check(file=foreign)) == "not_a_certificate"
    assert state(check(file=letters.render("prevention", PREVENTION))) == "not_a_certificate"
    assert state(check(file=b"just some bytes")) == "not_a_certificate"


PREVENTION = {
    "authority": {"name": "A"}, "office": {"name": "B"}, "number": "1", "case_number": "2", "place_and_date": "x",
    "person": {"name": "X"}, "missing": ["y"], "term": "z", "due": "w", "legal_basis": [],
}  # fmt: skip


@pytest.mark.django_db
def test_something_added_after_the_seal_is_seen(certificate):
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(get(certificate.pdf)))
    writer.root["/PageMode"] = NameObject("/UseNone")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert state(check(file=out.getvalue())) == "altered"


@pytest.mark.django_db
def test_a_picture_sent_without_a_browser_that_reads_it_gets_help(certificate):
    out = io.BytesIO()
    Image.new("RGB", (50, 50)).save(out, "PNG")
    page = check(file=out.getvalue(), name="c.png")
    assert page.status_code == 400
    assert 'id="result"' not in page.text


@pytest.mark.django_db
def test_nothing_sent_gets_help_and_nothing_is_kept(certificate):
    before = Record.objects.count()
    assert check("").status_code == 400
    page = check(certificate.token)
    assert Record.objects.count() == before
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
    assert "sessionid" not in page.cookies


@pytest.mark.django_db
def test_it_speaks_both_languages_and_needs_no_sign_in():
    assert "Verificar una constancia" in Client().get(ADDRESS, headers={"accept-language": "es"}).text
    assert "Check a certificate" in Client().get(ADDRESS, headers={"accept-language": "en"}).text
    assert reverse("verify") == ADDRESS


@pytest.mark.django_db
def test_a_reader_without_a_line_gets_keys_and_a_signed_status_list(certificate):
    bundle = x509.load_pem_x509_certificates(Client().get("/verificar/keys.pem").content)
    assert {key.key_id for key in issuing.verifying_keys()} <= {_id(c) for c in bundle}
    raw = Client().get(f"/status-lists/{certificate.status_list}")
    assert raw["Content-Type"] == "application/statuslist+cwt"
    qr = next(c for c in bundle[1:])
    from cryptography.hazmat.primitives import serialization

    pem = qr.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    payload = cbor2.loads(COSE.new().decode(raw.content, COSEKey.from_pem(pem, alg="ES256", kid=_id(qr))))
    assert payload[65533]["bits"] == 2
    assert len(zlib.decompress(payload[65533]["lst"])) == places.SIZE // 4
    assert payload[2].endswith(f"/status-lists/{certificate.status_list}")


def _id(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives import hashes

    return certificate.fingerprint(hashes.SHA256())[:8]
