from __future__ import annotations

import copy
import hashlib
import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from acogida import letters
from acogida.coi.commands import packs as commands
from acogida.coi.models import Document, DocumentVersion, PackVersion, Source
from acogida.coi.packs import bundle, contents, exporting
from tests.cast import Cast
from tests.coi.library import a_version
from tests.coi.packs.desk import a_draft, captured, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acogida.coi.search.indexing.by_meaning", lambda: False)


def of_theirs(version: PackVersion, source: str = "Junta de otro país", **changes: str) -> bytes:
    """The file as another authority would have made it: of a source that nobody knows here."""
    held = bundle.read(exporting.file_of(version))
    index = copy.deepcopy(held.index)
    for item in index["items"]:
        item["source"]["name"] = source
        item |= changes
    said = hashlib.sha256(bundle.canonical(index)).hexdigest()
    pdf = letters.seal(letters.render(exporting.TEMPLATE, contents.letter_of(version, index, said)))
    out = io.BytesIO()
    bundle.write(out, index, pdf, held.files.items())
    return out.getvalue()


def brought_in(path: Path) -> tuple[dict, int]:
    told, _text, code = commands.take_in(SimpleNamespace(file=path, root=None))
    return told, code


def test_its_documents_stand_unconfirmed_under_their_own_source(cast: Cast, tmp_path: Path) -> None:
    ours = captured(a_version(title="Extorsión en mercados"))
    out = issued(cast, a_draft(cast, (7, ours)))
    path = tmp_path / "theirs.zip"
    path.write_bytes(of_theirs(out, title_es="Extorsión", number="12"))
    told, code = brought_in(path)
    assert (code, told["taken"]["new"]) == (0, 1)
    version = DocumentVersion.objects.get(pk=told["versions"][0])
    document = version.document
    assert (document.title_es, document.number, document.confirmed_by, document.source.name) == (
        "Extorsión", "12", None, "Junta de otro país"
    )  # fmt: skip
    assert (version.sha256, version.text) == (ours.sha256, ours.text)
    assert version.capture["pack"] == "HND"
    assert not Source.objects.get(name="Junta de otro país").assessments.exists()
    assert [row.country for row in document.countries.all()] == ["HN"]
    again, _code = brought_in(path)
    assert (again["taken"]["new"], again["taken"]["unchanged"]) == (0, 1)
    assert Document.objects.count() == 2


def test_our_own_file_brings_nothing_new(cast: Cast, tmp_path: Path) -> None:
    out = issued(cast, a_draft(cast, (7, captured(a_version()))))
    path = tmp_path / "ours.zip"
    path.write_bytes(exporting.file_of(out))
    told, code = brought_in(path)
    assert (code, told["taken"]["unchanged"]) == (0, 1)


def test_what_is_not_whole_brings_nothing(cast: Cast, tmp_path: Path) -> None:
    out = issued(cast, a_draft(cast, (7, captured(a_version()))))
    path = tmp_path / "broken.zip"
    path.write_bytes(of_theirs(out).replace(b"mercados", b"Mercados", 1))
    told, code = brought_in(path)
    assert code == 1
    assert "error" in told
    assert not Source.objects.filter(name="Junta de otro país").exists()
