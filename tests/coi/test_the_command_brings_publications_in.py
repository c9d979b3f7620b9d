"""`acogida coi import`: idempotent, entry by entry, with every problem named."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from acogida.coi.commands import intake as command
from acogida.coi.intake import taking
from acogida.coi.models import Document, DocumentVersion, IntakeItem, Passage, Source, Standing

pytestmark = pytest.mark.django_db
SENTENCE = "Las pandillas extorsionan a los comerciantes de Honduras y la policía no los protege. "


def run(path: Path, source: str = "Observatorio", **given: Any) -> tuple[dict[str, Any], int]:
    """The command without indexing: its JSON and exit code."""
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    document, _text, code = command.run(parser.parse_args([str(path), "--source", source, "--no-index", *options]))
    json.dumps(document, default=str)
    return document, code


def entries(path: Path, *given: dict[str, Any]) -> Path:
    path.write_text(json.dumps(list(given)), encoding="utf-8")
    return path


def entry(number: int, text: str = SENTENCE, **more: Any) -> dict[str, Any]:
    return {
        "id": f"e-{number}",
        "title": f"Nota {number}",
        "text": f"{number}. {text}",
        "country": "HND",
        "lang": "es",
        **more,
    }


def test_a_list_of_entries_is_one_document_each_under_its_own_id(tmp_path):
    path = entries(
        tmp_path / "a.json",
        entry(1, published="2025-03-04"),
        entry(2, country="", lang="", title="Pandillas_y_comercio"),
    )
    document, code = run(path)
    assert code == 0 and document["documents"]["new"] == 2
    assert document["source"] == {
        "id": Source.objects.get().pk,
        "name": "Observatorio",
        "created": True,
        "assessed": False,
    }
    first = Document.objects.get(external_id="e-1")
    assert first.confirmed_by is None and first.countries.get().country == "HN"
    version = first.versions.get()
    assert version.published_on == dt.date(2025, 3, 4) and version.snapshot.media_type == "application/json"
    assert version.passages.get().header == "Honduras. Nota 1 (2025)."
    second = Document.objects.get(external_id="e-2").versions.get()
    assert second.snapshot == version.snapshot
    assert second.passages.get().header == "Pandillas y comercio."  # as words: three points of first places


def test_importing_again_changes_nothing(tmp_path):
    path = entries(tmp_path / "a.json", entry(1), entry(2))
    run(path)
    document, code = run(path, source="OBSERVATORIO")
    assert code == 0 and document["documents"] == {"new": 0, "new_versions": 0, "unchanged": 2, "empty": 0, "failed": 0}
    assert (Source.objects.count(), Document.objects.count(), DocumentVersion.objects.count()) == (1, 2, 2)


def test_an_id_that_stands_twice_in_a_file_counts_once_however_far_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    path = entries(tmp_path / "a.json", entry(1), entry(2), entry(1, "Lo que está al final es lo que vale."))
    assert run(path)[0]["documents"]["new"] == 2
    assert DocumentVersion.objects.get(document__external_id="e-1").text.endswith("lo que vale.")
    assert run(path)[0]["documents"]["unchanged"] == 2


def test_only_the_entries_that_changed_become_versions(tmp_path):
    run(entries(tmp_path / "a.json", *(entry(n) for n in range(5))), published="2025-01-01")
    second = [entry(n) for n in range(5)]
    second[3]["text"] += " La ley cambió en junio."
    document, _code = run(entries(tmp_path / "b.json", *second, entry(9)), published="2026-01-01")
    assert document["documents"] == {"new": 1, "new_versions": 1, "unchanged": 4, "empty": 0, "failed": 0}
    assert document["superseded"] == 1
    old = Standing.objects.get(state="superseded")
    assert old.document.external_id == "e-3"
    row = next(row for row in document["taken"] if row["what"] == "new_version")
    assert (row["supersedes"], row["version"]) == (old.pk, old.superseded_by_id)


def test_a_wrong_entry_is_named_and_the_others_come_in(tmp_path):
    path = entries(tmp_path / "a.json", entry(1), {"id": "e-2", "title": "Sin texto"}, entry(3))
    document, code = run(path)
    assert code == 1 and document["documents"]["new"] == 2 and document["documents"]["failed"] == 1
    assert document["errors"] == [
        {"file": "a.json", "entry": "2", "code": "no_text", "error": document["errors"][0]["error"]}
    ]
    assert "texto" in document["errors"][0]["error"]


def test_an_entry_whose_id_stands_again_is_named(tmp_path):
    path = entries(tmp_path / "a.json", entry(1), entry(2), entry(1, "Otro texto. "), entry(2))
    document, code = run(path)
    assert code == 1 and document["documents"]["new"] == 2
    assert [(error["entry"], error["code"]) for error in document["errors"]] == [("1", "repeated")]
    assert "3" in document["errors"][0]["error"]


def test_a_file_that_calls_itself_json_holds_entries(tmp_path):
    for text in ("42", '"x"', "null", "[]", '["x"]'):
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
        document, code = run(tmp_path / "a.json")
        assert code == 1 and document["documents"]["new"] == 0 and len(document["errors"]) == 1


def test_a_series_by_country_follows_each_country_through_its_names(tmp_path):
    def edition(year: int, turkey: str, text: str) -> dict[str, Any]:
        base = f"https://reports.example/reports/{year}-report-on-rights"
        return {
            turkey: {"name": turkey, "summary": text, "url": f"{base}/turkey/"},
            "Honduras": {"name": "Honduras", "summary": text, "url": f"{base}/honduras/"},
            "Burma": {"name": "Burma", "summary": "", "url": f"{base}/burma/"},
        }

    (tmp_path / "2023-03-20.json").write_text(
        json.dumps(edition(2021, "Turkey", "The government arrested journalists. " * 12)), encoding="utf-8"
    )
    (tmp_path / "2023-04-01.json").write_text(
        json.dumps(edition(2022, "Turkey (Türkiye)", "The government released journalists. " * 12)), encoding="utf-8"
    )
    document, code = run(tmp_path)
    assert code == 0 and document["documents"] == {"new": 2, "new_versions": 2, "unchanged": 0, "empty": 2, "failed": 0}
    turkey = Document.objects.get(external_id="report-on-rights/TR")
    assert turkey.title == "Turkey (Türkiye): Report on rights"
    first, second = turkey.versions.all()
    assert (first.edition, first.published_on, second.edition) == ("2021", dt.date(2023, 3, 20), "2022")
    assert second.passages.first().header == "Türkiye. Report on rights (2022)."
    assert (second.period_from, second.period_to) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))


def test_facts_of_a_country_are_sections_and_the_country_is_the_one_they_name(tmp_path):
    facts = {
        "Introduction": {"Background": {"text": "<p>Once part of an <b>empire</b>.</p>"}},
        "Geography": {"Area": {"total": {"text": "112,090 sq km"}}, "Climate": {"text": "subtropical"}},
        "Government": {"Country name": {"conventional short form": {"text": "Honduras"}}},
    }
    (tmp_path / "ho.json").write_text(json.dumps(facts), encoding="utf-8")
    _document, code = run(tmp_path / "ho.json")
    assert code == 0
    document = Document.objects.get()
    assert (document.external_id, document.kind, document.countries.get().country) == ("facts/HN", "facts", "HN")
    found = {tuple(each.section): each.text for each in Passage.objects.all()}
    assert "<" not in "".join(found.values())
    assert found["Geography", "Area"] == "Geography\n\nArea\n\ntotal: 112,090 sq km"
    assert found["Geography",] == "Climate: subtropical"


def test_files_of_a_folder_come_in_each_by_what_it_is(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "informe_sobre_extorsión.txt").write_bytes((SENTENCE * 5).encode("cp1252"))
    (tmp_path / "roto.json").write_text('{"a": ', encoding="utf-8")
    (tmp_path / "foto.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    (tmp_path / ".oculto").write_text("x", encoding="utf-8")
    document, code = run(tmp_path, country="HND", published="2026-02-01")
    assert code == 1 and document["files"] == 3
    assert {error["file"]: error["code"] for error in document["errors"]} == {"foto.txt": "kind", "roto.json": "json"}
    version = DocumentVersion.objects.get()
    assert version.document.title == "informe sobre extorsión" and "policía" in version.text
    assert version.published_on == dt.date(2026, 2, 1) and version.language_detected == "es"
    assert IntakeItem.objects.filter(state="failed").count() == 2


def test_what_was_asked_wrongly_is_said(tmp_path):
    for given in ({"published": "ayer"}, {"country": "Atlántida"}):
        document, code = run(tmp_path, **given)
        assert code == 1 and document["error"]
    assert run(tmp_path / "nada")[1] == 1
    assert not Source.objects.exists()


def test_nearly_the_same_text_under_another_id_is_pointed_out(tmp_path):
    long = " ".join(f"palabra{n} distinta{n % 7} número{n}" for n in range(60))
    run(entries(tmp_path / "a.json", entry(1, text=long)))
    document, _code = run(
        entries(tmp_path / "b.json", {**entry(2, text=f"{long} fin."), "title": "Otra"}), source="Eco"
    )
    (row,) = document["taken"]
    assert row["what"] == "new" and row["near"][0]["document"] == Document.objects.get(external_id="e-1").pk


def test_two_dates_of_real_reports_in_order_mark_exactly_what_changed():
    """Public-domain summaries of six countries, three of which change their names between the dates (tests/coi/data)."""
    folder = Path(__file__).with_name("data") / "rights"
    first, code = run(folder / "2023-03-20.json", source="Department of State")
    assert code == 0 and first["documents"]["new"] == 6
    second, code = run(folder / "2023-04-01.json", source="Department of State")
    assert code == 0 and second["documents"] == {"new": 0, "new_versions": 6, "unchanged": 0, "empty": 0, "failed": 0}
    before, after = {row["version"] for row in first["taken"]}, {row["version"] for row in second["taken"]}
    assert set(Standing.objects.filter(state="superseded").values_list("pk", flat=True)) == before
    assert {row["supersedes"] for row in second["taken"]} == before
    assert set(Standing.objects.filter(state="current").values_list("pk", flat=True)) == after
    names = set(Document.objects.values_list("title", flat=True))
    assert {name.partition(":")[0] for name in names} == {
        "Honduras", "Haiti", "Nauru", "Turkey (Türkiye)", "Kyrgyz Republic", "The Bahamas",
    }  # fmt: skip
    again, code = run(folder, source="Department of State")
    assert code == 0 and again["documents"]["unchanged"] == 12 and again["superseded"] == 0
