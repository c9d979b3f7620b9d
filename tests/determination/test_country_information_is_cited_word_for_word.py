"""A citation is pinned: its words stand in the edition, its edition is named by hash, and nothing of it changes."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from pdfminer.high_level import extract_text

from acogida.cases.errors import Refused
from acogida.cases.models import Event
from acogida.coi.intake.versions import withdraw
from acogida.coi.models import Document
from acogida.determination import actions, country
from acogida.determination.models import Citation, Decision, Draft, NoInformation, Submission
from acogida.files import store
from tests.determination.citing import SAID, a_fact, by_words, cited, drafted, edition, passage, translated
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    by_words(monkeypatch)


def test_what_is_pinned_is_the_edition_its_hash_the_exact_words_and_where_they_stand(journey: Journey) -> None:
    fact, version = a_fact(journey), edition(text="Gangs  collect a\nweekly quota.", pages=[(0, 20), (20, 31)])
    citation = cited(journey, fact, version, quote="collect a weekly quota")
    assert citation.quote == "collect a\nweekly quota" == version.text[citation.char_from : citation.char_to]
    assert (citation.version_sha256, citation.page_from, citation.page_to) == (version.sha256, 1, 2)
    assert citation.printed["source"] == "Observatorio A" and citation.consulted_on == journey.case.office.today()
    event = Event.objects.get(case=journey.case, kind="country_cited")
    assert event.payload["citation"] == str(citation.pk) and event.actor == journey.cast.officer


def test_other_words_are_not_cited(journey: Journey) -> None:
    fact, version = a_fact(journey), edition()
    for quote in ("Gangs never collect a quota", "ollect a weekly", ""):
        with pytest.raises(Refused, match="palabra por palabra"):
            cited(journey, fact, version, quote=quote)
    with pytest.raises(Refused, match="apoya o contradice"):
        cited(journey, fact, version, role="silent")
    assert not Citation.objects.exists()


def test_sent_twice_it_is_cited_once(journey: Journey) -> None:
    fact, version, key = a_fact(journey), edition(), uuid.uuid4()
    assert (
        cited(journey, fact, version, key=key)
        == cited(journey, fact, version, key=key)
        == cited(journey, fact, version)
    )


def test_a_citation_changes_only_by_being_taken_back(journey: Journey) -> None:
    citation = cited(journey, a_fact(journey), edition())
    rows = Citation.objects.filter(pk=citation.pk)
    for change in ({"quote": "otra cosa"}, {"version_sha256": "0" * 64}, {"role": "contradicts"}):
        with pytest.raises(DatabaseError, match="pinned"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="pinned"), transaction.atomic():
        rows.delete()
    actions.uncite(journey.cast.as_("officer"), citation.pk)
    with pytest.raises(DatabaseError, match="pinned"), transaction.atomic():
        rows.update(removed_at=None, removed_by=None)


def test_who_writes_country_information_cites_none_and_who_does_not_draft_neither(journey: Journey) -> None:
    fact, version = a_fact(journey), edition()
    for part in ("researcher", "clerk", "outsider"):
        with pytest.raises((PermissionDenied, Event.DoesNotExist)):
            cited(journey, fact, version, by=part)
    assert not Citation.objects.exists()


def test_what_was_withdrawn_banned_guidance_or_not_for_her_eyes_is_not_cited(journey: Journey) -> None:
    fact = a_fact(journey)
    gone, banned, guide = edition(), edition(source="B", title="B"), edition(source="C", title="C")
    withdraw(None, gone, "Se publicó por error.")
    source = banned.document.source
    source.status, source.status_reason = "banned", "Inventa testimonios."
    source.save()
    Document.objects.filter(pk=guide.document_id).update(kind="guidance")
    for version, why in ((gone, "Se publicó por error"), (banned, "no se use"), (guide, "orientación")):
        with pytest.raises(Refused, match=why):
            cited(journey, fact, version)


def test_a_machine_translation_is_quoted_only_when_approved_and_says_whose_it_is(journey: Journey) -> None:
    fact, version = a_fact(journey), edition()
    draft = translated(passage(version), journey, approved=False)
    spanish = "Las pandillas cobran una cuota semanal a los comerciantes."
    with pytest.raises(Refused, match="automática solo puede citarse"):
        cited(journey, fact, version, translated_quote=spanish)
    with pytest.raises(Refused, match="traducción automática"):
        cited(journey, fact, version, quote=spanish)
    draft.delete()
    translated(passage(version), journey, approved=True)
    with pytest.raises(Refused, match="traducción aprobada"):
        cited(journey, fact, version, translated_quote="Las pandillas nunca cobran")
    citation = cited(journey, fact, version, translated_quote=spanish)
    assert citation.translated_quote == spanish
    assert citation.printed["translated"] == "machine" and citation.printed["translated_by"] == "Andrés Mora"


def test_silence_says_what_was_searched_and_never_that_it_did_not_happen(journey: Journey) -> None:
    from types import SimpleNamespace

    fact = a_fact(journey)
    searched = SimpleNamespace(languages=("es", "en"), documents=12, passages=80)
    row = actions.found_silent(
        journey.cast.as_("officer"), fact.claim_id, fact.pk, "cuota mercado", searched, ["HT"], key=uuid.uuid4()
    )
    assert (row.documents, row.query, row.countries) == (12, "cuota mercado", ["HT"])
    cited(journey, fact, edition())  # found after all: the silence is taken back, and kept
    row.refresh_from_db()
    assert row.removed_at is not None
    with pytest.raises(Refused, match="por qué no se buscó"):
        actions.not_sought(journey.cast.as_("officer"), fact.claim_id, " ", key=uuid.uuid4())


def test_a_fact_without_either_keeps_the_draft_back_and_one_click_answers_all(journey: Journey) -> None:
    first, second = a_fact(journey), a_fact(journey, "La amenazaron")
    drafted(journey)
    officer, claim = journey.cast.as_("officer"), journey.mother
    with pytest.raises(Refused, match="Hay hechos sin información del país: 1, 2"):
        actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
    cited(journey, first, edition())
    actions.not_sought(officer, claim.pk, "Es un hecho privado.", key=uuid.uuid4())
    assert NoInformation.objects.get().fact == second
    with pytest.raises(Refused, match="piden un motivo: 1"):  # one origin alone
        actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
    [warning] = country.read(journey.case)[claim.pk].checked.warnings
    actions.answer(officer, claim.pk, warning.mark, "La fuente estuvo en el lugar.", key=uuid.uuid4())
    actions.submit_draft(officer, claim.pk, key=uuid.uuid4())


def test_the_decision_prints_where_each_quotation_stands_and_the_signature_covers_it(journey: Journey) -> None:
    cast, claim = journey.cast, journey.mother
    fact = a_fact(journey)
    one = edition(pages=[(0, len(SAID))])
    translated(passage(one), journey, approved=True)
    quote = "Las pandillas cobran una cuota semanal a los comerciantes."
    cited(journey, fact, one, translated_quote=quote)
    cited(journey, fact, edition(source="Observatorio B", title="Markets"), quote="Those who refuse are threatened")
    drafted(journey)
    assert (
        "A favor: Observatorio A, Extortion, p. 1; Observatorio B, Markets." in Draft.objects.get().sections["analysis"]
    )
    actions.submit_draft(cast.as_("officer"), claim.pk, key=uuid.uuid4())
    actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    submission = Submission.objects.get()
    kept = submission.country_information["facts"][0]
    assert [each["version_sha256"] for each in kept["cited"]] == [row.version_sha256 for row in Citation.objects.all()]
    assert submission.rests_on.count() == 2
    claim.refresh_from_db()
    reading = actions.open_for_signature(cast.as_("signatory"), claim)
    actions.sign(cast.as_("signatory"), claim.pk, reading.submission_id, key=uuid.uuid4())
    said = flat(extract_text(io.BytesIO(store.get(Decision.objects.get().file))))
    day = f"{journey.case.office.today():%d-%m-%Y}"
    published = f"{one.published_on:%d-%m-%Y}"
    for words in (
        f"Observatorio A, Extortion, {published}, p. 1; consultado el {day}",
        "traducción automática corregida y aprobada por Andrés Mora",
        "«Las pandillas cobran una cuota semanal a los comerciantes.»",
        "en el original",
        "Observatorio B, Markets",
        "Información del país de origen",
    ):
        assert flat(words) in said, words


def flat(text: str) -> str:
    """A text of a page without blanks and hyphens: lines break where they will."""
    return re.sub(r"[\s\u00ad-]", "", text)
