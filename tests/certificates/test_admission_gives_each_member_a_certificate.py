from __future__ import annotations

import hashlib
import io
import threading
import uuid

import claim169
import pytest
import zxingcpp
from cryptography.hazmat.primitives import serialization
from django.urls import reverse
from PIL import Image

from acogida import letters
from acogida.audit.models import Record
from acogida.cases.actions import NewMember
from acogida.cases.models import Event, Member
from acogida.certificates import actions, jobs, life, publishing, queries
from acogida.certificates.models import Certificate, Notice
from acogida.exchange import delivery
from acogida.exchange.models import OutboxMessage
from acogida.files.images import normalise_photo
from acogida.files.store import get, put
from acogida.letters.keys import key_store
from acogida.people.models import IdentityNumber, Person
from simulators.inm.service import NAME as INM
from simulators.inm.service import routes as inm_routes
from simulators.renapo.service import NAME as RENAPO
from simulators.renapo.service import routes as renapo_routes
from simulators.server import Simulator
from simulators.store import Store
from tests.cast import a_case, a_person, admitted, signed_in


def family(cast):
    """A Haitian mother, her partner, a child, and a baby born in Chile of whom only the year is known."""
    mother = a_person(cast, given_names="Wideline", first_surname="Jean Pierre", second_surname="", birth_country="HT",
                      nationalities=["HT"], former_residence="CL", feared_countries=["HT"])  # fmt: skip
    partner = a_person(cast, given_names="Yves", first_surname="Louis", second_surname="", sex="M", birth_country="HT",
                       nationalities=["HT"])  # fmt: skip
    child = a_person(cast, given_names="Rose", first_surname="Louis", second_surname="", birth_year=2017, birth_country="HT",
                     nationalities=["HT"])  # fmt: skip
    baby = a_person(cast, given_names="Luis", first_surname="Louis", second_surname="", sex="M", birth_year=2025,
                    birth_month=None, birth_day=None, birth_country="CL", nationalities=["CL"])  # fmt: skip
    return [
        NewMember(mother, Member.Role.PRINCIPAL),
        NewMember(partner, Member.Role.DEPENDANT, "partner"),
        NewMember(child, Member.Role.DEPENDANT, "child"),
        NewMember(baby, Member.Role.DEPENDANT, "child"),
    ]


@pytest.fixture
def case(cast):
    return admitted(cast, a_case(cast, members=family(cast)))


@pytest.fixture
def agencies(tmp_path, settings):
    servers = []
    for name, routes, variable in ((RENAPO, renapo_routes, "RENAPO_URL"), (INM, inm_routes, "INM_URL")):
        simulator = Simulator(name, routes, Store(tmp_path / f"{variable}.sqlite3"))
        server = simulator.serve(0)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        setattr(settings, variable, f"http://127.0.0.1:{server.server_port}")
        servers.append((simulator, server))
    yield [simulator for simulator, _server in servers]
    for _simulator, server in servers:
        server.shutdown()
        server.server_close()


