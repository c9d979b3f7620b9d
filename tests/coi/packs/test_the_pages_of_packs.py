from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from acogida.coi.models import Document, Pack, PackSuggestion, PackVersion
from acogida.coi.packs import drafting, drafting_views, queries
from acogida.coi.packs.checklist import CODES
from acogida.exchange.models import Disclosure
from tests.cast import Cast, signed_in
from tests.coi.library import a_version
from tests.coi.packs.desk import a_draft, captured, issued

pytestmark = pytest.mark.django_db


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def text(response: Any) -> str:
    return response.content.decode()


def test_a_pack_from_nothing_to_in_force_by_its_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, colleague = signed_in(cast, "researcher"), signed_in(cast, "second_researcher")
    version = a_version(title="Extorsión en los mercados")
    hits = [SimpleNamespace(version_id=version.pk, text="Las cuotas.")]  # how well it finds is tested where it stands
    monkeypatch.setattr(drafting_views, "search", lambda query, user: SimpleNamespace(hits=hits))
    opened = client.post(reverse("coi_packs"), {"country": "Honduras", "title": "Honduras", "profile": "", **key()})
    pack = Pack.objects.get()
    assert opened["Location"] == reverse("coi_pack", args=[pack.pk])
    client.post(reverse("coi_pack_start", args=[pack.pk]), key())
    draft = pack.versions.get()
    change = reverse("coi_pack_change", args=[draft.pk])
    found = text(client.post(reverse("coi_pack_find", args=[draft.pk]), {"text": "extorsión mercados"}))
    assert "Extorsión en los mercados" in found
    client.post(change, {"act": "add", "version": version.pk, "section": "7", "why": "Lo que más se alega."})
    client.post(change, {"act": "note", "note": "Primera edición."})
    assert "7.1" in text(client.get(reverse("coi_pack_write", args=[draft.pk])))
    client.post(change, {"act": "send"})
    assert client.get(reverse("coi_pack_write", args=[draft.pk])).status_code == 302
    review = reverse("coi_pack_review", args=[draft.pk])
    points = dict.fromkeys(CODES, "1") | {"verdict": "approved"}
    missing = colleague.post(review, {"verdict": "approved", **key()})
    assert missing.status_code == 422
    noted = {f"item-{draft.items.get().pk}": "Comprobado contra el original."}
    once = key()
    for _twice in range(2):
        assert colleague.post(review, {**points, **noted, **once}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == PackVersion.State.ISSUED
    shown = text(signed_in(cast, "officer").get(reverse("coi_pack_version", args=[draft.pk])))
    assert draft.label in shown
    assert "Lo que más se alega." in shown
    assert "Comprobado contra el original." in shown


def test_whoever_wrote_it_is_not_offered_the_review(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version()))
    client = signed_in(cast, "researcher")
    client.post(reverse("coi_pack_change", args=[draft.pk]), {"act": "send"})
    page = text(client.get(reverse("coi_pack_version", args=[draft.pk])))
    assert reverse("coi_pack_review", args=[draft.pk]) not in page
    refused = client.post(
        reverse("coi_pack_review", args=[draft.pk]), {**dict.fromkeys(CODES, "1"), "verdict": "approved", **key()}
    )
    assert refused.status_code == 403
    draft.refresh_from_db()
    assert draft.state == PackVersion.State.REVIEW


def test_a_draft_does_not_exist_for_those_who_decide(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version()))
    client = signed_in(cast, "officer")
    for name in ("version", "write", "review", "changes"):
        assert client.get(reverse(f"coi_pack_{name}", args=[draft.pk])).status_code == 404
    assert client.get(reverse("coi_packs")).status_code == 200
    assert "HND" not in text(client.get(reverse("coi_packs")))


