"""Countries, sources, documents, versions: what their pages say, to whom, and with how many questions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acogida.coi.intake.versions import withdraw
from acogida.coi.library import actions
from acogida.coi.library.queries import holdings
from acogida.coi.models import CountryPriority, Document, Passage, Source
from acogida.files.store import put
from acogida.languages.models import Segment, Translation
from tests.cast import Cast, signed_in
from tests.coi.library import a_version

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def held(cast: Cast) -> Any:
    a_version("Servicio militar", "Es obligatorio.", published=dt.date(2021, 5, 1), topics=["military"])
    a_version("Informe de pandillas", "Las pandillas extorsionan.", topics=["criminality", "extorted_trader"])
    a_version("Informe reservado", "Texto reservado.", access="restricted", topics=["police"])
    return a_version("Informe de El Salvador", "Régimen de excepción.", country="SV", topics=["police"])


def test_a_country_says_what_there_is_by_section_and_what_is_lacking_in_words(cast: Cast, held: Any) -> None:
    text = signed_in(cast, "officer").get(reverse("coi_country", args=["HN"])).content.decode()
    assert "Informe de pandillas" in text
    assert "Informe de El Salvador" not in text
    assert "Servicio militar: nada desde 2021" in text
    assert "Religión: nada</li>" in text
    assert "nunca significa que algo no haya pasado" in text.lower()


def test_what_is_not_public_is_seen_by_those_who_may_and_counted_for_nobody_else(cast: Cast, held: Any) -> None:
    mine = holdings.of_country(cast.officer, "HN", TODAY)
    theirs = holdings.of_country(_only_view(cast), "HN", TODAY)
    assert (mine.total, theirs.total) == (3, 2)
    document = Document.objects.get(title="Informe reservado")
    client = signed_in(cast, "nobody")
    for name, pk in (("coi_document", document.pk), ("coi_version", document.versions.get().pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    passage = Passage.objects.get(version__document=document)
    assert client.get(reverse("coi_passage", args=[passage.pk])).status_code == 404


def test_what_took_a_documents_place_is_named_to_those_who_may_read_it(cast: Cast, held: Any) -> None:
    hidden = Document.objects.get(title="Informe reservado")
    old = Document.objects.get(title="Informe de pandillas")
    Document.objects.filter(pk=old.pk).update(superseded_by=hidden)
    page = reverse("coi_document", args=[old.pk])
    assert "Informe reservado" in signed_in(cast, "officer").get(page).content.decode()
    _only_view(cast)
    text = signed_in(cast, "nobody").get(page).content.decode()
    assert "Otro documento ocupó su lugar" in text and "Informe reservado" not in text


def _only_view(cast: Cast) -> Any:
    from acogida.accounts.models import Posting, Role

    Posting.objects.create(user=cast.nobody, role=Role.objects.get(code="legal_officer"), office=cast.nobody.office,
                           start=dt.date(2019, 1, 1))  # fmt: skip
    return cast.nobody


def test_an_empty_country_says_that_the_library_is_empty_and_not_the_country(cast: Cast) -> None:
    response = signed_in(cast, "officer").get(reverse("coi_country", args=["KG"]))
    assert response.status_code == 200
    assert "nada del país" in response.content.decode()
    assert signed_in(cast, "officer").get(reverse("coi_country", args=["ZZ"])).status_code == 404


def test_a_country_has_one_address_and_is_found_by_a_misspelt_name(cast: Cast, held: Any) -> None:
    client = signed_in(cast, "officer")
    home = reverse("coi_country", args=["HN"])
    assert client.get(reverse("coi_country", args=["hnd"])).url == home
    assert client.post(reverse("coi_countries"), {"country": "Ondura"}).url == home
    listed = client.get(reverse("coi_countries")).content.decode()
    assert listed.index("El Salvador") < listed.index("Honduras")
    CountryPriority.objects.create(country="HN", priority="A")
    listed = client.get(reverse("coi_countries")).content.decode()
    assert listed.index("Honduras") < listed.index("El Salvador")
    assert "Ningún país" in client.post(reverse("coi_countries"), {"country": "xyzzy"}).content.decode()


@pytest.mark.parametrize("name", ["coi_countries", "coi_country", "coi_sources", "coi_source", "coi_document"])
def test_pages_ask_no_more_questions_when_the_library_grows(cast: Cast, held: Any, name: str) -> None:
    document = Document.objects.get(title="Informe de pandillas")
    args = {"coi_country": ["HN"], "coi_source": [document.source_id], "coi_document": [document.pk]}.get(name, [])
    client = signed_in(cast, "researcher")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(seen)

    before = min(asked(), asked())  # now and then the rules in force are read anew
    for number in range(4):
        a_version(f"Otro {number}", f"Texto {number}.", topics=["police", "gender"])
        a_version(f"Otro {number}", f"Texto {number}.", country="GT", source=f"Fuente {number}", topics=["media"])
        a_version("Informe de pandillas", f"Edición {number}.")
    assert min(asked(), asked()) <= before


def test_a_document_shows_what_a_reader_must_know_before_she_rests_on_it(cast: Cast) -> None:
    first = a_version("Informe", "La policía cobra. Nadie denuncia.")
    second = a_version("Informe", "La policía cobra. Algunos denuncian.", published=dt.date(2026, 4, 1))
    client = signed_in(cast, "officer")
    text = client.get(reverse("coi_document", args=[first.document_id])).content.decode()
    assert "Algunos denuncian" in text and "Nadie denuncia" not in text
    assert "Fuente sin evaluar" in text and "Sin confirmar por una persona" in text
    old = client.get(reverse("coi_version", args=[first.pk])).content.decode()
    assert "Hay una versión más nueva" in old
    withdraw(cast.researcher, second, "Se publicó por error.")
    text = client.get(reverse("coi_document", args=[first.document_id])).content.decode()
    assert "Ninguna de sus versiones está en uso" in text and "Se publicó por error." in text
    Source.objects.update(status="ceased", status_reason="Cerró en 2026.")
    assert "Cerró en 2026." in client.get(reverse("coi_version", args=[first.pk])).content.decode()


def test_a_passage_has_an_address_that_leads_into_its_stretch_of_the_text(cast: Cast) -> None:
    version = a_version("Largo", " ".join(f"Oración {n} de un texto largo con muchas palabras." for n in range(2600)))
    passages = list(Passage.objects.filter(version=version).order_by("ordinal"))
    assert len(passages) > 110
    client = signed_in(cast, "officer")
    target = passages[104]
    url = client.get(reverse("coi_passage", args=[target.pk])).url
    assert url == f"{reverse('coi_version', args=[version.pk])}?from=101#p105"
    page = client.get(url).content.decode()
    assert 'id="p105"' in page and 'id="p100"' not in page
    assert client.get(reverse("coi_version", args=[version.pk]) + "?from=x9").status_code == 200
    assert client.get(reverse("coi_version", args=[version.pk]) + "?from=999999").status_code == 200


def test_what_changed_is_marked_in_words(cast: Cast) -> None:
    first = a_version("Informe", "La policía cobra. Nadie denuncia. Hace calor.")
    second = a_version(
        "Informe", "La policía cobra. Algunos vecinos presentan quejas. Hace calor.", published=dt.date(2026, 4, 1)
    )
    client = signed_in(cast, "officer")
    text = client.get(reverse("coi_version_difference", args=[second.pk])).content.decode()
    assert (
        '<ins lang="es">Algunos vecinos presentan quejas.</ins>' in text
        and '<del lang="es">Nadie denuncia.</del>' in text
    )
    assert "Agregado" in text and "Quitado" in text and "1 oración agregada" in text
    assert (
        "Esta es la primera versión" in client.get(reverse("coi_version_difference", args=[first.pk])).content.decode()
    )


def test_a_captured_file_is_only_ever_downloaded(cast: Cast) -> None:
    data = b"%PDF-1.7\n<script>alert(1)</script>"
    blob = put(data, "application/pdf")
    version = a_version("Informe <b>", "Texto.")
    from acogida.coi.intake.versions import Captured, add_version

    added = add_version(cast.researcher, version.document, Captured(blob, "Otro texto.", "es")).version
    client = signed_in(cast, "officer")
    response = client.get(reverse("coi_version_file", args=[added.pk]))
    assert response.content == data
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    lost = client.get(reverse("coi_version_file", args=[version.pk]))  # its bytes were never written
    assert lost.url == reverse("coi_version", args=[version.pk])


def test_readers_say_what_helped_and_what_is_missing_and_researchers_see_it_once(cast: Cast, held: Any) -> None:
    version = Document.objects.get(title="Informe de pandillas").versions.get()
    client, key = signed_in(cast, "officer"), str(uuid.uuid4())
    said = {"kind": "outdated", "text": "Falta 2026", "idempotency_key": key}
    for _again in range(2):
        client.post(reverse("coi_version_feedback", args=[version.pk]), said)
    client.post(
        reverse("coi_country_missing", args=["HN"]), {"topic": "religion", "idempotency_key": str(uuid.uuid4())}
    )
    refused = client.post(reverse("coi_country_missing", args=["HN"]), {"idempotency_key": str(uuid.uuid4())})
    assert refused.status_code == 422 and "Diga qué falta." in refused.content.decode()
    page = reverse("coi_document", args=[version.document_id])
    assert "Falta 2026" not in client.get(page).content.decode()
    desk = signed_in(cast, "researcher")
    assert desk.get(page).content.decode().count("Falta 2026") == 1
    assert "Lo que los lectores echan en falta" in desk.get(reverse("coi_country", args=["HN"])).content.decode()
    row = version.document.feedback.get()
    assert client.post(reverse("coi_feedback_seen", args=[row.pk])).status_code == 404
    desk.post(reverse("coi_feedback_seen", args=[row.pk]))
    assert "Falta 2026" not in desk.get(page).content.decode()
    assert actions.mark_seen(cast.as_("researcher"), row.pk).seen_by == cast.researcher


def test_spanish_stands_under_the_original_and_a_draft_says_that_it_is_one(cast: Cast) -> None:
    version = a_version("Report", "Gangs extort traders.", language="en")
    passage = version.passages.get()
    draft = Translation.objects.create(
        origin="coi.passage",
        origin_id=str(passage.pk),
        source_language="en",
        target_language="es",
        source_sha256="0" * 64,
    )
    Segment.objects.create(
        translation=draft, position=1, source=passage.text, target="Las pandillas extorsionan.", by="machine"
    )
    client, page = signed_in(cast, "officer"), reverse("coi_version", args=[version.pk])
    text = client.get(page).content.decode()
    assert "Gangs extort traders." in text and "Las pandillas extorsionan." in text
    assert "no se puede citar" in text and "Aprobada en español" not in text
    Translation.objects.update(state="approved", approved_by=cast.second_researcher, approved_at=timezone.now())
    text = client.get(page).content.decode()
    assert "Aprobada en español" in text and "no se puede citar" not in text