def read_qr(pdf: bytes, tmp_path) -> str:
    """The text of the QR as a camera reads it from the printed page (poppler draws, zxing reads)."""
    import subprocess

    (tmp_path / "c.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "c.pdf", tmp_path / "c"], check=True)
    return zxingcpp.read_barcodes(Image.open(tmp_path / "c.png"))[0].text


@pytest.mark.django_db
def test_each_member_gets_one_with_her_own_number_and_place(case):
    certificates = queries.of_case(case)
    assert len(certificates) == 4
    assert sorted(c.number.rsplit("-", 2)[1] for c in certificates.values()) == ["01A", "02A", "03A", "04A"]
    assert len({c.status_index for c in certificates.values()}) == 4
    assert all((c.valid_until - c.issued_on).days == 180 for c in certificates.values())
    assert Record.objects.filter(action="certificate.issued").count() == 4


@pytest.mark.django_db
def test_the_same_admission_issues_once(case, cast):
    event = Event.objects.get(case=case, kind="admit")
    from acogida.certificates.effects import issue_certificate

    issue_certificate(event)
    assert Certificate.objects.filter(case=case).count() == 4


@pytest.mark.django_db
def test_the_printed_code_is_proved_by_a_reader_that_is_not_ours(case, tmp_path):
    certificate = actions.make_pdf(queries.of_case(case)[case.principal_id].pk)
    pdf = get(certificate.pdf)
    text = read_qr(pdf, tmp_path)
    public = key_store().qr().key.public_key()
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    found = claim169.decode_with_ecdsa_p256(text, point)
    assert found.verification_status == "verified"
    assert found.claim169.full_name == "Wideline Jean Pierre"
    assert found.claim169.id == certificate.number
    assert found.claim169.nationality is None


@pytest.mark.django_db
def test_the_pdf_is_sealed_kept_with_its_hash_and_made_once(case):
    pk = queries.of_case(case)[case.principal_id].pk
    jobs.make_pdf(certificate_id=str(pk))
    certificate = Certificate.objects.get(pk=pk)
    pdf = get(certificate.pdf)
    assert certificate.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert [(s.intact, s.trusted, s.covers_whole_file) for s in letters.seals(pdf)] == [(True, True, True)]
    jobs.make_pdf(certificate_id=str(pk))
    assert Certificate.objects.get(pk=pk).pdf_id == certificate.pdf_id


@pytest.mark.django_db
def test_a_lost_photo_does_not_stop_a_certificate(cast):
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "navy").save(out, "JPEG")
    case = a_case(cast)
    blob = put(normalise_photo(out.getvalue()), "image/jpeg")
    Person.objects.filter(pk=case.principal_id).update(photo=blob)
    from acogida.files.store import path_of

    path_of(blob.sha256).unlink()
    admitted(cast, case)
    assert actions.make_pdf(queries.of_case(case)[case.principal_id].pk).pdf is not None


@pytest.mark.django_db
def test_the_paper_says_what_the_code_says_even_after_a_correction(case, cast):
    Person.objects.filter(pk=case.principal_id).update(given_names="Somebody", first_surname="Else")
    from pdfminer.high_level import extract_text

    certificate = actions.make_pdf(queries.of_case(case)[case.principal_id].pk)
    text = extract_text(io.BytesIO(get(certificate.pdf)))
    assert "Wideline Jean Pierre" in text
    assert "Somebody" not in text


@pytest.mark.django_db
def test_the_person_opens_it_through_who_holds_the_grant_and_nobody_else(case, cast):
    certificate = queries.of_case(case)[case.principal_id]
    page = signed_in(cast, "clerk").get(certificate.url)
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")
    assert certificate.number in page["Content-Disposition"]
    assert "no-store" in page["Cache-Control"]
    assert Record.objects.filter(action="certificate.view", subject_id=str(certificate.pk)).exists()
    for part in ("outsider", "nobody", "auditor", "administrator"):
        assert signed_in(cast, part).get(certificate.url).status_code == 404
    for name in ("certificate_replace", "certificate_revoke"):
        address = reverse(name, args=[certificate.pk])
        for part in ("outsider", "nobody", "officer"):  # the officer may look and not issue
            assert signed_in(cast, part).get(address).status_code == 404
            data = {"reason": "x", "idempotency_key": str(uuid.uuid4())}
            assert signed_in(cast, part).post(address, data).status_code == 404
    assert Certificate.objects.exclude(status="valid").count() == 0


@pytest.mark.django_db
def test_a_letter_that_cannot_be_made_is_said_and_nothing_breaks(case, cast, monkeypatch):
    from acogida.certificates import printing

    def fail(certificate):
        raise letters.LetterError("no paper")

    monkeypatch.setattr(printing, "certificate_pdf", fail)
    page = signed_in(cast, "clerk").get(queries.of_case(case)[case.principal_id].url)
    assert page.status_code == 503
    assert "no paper" in page.text


