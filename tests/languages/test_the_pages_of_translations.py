"""The pages: lists, one text, a whole document, memory and terms; who sees them, and what they send."""

from __future__ import annotations

import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acogida.coi.models import Passage
from acogida.coi.translating import documents
from acogida.languages import actions
from acogida.languages.models import MemoryUnit, Term, Translation
from tests.cast import Cast, signed_in
from tests.coi.library import a_version
from tests.languages.desk import GOOD, TEXT, approved, drafted, posted, submitted, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dictionary")]


def test_the_editor_keeps_a_sentence_tells_its_warnings_and_submits(cast: Cast, passage: Passage) -> None:
    row = drafted(cast, passage)
    client = signed_in(cast, "researcher")
    page = client.get(reverse("translation_edit", args=[row.pk])).content.decode()
    assert "Borrador automático" in page and "lang-grey" in page and TEXT[:20] in page
    first, second = row.segments.all()
    url = reverse("translation_segment", args=[row.pk, 1])
    kept = posted(client, url, text="La policía acudió.", base=second.target, confirmed="1").json()
    assert kept["confirmed"] and "niega" in kept["under"]
    clash = posted(client, url, text="Otra.", base=second.target)
    assert clash.status_code == 409 and clash.json()["theirs"] == "La policía acudió."
    assert "pandilla" in client.get(reverse("translation_help", args=[row.pk, 0])).content.decode()
    refused = client.post(reverse("translation_submit", args=[row.pk]), follow=True).content.decode()
    assert "1 oración" in refused and "1 aviso" in refused
    posted(client, reverse("translation_segment", args=[row.pk, 0]), text=GOOD[0], base=first.target, confirmed="1")
    accepted = posted(
        client, reverse("translation_accept", args=[row.pk, 1]), warning="negation_lost:not", reason="Es una errata."
    )
    assert "Es una errata." in accepted.json()["under"]
    client.post(reverse("translation_submit", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "submitted"


def test_without_script_each_sentence_is_a_form(cast: Cast, passage: Passage) -> None:
    row = drafted(cast, passage)
    client = signed_in(cast, "researcher")
    answer = client.post(
        reverse("translation_segment", args=[row.pk, 0]),
        {
            "text": GOOD[0],
            "base": row.segments.get(position=0).target,
            "confirmed": "1",
            "back": "https://example.org/",
        },
    )
    assert answer.status_code == 302 and answer["Location"] == reverse("translation_edit", args=[row.pk])
    assert row.segments.get(position=0).confirmed


def test_the_second_pair_of_eyes_approves_or_sends_back(cast: Cast, passage: Passage) -> None:
    row = submitted(cast, passage)
    own, other = signed_in(cast, "researcher"), signed_in(cast, "second_researcher")
    page = own.get(reverse("translation_edit", args=[row.pk])).content.decode()
    assert reverse("translation_approve", args=[row.pk]) not in page and "la aprueba otra persona" in page
    assert "Extortion" in other.get(reverse("translation_list"), {"tab": "approve"}).content.decode()
    other.post(reverse("translation_return", args=[row.pk]), {"remark": "Falta el día."})
    assert "Falta el día." in own.get(reverse("translation_edit", args=[row.pk])).content.decode()
    own.post(reverse("translation_submit", args=[row.pk]))
    own.post(reverse("translation_approve", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "submitted", "nobody approves her own"
    other.post(reverse("translation_approve", args=[row.pk]))
    row.refresh_from_db()
    assert row.approved
    better = own.post(reverse("translation_better", args=[row.pk]), follow=True)
    assert better.redirect_chain[-1][0] == reverse("translation_edit", args=[Translation.objects.get(sequence=2).pk])


def test_a_document_is_drafted_submitted_and_approved_passage_by_passage(cast: Cast) -> None:
    version = a_version(title="Extortion", text=TEXT, language="en")
    client, other = signed_in(cast, "researcher"), signed_in(cast, "second_researcher")
    url = reverse("coi_translation", args=[version.pk])
    assert "Sin borrador todavía" in client.get(url).content.decode()
    client.post(reverse("coi_translation_draft", args=[version.pk]))
    assert documents.progress(version).drafted == 1
    row = Translation.objects.get()
    written(cast, row)
    client.post(reverse("coi_translation_submit", args=[version.pk]), {"back": url})
    assert documents.progress(version).submitted == 1
    other.post(reverse("coi_translation_approve", args=[version.pk]), {"translation": [str(row.pk), "x"]})
    assert documents.progress(version).approved == 1
    read = signed_in(cast, "officer").get(url).content.decode()
    assert GOOD[1] in read and "textarea" not in read


def test_a_long_document_is_the_workers(cast: Cast) -> None:
    version = a_version(title="Long", text="\n\n".join(["The gang threatened the shop. " * 25] * 25), language="en")
    assert version.passages.count() > 20
    client = signed_in(cast, "researcher")
    client.post(reverse("coi_translation_draft", args=[version.pk]))
    page = client.get(reverse("coi_translation", args=[version.pk])).content.decode()
    assert documents.progress(version).begun == 0 and "hx-trigger" in page
    polled = client.get(reverse("coi_translation_progress", args=[version.pk]))
    assert "hx-trigger" in polled.content.decode() and "HX-Refresh" not in polled


def test_memory_and_terms_are_searched_added_to_and_brought_in(cast: Cast) -> None:
    client = signed_in(cast, "researcher")
    client.post(reverse("memory_add"), {"pair": "en>es-MX", "source": "The shop.", "target": "La tienda."})
    assert MemoryUnit.objects.get().created_by == cast.researcher
    assert "La tienda." in client.post(reverse("memory_page"), {"q": "shop"}).content.decode()
    client.post(
        reverse("term_save"),
        {"pair": "en>es-MX", "source": "curfew", "target": "toque de queda", "status": "preferred"},
    )
    assert Term.objects.get(source="curfew").target == "toque de queda"
    file = io.BytesIO(b"sourceLang,targetLang,sourceString,targetString\nen,es-MX,raid,cateo\nen,es-MX,,\n")
    file.name = "terms.csv"
    page = client.post(reverse("term_import"), {"file": file}, follow=True).content.decode()
    assert Term.objects.filter(source="raid").exists() and "1 nuevas" in page and "3: " in page
    out = b"".join(client.get(reverse("term_export", args=["csv"])).streaming_content)  # type: ignore[attr-defined]
    assert b"toque de queda" in out
    client.post(reverse("term_remove", args=[Term.objects.get(source="raid").pk]))
    client.post(reverse("memory_remove", args=[MemoryUnit.objects.get().pk]))
    assert not Term.objects.filter(source="raid").exists() and not MemoryUnit.objects.exists()


@pytest.mark.parametrize("part", ["officer", "nobody", "outsider", "auditor"])
def test_whoever_does_not_translate_sees_none_of_it(cast: Cast, passage: Passage, part: str) -> None:
    row = approved(cast, passage)
    client = signed_in(cast, part)
    for url in (
        reverse("translation_list"), reverse("translation_edit", args=[row.pk]), reverse("memory_page"), reverse("term_page"),
        reverse("memory_export"), reverse("translation_help", args=[row.pk, 0]), reverse("translation_edit", args=[uuid.uuid4()]),
    ):  # fmt: skip
        assert client.get(url).status_code == 404, url
    assert client.post(reverse("translation_segment", args=[row.pk, 0]), {"text": "x"}).status_code == 404
    assert client.post(reverse("memory_add"), {"source": "x"}).status_code == 404
    if part in ("nobody", "auditor"):  # country information is for every office
        assert client.get(reverse("coi_translation", args=[passage.version_id])).status_code == 404


def test_a_page_of_passages_asks_the_database_as_often_for_two_as_for_ten(cast: Cast) -> None:
    client = signed_in(cast, "researcher")
    counts = []
    for many in (2, 10):
        text = "\n\n".join(f"{n} gangs threatened the shop. " * 24 for n in range(1, many + 1))
        version = a_version(title=f"Report {many}", text=text, language="en")
        for passage in version.passages.all():
            row = drafted(cast, passage)
            row, _segment = actions.save_segment(
                cast.as_("researcher"), row.pk, 0, "Sí.", base=row.segments.get(position=0).target
            )
        url = reverse("coi_translation", args=[version.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).content.decode().count("data-sheet") >= many
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts
