"""What the course of the COI unit is done on. Every note says in its title and its text that it was invented."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from acogida.coi.models import Document, DocumentVersion, IssuedResponse, PackVersion, Source, Standing
from acogida.coi.packs import queries
from acogida.demo import library, users

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()


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
def test_filled_again_nothing_is_doubled() -> None:
    before = DocumentVersion.objects.count()
    library.fill(TODAY, lambda what, done, total: None)
    assert DocumentVersion.objects.count() == before
