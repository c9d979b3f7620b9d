"""A paper in the authority's language, what it means in the person's, and her name as she writes it."""

from __future__ import annotations

import io
import logging
import uuid

import pytest
from pdfminer.high_level import extract_text

from acogida.archive import actions, composing, facts, wording
from acogida.archive.letterhead import native_name
from acogida.archive.models import Document
from acogida.cases import packs
from acogida.cases.models import Claim
from acogida.files.store import get
from acogida.hooks.acting import acting_as
from acogida.law import Text
from acogida.people.models import Person, PersonName, SpokenLanguage
from acogida.registration.actions import admission
from tests.cast import Cast, a_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast) -> Document:
    """A request to complete an application, filed and not made yet."""
    event = admission.prevent(
        cast.as_("supervisor"), a_case(cast), missing=["phone"], other="", ask_why_late=False, key=uuid.uuid4()
    )
    actions.file_letters(event)
    return Document.objects.get(event=event, claim__position=0)


def speaks(person: Person, *codes: str) -> None:
    SpokenLanguage.objects.filter(person=person).delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(person=person, code=code, preferred=index == 0) for index, code in enumerate(codes)
    )


def said(document: Document) -> str:
    document = actions.make(document.pk)
    assert document.blob is not None
    return " ".join(extract_text(io.BytesIO(get(document.blob))).split())


@pytest.mark.parametrize(
    ("languages", "heading"),
    [
        (("ht",), "An mo senp"),
        (("ar", "fr"), "En mots simples"),
        (("pt-BR",), "Em palavras simples"),
        (("en",), "In plain"),
    ],
)
def test_a_paper_says_what_it_means_in_her_first_language_that_the_pack_has(
    asked: Document, languages: tuple[str, ...], heading: str
) -> None:
    speaks(asked.claim.person, *languages)
    text = said(asked)
    assert "Prevención" in text
    assert heading in text


@pytest.mark.parametrize("languages", [("es",), ("es-HN", "en"), ("ar",), ()])
def test_plain_spanish_is_not_said_twice_and_no_language_is_guessed(
    asked: Document, languages: tuple[str, ...]
) -> None:
    speaks(asked.claim.person, *languages)
    text = said(asked)
    assert "En palabras sencillas" not in text
    assert "In plain words" not in text


def test_dates_are_in_her_language_too(asked: Document) -> None:
    due = composing.dt.date.fromisoformat(asked.terms["prevention_answer"])
    speaks(asked.claim.person, "ht")
    text = said(asked)
    pack = packs.of(asked.case)
    assert wording.date_in_words(due, pack, "ht") in text
    assert wording.date_in_words(due, pack, "es") in text
    assert wording.date_in_words(due.replace(day=1, month=8), pack, "ht") == f"1 out {due.year}"


def test_her_name_in_its_own_script_stands_beside_the_latin_one(asked: Document) -> None:
    person = asked.claim.person
    PersonName.objects.create(person=person, kind=PersonName.Kind.NATIVE, text="王小明", script="Hani")
    assert native_name(person) == {"text": "王小明", "lang": "zh", "rtl": False}
    text = said(asked)
    assert "王小明" in text
    assert person.full_name in text


def test_a_name_no_font_shows_is_left_out_and_said_in_the_log_without_the_name(
    asked: Document, caplog: pytest.LogCaptureFixture
) -> None:
    person = asked.claim.person
    PersonName.objects.create(person=person, kind=PersonName.Kind.NATIVE, text="𒀀𒀭", script="Zyyy")
    with caplog.at_level(logging.WARNING):
        text = said(asked)
    assert person.full_name in text
    assert "U+" not in text
    assert str(person.pk) in caplog.text
    assert "𒀀" not in caplog.text


def test_a_name_given_in_another_script_is_kept_as_her_own(cast: Cast) -> None:
    from acogida.people.actions import register_person

    data = {"given_names": "Mohamed", "first_surname": "Al Husseini", "second_surname": "", "sex": "M"}
    names = ["محمد الحسيني", "Mohammed el Husseini"]
    person = register_person(cast.as_("clerk"), cast.clerk.office, data, nationalities=["SY"], aliases=names)
    assert {(row.kind, row.script) for row in person.other_names.all()} == {("native", "Arab"), ("alias", "Latn")}
    found = native_name(person)
    assert found is not None
    assert found["rtl"]


def test_a_step_that_rests_on_a_paper_waits_for_its_file(asked: Document, cast: Cast) -> None:
    claim = Claim.objects.select_related("case__office", "person").get(pk=asked.claim_id)
    pack = packs.of(claim.case)
    for step in ("dismiss_unanswered", "abandon", "declare_expired", "notify_appeal", "notify_status"):
        assert "papers_made" in pack.facts_needed(step), step
    for step in ("answer_prevention", "admit", "begin_interview", "file_appeal"):  # what helps her waits for no printer
        assert "papers_made" not in pack.facts_needed(step), step
    with acting_as(cast.supervisor):
        assert facts.papers_awaited(claim.case, claim) == ["Prevención"]
        assert not facts.papers_made(claim.case, claim)
    actions.make(asked.pk)
    with acting_as(cast.supervisor):
        assert facts.papers_made(claim.case, claim)


def test_a_blank_that_nothing_fills_stops_the_paper() -> None:
    title = Text({"es": "A", "en": "A"})
    with pytest.raises(wording.LetterError, match="due_appeal"):
        wording.summary(title, [Text({"es": "{due_appeal}", "en": "{due_appeal}"})], None, "es", lambda _lang: {})
