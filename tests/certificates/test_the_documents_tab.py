"""One tab with every paper of a person: its state in words, what it rests on, one button for what is ready, her own sheet."""

from __future__ import annotations

import datetime as dt
import uuid
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pdfminer.high_level import extract_text

from acogida.accounts.models import Grant
from acogida.audit.models import Record
from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Claim, Member
from acogida.certificates import papers
from acogida.certificates.models import Certificate
from acogida.certificates.requirements.models import Evidence
from acogida.certificates.standing import queries, wording
from acogida.hooks.dates import in_words
from acogida.people.models import Person
from tests.cast import Cast, a_case, a_person, admitted, signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 recibo de luz"


def a_family(cast: Cast) -> Case:
    mother = a_person(cast, languages=[("ht", True)], address="Calle 5, Tapachula", phone="962 000 0000")
    child = a_person(cast, given_names="Rosa", first_surname="Núñez", second_surname="", birth_year=2016)
    members = [
        NewMember(mother, Member.Role.PRINCIPAL),
        NewMember(child, Member.Role.DEPENDANT, "child", Claim.Basis.DERIVATIVE),
    ]
    return admitted(cast, a_case(cast, members=members))


def tab(cast: Cast, case: Case, part: str = "clerk", **asked: Any) -> Any:
    return signed_in(cast, part).get(reverse("case_page", args=[case.number]), {"tab": "papers", **asked})


def rows(answer: Any) -> dict[str, queries.Row]:
    return {row.code: row for row in answer.context["standing"].rows}


def an_evidence(cast: Cast, case: Case, **changes: Any) -> Any:
    given = {
        "what": "I11:utility_bill", "on": case.office.today(), "until": "", "source": "CFE", "form": "copy",
        "basis": "documented", "idempotency_key": str(uuid.uuid4()), **changes,
    }  # fmt: skip
    return signed_in(cast, "clerk").post(reverse("evidence_new", args=[case.principal_id]), given)


def test_every_paper_says_how_it_stands_and_what_it_rests_on(cast: Cast) -> None:
    case = a_family(cast)
    answer = tab(cast, case, person=str(case.principal_id))
    papers_of = rows(answer)
    assert len(papers_of) == 14
    assert papers_of["D2"].state == "issued" and papers_of["D2"].certificates[0].person_id == case.principal_id
    assert papers_of["D3"].state == "requested"  # asked of RENAPO at admission, no answer yet
    assert "Comprobante de domicilio" in papers_of["D4"].missing
    assert papers_of["D5"].state == "not_yet" and papers_of["D5"].reason
    assert papers_of["D11"].state == "go"
    text = answer.content.decode()
    saved = answer.context["standing"].saved
    assert f"{saved.requirements} requisitos" in text and f"{saved.from_person} faltan de la persona" in text
    assert "Fundamento: LSR art. 22" in text.replace("</p>", "")


def test_the_household_is_one_table_and_says_what_members_share(cast: Cast) -> None:
    case = a_family(cast)
    an_evidence(cast, case)
    answer = tab(cast, case)
    household = answer.context["household"]
    assert [row.code for row in household.lines[0][1]] == ["D1", "D1"]
    assert len(household.lines) + len(household.later) == 14
    assert household.reused  # the proof of address serves the child too
    text = answer.content.decode()
    assert "a nadie se le" in text and "María José" in text and "Rosa" in text
    child = case.members.get(position=1).person_id
    assert "De María José Núñez Ibáñez" in tab(cast, case, person=str(child)).content.decode()


def test_an_evidence_is_recorded_once_with_its_file_and_no_paper_asks_again(cast: Cast) -> None:
    case, key = a_family(cast), str(uuid.uuid4())
    for _ in range(2):
        file = SimpleUploadedFile("x.txt", PDF, "text/plain")  # what the browser says it is does not count
        done = an_evidence(cast, case, copy=file, idempotency_key=key)
        assert done.status_code == 302
    row = Evidence.objects.get()
    page = tab(cast, case, person=str(case.principal_id))
    assert "Comprobante de domicilio" not in rows(page)["D4"].missing
    client = signed_in(cast, "clerk")
    assert client.get(reverse("evidence_file", args=[row.pk])).content == PDF
    assert Record.objects.filter(action="evidence.file").exists()
    assert signed_in(cast, "outsider").get(reverse("evidence_file", args=[row.pk])).status_code == 404
    client.post(reverse("evidence_withdraw", args=[row.pk]), {"reason": "Era de otra persona", "idempotency_key": key})
    page = tab(cast, case, person=str(case.principal_id))
    assert "Comprobante de domicilio" in rows(page)["D4"].missing
    assert "Era de otra persona" in page.content.decode()


def test_a_wrong_evidence_is_refused_at_its_field(cast: Cast) -> None:
    case = a_family(cast)
    tomorrow = case.office.today() + dt.timedelta(days=1)
    for wrong, field in (
        ({"on": tomorrow}, "on"),
        ({"copy": SimpleUploadedFile("x.pdf", b"MZ not a pdf", "application/pdf")}, "copy"),
        ({"until": "2001-01-01"}, "until"),
        ({"what": "I21:certificate_of_procedure"}, "what"),
    ):
        answer = an_evidence(cast, case, **wrong)
        assert answer.status_code == 422 and field in answer.context["form"].errors, wrong
    assert not Evidence.objects.exists()


