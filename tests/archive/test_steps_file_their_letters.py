"""A step of the pack makes its letters: once, sealed, for each person, and for nobody else to read."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from pdfminer.high_level import extract_text

from acogida import letters
from acogida.accounts import scope
from acogida.archive import actions, composing, jobs
from acogida.archive.models import Document
from acogida.audit.models import Record
from acogida.cases import packs
from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Event, Member
from acogida.files.store import get
from acogida.law import Transition
from acogida.law.model.lists import Letter
from acogida.registration.actions import admission
from tests.cast import Cast, a_case, a_person, signed_in

pytestmark = pytest.mark.django_db


def family(cast: Cast) -> Case:
    mother = a_person(cast, given_names="Marie", first_surname="Délva", second_surname="", nationalities=["HT"],
                      languages=[("ht", True)])  # fmt: skip
    child = a_person(
        cast, given_names="Rose", first_surname="Pierre", second_surname="", birth_year=2016, nationalities=["HT"]
    )
    return a_case(
        cast, members=[NewMember(mother, Member.Role.PRINCIPAL), NewMember(child, Member.Role.DEPENDANT, "child")]
    )


@pytest.fixture
def asked(cast: Cast) -> Event:
    """A family asked to complete its application."""
    event = admission.prevent(
        cast.as_("supervisor"),
        family(cast),
        missing=["phone"],
        other="El acta de Rose",
        ask_why_late=True,
        key=uuid.uuid4(),
    )
    actions.file_letters(event)
    return event


def text_of(document: Document) -> str:
    assert document.blob is not None
    return " ".join(extract_text(io.BytesIO(get(document.blob))).split())


def test_each_person_gets_the_request_to_complete_once(asked: Event) -> None:
    assert Document.objects.filter(event=asked).count() == 2
    actions.file_letters(asked)
    found = list(Document.objects.filter(event=asked).order_by("number"))
    assert [d.claim.person.given_names for d in found] == ["Marie", "Rose"]
    assert len({d.number for d in found}) == 2
    assert {d.state for d in found} == {"making"}
    assert Record.objects.filter(action="document.filed").count() == 2


def test_the_worker_makes_a_sealed_letter_that_says_what_is_missing_and_until_when(asked: Event) -> None:
    document = Document.objects.filter(event=asked).order_by("number")[0]
    jobs.make(document_id=str(document.pk))
    document = Document.objects.get(pk=document.pk)
    assert document.state == "ready"
    (seal,) = letters.seals(get(document.blob))
    assert seal.intact
    assert seal.covers_whole_file
    said = text_of(document)
    clock = asked.case.clocks.get(clock=packs.of(asked.case).clock("prevention_answer").code)
    assert "Marie Délva" in said
    assert "El acta de Rose" in said
    assert "Teléfono" in said
    assert "fuera de plazo" in said
    assert composing.date_in_words(clock.due, packs.of(asked.case), "es") in said
    assert "5 días hábiles" in said
    made = document.blob_id
    jobs.make(document_id=str(document.pk))
    assert Document.objects.get(pk=document.pk).blob_id == made


def test_a_letter_keeps_the_dates_of_its_own_day(asked: Event) -> None:
    document = Document.objects.filter(event=asked).first()
    assert document is not None
    before = document.terms["prevention_answer"]
    asked.case.clocks.update(due=dt.date(2030, 1, 2))
    document = actions.make(document.pk)
    assert "2030" not in text_of(document)
    assert document.terms["prevention_answer"] == before


def test_a_letter_that_cannot_be_made_says_so_and_is_tried_again(asked: Event, monkeypatch: Any, cast: Cast) -> None:
    document = Document.objects.filter(event=asked).first()
    assert document is not None

    def broken(*_args: Any, **_named: Any) -> bytes:
        raise letters.LetterError("letter 'prevention': unknown variable")

    with monkeypatch.context() as patch:
        patch.setattr(letters, "render", broken)
        with pytest.raises(letters.LetterError):
            jobs.make(document_id=str(document.pk))
    document.refresh_from_db()
    assert document.state == "failed"
    client = signed_in(cast, "clerk")
    page = client.get(reverse("case_page", args=[asked.case.number]), {"tab": "documents"}).content.decode()
    assert "unknown variable" in page
    client.post(reverse("document_retry", args=[document.pk]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'archive.make' AND args->>'document_id' = %s",
                       [str(document.pk)])  # fmt: skip
        assert len(cursor.fetchall()) == 2
    jobs.make(document_id=str(document.pk))
    document.refresh_from_db()
    assert (document.state, document.problem) == ("ready", "")


def test_the_case_page_shows_and_opens_letters_and_says_who_did(asked: Event, cast: Cast) -> None:
    document = actions.make(Document.objects.filter(event=asked).order_by("number")[0].pk)
    client = signed_in(cast, "clerk")
    tab = client.get(reverse("case_page", args=[asked.case.number]), {"tab": "documents"}).content.decode()
    assert reverse("document_pdf", args=[document.pk]) in tab
    assert "En preparación" in tab  # the other person's
    state = client.get(reverse("case_papers", args=[asked.case.number])).content.decode()
    assert document.number in state
    assert "<html" not in state
    answer = client.get(reverse("document_pdf", args=[document.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == get(document.blob)
    assert Record.objects.filter(action="document.view", subject_id=str(document.pk)).count() == 1


def test_nobody_elsewhere_gets_at_a_letter(asked: Event, cast: Cast) -> None:
    document = actions.make(Document.objects.filter(event=asked).order_by("number")[0].pk)
    for part in ("outsider", "nobody", "auditor", "administrator"):
        client = signed_in(cast, part)
        assert client.get(reverse("document_pdf", args=[document.pk])).status_code == 404, part
        assert client.post(reverse("document_retry", args=[document.pk])).status_code == 404, part
        assert client.get(reverse("case_papers", args=[asked.case.number])).status_code == 404, part
        scope.enter(cast.as_(part).user)
        assert not Document.objects.exists(), part
    scope.enter(cast.as_("clerk").user)
    assert Document.objects.count() == 2


def test_what_tells_of_the_claim_is_for_who_may_read_it(asked: Event, cast: Cast) -> None:
    document = actions.make(Document.objects.filter(event=asked).order_by("number")[0].pk)
    Document.objects.filter(pk=document.pk).update(restricted=True, kind="decision")
    address = reverse("document_pdf", args=[document.pk])
    assert signed_in(cast, "clerk").get(address).status_code == 404
    assert signed_in(cast, "officer").get(address).status_code == 200
    assert signed_in(cast, "signatory").get(address).status_code == 200


def test_every_table_of_the_archive_is_behind_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'archive_%' AND NOT relrowsecurity"
        )
        assert cursor.fetchall() == []


# --- letters that are only paragraphs -------------------------------------------------------------------------------


def both(es: str, en: str, **more: str) -> dict[str, str]:
    return {"es": es, "en": en, **more}


PLAIN_LETTER = Letter.model_validate({
    "code": "probe_letter", "kind": "letter", "label": both("Citatorio", "Summons", ht="Konvokasyon"), "source": "LSR art. 23",
    "paragraphs": [
        both("{person}: venga el {hearing_on} a la {office}.", "{person}: come on {hearing_on} to {office}.",
             ht="{person}: vini {hearing_on} nan {office}."),
        both("Motivo: {purpose}. Plazo: {due_decide}. Intérprete: {interpreter}. {remark}", "…", ht="{case_number}"),
    ],
})  # fmt: skip
STEP = Transition.model_validate({
    "name": "probe_step", "label": both("Citar", "Summon"), "unit": "claim", "action": "case.admit", "source": "LSR art. 23",
    "since": "2011-01-28", "from": ["presented"], "documents": ["probe_letter"], "effects": ["make_letters"],
    "fields": [
        {"code": "hearing_on", "type": "date", "label": both("Día", "Day"), "required": True},
        {"code": "purpose", "type": "choice", "label": both("Motivo", "Purpose"),
         "options": [{"code": "first", "label": both("Primera entrevista", "First interview")}]},
        {"code": "interpreter", "type": "yesno", "label": both("Intérprete", "Interpreter")},
        {"code": "remark", "type": "text", "label": both("Nota", "Remark")},
    ],
})  # fmt: skip


@pytest.fixture
def summoned(cast: Cast, monkeypatch: Any) -> Event:
    """A claim whose pack has a step with a plain letter."""
    case = family(cast)
    pack = packs.of(case)
    monkeypatch.setattr(pack, "letters", (*pack.letters, PLAIN_LETTER))
    monkeypatch.setitem(pack.transitions, "probe_step", STEP)
    claim = case.claims.order_by("position")[0]
    event = Event(case=case, claim=claim, kind="probe_step", on=case.office.today(), at=case.office.now(), seq=99,
                  actor=cast.supervisor, office=case.office, key=uuid.uuid4(), hash="0" * 64,
                  payload={"hearing_on": "2027-03-05", "purpose": "first", "interpreter": True})  # fmt: skip
    event.save(force_insert=True)
    return event


def test_a_plain_letter_has_its_placeholders_filled_in_words_and_a_courtesy_translation(summoned: Event) -> None:
    (document,) = actions.file_letters(summoned)
    assert (document.title, document.language, document.restricted) == ("Citatorio", "es", False)
    document = actions.make(document.pk)
    said = text_of(document)
    assert "Marie Délva: venga el 5 de marzo de 2027 a la Oficina de Tapachula." in said
    assert "Motivo: Primera entrevista." in said
    assert "Intérprete: Sí. —" in said
    assert (
        composing.date_in_words(dt.date.fromisoformat(document.terms["decide"]), packs.of(summoned.case), "es") in said
    )
    assert "Konvokasyon" in said
    assert "vini 5 mas 2027 nan Oficina de Tapachula" in said
    with pikepdf.open(io.BytesIO(get(document.blob))) as opened:  # type: ignore[arg-type]
        xmp = bytes(opened.Root.Metadata.read_bytes())
    # The seal writes the same metadata in another form.
    assert re.search(rb"pdfaid:part\W+2", xmp)
    assert re.search(rb"pdfuaid:part\W+1", xmp)


def test_no_letter_leaves_with_a_hole_in_it() -> None:
    assert composing.filled("Hola {person}", {"person": "Ana {x}"}) == "Hola Ana {x}"
    with pytest.raises(letters.LetterError, match="due_ratify"):
        composing.filled("Hasta el {due_ratify}", {"person": "Ana"})


def test_dates_are_written_as_each_authority_does(summoned: Event) -> None:
    pack = packs.of(summoned.case)
    day = dt.date(2026, 11, 22)
    assert composing.date_in_words(day, pack, "es") == "22 de noviembre de 2026"
    assert composing.date_in_words(day, pack, "en") == "November 22, 2026" or "22" in composing.date_in_words(
        day, pack, "en"
    )


def test_a_letter_that_repeats_what_was_told_at_length_is_restricted() -> None:
    told = STEP.model_copy(update={"fields": (STEP.fields[3].model_copy(update={"type": "longtext"}),)})
    assert composing.tells_of_the_claim(told, PLAIN_LETTER)
    assert not composing.tells_of_the_claim(STEP, PLAIN_LETTER)
    assert composing.tells_of_the_claim(STEP, PLAIN_LETTER.model_copy(update={"kind": "decision"}))


def test_letters_are_in_the_authoritys_language_whatever_the_screen_is_in(summoned: Event) -> None:
    with translation.override("en"):
        (document,) = actions.file_letters(summoned)
        said = text_of(actions.make(document.pk))
    assert "Expediente:" in said
    assert "Tèks ofisyèl la se sa ki an panyòl la" in said
