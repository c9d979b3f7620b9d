from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest

from acogida.certificates import actions, bundle, life, queries
from acogida.certificates.models import Certificate
from acogida.config.cli.program import build_parser
from acogida.files.store import get
from acogida.hooks import demonstration
from acogida.letters.keys import FolderKeyStore
from tests.cast import a_case, admitted
from tests.certificates import bundles
from tests.certificates.bundles import DAY, Authority


def run(*words: str):
    """The document and the exit code of `acogida certificate …`, in this process."""
    given = build_parser().parse_args(["certificate", *words])
    document, text, code = given.command.run(given)
    assert text
    json.dumps(document, default=str)
    return document, code


@pytest.fixture
def case(cast):
    return admitted(cast, a_case(cast))


# --- with a bundle: no database, these tests may not touch one -----------------------------------------------------------

NOW = dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("scene", bundles.scenes(NOW), ids=lambda scene: scene.name.replace(" ", "-"))
def test_with_a_bundle_it_asks_no_database(tmp_path, scene):
    (tmp_path / "bundle").write_bytes(scene.bundle)
    (tmp_path / "text").write_text(scene.token)
    document, code = run(
        "verify", str(tmp_path / "text"), "--offline", str(tmp_path / "bundle"), "--root", scene.root_sha256
    )
    if scene.is_fault:
        assert (document["result"], document["why"]) == ("unknown_issuer", scene.says)
    else:
        assert document["result"] == scene.says
    assert code == (0 if scene.says == "valid" else 1)
    assert document["offline"] is True


def test_a_text_is_taken_as_it_is_and_the_date_of_the_list_is_told(tmp_path):
    ours = Authority.at(NOW)
    (tmp_path / "bundle").write_bytes(ours.bundle(NOW - DAY))
    document, code = run("verify", ours.token(NOW), "--offline", str(tmp_path / "bundle"), "--root", ours.root_sha256)
    assert (code, document["result"], document["name"]) == (0, "valid", bundles.HOLDER.name)
    assert document["as_of"] == document["list_date"] == (NOW - DAY).replace(microsecond=0).isoformat()
    assert document["proves"] and document["does_not_prove"]


def test_without_a_root_to_compare_it_says_that_the_bundle_s_own_was_believed(tmp_path, settings):
    settings.HOME = tmp_path
    ours = Authority.at(NOW)
    (tmp_path / "bundle").write_bytes(ours.bundle(NOW))
    document, _code = run("verify", ours.token(NOW), "--offline", str(tmp_path / "bundle"))
    assert (document["result"], document["root_pinned"], document["root"]) == ("valid", False, ours.root_sha256)


def test_a_bundle_that_is_not_there_proves_nothing(tmp_path):
    document, code = run("verify", "x" * 50, "--offline", str(tmp_path / "none"), "--root", "00")
    assert (code, document["result"]) == (1, "unknown_issuer")
    assert document["why"].startswith("bundle_unreadable")


def test_a_file_that_is_not_there_is_said_to_be_none(tmp_path):
    ours = Authority.at(NOW)
    (tmp_path / "bundle").write_bytes(ours.bundle(NOW))
    held = ("--offline", str(tmp_path / "bundle"), "--root", ours.root_sha256)
    document, code = run("verify", str(tmp_path / "none.pdf"), *held)
    assert (code, document["result"]) == (1, "not_a_certificate")
    assert document["why"].startswith("no such file")


def test_the_program_asks_for_a_database_only_without_a_bundle():
    parser = build_parser()
    command = parser.parse_args(["certificate", "verify", "x"]).command
    assert command.needs_database(parser.parse_args(["certificate", "verify", "x"]))
    assert not command.needs_database(parser.parse_args(["certificate", "verify", "x", "--offline", "b"]))


# --- with the register ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pdf_is_checked_for_seal_code_and_status(tmp_path, case, cast):
    certificate = actions.make_pdf(queries.of_case(case)[case.principal_id].pk)
    pdf = get(certificate.pdf)
    (tmp_path / "c.pdf").write_bytes(pdf)
    (tmp_path / "changed.pdf").write_bytes(pdf.replace(b"/Type", b"/Tipe", 1))
    (tmp_path / "more.pdf").write_bytes(pdf + b"\n%%EOF\n")
    held, _code = run("bundle", "--out", str(tmp_path / "bundle"))
    offline = ("--offline", str(tmp_path / "bundle"), "--root", held["root"])
    for also in ((), offline):
        assert run("verify", str(tmp_path / "c.pdf"), *also)[0]["result"] == "valid"
        assert run("verify", str(tmp_path / "changed.pdf"), *also)[0]["result"] == "altered"
        assert run("verify", str(tmp_path / "more.pdf"), *also)[0]["result"] == "altered"
    life.revoke(cast.as_("clerk"), certificate.pk, reason="x", key=uuid.uuid4())
    document, code = run("verify", str(tmp_path / "c.pdf"))
    assert (document["result"], document["number"], code) == ("revoked", certificate.number, 1)
    assert run("verify", str(tmp_path / "c.pdf"), *offline)[0]["result"] == "valid", "as of the bundle's date"
    run("bundle", "--out", str(tmp_path / "bundle"))
    assert run("verify", str(tmp_path / "c.pdf"), *offline)[0]["result"] == "revoked"