def test_one_press_issues_what_is_ready_once_and_says_so_paper_by_paper(cast: Cast) -> None:
    case = a_family(cast)
    Certificate.objects.update(outdated_since=case.office.now())
    client, key = signed_in(cast, "clerk"), str(uuid.uuid4())
    for _ in range(2):
        client.post(reverse("case_papers_make", args=[case.number]), {"idempotency_key": key})
    assert Certificate.objects.filter(status="valid").count() == 2 and Certificate.objects.count() == 4
    said = client.get(reverse("case_page", args=[case.number]), {"tab": "papers"})
    assert said.context["made"] == [
        {"person": person, "paper": "Constancia de trámite", "result": "issued", "why": ""}
        for person in ("María José Núñez Ibáñez", "Rosa Núñez")
    ]
    assert not client.get(reverse("case_page", args=[case.number]), {"tab": "papers"}).context["made"]  # said once
    assert client.post(reverse("case_papers_make", args=[case.number])).status_code == 400  # no key


def test_a_paper_that_fails_costs_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_family(cast)
    Certificate.objects.update(outdated_since=case.office.now())
    first, make = str(case.principal_id), papers.CertificateOfProcedure.make

    def broken(self: Any, request: Any, person: Any, *, key: uuid.UUID) -> None:
        make(self, request, person, key=key)
        if str(person.pk) == first:
            raise OSError("the seal does not answer")

    monkeypatch.setattr(papers.CertificateOfProcedure, "make", broken)
    client = signed_in(cast, "clerk")
    client.post(reverse("case_papers_make", args=[case.number]), {"idempotency_key": str(uuid.uuid4())})
    made = client.get(reverse("case_page", args=[case.number]), {"tab": "papers"}).context["made"]
    assert [each["result"] for each in made] == ["failed", "issued"] and "Intente de nuevo" in made[0]["why"]
    assert Certificate.objects.filter(person=first).count() == 1  # what it began is undone


def test_a_request_is_said_to_be_made_only_when_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_person(cast, birth_day=None)  # no number can be asked for at admission
    case = admitted(cast, a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)]))
    Person.objects.filter(pk=person.pk).update(birth_day=14)
    for item, evidence in (("I06", "photograph"), ("I07", "fingerprints")):
        Evidence.objects.create(
            key=uuid.uuid4(), person=person, office=case.office, item=item, evidence=evidence, on=case.office.today()
        )
    client = signed_in(cast, "clerk")

    def pressed() -> list[str]:
        client.post(reverse("person_papers_make", args=[person.pk]), {"idempotency_key": str(uuid.uuid4())})
        page = client.get(reverse("person_papers", args=[person.pk]))
        return [each["result"] for each in page.context["made"] if each["paper"] == "CURP temporal"]

    with monkeypatch.context() as patched:
        patched.setattr(papers.TemporaryNumber, "make", lambda *_args, **_named: None)
        assert pressed() == ["failed"]
    assert pressed() == ["requested"]
    assert pressed() == []  # it waits for RENAPO now


def test_who_may_only_look_has_no_button_and_others_nothing(cast: Cast) -> None:
    case = a_family(cast)
    Certificate.objects.update(outdated_since=case.office.now())
    person, make = str(case.principal_id), reverse("person_papers_make", args=[case.principal_id])
    assert make not in tab(cast, case, "notifier", person=person).content.decode()
    seen = tab(cast, case, "clerk", person=person)
    assert make in seen.content.decode() and rows(seen)["D2"].state == "again" and rows(seen)["D2"].reason
    sent = {"idempotency_key": str(uuid.uuid4())}
    assert signed_in(cast, "notifier").post(make, sent).status_code == 404
    for name in ("person_papers", "person_papers_sheet"):
        assert signed_in(cast, "outsider").get(reverse(name, args=[person])).status_code == 404
    Grant.objects.filter(role__code="registration_officer", action="certificate.view").delete()
    assert "papers" not in [each.code for each in tab(cast, case).context["tabs"]]


def test_only_what_the_wanted_papers_need_is_asked(cast: Cast) -> None:
    case = a_family(cast)
    address = reverse("person_papers", args=[case.principal_id])
    client = signed_in(cast, "clerk")
    everything = {each.item for each in client.get(address).context["standing"].asks}
    tax = {each.item for each in client.get(address, {"want": "D9"}).context["standing"].asks}
    assert "I11" in tax and tax < everything
    assert client.get(address, {"want": "nonsense"}).status_code == 200


def test_each_gets_a_sheet_in_her_language_and_no_word_is_missing_in_any(cast: Cast) -> None:
    case = a_family(cast)
    client = signed_in(cast, "clerk")
    sheets = client.get(reverse("case_papers_sheets", args=[case.number]))
    text = extract_text(BytesIO(sheets.content))
    assert "Dokiman ou yo" in text and "Sus documentos" in text and "Rosa Núñez" in text
    one = client.get(reverse("person_papers_sheet", args=[case.principal_id]), {"language": "fr"})
    french = extract_text(BytesIO(one.content))
    assert "Vos documents" in french and "LNETB art. 78" in french and "Rosa" not in french
    read = client.get(reverse("person_papers_read", args=[case.principal_id])).content.decode()  # in her own language
    assert 'lang="ht"' in read and "Sa ou genyen deja" in read and "LFPA arts. 15-A" in read
    assert client.get(reverse("case_papers_sheets", args=[case.number]), {"language": "xx"}).status_code == 404
    keys = set(wording.words("es"))
    assert all(set(wording.words(language)) == keys for language in wording.languages())
    assert wording.languages() == ("es", "en", "fr", "ht", "pt")
    for language in wording.languages():
        sheet = queries.sheet_of(case.principal, language)
        said = " ".join(line.text for line in (*sheet.have, *sheet.coming, *sheet.later)) + sheet.already
        assert "{" not in said and sheet.needed and sheet.rules


def test_dates_are_written_as_in_each_language() -> None:
    day = dt.date(2026, 4, 3)
    said = [in_words(day, language) for language in wording.languages()]
    assert said == ["3 de abril de 2026", "3 April 2026", "3 avril 2026", "3 avril 2026", "3 de abril de 2026"]
