"""What researchers do to sources, documents and countries: once however often sent, nothing lost, everything on record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from acogida.audit.models import Record
from acogida.cases.errors import Conflict
from acogida.coi import recall
from acogida.coi.library import actions, watch
from acogida.coi.library.actions.sources import CRITERIA, GRID
from acogida.coi.library.queries.flags import made_old
from acogida.coi.models import CountryFlag, CountryPriority, Document, Source, SourceAssessment
from acogida.coi.recall import registry
from tests.cast import Cast, signed_in
from tests.coi.library import a_version

pytestmark = pytest.mark.django_db
WORDS = dict.fromkeys(GRID, "Lo que se sabe.")
MARKS = dict.fromkeys(CRITERIA, 3)


def recorded(action: str) -> int:
    return Record.objects.filter(action=action).count()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[set[uuid.UUID], str]]:
    """What owners were told, and nobody else is asked."""
    heard: list[tuple[set[uuid.UUID], str]] = []
    monkeypatch.setattr(registry, "_tellers", {})

    def hear(ids: Collection[uuid.UUID], what: str) -> None:
        heard.append((set(ids), what))

    recall.told("here")(hear)
    return heard


# --- sources -----------------------------------------------------------------------------------------------------------


def test_a_source_is_described_once_however_often_the_form_is_sent(cast: Cast) -> None:
    client, key = signed_in(cast, "researcher"), str(uuid.uuid4())
    given = {
        "name": "Observatorio", "kind": "ngo", "country": "Honduras", "languages": "es, en", "priority": "2",
        "idempotency_key": key,
    }  # fmt: skip
    for _again in range(2):
        answer = client.post(reverse("coi_source_new"), given)
    source = Source.objects.get()
    assert answer.url == reverse("coi_source", args=[source.pk])
    assert (source.country, source.languages, source.described_by) == ("HN", ["es", "en"], cast.researcher)
    assert recorded("coi.source_create") == 1
    given |= {"idempotency_key": str(uuid.uuid4()), "name": "observatorio", "country": "Nolandia"}
    refused = client.post(reverse("coi_source_new"), given).content.decode()
    assert "No existe ese país: Nolandia" in refused
    given["country"] = ""
    assert "Ya existe una fuente con ese nombre." in client.post(reverse("coi_source_new"), given).content.decode()


def test_who_saved_second_loses_nothing_and_sees_what_the_first_saved(cast: Cast) -> None:
    source = a_version().document.source
    page = reverse("coi_source_edit", args=[source.pk])
    first, second = signed_in(cast, "researcher"), signed_in(cast, "second_researcher")
    given = {
        "name": source.name,
        "kind": "ngo",
        "priority": "3",
        "version": source.version,
        "idempotency_key": str(uuid.uuid4()),
    }
    first.post(page, given | {"mandate": "Vigilar cárceles"})
    answer = second.post(page, given | {"funding": "Donaciones"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Vigilar cárceles" in text and "Donaciones" in text
    source.refresh_from_db()
    assert (source.mandate, source.funding) == ("Vigilar cárceles", "")
    answer = second.post(
        page, given | {"funding": "Donaciones", "mandate": "Vigilar cárceles", "version": source.version}
    )
    assert answer.status_code == 302
    source.refresh_from_db()
    assert (source.mandate, source.funding, source.version) == ("Vigilar cárceles", "Donaciones", 3)


def test_a_finding_is_never_overwritten_and_a_weak_one_is_refused_whole(cast: Cast) -> None:
    source = a_version().document.source
    client, page = signed_in(cast, "researcher"), reverse("coi_source_assess", args=[source.pk])
    given = {**WORDS, **dict.fromkeys(CRITERIA, "3"), "text": "Fiable.", "idempotency_key": str(uuid.uuid4())}
    lacking = client.post(page, given | {"how": "", "accuracy": "", "next_review": "2020-01-01"})
    assert lacking.status_code == 422
    text = lacking.content.decode()
    assert "Diga qué se sabe" in text and "De 1 (débil) a 4 (fuerte)." in text and "día futuro" in text
    for _again in range(2):
        client.post(page, given)
    client.post(page, given | {"text": "Menos fiable.", "accuracy": "1", "idempotency_key": str(uuid.uuid4())})
    assert list(SourceAssessment.objects.values_list("text", flat=True)) == ["Menos fiable.", "Fiable."]
    shown = client.get(reverse("coi_source", args=[source.pk])).content.decode()
    assert "Fiable." in shown and "Menos fiable." in shown and "1 de 4 · débil" in shown
    with pytest.raises(DatabaseError), transaction.atomic():
        SourceAssessment.objects.update(text="Otra cosa")


def test_a_finding_about_a_document_belongs_to_its_source(cast: Cast) -> None:
    one, other = a_version(), a_version("Otro", source="Otra fuente")
    request = cast.as_("researcher")
    with pytest.raises(ValidationError):
        actions.assess(request, one.document.source_id, WORDS, MARKS, document=other.document, key=uuid.uuid4())
    actions.assess(request, one.document.source_id, WORDS, MARKS, document=one.document, key=uuid.uuid4())
    page = signed_in(cast, "officer").get(reverse("coi_source", args=[one.document.source_id])).content.decode()
    assert "Nadie ha evaluado todavía esta fuente" in page  # one document was, the source was not


def test_a_source_that_ceased_says_why_and_is_looked_at_no_more(cast: Cast) -> None:
    source = a_version().document.source
    client = signed_in(cast, "researcher")
    refused = client.post(reverse("coi_source_status", args=[source.pk]), {"status": "ceased", "status_reason": " "})
    assert refused.status_code == 422 and "Diga por qué" in refused.content.decode()
    for _again in range(2):
        client.post(reverse("coi_source_status", args=[source.pk]), {"status": "ceased", "status_reason": "Cerró."})
    source.refresh_from_db()
    assert (source.status, source.status_on, source.due_on) == ("ceased", timezone.localdate(), None)
    assert recorded("coi.source_status") == 1


# --- what is due -------------------------------------------------------------------------------------------------------


def test_a_source_is_due_by_its_own_pace_or_by_the_most_followed_of_its_countries(cast: Cast) -> None:
    version, today = a_version(), timezone.localdate()
    a_version("Otro", country="GT")
    source = version.document.source
    request = cast.as_("researcher")
    actions.check(request, source.pk, on=today - dt.timedelta(days=20))

    def days() -> int:
        source.refresh_from_db()
        return (source.due_on - source.last_checked_on).days

    assert days() == 60  # priority 3: half as often as a country of priority C
    actions.edit_source(request, source.pk, {"priority": 1}, version=source.version)
    assert days() == 30
    actions.set_priority(request, "GT", "A", "Muchas solicitudes.")
    assert days() == 7
    assert [row.pk for row in watch.due(today)] == [source.pk]
    source.refresh_from_db()
    actions.edit_source(request, source.pk, {"check_every_days": 90}, version=source.version)
    assert days() == 90
    with pytest.raises(ValidationError):
        actions.check(request, source.pk, on=today + dt.timedelta(days=1))
    for _again in range(2):
        actions.check(request, source.pk)
    assert source.pk and not watch.due(today).exists()
    assert recorded("coi.source_check") == 2


def test_the_morning_reckons_what_nobody_changed_and_the_menu_counts_it_for_researchers(cast: Cast) -> None:
    source = a_version().document.source
    Source.objects.update(due_on=None, last_checked_on=timezone.localdate() - dt.timedelta(days=400))
    assert watch.refresh() == 1
    assert watch.refresh() == 0
    listed = signed_in(cast, "researcher").get(reverse("coi_sources") + "?only=due").content.decode()
    assert "Toca revisar" not in listed and "toca desde" in listed and str(source) in listed
    researcher = signed_in(cast, "researcher")
    back = researcher.post(reverse("coi_source_checked", args=[source.pk]), {"back": "list"})
    assert back.url.endswith("?only=due")
    source.refresh_from_db()
    told = f"Anotado: revisada hoy. Próxima: {source.due_on:%d/%m/%Y}"
    assert told in researcher.get(back.url).content.decode()
    assert "Toca revisar 1 fuente" not in signed_in(cast, "officer").get(reverse("coi_countries")).content.decode()


def test_sources_are_filtered_and_a_name_is_posted(cast: Cast) -> None:
    a_version()
    a_version("Otro", source="Gaceta oficial")
    Source.objects.filter(name="Gaceta oficial").update(kind="law", dubious=True, dubious_reason="x")
    client, page = signed_in(cast, "officer"), reverse("coi_sources")
    for query in ("?kind=law", "?only=dubious"):
        text = client.get(page + query).content.decode()
        assert "Gaceta oficial" in text and "Observatorio" not in text
    assert "Observatorio" not in client.post(page, {"text": "gaceta"}).content.decode()
    assert "Ninguna fuente aquí" in client.get(page + "?status=banned").content.decode()
    assert client.get(page + "?after=x").status_code == 400


# --- documents ---------------------------------------------------------------------------------------------------------


def test_a_document_is_corrected_and_that_confirms_it(cast: Cast) -> None:
    version = a_version(topics=["police"])
    document, page = version.document, reverse("coi_document_edit", args=[version.document_id])
    client = signed_in(cast, "researcher")
    assert 'value="Honduras"' in client.get(page).content.decode()
    given = {
        "title": document.title, "title_es": "Extorsión", "kind": "thematic", "access": "public", "about": "Honduras; SLV",
        "mentioned": "Guatemala", "section": ["criminality", "police"], "profile": ["extorted_trader"], "version": 1,
        "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip
    for _again in range(2):
        assert client.post(page, given).url == reverse("coi_document", args=[document.pk])
    document.refresh_from_db()
    assert document.topics == ["criminality", "police", "extorted_trader"]
    assert set(document.countries.values_list("country", "role")) == {
        ("HN", "main"),
        ("SV", "main"),
        ("GT", "mentioned"),
    }
    assert (document.confirmed_by, document.version) == (cast.researcher, 2)
    assert recorded("coi.document_edit") == 1
    stale = client.post(page, given | {"title_es": "Otra cosa", "section": ["police"]})
    assert stale.status_code == 409 and "Extorsión" in stale.content.decode()
    wrong = client.post(page, given | {"about": "Nolandia"})
    assert wrong.status_code == 422 and "Nolandia" in wrong.content.decode()


def test_what_the_intake_proposed_is_confirmed_as_it_stands_once(cast: Cast) -> None:
    document = a_version().document
    client = signed_in(cast, "researcher")
    for _again in range(2):
        client.post(reverse("coi_document_confirm", args=[document.pk]), {"version": 1})
    assert recorded("coi.document_confirm") == 1
    other = a_version("Otro").document
    with pytest.raises(Conflict):
        actions.confirm_document(cast.as_("researcher"), other.pk, version=7)
    client.post(reverse("coi_document_confirm", args=[other.pk]), {"version": "x"})
    assert Document.objects.get(pk=other.pk).confirmed_by is None


def test_a_document_that_takes_anothers_place_is_told_to_who_relies_on_the_old_one(cast: Cast, told: Any) -> None:
    old, new = a_version(), a_version("Nueva serie")
    request = cast.as_("researcher")
    actions.edit_document(request, old.document_id, {"superseded_by": new.document}, about=["HN"], version=1)
    assert told == [({old.pk}, recall.SUPERSEDED)]
    with pytest.raises(ValidationError):
        actions.edit_document(request, new.document_id, {"superseded_by": old.document}, about=["HN"], version=1)
    with pytest.raises(ValidationError):
        actions.edit_document(request, new.document_id, {"topics": ["weather"]}, about=["HN"], version=1)
    shown = signed_in(cast, "officer").get(reverse("coi_document", args=[old.document_id])).content.decode()
    assert "Otro documento ocupó su lugar" in shown


def test_a_person_says_which_language_a_version_is_in(cast: Cast) -> None:
    version = a_version()
    client, page = signed_in(cast, "researcher"), reverse("coi_version_language", args=[version.pk])
    client.post(page, {"language": "?"})
    version.standing.refresh_from_db()
    assert version.standing.language_confirmed_by is None
    for _again in range(2):
        client.post(page, {"language": "HT"})
    version.standing.refresh_from_db()
    assert (version.standing.language, version.standing.language_confirmed_by) == ("ht", cast.researcher)
    assert recorded("coi.version_language") == 1


# --- countries ---------------------------------------------------------------------------------------------------------


def test_an_event_makes_old_what_covers_only_the_time_before_and_its_owners_are_told_once(
    cast: Cast, told: Any
) -> None:
    before = a_version(published=dt.date(2026, 1, 1))
    undated = a_version("Sin fecha", published=None)
    a_version("Después", published=dt.date(2026, 9, 1))
    a_version("De otro país", country="GT")
    client, page = signed_in(cast, "researcher"), reverse("coi_flag_raise", args=["HN"])
    given = {
        "kind": "exception",
        "on": "2026-06-01",
        "text": "Estado de excepción",
        "idempotency_key": str(uuid.uuid4()),
    }
    assert client.post(page, given | {"on": "2999-01-01"}).status_code == 422
    for _again in range(2):
        client.post(page, given)
    assert told == [({before.pk, undated.pk}, recall.FLAGGED)]
    flag = CountryFlag.objects.get()
    assert set(made_old(flag)) == {before, undated}
    shown = signed_in(cast, "officer").get(reverse("coi_country", args=["HN"])).content.decode()
    assert "Estado de excepción" in shown and "2 documentos en uso cubren solo el tiempo anterior" in shown
    for _again in range(2):
        client.post(reverse("coi_flag_end", args=[flag.pk]))
    assert recorded("coi.flag_end") == 1
    assert "cubren solo el tiempo anterior" not in client.get(reverse("coi_country", args=["HN"])).content.decode()


def test_how_closely_a_country_is_followed_has_a_reason(cast: Cast) -> None:
    client, page = signed_in(cast, "researcher"), reverse("coi_country_priority", args=["HN"])
    assert client.post(page, {"priority": "A", "reason": ""}).status_code == 422
    for _again in range(2):
        client.post(page, {"priority": "A", "reason": "Un tercio de las solicitudes."})
    assert CountryPriority.objects.get().set_by == cast.researcher
    assert recorded("coi.country_priority") == 1
    assert client.post(page, {"priority": "Z", "reason": "x"}).status_code == 422
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE coi_countrypriority SET priority = 'Z'")


@pytest.mark.parametrize("part", ["officer", "administrator", "nobody"])
def test_nobody_else_keeps_the_library(cast: Cast, part: str) -> None:
    version = a_version()
    client, source = signed_in(cast, part), version.document.source_id
    for name, pk in (
        ("coi_source_edit", source), ("coi_source_assess", source), ("coi_source_status", source), ("coi_source_checked", source),
        ("coi_document_edit", version.document_id), ("coi_document_confirm", version.document_id),
        ("coi_version_language", version.pk), ("coi_version_withdraw", version.pk), ("coi_country_priority", "HN"), ("coi_flag_raise", "HN"),
    ):  # fmt: skip
        assert client.post(reverse(name, args=[pk])).status_code == 404, name