@pytest.mark.django_db
def test_issuing_again_ends_the_former_one_once(case, cast):
    old = queries.of_case(case)[case.principal_id]
    address = reverse("certificate_replace", args=[old.pk])
    key = str(uuid.uuid4())
    for _click in range(2):
        assert (
            signed_in(cast, "clerk").post(address, {"reason": "Nombre corregido", "idempotency_key": key}).status_code
            == 302
        )
    new = queries.of_case(case)[case.principal_id]
    old.refresh_from_db()
    assert (old.status, old.end_reason) == ("replaced", "Nombre corregido")
    assert new.number.rsplit("-", 2)[1] == "01B"
    assert Certificate.objects.filter(case=case).count() == 5
    assert Event.objects.filter(case=case, kind="certificate_replaced").count() == 1


@pytest.mark.django_db
def test_a_revoked_one_is_in_the_status_list(case, cast):
    from acogida.certificates.status_list import Status, unpack

    certificate = queries.of_case(case)[case.principal_id]
    life.revoke(cast.as_("clerk"), certificate.pk, reason="x", key=uuid.uuid4())
    packed = publishing.packed(certificate.status_list)
    assert unpack(packed, certificate.status_index) == Status.INVALID
    other = next(c for c in queries.of_case(case).values())
    assert unpack(packed, other.status_index) == Status.VALID


@pytest.mark.django_db
def test_the_inm_is_told_who_and_nothing_else(case, agencies):
    event = Event.objects.get(case=case, kind="present")
    jobs.tell_agency(event_id=str(event.pk))
    jobs.tell_agency(event_id=str(event.pk))
    message = OutboxMessage.objects.get(agency="inm")
    assert set(message.payload) == {"notice_number", "presented_on", "office", "letter_sha256"}
    delivery.deliver_one(message.pk)
    message.refresh_from_db()
    assert message.state == "delivered"
    assert message.receipt["receipt"] == "INM-00000001"
    notice = Notice.objects.get(case=case)
    from pdfminer.high_level import extract_text

    text = extract_text(io.BytesIO(get(notice.pdf)))
    assert "Wideline Jean Pierre" in text
    assert "Hait" not in text  # no nationality, no country of fear


@pytest.mark.django_db
def test_the_application_role_may_do_all_of_it(cast, agencies, as_application_role):
    with as_application_role():
        case = admitted(cast, a_case(cast))
        certificate = queries.of_case(case)[case.principal_id]
        jobs.make_pdf(certificate_id=str(certificate.pk))
        for kind in ("present", "admit"):
            jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind=kind).pk))
        delivery.sweep()
        life.reissue(cast.as_("clerk"), certificate.pk, reason="x", key=uuid.uuid4())
    assert set(OutboxMessage.objects.values_list("agency", "state")) == {("renapo", "delivered"), ("inm", "delivered")}


@pytest.mark.django_db
def test_a_case_of_which_one_member_must_be_shielded_from_the_agency_sends_nothing(cast, agencies):
    members = family(cast)
    Person.objects.filter(pk=members[2].person.pk).update(feared_countries=["MX"])
    case = admitted(cast, a_case(cast, members=members))
    jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind="present").pk))
    message = OutboxMessage.objects.get(agency="inm")
    delivery.sweep()
    message.refresh_from_db()
    assert (message.state, message.payload, message.attachment) == ("refused", {}, None)
    assert agencies[1].store.count() == 0


@pytest.mark.django_db
def test_admission_asks_for_curps_which_arrive_while_the_case_goes_on(case, agencies):
    delivery.sweep()
    numbers = IdentityNumber.objects.filter(person__memberships__case=case, status="active")
    assert numbers.count() == 3  # the baby's birth date is not whole: RENAPO cannot be asked yet
    assert {n.value[:10] for n in numbers} == {"JEXW920314", "LOXY920314", "LOXR170314"}


@pytest.mark.django_db
def test_the_case_page_shows_certificates_to_who_may_see_them(case, cast):
    number = queries.of_case(case)[case.principal_id].number
    address = reverse("case_page", args=[case.number])
    assert number in signed_in(cast, "supervisor").get(address, {"tab": "papers"}).text
