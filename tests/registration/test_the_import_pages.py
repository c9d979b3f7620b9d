"""The pages of an import: who may, what is shown, and that nothing in a file is ever carried out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from acogida.audit.models import Record
from acogida.cases.models import Case
from acogida.people.models import Person
from acogida.registration.importing import run
from acogida.registration.jobs import bring_in
from acogida.registration.models import RegisterImport
from tests.cast import Cast, signed_in
from tests.registration.test_an_old_register_is_read_and_nothing_is_guessed import ANSWERS, FILE

pytestmark = pytest.mark.django_db


def upload(client: Any, data: bytes | None = None, name: str = "viejo.csv") -> Any:
    file = SimpleUploadedFile(name, FILE.read_bytes() if data is None else data, "text/csv")
    return client.post(reverse("import_list"), {"file": file, "mapping": "comar-flat"})


def answer(client: Any, source: RegisterImport, answers: dict[str, str]) -> Any:
    return client.post(
        reverse("import_answers", args=[source.pk]), {f"answer-{key}": value for key, value in answers.items()}
    )


def test_who_may_not_import_finds_no_page(cast: Cast) -> None:
    administrator = signed_in(cast, "administrator")
    upload(administrator)
    source = RegisterImport.objects.get()
    for part in ("clerk", "officer", "nobody", "outsider"):
        client = signed_in(cast, part)
        if part != "outsider":  # a supervisor elsewhere has files of her own, and not this one
            assert client.get(reverse("import_list")).status_code == 404
        for name in ("import_page", "import_progress", "import_report"):
            assert client.get(reverse(name, args=[source.pk])).status_code == 404
        for name in ("import_start", "import_discard", "import_answers", "import_reading"):
            assert client.post(reverse(name, args=[source.pk])).status_code == 404
    assert b"viejo.csv" not in signed_in(cast, "outsider").get(reverse("import_list")).content


def test_a_file_is_read_asked_about_brought_in_and_told(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    assert upload(client).status_code == 302
    source = RegisterImport.objects.get()
    page = client.get(reverse("import_page", args=[source.pk])).content.decode()
    assert "mujer o masculino" in page
    assert "windows-1252" in page
    assert "faltan celdas" in page
    assert not Person.objects.exists()
    refused = client.post(reverse("import_start", args=[source.pk]), follow=True).content.decode()
    assert "nada se adivina" in refused
    questions = {("nationality.CONGO" if key == "nationality.Congo" else key): value for key, value in ANSWERS.items()}
    answer(client, source, questions)
    client.post(reverse("import_start", args=[source.pk]))
    source.refresh_from_db()
    assert source.state == "running"
    assert "Importando" in client.get(reverse("import_progress", args=[source.pk])).content.decode()
    bring_in.func(str(source.pk))  # type: ignore[attr-defined]
    source.refresh_from_db()
    assert (source.state, source.created_by) == ("done", cast.administrator)
    assert Case.objects.count() == source.cases == 14
    done = client.get(reverse("import_page", args=[source.pk])).content.decode()
    assert "El registro entró" in done
    assert client.get(reverse("import_progress", args=[source.pk]))["HX-Refresh"] == "true"
    report = client.get(reverse("import_report", args=[source.pk]))
    assert report["Content-Type"].startswith("text/csv")
    assert "'=HYPERLINK" in report.content.decode("utf-8-sig")
    assert Record.objects.filter(action="registration.import_report").exists()


def test_a_supervisor_brings_in_her_own_offices_cases_only(cast: Cast) -> None:
    client = signed_in(cast, "supervisor")
    upload(client)
    source = RegisterImport.objects.get()
    assert source.offices == ["TAP"]
    page = client.get(reverse("import_page", args=[source.pk]), {"kind": "not_your_office"}).content.decode()
    assert "Usted no puede importar expedientes de esta oficina" in page


def test_markup_and_formulas_of_a_file_are_shown_as_text(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    upload(client, name='<script>alert("x")</script>.csv')
    source = RegisterImport.objects.get()
    for query in ({"kind": "markup"}, {"kind": "formula"}):
        page = client.get(reverse("import_page", args=[source.pk]), query).content.decode()
        assert "<b>Pedro</b>" not in page
        assert "<script>alert" not in page
    assert (
        "&lt;b&gt;Pedro&lt;/b&gt;"
        in client.get(reverse("import_page", args=[source.pk]), {"kind": "markup"}).content.decode()
    )
    run.change(None, source.pk, answers=ANSWERS)
    run.start(None, source)
    run.go_on(source.pk)
    case = Case.objects.get(number="REG-TEN-00507-2019")
    officer = signed_in(cast, "signatory")
    for query in ({}, {"tab": "registration"}):
        page = officer.get(reverse("case_page", args=[case.number]), query).content.decode()
        assert "<b>Pedro</b>" not in page
        assert "&lt;b&gt;Pedro&lt;/b&gt;" in page


def test_the_case_page_says_where_the_case_came_from_and_that_no_term_runs(cast: Cast) -> None:
    source, _checked = run.keep(FILE.read_bytes(), "viejo.csv", run.mapping.load(), answers=ANSWERS)
    run.start(None, source)
    run.go_on(source.pk)
    page = signed_in(cast, "signatory").get(
        reverse("case_page", args=["REG-TAP-00501-2021"]), {"tab": "registration"}
    ).content.decode()  # fmt: skip
    assert "REG/TAP/00501/2021" in page
    assert "no corre ningún plazo" in page
    assert "14 de marzo de 2021" in page  # the row as it stood


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"", "Elija el archivo"), (b"PK\x03\x04zip", "hoja de cálculo"), (b"%PDF-1.4", "PDF")]
)
def test_what_is_no_register_is_refused_in_words(cast: Cast, data: bytes, sentence: str) -> None:
    answer_ = upload(signed_in(cast, "administrator"), data)
    assert answer_.status_code == 422
    assert sentence in answer_.content.decode() or "vacío" in answer_.content.decode()
    assert not RegisterImport.objects.exists()


def test_columns_nobody_knows_are_chosen_by_hand(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    head = "exp;sede;fs;ape1;ape2;nom;fn;s;nac;rel;est"
    row = "REG/TAP/00001/2021;TAPACHULA;14/03/2021;Rivas;Soto;Ana;20/05/1990;F;HND;SOLICITANTE;EN TRAMITE"
    upload(client, f"{head}\r\n{row}\r\n".encode())
    source = RegisterImport.objects.get()
    page = client.get(reverse("import_page", args=[source.pk])).content.decode()
    assert "Diga qué es cada columna" in page
    assert "Elija" not in client.post(reverse("import_start", args=[source.pk]), follow=True).content.decode()
    columns = dict(zip("case office applied first second given birth sex nationality relation status".split(), head.split(";"), strict=True))  # fmt: skip
    client.post(
        reverse("import_reading", args=[source.pk]), {f"column-{field}": name for field, name in columns.items()}
    )
    source.refresh_from_db()
    assert source.found["persons"] == 1
    client.post(reverse("import_start", args=[source.pk]))
    bring_in.func(str(source.pk))  # type: ignore[attr-defined]
    assert Person.objects.get().first_surname == "Rivas"


def test_a_file_that_was_not_brought_in_can_be_discarded_and_one_that_was_cannot(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    upload(client)
    client.post(reverse("import_discard", args=[RegisterImport.objects.get().pk]))
    assert not RegisterImport.objects.exists()
    source, _checked = run.keep(FILE.read_bytes(), "viejo.csv", run.mapping.load(), answers=ANSWERS)
    run.start(None, source)
    client.post(reverse("import_discard", args=[source.pk]))
    assert RegisterImport.objects.exists()


def test_a_fault_stops_the_run_visibly_and_it_can_be_started_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    source, _checked = run.keep(FILE.read_bytes(), "viejo.csv", run.mapping.load(), answers=ANSWERS)
    run.start(None, source)
    with monkeypatch.context() as broken:
        broken.setattr(run, "copy", lambda block: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bring_in.func(str(source.pk))  # type: ignore[attr-defined]
    source.refresh_from_db()
    assert (source.state, source.problem) == ("failed", "ZeroDivisionError")
    client = signed_in(cast, "administrator")
    assert "Iniciar de nuevo" in client.get(reverse("import_page", args=[source.pk])).content.decode()
    client.post(reverse("import_start", args=[source.pk]))
    bring_in.func(str(source.pk))  # type: ignore[attr-defined]
    source.refresh_from_db()
    assert source.state == "done"


def test_an_import_of_nobody_is_no_page(cast: Cast) -> None:
    assert signed_in(cast, "administrator").get(reverse("import_page", args=[uuid.uuid4()])).status_code == 404