def test_what_is_written_beside_a_mistake_is_kept(cast: Cast) -> None:
    draft = a_draft(cast)
    said = "Sirvió en el expediente COM-TAP-2026-00001-K."
    response = signed_in(cast, "researcher").post(
        reverse("coi_pack_change", args=[draft.pk]), {"act": "note", "note": said}
    )
    assert response.status_code == 422
    assert said in text(response)
    draft.refresh_from_db()
    assert "COM-TAP" not in draft.note


def test_items_are_moved_by_their_buttons(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version(title="A")), (7, a_version(title="B")))
    second = draft.items.get(item_no=2)
    client = signed_in(cast, "researcher")
    for _twice in range(2):
        client.post(reverse("coi_pack_change", args=[draft.pk]), {"act": "place", "item": second.pk, "number": "1"})
    assert [item.document.title for item in queries.items(draft)] == ["B", "A"]
    for _twice in range(2):
        client.post(
            reverse("coi_pack_change", args=[draft.pk]), {"act": "remove", "item": second.pk, "reason": "Sobra."}
        )
    assert [item.number for item in queries.items(draft)] == ["7.1"]


def test_the_difference_is_shown_with_its_reasons(cast: Cast) -> None:
    old = a_version(title="Informe", text="Lo de antes sobre los mercados y las cuotas.")
    issued(cast, a_draft(cast, (7, old)))
    new = a_version(title="Informe", text="Lo de ahora sobre los mercados: las cuotas subieron.")
    draft = a_draft(cast)
    assert "Hay una edición más nueva" in text(
        signed_in(cast, "researcher").get(reverse("coi_pack_write", args=[draft.pk]))
    )
    drafting.replace_item(cast.as_("researcher"), draft.items.get().pk, new.pk, "Edición de este año.")
    second = issued(cast, draft)
    page = text(signed_in(cast, "officer").get(reverse("coi_pack_changes", args=[second.pk])))
    assert "Edición de este año." in page
    assert "Reemplazados" in page


