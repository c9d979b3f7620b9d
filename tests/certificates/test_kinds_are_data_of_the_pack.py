from __future__ import annotations

import io
import shutil
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from acogida import letters
from acogida.cases.models import Claim, Event
from acogida.certificates import actions, faces, issuing, kinds, queries
from acogida.files.media import JPEG
from acogida.files.store import get, put
from acogida.law import PackError, UnknownRule, load_pack
from acogida.law.loader import PACKS, read_pack
from tests.cast import a_case, admitted
from tests.law.packs import change

MEXICO = load_pack("mexico")


@pytest.fixture
def case(cast):
    return admitted(cast, a_case(cast))


def member_of(case):
    return case.members.select_related("person").get(person=case.principal)


def test_no_kind_says_nationality_or_shows_a_face():
    """docs/adr/0024 says why; whoever changes it writes down the reason there."""
    assert {attribute for kind in MEXICO.kinds for attribute in kind.says} == {"name", "birth_date", "sex"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('letter = "curp_slip"', 'letter = "nothing"', "'nothing' is not a letter of this pack"),
        ('outcomes = ["recognised"]', 'outcomes = ["maybe"]', "'maybe' is not a outcome"),
        ('issued_by = ["notify"]', 'issued_by = ["withdraw"]', "the step 'withdraw' issues nothing"),
        ('suspended_while = ["status_suspended"]', 'suspended_while = ["final"]', "valid and suspended in one stage"),
        ('says = ["name", "birth_date", "sex"]', 'says = ["sex"]', "is of nobody"),
        ('names = ["curp"]', 'names = ["D5"]', "this name is used 2 times"),
    ],
)
def test_the_check_says_what_is_wrong(tmp_path, old, new, says):
    folder = Path(shutil.copytree(PACKS / "mexico", tmp_path / "mexico"))
    change(folder, "certificates.toml", old, new)
    with pytest.raises(PackError) as refusal:
        read_pack(folder)
    assert says in str(refusal.value)


@pytest.mark.django_db
def test_people_call_a_kind_by_several_names():
    assert kinds.called("constancia") == kinds.called("D2") == kinds.kind("certificate_of_procedure")
    assert kinds.called("recognition").code == "recognition_certificate"
    with pytest.raises(UnknownRule, match="constancia"):
        kinds.called("passport")


@pytest.mark.django_db
def test_recognition_is_certified_when_the_person_is_told_and_signed_by_hand(case, cast):
    assert [kind.code for kind in kinds.issued_by("notify", "recognised")] == ["recognition_certificate"]
    assert [kind.code for kind in kinds.issued_by("notify", "refused")] == []
    today = case.office.today()
    Claim.objects.filter(case=case).update(stage="notified", outcome="recognised", decided_on=today)
    Event.objects.create(
        case=case, seq=9000, kind="sign", claim=case.claims.get(), on=today, at=timezone.now(), office=case.office,
        payload={"number": "RES-2026-1"}, key=uuid.uuid4(), hash="0" * 64,
    )  # fmt: skip
    given = actions.issue(case, [member_of(case)], kind="recognition_certificate", act=uuid.uuid4())[0]
    with pytest.raises(letters.LetterError, match="not been signed"):
        actions.make_pdf(given.pk)
    assert list(actions.to_sign(cast.signatory)) == [given]
    signed = actions.sign(cast.as_("signatory"), given.pk)
    again = actions.sign(cast.as_("signatory"), given.pk)
    assert (signed.pdf_id, signed.signed_by) == (again.pdf_id, cast.signatory)
    assert not actions.to_sign(cast.signatory).exists()
    found = letters.seals(get(signed.pdf))
    assert [seal.field for seal in found] == ["Signature", "Seal"]
    assert found[0].signer == cast.signatory.name
    assert queries.verdict_on_pdf(get(signed.pdf)).state == "valid"
    assert case.events.filter(kind="certificate_signed").count() == 1


@pytest.mark.django_db
def test_who_was_not_recognised_gets_no_certificate_of_it(case):
    Claim.objects.filter(case=case).update(stage="notified", outcome="refused")
    for kind in ("recognition_certificate", "complementary_certificate"):
        assert actions.issue(case, [member_of(case)], kind=kind, act=uuid.uuid4()) == []


@pytest.mark.django_db
def test_a_kind_that_says_more_puts_it_into_the_code_and_one_that_does_not_leaves_it_out(case, monkeypatch):
    out = io.BytesIO()
    Image.effect_noise((300, 400), 60).convert("RGB").save(out, "JPEG")
    case.principal.photo = put(out.getvalue(), JPEG)
    case.principal.save()
    kind = kinds.kind("certificate_of_procedure")
    more = kind.model_copy(update={"says": (*kind.says, "nationality", "photo")})
    plain = actions.issue(case, [member_of(case)], kind=kind.code, act=uuid.uuid4())[0]
    monkeypatch.setattr(kinds, "kind", lambda code: more)
    full = actions.issue(case, [member_of(case)], kind=kind.code, act=uuid.uuid4())[0]
    read = {c.pk: queries.reading_of(c.token, issuing.verifying_keys(), c.issued_at).claims for c in (plain, full)}
    assert (read[plain.pk].nationality, read[plain.pk].photo) == ("", b"")
    assert read[full.pk].nationality == "HN"
    assert 0 < len(read[full.pk].photo) <= faces.MOST_BYTES
    assert Image.open(io.BytesIO(read[full.pk].photo)).mode == "L"


@pytest.mark.django_db
def test_birth_date_and_sex_are_left_out_where_the_kind_does_not_say_them(case, monkeypatch):
    kind = kinds.kind("certificate_of_procedure")
    monkeypatch.setattr(kinds, "kind", lambda code: kind.model_copy(update={"says": ("name",)}))
    given = actions.issue(case, [member_of(case)], kind=kind.code, act=uuid.uuid4())[0]
    claims = queries.verdict_on_text(given.token).claims
    assert (claims.name, claims.birth_date, claims.sex) == (case.principal.full_name, "", "")
