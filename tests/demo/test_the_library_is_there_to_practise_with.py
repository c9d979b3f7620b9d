"""What the course of the COI unit is done on. Every note says in its title and its text that it was invented."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acogida.accounts.models import User
from acogida.coi.commands import intake
from acogida.coi.commands import packs as commands
from acogida.coi.models import Document, DocumentVersion, IssuedResponse, PackVersion, Source, Standing
from acogida.coi.packs import drafting, issuing, queries
from acogida.demo import library, users
from acogida.languages.models import Translation

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
EXERCISE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "coi-curso" / "nota-sintetica-autobuses.html"


@pytest.fixture
def _filled(db: None) -> None:
    users.ensure()
    library.fill(TODAY, lambda what, done, total: None)


def test_every_invented_note_says_so() -> None:
    said = tomllib.loads((library.DATA / "notes.toml").read_text(encoding="utf-8"))
    labels = ("Nota sintética de demostración", "Note synthétique de démonstration")
    assert len(said["note"]) >= 25
    for note in said["note"]:
        for text in (note["title"], note["text"].lstrip(), note.get("again", note)["text"].lstrip()):
            assert text.startswith(labels), note["id"]
    assert all("inventa" in source["mandate"] or "inventée" in source["mandate"] for source in said["source"])


@pytest.mark.usefixtures("_filled")
def test_there_is_something_of_everything() -> None:
    assert Document.objects.count() >= 30
    assert set(Standing.objects.values_list("language", flat=True)) >= {"es", "en", "fr"}
    assert Standing.objects.filter(state="superseded").count() == 4  # three yearly reports and a note
    assert Source.objects.filter(status="ceased").count() == 1
    assert Source.objects.filter(dubious=True).count() == 1
    assert Source.objects.filter(assessments__isnull=False).distinct().count() >= 4
    assert Document.objects.filter(confirmed_by=None).count() == 1
    assert Document.objects.filter(access="restricted").count() == 1
    spanish = Translation.objects.filter(state="approved")
    assert spanish and all("pandillas" in one.text or "corrupción" in one.text for one in spanish)
    assert (
        len(
            {
                country
                for document in Document.objects.all()
                for country in document.countries.filter(role="main").values_list("country", flat=True)
            }
        )
        == 8
    )
    first, second = PackVersion.objects.order_by("sequence")
    assert (first.state, second.state) == ("superseded", "issued")
    assert IssuedResponse.objects.count() == 1
    assert DocumentVersion.objects.filter(media_type="application/json").count() == DocumentVersion.objects.count()

    _the_pack_changed_in_every_way_and_says_why()
    _its_file_is_whole()


def _the_pack_changed_in_every_way_and_says_why() -> None:
    second = PackVersion.objects.get(state="issued")
    found = queries.changes(second.follows, second)
    assert len(found.replaced) == 2
    assert len(found.removed) == 1
    assert len(found.added) == 4
    assert all(change.reason for change in [*found.replaced, *found.removed, *found.added])


def _its_file_is_whole() -> None:
    from acogida.coi.packs import checking, exporting

    second = PackVersion.objects.get(state="issued")
    held = checking.check(exporting.file_of(second, shared=True))
    assert held.trusted
    assert held.bundle.index["left_out"] == ["16.1"]


@pytest.mark.usefixtures("_filled")
def test_the_course_can_be_done_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/users/coi.md has a newcomer do: bring in, find and compare, make a pack and cite from it."""
    monkeypatch.setattr("acogida.coi.search.indexing.by_meaning", lambda: False)
    before = DocumentVersion.objects.count()
    library.fill(TODAY, lambda what, done, total: None)  # a second load fills nothing
    assert DocumentVersion.objects.count() == before
    brought = [_brought_in()["documents"] for _twice in range(2)]
    assert [(row["new"], row["unchanged"]) for row in brought] == [(1, 0), (0, 1)]
    buses = DocumentVersion.objects.get(document__title__contains="autobús")
    assert buses.document.source.name == "Observatorio Sintético de Mercados"
    assert {passage.section[-1] for passage in buses.passages.all()} >= {"Qué ocurre", "Protección"}
    editions = DocumentVersion.objects.filter(document__external_id="hn-extorsion-mercados").order_by("sequence")
    assert ["dos terminaron" in editions[0].text, "cinco terminaron" in editions[1].text] == [True, True]
    researcher, colleague = (
        SimpleNamespace(user=User.objects.get(username=name), id="x") for name in ("irene.vidal", "andres.mora")
    )
    draft = drafting.start_draft(researcher, PackVersion.objects.get(state="issued").pack_id, key=uuid.uuid4())
    item = drafting.add_item(researcher, draft.pk, 7, buses.pk, "También quienes manejan pagan.")
    drafting.place_item(researcher, item.pk, 7, 1)
    drafting.remove_item(researcher, draft.items.get(section_no=16).pk, "No hace falta en el paquete.")
    drafting.write_note(researcher, draft.pk, "Entran los conductores de autobús.")
    issuing.send_to_review(researcher, draft.pk)
    out = issuing.judge(colleague, draft.pk, "approved", library.MET, key=uuid.uuid4())
    cited = queries.item_for(buses.pk, "HN")
    assert (cited.number, cited.version.label) == ("7.1", f"HND ({out.date:%d-%m-%Y})")
    path = tmp_path / "hnd.zip"
    assert commands.export(SimpleNamespace(code="HND", out=path, date=None, shared=False))[2] == 0
    assert commands.verify(SimpleNamespace(file=path, root=None))[2] == 0
    path.write_bytes(path.read_bytes().replace(b"61 dijeron", b"16 dijeron"))
    assert commands.verify(SimpleNamespace(file=path, root=None))[2] == 1


def _brought_in() -> dict[str, Any]:
    given = SimpleNamespace(
        path=EXERCISE, source="Observatorio Sintético de Mercados", published="", country="HND", restricted=False, no_index=True
    )  # fmt: skip
    told, text, code = intake.run(given)
    assert code == 0, text
    return told