def test_a_page_asks_the_database_no_more_for_more_documents(cast: Cast, django_assert_max_num_queries: Any) -> None:
    out = issued(cast, a_draft(cast, *[(7, a_version(title=title, text=f"Texto {title}.")) for title in "ABCDEFGHIJ"]))
    client = signed_in(cast, "researcher")
    for address, most in ((reverse("coi_packs"), 26), (reverse("coi_pack_version", args=[out.pk]), 30)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


def test_a_pack_whose_edition_was_superseded_says_so_until_the_next_is_begun(cast: Cast) -> None:
    issued(cast, a_draft(cast, (7, a_version(title="Informe", text="Lo de antes sobre los mercados."))))
    assert queries.in_force_outdated() == 0
    a_version(title="Informe", text="Lo de ahora sobre los mercados y sus cuotas.")
    assert queries.in_force_outdated() == 1
    assert "1 con una edición más nueva" in text(signed_in(cast, "officer").get(reverse("coi_packs")))
    a_draft(cast)
    assert queries.in_force_outdated() == 0


def test_who_may_not_read_what_is_not_public_sees_that_there_is_something(cast: Cast) -> None:
    from acogida.accounts.models import Grant

    secret = captured(a_version(title="Reservado", access=Document.Access.RESTRICTED))
    out = issued(cast, a_draft(cast, (7, secret)))
    assert "Reservado" in text(signed_in(cast, "officer").get(reverse("coi_pack_version", args=[out.pk])))
    Grant.objects.filter(action="coi.view_restricted").delete()
    client = signed_in(cast, "officer")
    page = text(client.get(reverse("coi_pack_version", args=[out.pk])))
    assert "Reservado" not in page
    assert "7.1" in page
    client.post(reverse("coi_pack_file_ask", args=[out.pk]))
    assert out.exports.get().shared  # what she gets is the file without it


def test_the_file_is_made_once_and_taken(cast: Cast) -> None:
    out = issued(cast, a_draft(cast, (7, captured(a_version()))))
    client = signed_in(cast, "officer")
    for _twice in range(2):
        asked = client.post(reverse("coi_pack_file_ask", args=[out.pk]))
    export = out.exports.get()
    assert asked["Location"] == reverse("coi_pack_file", args=[export.pk])
    assert export.blob_id in text(client.get(asked["Location"]))
    taken = client.get(reverse("coi_pack_zip", args=[export.pk]))
    assert taken.content.startswith(b"PK")
    assert f"HND-{out.date}.zip" in taken["Content-Disposition"]


def test_a_large_pack_is_put_together_by_the_worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from acogida.coi.packs import exporting

    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    pair = [captured(a_version(title=title, text=f"Texto de {title}.")) for title in "AB"]
    out = issued(cast, a_draft(cast, *[(7, version) for version in pair]))
    client = signed_in(cast, "officer")
    page = client.post(reverse("coi_pack_file_ask", args=[out.pk]), follow=True)
    assert "El archivo se está armando" in text(page)
    export = out.exports.get()
    exporting.make(export.pk)
    part = client.get(reverse("coi_pack_file", args=[export.pk]), headers={"HX-Request": "true"})
    assert "Descargar" in text(part)


def test_a_document_that_cannot_be_read_is_named(cast: Cast) -> None:
    out = issued(cast, a_draft(cast, (7, a_version(title="Perdido", text="Nunca se guardó."))))
    page = signed_in(cast, "officer").post(reverse("coi_pack_file_ask", args=[out.pk]), follow=True)
    assert "Perdido" in text(page)


def test_sharing_is_on_record_and_the_country_itself_gets_nothing(cast: Cast) -> None:
    out = issued(cast, a_draft(cast, (7, captured(a_version()))))
    client = signed_in(cast, "researcher")
    share = reverse("coi_pack_share", args=[out.pk])
    said = {"recipient": "Junta de otro país", "country": "CAN", "why": "Intercambio acordado."}
    once = key()
    for _twice in range(2):
        assert client.post(share, {**said, **once}).status_code == 302
    row = Disclosure.objects.get(purpose="coi_pack")
    assert (row.reference, row.person_id, row.refusal, row.recipient) == (out.label, None, "", "Junta de otro país")
    assert row.sha256 == out.exports.get(shared=True).blob_id
    client.post(share, {**said, "recipient": "Ministerio", "country": "Honduras", **key()})
    assert Disclosure.objects.get(purpose="coi_pack", recipient="Ministerio").refusal == "country"
    assert client.post(share, {**said, "why": "Por el caso COM-TAP-2026-00001-K", **key()}).status_code == 422


def test_officers_suggest_and_the_unit_answers(cast: Cast) -> None:
    out = issued(cast, a_draft(cast, (7, a_version())))
    officer, page = signed_in(cast, "officer"), reverse("coi_pack", args=[out.pack_id])
    bad = {"title": "Informe", "url": "", "why": "Lo pide COM-TAP-2026-00001-K", **key()}
    assert officer.post(page, bad).status_code == 422
    officer.post(page, {"title": "Informe sobre mercados", "url": "", "why": "Falta sobre San Pedro Sula.", **key()})
    found = PackSuggestion.objects.get()
    assert "Informe sobre mercados" not in text(signed_in(cast, "second_officer").get(page))
    answer = reverse("coi_pack_answer", args=[found.pk])
    assert officer.post(answer, {"taken": "1"}).status_code == 404
    signed_in(cast, "researcher").post(answer, {"taken": "1", "text": "Va en la siguiente."})
    assert "Va en la siguiente." in text(officer.get(page))


@pytest.mark.parametrize("part", ["nobody", "clerk"])
def test_who_does_not_read_country_information_finds_no_packs(cast: Cast, part: str) -> None:
    out = issued(cast, a_draft(cast, (7, a_version())))
    client = signed_in(cast, part)
    if cast.users[part].can("coi.view"):
        pytest.skip("she reads country information")
    for address in (
        reverse("coi_packs"),
        reverse("coi_pack", args=[out.pack_id]),
        reverse("coi_pack_version", args=[out.pk]),
    ):
        assert client.get(address).status_code == 404
