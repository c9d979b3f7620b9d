"""An edition stays as it was captured; the next one supersedes it, and whoever relies on it is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from acogida.cases.errors import Refused
from acogida.coi import recall
from acogida.coi.intake.versions import withdraw
from acogida.coi.models import DocumentVersion, Passage, Standing
from tests.coi.library import TEXT, a_version

pytestmark = pytest.mark.django_db
State = Standing.State


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list:
    """What recall was told."""
    heard: list = []
    monkeypatch.setattr(recall, "changed", lambda versions, what: heard.append((list(versions), what)))
    return heard


def test_a_version_stands_with_its_passages_and_their_places():
    version = a_version(title="Informe anual")
    assert version.standing.state == State.CURRENT
    for passage in version.passages.all():
        assert version.text[passage.char_from : passage.char_to] == passage.text
        assert passage.header == "Honduras. Informe anual (2026)."


def test_the_header_speaks_the_language_of_the_document():
    english = a_version(title="Country report", text="Gangs extort traders.", country="BR", language="en")
    french = a_version(title="Rapport", text="Les gangs rançonnent.", country="BR", language="fr", published=None)
    assert [each.passages.get().header for each in (english, french)] == [
        "Brazil. Country report (2026).",
        "Brésil. Rapport.",
    ]


@pytest.mark.parametrize("kind", [DocumentVersion, Passage])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_neither_a_version_nor_its_passages_can_be_changed_or_removed(kind, deed):
    version = a_version()
    rows = kind.objects.filter(pk=version.pk if kind is DocumentVersion else version.passages.get().pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(text="otra cosa") if deed == "update" else rows._raw_delete(rows.db)


def test_the_next_edition_supersedes_and_recall_is_told(told):
    first = a_version()
    second = a_version(text=f"{TEXT} En junio cambió la ley.", published=dt.date(2026, 6, 1))
    assert second.document == first.document and second.sequence == 2
    first.standing.refresh_from_db()
    assert (first.standing.state, first.standing.superseded_by) == (State.SUPERSEDED, second)
    assert told == [([first.pk], recall.SUPERSEDED)]


def test_the_same_edition_again_changes_nothing(told):
    first = a_version()
    a_version(text="Otra.")
    assert a_version() == first
    assert DocumentVersion.objects.count() == 2
    assert len(told) == 1


def test_an_older_edition_that_comes_late_does_not_replace_the_newer(told):
    newer = a_version(text="Dos.", published=dt.date(2026, 6, 1))
    older = a_version(text="Uno.", published=dt.date(2025, 6, 1))
    newer.standing.refresh_from_db()
    assert newer.standing.state == State.CURRENT
    assert (older.standing.state, older.standing.superseded_by) == (State.SUPERSEDED, newer)
    assert not told


def test_a_withdrawn_version_says_why_once(told):
    version = a_version()
    with pytest.raises(Refused):
        withdraw(None, version, "  ")
    withdraw(None, version, "La fuente se retractó.")
    withdraw(None, version, "Otra vez.")
    version.standing.refresh_from_db()
    assert (version.standing.state, version.standing.reason) == (State.WITHDRAWN, "La fuente se retractó.")
    assert told == [([version.pk], recall.WITHDRAWN)]


def test_whoever_decides_claims_adds_nothing(cast):
    a_version(by=cast.as_("researcher"))
    for part in ("officer", "nobody"):
        with pytest.raises(PermissionDenied):
            a_version(text="Otra.", by=cast.as_(part))
