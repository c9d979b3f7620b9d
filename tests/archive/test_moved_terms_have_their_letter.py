"""A notice of moved terms is also a sealed letter, kept with the case's papers: one for each notice."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pdfminer.high_level import extract_text

from acogida import letters
from acogida.archive.models import Document
from acogida.cases.actions import NewMember
from acogida.cases.models import Member, TermNotice
from acogida.cases.recompute import run
from acogida.files.store import get
from tests.cases.rules import close, manager_of
from tests.cases.test_recompute_moves_only_what_moves import FLOOD, PRESENTED
from tests.cast import Cast, a_case, a_person, signed_in

pytestmark = pytest.mark.django_db


def test_who_hands_over_the_notice_gets_its_letter_once(cast: Cast) -> None:
    person = a_person(cast, languages=[("ht", True)])
    case = a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)], on=PRESENTED)
    run(close(manager_of(cast), *FLOOD, "TAP").added_id)
    notice = TermNotice.objects.get()
    address = reverse("notice_letter", args=[notice.pk])
    client = signed_in(cast, "clerk")
    assert address in client.get(reverse("notice_sheet", args=[notice.pk])).content.decode()
    answers = [client.post(address) for _time in range(2)]
    document = Document.objects.get(case=case, code="suspension_notice")
    assert {answer["Location"] for answer in answers} == {reverse("document_pdf", args=[document.pk])}
    assert client.get(answers[0]["Location"])["Content-Type"] == "application/pdf"
    assert document.blob is not None
    pdf = get(document.blob)
    text = " ".join(extract_text(io.BytesIO(pdf)).split())
    for said in ("Aviso de suspensión de términos", "25 de junio de 2024", "21 de junio de 2024", "6 de mayo de 2024",
                 "An mo senp", "ou pa pèdi okenn delè"):  # fmt: skip
        assert said in text, said
    assert [seal.intact for seal in letters.seals(pdf)] == [True]


def test_nobody_else_makes_it(cast: Cast) -> None:
    a_case(cast, on=PRESENTED)
    run(close(manager_of(cast), *FLOOD, "TAP").added_id)
    address = reverse("notice_letter", args=[TermNotice.objects.get().pk])
    for part in ("outsider", "nobody", "auditor", "administrator"):
        assert signed_in(cast, part).post(address).status_code == 404
    assert not Document.objects.exists()
