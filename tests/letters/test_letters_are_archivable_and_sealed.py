from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import threading
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pdfminer.high_level import extract_text
from PIL import Image

from acogida import letters
from acogida.letters.keys import FolderKeyStore
from acogida.letters.render import PACKS

HEAD = {
    "authority": {"name": "Comisión Mexicana de Ayuda a Refugiados"},
    "office": {"name": "Tapachula"},
    "number": "TAP-2026-000123-7",
    "case_number": "COM-TAP-2026-00045-K",
    "place_and_date": "Tapachula, 22 de noviembre de 2026",
    "legal_basis": ["LSR art. 22"],
}


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "navy").save(out, "JPEG")
    return out.getvalue()


CHECKED = {
    "photo": None, "token": "6BF3 $%*", "issued_on": "hoy", "valid_until": "mañana",
    "qr": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1z"/></svg>',
    "verify_url": "https://example.org/verificar/",
}  # fmt: skip
LETTERS = {
    "constancia": {
        "person": {"name": "Ñáñez #panic() *Wideline*", "birth_date": "1996", "sex": "Mujer", "nationality": "Haití", "relation": "Principal"},
        "photo": photo(),
        "qr": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1z"/></svg>',
        "token": "6BF3 $%*",
        "issued_on": "hoy",
        "valid_until": "mañana",
        "verify_url": "https://example.org/verificar/",
    },
    "inm_notice": {
        "recipient": {"name": "Instituto Nacional de Migración", "office": "Chiapas"},
        "people": [{"name": "Ñáñez #panic() *Wideline*", "birth_date": "1996", "sex": "M", "certificate": "1"}],
        "admitted_on": "hoy",
    },
    "resolution": {
        "person": {"name": "Ñáñez #panic() *Wideline*", "birth_date": "1996", "nationality": "Haití"},
        "outcome": {"label": "Se reconoce", "positive": True},
        "signatory": {"name": "Mario Torres", "position": "Directora"},
        "background": "Uno.\n\nDos.", "facts": "", "analysis": "Tres.", "complementary": "", "resolves": ["Primero"], "appeal": "",
    },
    "prevention": {
        "person": {"name": "Ñáñez #panic() *Wideline*"}, "missing": ["Falta algo"], "term": "cinco días", "due": "lunes",
    },
    "curp_slip": {
        "person": {"name": "Ñáñez #panic() *Wideline*", "birth_date": "1996", "sex": "Mujer"}, **CHECKED,
        "curp": {"value": "JEXW961105MNENXD08", "temporary": True, "assigned_on": "hoy", "valid_until": "mañana"},
    },
    "recognition_certificate": {
        "person": {"name": "Ñáñez #panic() *Wideline*", "birth_date": "1996", "sex": "Mujer"}, **CHECKED,
        "decision": {"number": "RES-TAP-2026-00042-K", "on": "ayer"},
    },
    "complementary_certificate": {
        "person": {"name": "Ñáñez #panic() *Wideline*", "birth_date": "1996", "sex": "Mujer"}, **CHECKED,
        "decision": {"number": "RES-TAP-2026-00042-K", "on": "ayer"}, "signatory": {"name": "Mario", "position": "Directora"},
    },
    "family_cover": {
        "people": [{"name": "Ñáñez #panic() *Wideline*", "relation": "Hija", "papers": [
            {"title": "Constancia", "number": "A", "issued_on": "hoy"}]}, {"name": "Rose", "papers": []}],
        "verify_url": "https://example.org/verificar/",
    },
    "plain": {
        "title": "Citatorio", "kind": "decision", "person": {"name": "Ñáñez #panic() *Wideline*"},
        "paragraphs": ["Uno.", "Dos."], "highlights": [["Día", "lunes"]], "issued_by": "Julia",
    },
    "sign_in_card": {
        "title": "Tarjeta", "person": {"name": "Ñáñez #panic() *Wideline*"}, "paragraphs": ["Uno."], "highlights": [],
    },
    "notification_record": {
        "person": {"name": "Ñáñez #panic() *Wideline*"}, "document": "Resolución", "notified_at": "hoy", "method": "personal",
        "language": "criollo", "understood": True, "officer": {"name": "Julia", "position": "Notificadora"},
    },
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return FolderKeyStore(tmp_path / "keys", b"password", "COMAR")


@pytest.mark.parametrize("template", sorted(LETTERS))
def test_every_letter_of_the_pack_is_accessible_pdf_a_and_prints_names_as_they_are(template):
    pdf = letters.render(template, {**HEAD, **LETTERS[template]})
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        xmp = bytes(opened.Root.Metadata.read_bytes())
        assert b"<pdfaid:part>2<" in xmp
        assert b"<pdfaid:conformance>A<" in xmp
        assert b"<pdfuaid:part>1<" in xmp
        assert str(opened.Root.Lang).startswith("es")
        fonts = {str(f.BaseFont) for page in opened.pages for f in page.Resources.Font.values()}
    assert fonts
    assert all("NotoSans" in font for font in fonts)
    text = extract_text(io.BytesIO(pdf)).replace("\n", " ")
    assert "Ñáñez #panic() *Wideline*" in text


SHARED = {"letter", "status"}  # what templates import


def test_every_template_of_the_pack_is_among_them():
    folder = PACKS / "mexico" / "letters"
    assert {path.stem for path in folder.glob("*.typ")} - SHARED == set(LETTERS)


@pytest.mark.parametrize(
    ("template", "hole"),
    [("curp_slip", {"curp": None}), ("recognition_certificate", {"decision": {"number": "", "on": ""}})],
)
def test_no_certificate_leaves_with_a_hole_in_it(template, hole):
    with pytest.raises(letters.LetterError, match=template):
        letters.render(template, {**HEAD, **LETTERS[template], **hole})


@pytest.mark.parametrize("template", ["recognition_certificate", "complementary_certificate"])
def test_a_certificate_of_status_gives_neither_grounds_nor_nationality(template):
    data = {**HEAD, **LETTERS[template]}
    told = {"nationality": "Haití", **data["person"]}
    pdf = letters.render(
        template,
        {
            **data,
            "person": told,
            "grounds": ["persecución"],
            "decision": {**data["decision"], "grounds": ["persecución"]},
        },
    )
    text = extract_text(io.BytesIO(pdf))
    assert "Haití" not in text
    assert "persecución" not in text


def test_an_unknown_letter_and_missing_data_are_said():
    with pytest.raises(letters.LetterError, match="no letter 'nothing'"):
        letters.render("nothing", HEAD)
    with pytest.raises(letters.LetterError, match="prevention"):
        letters.render("prevention", HEAD)
    with pytest.raises(letters.LetterError):
        letters.render("../mexico/letters/prevention", HEAD)


def test_the_demonstration_says_on_paper_that_it_is_one():
    data = {**HEAD, **LETTERS["prevention"]}
    assert "DEMOSTRACIÓN" in extract_text(io.BytesIO(letters.render("prevention", {**data, "demonstration": True})))
    assert "DEMOSTRACIÓN" not in extract_text(io.BytesIO(letters.render("prevention", data)))


def test_a_signature_and_a_seal_stand_together_and_name_their_makers(store):
    pdf = letters.render("resolution", {**HEAD, **LETTERS["resolution"]})
    sealed = letters.seal(letters.sign_as(pdf, "Mario Torres", store=store), store=store)
    found = letters.seals(sealed, store=store)
    assert [(s.signer, s.intact, s.trusted) for s in found] == [
        ("Mario Torres", True, True),
        ("Electronic seal · COMAR", True, True),
    ]
    assert found[-1].covers_whole_file


def test_one_changed_byte_breaks_the_seal(store):
    sealed = letters.seal(letters.render("prevention", {**HEAD, **LETTERS["prevention"]}), store=store)
    position = sealed.index(b"stream") + 200  # inside compressed page content
    changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
    assert [s.intact for s in letters.seals(changed, store=store)] == [False]


def test_a_changed_byte_beside_what_the_seal_covers_is_seen_too(store):
    sealed = letters.seal(letters.render("prevention", {**HEAD, **LETTERS["prevention"]}), store=store)
    room = sealed.rindex(b"/Contents <") + len(b"/Contents <")
    root = sealed.index(store.root().public_bytes(Encoding.DER).hex().upper().encode())
    for position in (root + 400, sealed.index(b"0>", room), room + 1):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        try:
            assert [s.intact for s in letters.seals(changed, store=store)] == [False]
        except letters.NotAPdf:  # the room holds no signature at all
            assert position == room + 1
    capitals = sealed[room : sealed.index(b">", room)]
    lower = letters.seals(sealed.replace(capitals, capitals.lower()), store=store)
    assert [s.intact for s in lower] == [False], "not as it was written"


def test_a_seal_of_another_house_is_whole_but_not_trusted(store, tmp_path):
    stranger = FolderKeyStore(tmp_path / "other", b"x", "COMAR")
    sealed = letters.seal(letters.render("prevention", {**HEAD, **LETTERS["prevention"]}), store=stranger)
    assert [(s.intact, s.trusted) for s in letters.seals(sealed, store=store)] == [(True, False)]


@pytest.mark.parametrize("data", [b"", b"junk", b"%PDF-1.7 nothing more"])
def test_what_is_no_pdf_is_said_to_be_none(data, store):
    with pytest.raises(letters.NotAPdf):
        letters.seals(data, store=store)
    with pytest.raises(letters.NotAPdf):
        letters.seal(data, store=store)


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not installed (apt-get install poppler-utils)")
def test_another_reader_finds_the_seal_valid(store, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(letters.seal(letters.render("prevention", {**HEAD, **LETTERS["prevention"]}), store=store))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


@pytest.mark.skipif(
    not (shutil.which("pdfsig") and shutil.which("certutil")),
    reason="without certutil (apt-get install libnss3-tools) pdfsig cannot be told of the authority's root, so only that the"
    " signatures are whole is tested",
)
def test_a_reader_that_knows_the_root_trusts_signature_and_seal_and_nobody_elses(store, tmp_path):
    def known(root: bytes) -> str:
        """What pdfsig says of the letter when `root` is the only authority it knows."""
        base = tmp_path / hashlib.sha256(root).hexdigest()[:8]
        base.mkdir()
        (base / "root.pem").write_bytes(root)
        for command in (["-N", "--empty-password"], ["-A", "-n", "root", "-t", "C,C,C", "-i", base / "root.pem"]):
            subprocess.run(["certutil", *command, "-d", f"sql:{base}"], check=True, capture_output=True)
        return subprocess.run(["pdfsig", "-nssdir", base, letter], capture_output=True, text=True, check=True).stdout

    letter = tmp_path / "resolution.pdf"
    made = letters.render("resolution", {**HEAD, **LETTERS["resolution"]})
    letter.write_bytes(letters.seal(letters.sign_as(made, "Mario Torres", store=store), store=store))
    ours = known(store.root().public_bytes(Encoding.PEM))
    assert ours.count("Signature is Valid") == 2
    assert ours.count("Certificate is Trusted") == 2
    stranger = known(FolderKeyStore(tmp_path / "other", b"x", "COMAR").root().public_bytes(Encoding.PEM))
    assert stranger.count("Signature is Valid") == 2
    assert "Certificate is Trusted" not in stranger


def test_processes_that_start_together_make_one_root(tmp_path):
    folder = tmp_path / "keys"
    roots: list[bytes] = []

    def start() -> None:
        own = FolderKeyStore(folder, b"password", "COMAR")
        own.seal()
        roots.append(own.root().signature)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(roots)) == 1
    assert sorted(p.name for p in folder.glob("*.pem")) == ["root.pem", "seal.pem"]


def test_private_keys_do_not_lie_readable_on_the_disk(store, tmp_path):
    store.seal()
    for path in Path(tmp_path / "keys").glob("*.pem"):
        assert b"BEGIN ENCRYPTED PRIVATE KEY" in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