@pytest.mark.django_db
def test_what_nobody_ever_issued_is_not_believed_although_our_key_signed_it(case):
    certificate = queries.of_case(case)[case.principal_id]
    Certificate.objects.filter(pk=certificate.pk).update(number="another")
    document, code = run("verify", certificate.token)
    assert (code, document["result"], document["why"]) == (1, "unknown_issuer", "not_in_register")


@pytest.mark.django_db
def test_one_is_issued_into_a_file_and_the_one_that_stands_is_not_replaced(tmp_path, case):
    out = tmp_path / "c.pdf"
    first, code = run("issue", "--case", case.number, "--kind", "constancia", "--out", str(out))
    assert (code, first["issued"], first["case"]) == (0, False, case.number)
    assert run("verify", str(out))[0]["result"] == "valid"
    other, _code = run("issue", "--case", case.number, "--out", str(out), "--again")
    assert other["issued"] and other["number"] != first["number"]
    assert run("verify", first["token"])[0]["result"] == "revoked"
    assert run("verify", other["token"])[0]["result"] == "valid"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--case", "COM-TAP-2026-99999-X"), "there is no case"),
        (("--case", "{case}", "--kind", "passport"), "there is no kind of certificate"),
        (("--case", "{case}", "--kind", "recognition"), "she may have no recognition_certificate"),
        (("--case", "{case}", "--person", "9"), "has no member"),
        (("--case", "{case}", "--out", "/nowhere/c.pdf"), "cannot be written"),
        (("--case", "{case}", "--out", "/"), "is a folder"),
    ],
)
def test_what_cannot_be_issued_is_said_in_a_sentence(tmp_path, case, words, says):
    given = [word.format(case=case.number) for word in words]
    document, code = run("issue", "--out", str(tmp_path / "c.pdf"), *given)
    assert code == 1
    assert says in document["error"]
    assert not (tmp_path / "c.pdf").exists()


@pytest.mark.django_db
def test_demo_takes_a_case_of_the_demonstration_and_no_real_one(tmp_path, case, monkeypatch):
    document, code = run("issue", "--case", "demo", "--out", str(tmp_path / "c.pdf"))
    assert code == 1 and "not a demonstration" in document["error"]
    monkeypatch.setattr(demonstration, "_chosen", [lambda: case.number])
    assert run("issue", "--case", "demo", "--out", str(tmp_path / "c.pdf"))[0]["case"] == case.number


@pytest.mark.django_db
def test_a_stolen_key_is_believed_no_more_and_its_certificates_are_to_be_issued_again(tmp_path, case, monkeypatch):
    store = FolderKeyStore(tmp_path / "keys", b"secret", "An authority")
    for name in ("issuing", "publishing", "rotation"):
        monkeypatch.setattr(f"acogida.certificates.{name}.key_store", lambda: store)
    member = case.members.select_related("person").get(person=case.principal)
    stolen = actions.issue(case, [member], kind="certificate_of_procedure", act=uuid.uuid4())[0]
    document, _code = run("rotate-key", "--compromised", "A copy of the disk was lost")
    assert document["former_revoked"] and document["certificates_to_issue_again"] == 1
    assert run("verify", stolen.token)[0] | {"why": "key_revoked"} == run("verify", stolen.token)[0]
    run("bundle", "--out", str(tmp_path / "bundle"))
    root = bundle.fingerprint(store.root())
    offline = run("verify", stolen.token, "--offline", str(tmp_path / "bundle"), "--root", root)[0]
    assert (offline["result"], offline["why"]) == ("unknown_issuer", "key_revoked")
    new = actions.issue(case, [member], kind="certificate_of_procedure", act=uuid.uuid4())[0]
    assert run("verify", new.token)[0]["result"] == "valid"


@pytest.mark.django_db
def test_a_seal_of_a_stolen_key_is_refused(tmp_path, case, monkeypatch):
    certificate = actions.make_pdf(queries.of_case(case)[case.principal_id].pk)
    (tmp_path / "c.pdf").write_bytes(get(certificate.pdf))
    from acogida.certificates.models import RevokedKey
    from acogida.letters.keys import key_store

    RevokedKey.objects.create(pk=key_store().seal().key_id.hex(), reason="stolen")
    document, _code = run("verify", str(tmp_path / "c.pdf"))
    assert (document["result"], document["why"]) == ("unknown_issuer", "key_revoked")
