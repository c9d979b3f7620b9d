"""What a researcher hands in is kept, read by the worker, and goes into the library when a person confirms it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from acogida.coi.intake import batches, confirming, fetching, taking
from acogida.coi.intake.confirming import Said
from acogida.coi.models import Document, DocumentVersion, IntakeBatch, IntakeItem, Source, Standing
from acogida.exchange import public_net, wire
from tests.cast import signed_in
from tests.coi.library import a_version

pytestmark = pytest.mark.django_db
State = IntakeItem.State
TEXT = "Informe sobre Honduras\n\n" + " ".join(
    f"En el barrio número {n} las pandillas de Honduras cobran una cuota y la policía no responde a la denuncia {n}."
    for n in range(9)
)


def handed_in(cast: Any, *uploads: tuple[str, bytes], by: str = "researcher", **given: Any) -> IntakeBatch:
    """A batch that the worker has read."""
    source, _new = taking.source_named("Observatorio")
    key = given.pop("key", None) or uuid.uuid4()
    batch = batches.begin(cast.as_(by), "upload", source, key=key, uploads=uploads, **given)
    batches.go_on(batch.pk)
    return batch


def test_a_file_is_read_proposed_and_taken_when_it_is_confirmed(cast):
    item = handed_in(cast, ("informe.txt", TEXT.encode())).items.get()
    assert item.state == State.READ and not Document.objects.exists()
    assert (item.proposed["title"], item.proposed["about"], item.proposed["language"]) == (
        "Informe sobre Honduras",
        ["HN"],
        "es",
    )
    assert "criminality" in item.proposed["topics"] and item.proposed["doubts"] == ["date"]
    confirming.confirm(cast.as_("researcher"), item.pk, Said(title="Cuotas en Honduras", edition="2025"))
    confirming.confirm(cast.as_("researcher"), item.pk)
    document = Document.objects.get()
    assert document.title == "Cuotas en Honduras" and document.confirmed_by == cast.researcher
    version = document.versions.get()
    assert version.text == TEXT and version.captured_by == cast.researcher and version.capture["file"] == "informe.txt"
    assert version.passages.first().header == "Honduras. Cuotas en Honduras (2025)."
    item.refresh_from_db()
    assert (item.state, item.version, item.content) == (State.TAKEN, version, None)


def test_handing_in_twice_with_one_key_is_once(cast):
    key = uuid.uuid4()
    assert handed_in(cast, ("a.txt", b"Uno."), key=key) == handed_in(cast, ("a.txt", b"Uno."), key=key)
    assert IntakeItem.objects.count() == 1


def test_the_same_bytes_again_change_nothing(cast):
    first = handed_in(cast, ("a.txt", TEXT.encode())).items.get()
    confirming.confirm(cast.as_("researcher"), first.pk)
    again = handed_in(cast, ("otro_nombre.txt", TEXT.encode())).items.get()
    assert (again.state, again.document) == (State.UNCHANGED, Document.objects.get())
    assert DocumentVersion.objects.count() == 1


def test_a_file_of_the_same_title_is_proposed_as_its_next_edition(cast):
    confirming.confirm(cast.as_("researcher"), handed_in(cast, ("a.txt", TEXT.encode())).items.get().pk)
    second = handed_in(cast, ("b.txt", f"{TEXT} En 2026 cambió la ley.".encode())).items.get()
    assert second.document == Document.objects.get()
    assert Standing.objects.filter(state="superseded").count() == 0  # not before a person confirms
    confirming.confirm(cast.as_("researcher"), second.pk)
    assert Standing.objects.get(state="superseded").superseded_by.sequence == 2


def test_nearly_the_same_text_waits_for_a_person_to_say_what_it_is(cast):
    confirming.confirm(cast.as_("researcher"), handed_in(cast, ("a.txt", TEXT.encode())).items.get().pk)
    copied = TEXT.replace("Informe sobre Honduras", "Lo que repite un diario") + " Fin."
    batch = handed_in(cast, ("b.txt", copied.encode()), ("c.txt", b"Nota breve de otra cosa sobre Cuba y su prensa."))
    near, other = batch.items.all()
    assert near.near == [Document.objects.get().pk] and near.document is None
    done, left = confirming.confirm_all(cast.as_("researcher"), batch.pk, [near.pk, other.pk])
    assert (done, left) == (1, ["b.txt"])
    confirming.confirm(cast.as_("researcher"), near.pk, Said(edition_of="new"))
    assert Document.objects.count() == 3


def test_a_list_is_taken_by_the_worker_and_its_documents_stay_unconfirmed(cast):
    listed = [
        {"id": str(n), "title": f"Nota {n}", "text": f"Nota {n} sobre Cuba.", "country": "CUB", "lang": "es"}
        for n in range(3)
    ]
    batch = handed_in(cast, ("lista.json", json.dumps([*listed, {"id": "x", "title": "Sin texto"}]).encode()))
    item = batch.items.get()
    assert item.proposed["list"] == {"new": 3, "edition": 0, "unchanged": 0} and item.proposed["wrong"] == [
        ["4", "no_text"]
    ]
    confirming.confirm(cast.as_("researcher"), item.pk)
    assert IntakeItem.objects.get().state == State.TAKING and not Document.objects.exists()
    batches.go_on(batch.pk)
    assert IntakeItem.objects.get().state == State.TAKEN
    assert Document.objects.filter(confirmed_by=None).count() == 3
    chosen = list(Document.objects.values_list("pk", flat=True))
    assert confirming.confirm_documents(cast.as_("researcher"), chosen) == 3
    assert confirming.confirm_documents(cast.as_("researcher"), chosen) == 0


def test_a_run_killed_in_the_middle_goes_on_and_doubles_nothing(cast, monkeypatch):
    listed = [{"id": str(n), "title": f"Nota {n}", "text": f"Nota {n} sobre Cuba."} for n in range(10)]
    batch = handed_in(cast, ("lista.json", json.dumps(listed).encode()))
    confirming.confirm(cast.as_("researcher"), batch.items.get().pk)
    monkeypatch.setattr(taking, "AT_ONCE", 3)
    whole, parts = taking._take, []

    def killed(*given: Any) -> None:
        parts.append(1)
        if len(parts) == 3:
            raise KeyboardInterrupt  # no handler of ours is asked, as when the process is killed
        whole(*given)

    monkeypatch.setattr(taking, "_take", killed)
    with pytest.raises(KeyboardInterrupt):
        batches.go_on(batch.pk)
    assert DocumentVersion.objects.count() == 6 and batches.unfinished() == [batch.pk]
    monkeypatch.setattr(taking, "_take", whole)
    batches.go_on(batch.pk)
    assert (Document.objects.count(), DocumentVersion.objects.count()) == (10, 10)
    assert IntakeItem.objects.get().state == State.TAKEN and batches.unfinished() == []


def test_a_file_that_ends_the_program_each_time_is_put_aside(cast, monkeypatch):
    def ends(_item: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batches, "read", ends)
    source, _new = taking.source_named("Observatorio")
    batch = batches.begin(cast.as_("researcher"), "upload", source, key=uuid.uuid4(), uploads=[("a.txt", b"Uno.")])
    for _n in range(batches.MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            batches.go_on(batch.pk)
    batches.go_on(batch.pk)
    assert (batch.items.get().state, batch.items.get().problem) == (State.FAILED, "lost")


def test_one_bad_file_keeps_no_other_from_coming_in(cast):
    batch = handed_in(cast, ("a.pdf", b"%PDF-1.7 nada"), ("b.txt", TEXT.encode()), ("c.exe", b"MZ\x00\x01\x02"))
    assert [(each.state, each.problem) for each in batch.items.all()] == [
        (State.FAILED, "broken"), (State.READ, ""), (State.FAILED, "kind"),
    ]  # fmt: skip


# --- addresses of the web --------------------------------------------------------------------------------------------


def test_nothing_is_fetched_without_the_setting(cast, monkeypatch):
    monkeypatch.setattr(public_net, "get", lambda *a, **k: pytest.fail("the web was asked"))
    item = handed_in(cast, addresses=["https://coi.example/informe.html"]).items.get()
    assert item.state == State.TO_FETCH and not fetching.allowed()


def test_with_the_setting_an_address_is_fetched_once_and_its_headers_are_kept(cast, monkeypatch, settings):
    settings.COI_FETCH = True
    page = f"<html><head><title>Informe</title></head><body><main><p>{TEXT}</p></main></body></html>"
    headers = {"content-type": "text/html", "etag": '"1"'}
    got = public_net.Page("https://coi.example/informes/uno", page.encode(), headers)
    monkeypatch.setattr(public_net, "get", lambda *a, **k: got)
    item = handed_in(cast, addresses=["https://coi.example/informe"]).items.get()
    confirming.confirm(cast.as_("researcher"), item.pk)
    version = DocumentVersion.objects.get()
    assert version.capture["headers"]["etag"] == '"1"' and version.document.url == "https://coi.example/informe"


@pytest.mark.parametrize(
    ("problem", "code"),
    [(wire.Rejected(public_net.NOT_PUBLIC), "address"), (wire.NoAnswer(wire.TIMEOUT), "unreachable"), (wire.Rejected("HTTP 403", 403), "refused")],
)  # fmt: skip
def test_what_cannot_be_fetched_says_why(cast, monkeypatch, settings, problem, code):
    settings.COI_FETCH = True

    def refuses(*_a: Any, **_k: Any) -> None:
        raise problem

    monkeypatch.setattr(public_net, "get", refuses)
    item = handed_in(cast, addresses=["https://coi.example/x"]).items.get()
    assert (item.state, item.problem) == (State.FAILED, code)


def test_an_address_with_somebodys_number_or_mail_in_it_does_not_leave_the_house(cast, monkeypatch, settings):
    settings.COI_FETCH = True
    monkeypatch.setattr(public_net, "get", lambda *a, **k: pytest.fail("the web was asked"))
    for told in ("?q=NUIM920314MNEXBR05", "?q=maria%40correo.example"):
        item = handed_in(cast, addresses=[f"https://coi.example/x{told}"]).items.get()
        assert item.problem == "firewall"


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_researcher_hands_in_and_confirms_on_the_pages(cast):
    client = signed_in(cast, "researcher")
    assert "Aún no se ha entregado nada" in client.get(reverse("coi_intake")).content.decode()
    given = {
        "idempotency_key": str(uuid.uuid4()), "source": "Observatorio", "country": "Honduras", "published": "2026-02-01",
        "papers": [SimpleUploadedFile("informe.txt", TEXT.encode())], "text": "Un texto pegado sobre Honduras.", "title": "Pegado",
    }  # fmt: skip
    answer = client.post(reverse("coi_intake"), given)
    batch = IntakeBatch.objects.get()
    assert answer.url == reverse("coi_intake_batch", args=[batch.pk])
    assert "hx-get" in client.get(answer.url).content.decode()
    batches.go_on(batch.pk)
    assert client.get(reverse("coi_intake_progress", args=[batch.pk]))["HX-Refresh"] == "true"
    html = client.get(answer.url).content.decode()
    assert "Informe sobre Honduras" in html and html.count('name="chosen"') == 2
    first, second = batch.items.all()
    page = client.get(reverse("coi_intake_item", args=[first.pk])).content.decode()
    assert 'value="2026-02-01"' in page and 'value="Honduras"' in page
    said = {
        "idempotency_key": str(uuid.uuid4()), "edition_of": "new", "title": "Cuotas", "kind": "thematic", "language": "es",
        "published": "2026-02-01", "about": "Honduras; SLV", "topics": ["criminality"],
    }  # fmt: skip
    assert client.post(reverse("coi_intake_item", args=[first.pk]), {**said, "about": "Atlántida"}).status_code == 422
    assert client.post(reverse("coi_intake_item", args=[first.pk]), said).status_code == 302
    document = Document.objects.get()
    assert (document.topics, sorted(document.countries.filter(role="main").values_list("country", flat=True))) == (
        ["criminality"],
        ["HN", "SV"],
    )
    client.post(reverse("coi_intake_confirm", args=[batch.pk]), {"chosen": [str(second.pk)]})
    assert Document.objects.filter(confirmed_by=cast.researcher).count() == 2


def test_a_version_is_withdrawn_on_its_page_with_a_reason(cast):
    version, client = a_version(), signed_in(cast, "researcher")
    page, act = reverse("coi_version", args=[version.pk]), reverse("coi_version_withdraw", args=[version.pk])
    assert act in client.get(page).content.decode()
    client.post(act, {"idempotency_key": str(uuid.uuid4()), "reason": " "})
    assert Standing.objects.get().state == "current"
    for _n in range(2):
        client.post(act, {"idempotency_key": str(uuid.uuid4()), "reason": "La fuente se retractó."})
    assert (Standing.objects.get().state, Standing.objects.get().reason) == ("withdrawn", "La fuente se retractó.")
    assert act not in client.get(page).content.decode()
    assert signed_in(cast, "officer").post(act, {"reason": "x"}).status_code == 404


def test_what_is_missing_is_said_at_the_field(cast):
    client = signed_in(cast, "researcher")
    answer = client.post(
        reverse("coi_intake"), {"idempotency_key": str(uuid.uuid4()), "source": "X", "addresses": "ftp://a"}
    )
    assert answer.status_code == 422 and "no es una dirección web" in answer.content.decode()
    assert not Source.objects.filter(name="X").exists()


@pytest.mark.parametrize("part", ["officer", "outsider", "nobody", "auditor"])
def test_only_who_keeps_the_library_opens_the_intake(cast, part):
    batch = handed_in(cast, ("a.txt", TEXT.encode()))
    client = signed_in(cast, part)
    for name, pk in [("coi_intake", None), ("coi_intake_batch", batch.pk), ("coi_intake_item", batch.items.get().pk)]:
        assert client.get(reverse(name, args=[pk] if pk else [])).status_code == 404
