"""The search page: one box, chips, hits by language with where they come from, and what to do when there are none."""

from __future__ import annotations

import csv
import datetime as dt
import io
import logging
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acogida.audit.models import Record
from acogida.coi.models import Feedback, MissedSearch, SavedSearch, SearchCount
from acogida.coi.search import embedding, indexing
from tests.cast import Cast, signed_in
from tests.coi.library import a_version

pytestmark = pytest.mark.django_db

MARKETS = (
    "Las pandillas cobran una cuota a los comerciantes de los mercados. Quien no paga el derecho de piso es amenazado, "
    "y algunos han sido asesinados."
)
SOLDIERS = "El servicio militar es obligatorio para los hombres desde los dieciocho años. Los desertores van a prisión."


@pytest.fixture(autouse=True)
def by_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meaning has its own tests; without the model a search says so, and pages must, too."""
    monkeypatch.setattr(embedding, "installed", lambda: False)


@pytest.fixture
def library(cast: Cast) -> dict[str, Any]:
    found = {
        "markets": a_version("Extorsión a comerciantes", MARKETS, "HN", published=dt.date(2026, 3, 1)),
        "soldiers": a_version("Servicio militar", SOLDIERS, "NI", source="Ministerio de prueba"),
        "secret": a_version("Informe reservado", f"{MARKETS} Según una fuente oculta.", "SV", access="restricted"),
    }
    indexing.index([version.pk for version in found.values()])
    return found


def ask(client: Client, text: str, **more: Any) -> str:
    response = client.post(reverse("coi_search"), {"text": text, **more})
    assert response.status_code == 200
    return response.content.decode()


def plain(page: str) -> str:
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_the_box_is_empty_at_first(cast: Cast, library: dict[str, Any]) -> None:
    page = signed_in(cast, "officer").get(reverse("coi_search"), {"text": "mercados", "q": "mercados"}).content.decode()
    assert "mercados" not in page.split("<main")[1]
    assert "Cómo preguntar" in page
    assert not SearchCount.objects.exists()


def test_a_hit_says_what_where_from_how_old_and_why(cast: Cast, library: dict[str, Any]) -> None:
    page = ask(signed_in(cast, "officer"), "¿Cobran cuota las pandillas en los mercados?")
    assert "<mark>pandillas</mark>" in page
    assert reverse("coi_passage", args=[library["markets"].passages.get().pk]) in page
    for words in ("Honduras", "Observatorio de prueba", "sin evaluar", "01/03/2026", "Sin confirmar", "Español"):
        assert words in plain(page), words
    assert "Dice" in plain(page)
    assert "desertores" not in page


def test_the_page_says_what_was_searched_and_what_could_not_be(cast: Cast, library: dict[str, Any]) -> None:
    text = plain(ask(signed_in(cast, "officer"), "pandillas"))
    assert re.search(
        r"Se buscó en 3 documentos \(3 pasajes\), en español, el \d\d/\d\d/\d{4} \d\d:\d\d; sin: la búsqueda", text
    )
    assert "no está instalada" in text


def test_nothing_found_never_means_that_it_did_not_happen(cast: Cast, library: dict[str, Any]) -> None:
    text = plain(ask(signed_in(cast, "officer"), "pandillas", chip="country:NI"))
    assert "Esto no significa que no haya ocurrido." in text
    assert "Se buscó en 1 documento (1 pasaje)" in text
    assert "Pruebe con otras palabras" in text and "maras" in text
    assert "País: Nicaragua" in text


def test_operators_become_chips_and_stay(cast: Cast, library: dict[str, Any]) -> None:
    client = signed_in(cast, "officer")
    page = ask(client, 'pandillas país:Honduras -fuente:Ministerio "derecho de piso" -fútbol')
    text = plain(page)
    for words in ("País: Honduras", "No fuente: Ministerio de prueba", "“derecho de piso”", "Sin “fútbol”"):
        assert words in text, words
    assert 'value="pandillas"' in page
    kept = re.findall(r'name="chip" value="([^"]+)"', page.split('id="coi-form"')[1].split("</form>")[0])
    again = ask(client, "pandillas", chip=[token.replace("&quot;", '"') for token in kept], drop="country:HN")
    assert "País: Honduras" not in plain(again) and "Sin “fútbol”" in plain(again)


def test_what_is_not_understood_is_said_and_kept_out(cast: Cast, library: dict[str, Any]) -> None:
    text = plain(ask(signed_in(cast, "officer"), "pandillas país:Narnia"))
    assert "País: Narnia" in text and "Honduras" in text


def test_other_words_for_the_same_are_looked_for_and_can_be_taken_away(cast: Cast, library: dict[str, Any]) -> None:
    indexing.index([a_version("Barrios", "Las maras controlan el barrio.", "GT").pk])
    client = signed_in(cast, "officer")
    wider = plain(ask(client, "pandillas", chip="country:GT"))
    assert "También: mara" in wider and "Dice “maras”" in wider
    alone = plain(ask(client, "pandillas", chip=["country:GT", "synonyms:no"]))
    assert "Solo mis palabras" in alone and "También:" not in alone and "No se encontró ningún pasaje" in alone


def test_only_and_not_this_country(cast: Cast, library: dict[str, Any]) -> None:
    client = signed_in(cast, "officer")
    assert "Extorsión a comerciantes" in ask(client, "pandillas", add="country:HN")
    assert "Extorsión a comerciantes" not in plain(ask(client, "pandillas", add="-country:HN")).split("Se buscó")[0]


def test_who_may_not_read_what_is_restricted_is_not_told_of_it(cast: Cast, library: dict[str, Any]) -> None:
    cast.users["nobody"].postings.create(
        role_id=_role("coi_translator"), office=cast.nobody.office, start=dt.date(2019, 1, 1)
    )
    seen = {part: ask(signed_in(cast, part), "pandillas reservado") for part in ("officer", "nobody")}
    assert "Informe reservado" in seen["officer"] and "Restringido" in plain(seen["officer"])
    assert "Informe reservado" not in seen["nobody"] and "oculta" not in seen["nobody"]
    assert "El Salvador" not in seen["nobody"]


def _role(code: str) -> int:
    from acogida.accounts.models import Role

    return Role.objects.get(code=code).pk


def test_terms_are_in_the_audit_trail_and_nowhere_else(
    cast: Cast, library: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in(cast, "officer")
    page = ask(client, "xiuhpohualli pandillas país:Honduras")
    record = Record.objects.filter(action="coi.search").latest("at")
    assert record.detail == {"terms": "xiuhpohualli pandillas country:HN", "found": 1}
    assert "xiuhpohualli" not in caplog.text
    assert not re.search(r'(?:href|action|hx-[a-z]+|formaction)="[^"]*xiuhpohualli', page)
    counted = SearchCount.objects.get()
    assert (counted.country, counted.found, counted.role, counted.n) == ("HN", "few", "eligibility_officer", 1)
    assert "xiuhpohualli" not in str([getattr(counted, field.name) for field in SearchCount._meta.fields])


def test_more_of_the_same_search_is_counted_once(cast: Cast, library: dict[str, Any]) -> None:
    client = signed_in(cast, "officer")
    for limit in ("", "25", "25"):
        ask(client, "pandillas en los mercados", limit=limit)
    ask(client, "pandillas en los mercados", again="1")  # back from a passage
    ask(client, "pandillas en los mercados")
    assert [row.n for row in SearchCount.objects.all()] == [2]


def test_a_search_that_does_not_answer_loses_nothing(
    cast: Cast, library: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import DatabaseError

    from acogida.coi.finding import views

    def broken(*_args: Any) -> None:
        raise DatabaseError("syntax error near mercados")

    monkeypatch.setattr(views, "search", broken)
    page = ask(signed_in(cast, "officer"), "mercados", chip="country:HN")
    assert "La búsqueda no respondió" in page and 'value="mercados"' in page and "country:HN" in page
    assert "mercados" not in caplog.text


def test_the_list_is_taken_along_with_its_sources(cast: Cast, library: dict[str, Any]) -> None:
    client = signed_in(cast, "officer")
    a_version("=cmd|calc", "Las pandillas de los mercados dan órdenes.", "HN", source="+Fuente")
    from acogida.coi.models import DocumentVersion

    indexing.index(list(DocumentVersion.objects.values_list("pk", flat=True)))
    response = client.post(reverse("coi_search_export"), {"text": "pandillas", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    first = next(row for row in rows if row["Documento"] == "Extorsión a comerciantes")
    assert first["SHA-256"] == library["markets"].sha256 and first["Versión"] == str(library["markets"].pk)
    assert first["Consultado"] and first["Evaluada"] == "No" and first["Pasaje"] == MARKETS
    assert any(row["Documento"] == "'=cmd|calc" and row["Fuente"] == "'+Fuente" for row in rows)
    printed = client.post(reverse("coi_search_export"), {"text": "pandillas", "format": "print"}).content.decode()
    assert library["markets"].sha256 in printed and "Consultado" in printed
    assert Record.objects.filter(action="coi.search_exported").count() == 2


def test_a_search_is_saved_seen_again_and_given_up(cast: Cast, library: dict[str, Any]) -> None:
    client, key = signed_in(cast, "officer"), str(uuid.uuid4())
    form = {"text": "pandillas", "chip": "country:HN", "name": "Extorsión HN", "idempotency_key": key}
    for _twice in range(2):
        response = client.post(reverse("coi_search_save"), form)
    saved = SavedSearch.objects.get()
    assert response["Location"] == f"{reverse('coi_search')}?saved={saved.pk}"
    before = saved.seen_at
    page = client.get(response["Location"]).content.decode()
    assert "Extorsión a comerciantes" in page and "País: Honduras" in plain(page)
    saved.refresh_from_db()
    assert saved.seen_at > before
    fresh = reverse("coi_search_fresh", args=[saved.pk])
    assert not client.post(fresh).content.strip()
    indexing.index([a_version("Nuevo", "Las pandillas siguen en los mercados.", "HN").pk])
    assert "1 pasaje nuevo" in client.post(fresh).content.decode()
    other = signed_in(cast, "second_officer")
    for address in (f"{reverse('coi_search')}?saved={saved.pk}",):
        assert other.get(address).status_code == 404
    for address in (fresh, reverse("coi_search_remove", args=[saved.pk])):
        assert other.post(address).status_code == 404
    removed = client.post(reverse("coi_search_remove", args=[saved.pk])).content.decode()
    assert "Deshacer" in removed
    assert client.get(f"{reverse('coi_search')}?saved={saved.pk}").status_code == 404
    client.post(reverse("coi_search_remove", args=[saved.pk]), {"back": "1"})
    assert client.get(f"{reverse('coi_search')}?saved={saved.pk}").status_code == 200


def test_a_search_without_a_name_is_not_saved_and_not_lost(cast: Cast, library: dict[str, Any]) -> None:
    form = {"text": "pandillas", "chip": "country:HN", "name": " ", "idempotency_key": str(uuid.uuid4())}
    response = signed_in(cast, "officer").post(reverse("coi_search_save"), form)
    assert response.status_code == 422
    assert "Ponga un nombre a la búsqueda." in response.content.decode() and "country:HN" in response.content.decode()


def test_data_of_a_person_are_pointed_out_and_never_kept(cast: Cast, library: dict[str, Any]) -> None:
    client, curp = signed_in(cast, "officer"), "NUIM920314MNEXBR07"
    assert "Esto parece un dato de una persona" in ask(client, f"pandillas que amenazaron a {curp}")
    form = {"text": f"pandillas {curp}", "name": "Mi caso", "idempotency_key": str(uuid.uuid4())}
    response = client.post(reverse("coi_search_save"), form)
    assert response.status_code == 422 and "no se conserva" in response.content.decode()
    assert not SavedSearch.objects.exists()


def test_what_a_reader_says_is_kept_once(cast: Cast, library: dict[str, Any]) -> None:
    client, key = signed_in(cast, "officer"), str(uuid.uuid4())
    say = reverse("coi_search_say", args=[library["markets"].pk])
    for _twice in range(2):
        assert "Gracias" in client.post(say, {"say": "outdated", "idempotency_key": key}).content.decode()
    assert Feedback.objects.get().kind == "outdated"
    assert client.post(say, {"say": "nonsense", "idempotency_key": str(uuid.uuid4())}).status_code == 404
    for _twice in range(2):
        client.post(reverse("coi_search_missed"), {"text": "pandillas en Honduras", "idempotency_key": key})
    missed = MissedSearch.objects.get()
    assert (missed.country, missed.day) == ("HN", timezone.localdate())
    assert {field.name for field in MissedSearch._meta.fields} == {"key", "day", "country", "topics"}


def test_the_hits_are_shown_on_a_page_of_another_room(cast: Cast, library: dict[str, Any]) -> None:
    from django.template.loader import render_to_string

    from acogida.coi.finding import asked, views
    from acogida.coi.search import search

    def hits(*chips: str) -> str:
        wanted = asked.read("pandillas", chips)
        context = views.answered(cast.officer, wanted, search(asked.query(wanted, 10), cast.officer), 10)
        more = {"embedded": True, "pick": "coi/finding/_said.html", "missed": True}
        return render_to_string("coi/finding/_hits.html", context | more)

    assert "Extorsión a comerciantes" in hits("country:HN") and "Gracias" in hits("country:HN")
    # Buttons of the search page would press nothing there.
    for page in (hits("country:HN"), hits("country:NI")):
        assert "Se buscó en" in page and "coi-form" not in page
    assert "Esto no significa que no haya ocurrido." in hits("country:NI") and "maras" in hits("country:NI")


def test_who_reads_no_country_information_finds_no_such_page(cast: Cast, library: dict[str, Any]) -> None:
    client = signed_in(cast, "clerk")
    version, passage = library["markets"], library["markets"].passages.get()
    assert client.get(reverse("coi_search")).status_code == 404
    names = ("coi_search", "coi_search_export", "coi_search_save", "coi_search_missed")
    of_one = (reverse("coi_search_draft", args=[passage.pk]), reverse("coi_search_say", args=[version.pk]))
    for address in (*map(reverse, names), *of_one):
        assert client.post(address, {"text": "pandillas", "say": "useful"}).status_code == 404, address
    assert client.get(reverse("coi_use")).status_code == 404
    assert not MissedSearch.objects.exists() and not SearchCount.objects.exists()


def test_documents_are_found_by_their_title_in_the_box_of_the_house(cast: Cast, library: dict[str, Any]) -> None:
    search = reverse("global_search")
    found = {
        part: signed_in(cast, part).post(search, {"text": "informe reserv"}).content.decode()
        for part in ("officer", "clerk")
    }
    assert "Informe reservado" in found["officer"] and "Informe reservado" not in found["clerk"]
    assert Record.objects.filter(action="coi.title_search").count() == 1
