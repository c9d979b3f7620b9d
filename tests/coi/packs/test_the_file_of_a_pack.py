"""One zip: sealed index, the same for programs, the documents as captured, the hash of each; always the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.coi.commands import packs as commands
from acogida.coi.models import Document, PackIndex
from acogida.coi.packs import bundle, checking, contents, exporting
from tests.cast import Cast
from tests.coi.library import a_version
from tests.coi.packs.desk import a_draft, captured, issued

db = pytest.mark.django_db


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(held: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return out.getvalue()


def sums(held: dict[str, bytes]) -> dict[str, bytes]:
    """The same with hashes that fit: what somebody who alters it on purpose would do."""
    rest = {name: content for name, content in held.items() if name != bundle.SUMS}
    lines = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(rest.items()))
    return {**rest, bundle.SUMS: lines.encode()}


@db
def test_it_holds_what_it_says_and_is_made_the_same_again(cast: Cast, tmp_path: Path) -> None:
    twice = captured(a_version(title="Extorsión en mercados"))
    out = issued(
        cast, a_draft(cast, (7, twice), (9, captured(a_version(title="Juzgados", text="Otro texto."))), (10, twice))
    )
    told, text, code = commands.export(
        SimpleNamespace(code="HND", out=tmp_path / "hnd.zip", date=None, shared=False)
    )  # fmt: skip
    assert (code, told["version"], told["items"], told["documents"]) == (0, out.label, 3, 2), text
    data = (tmp_path / "hnd.zip").read_bytes()
    assert exporting.file_of(out) == data
    assert PackIndex.objects.count() == 1
    held = members(data)
    assert set(held) == {
        "index.json", "index.pdf", "SHA256SUMS", "documents/07.01-extorsion-en-mercados.txt", "documents/09.01-juzgados.txt"
    }  # fmt: skip
    assert twice.text.encode() in held.values()
    index = json.loads(held["index.json"])
    assert [f"{item['section']}.{item['item']}" for item in index["items"]] == ["7.1", "9.1", "10.1"]
    verdict, text, code = commands.verify(SimpleNamespace(file=tmp_path / "hnd.zip", root=None))
    assert (code, verdict["valid"], verdict["pack"], verdict["seal"]["trusted"]) == (0, True, "HND", True), text


@db
def test_what_is_restricted_is_left_out_of_what_is_shared_and_said(cast: Cast) -> None:
    secret = captured(a_version(title="Reservado", text="No es público.", access=Document.Access.RESTRICTED))
    out = issued(cast, a_draft(cast, (7, captured(a_version())), (7, secret)))
    held = bundle.read(exporting.file_of(out, shared=True))
    assert held.index["left_out"] == ["7.2"]
    assert [item["item"] for item in held.index["items"]] == [1]
    assert not any(b"No es p\xc3\xbablico" in content for content in held.files.values())
    assert len(bundle.read(exporting.file_of(out)).index["items"]) == 2


@db
def test_a_document_that_became_restricted_later_is_left_out_too(cast: Cast) -> None:
    version = captured(a_version())
    out = issued(cast, a_draft(cast, (7, version)))
    Document.objects.update(access=Document.Access.RESTRICTED)
    assert bundle.read(exporting.file_of(out, shared=True)).index["left_out"] == ["7.1"]


@db
def test_a_draft_has_no_file(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        exporting.file_of(a_draft(cast, (7, captured(a_version()))))


@db
def test_every_alteration_is_noticed(cast: Cast) -> None:
    out = issued(
        cast, a_draft(cast, (7, captured(a_version())), (9, captured(a_version(title="Otra", text="Otro texto."))))
    )
    whole = members(exporting.file_of(out))
    document = next(name for name in whole if name.startswith("documents/"))
    other = json.loads(whole["index.json"])
    other["items"][0]["why"] = "Otra razón."
    alterations: dict[str, Callable[[], bytes]] = {
        "a document": lambda: zipped({**whole, document: b"otro texto"}),
        "a document with its hash": lambda: zipped(sums({**whole, document: b"otro texto"})),
        "the index with its hash": lambda: zipped(sums({**whole, "index.json": bundle.canonical(other)})),
        "a document is gone": lambda: zipped(sums({n: c for n, c in whole.items() if n != document})),
        "something more": lambda: zipped(sums({**whole, "documents/x.txt": b"x"})),
        "a way out": lambda: zipped(sums({**whole, "../x": b"x"})),
        "packed": lambda: zipped(whole, zipfile.ZIP_DEFLATED),
        "the seal's page": lambda: zipped(sums({**whole, "index.pdf": whole["index.pdf"].replace(b"/Type", b"/Tipe", 1)})),
        "no seal": lambda: zipped(sums({**whole, "index.pdf": b"%PDF-1.7 nothing"})),
        "no zip": lambda: b"PK\x03\x04 nothing",
    }  # fmt: skip
    assert checking.check(zipped(whole)).trusted
    for what, altered in alterations.items():
        with pytest.raises(bundle.NotAPack):
            checking.check(altered())
            pytest.fail(what)


NUMBERS = st.tuples(
    st.sampled_from(["TAP", "CMX", "TIJ"]), st.integers(2013, 2030), st.integers(1, 99999), st.sampled_from("-/ _."),
    st.sampled_from(["K", "7", "0", ""]), st.booleans(),
).map(lambda n: _spelled(*n))  # fmt: skip


def _spelled(office: str, year: int, serial: int, between: str, check: str, small: bool) -> str:
    said = between.join(part for part in ("COM", office, str(year), f"{serial:05d}", check) if part)
    return said.lower() if small else said


@db
@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, before=st.text(max_size=8), field=st.data())
def test_no_case_number_can_leave_in_an_index(number: str, before: str, field: st.DataObject) -> None:
    """Wherever in the closed set of fields it would stand."""
    words = dict.fromkeys(bundle.ITEM, "")
    places = [*(("items", name) for name in sorted(bundle.ITEM)), *((part, "x") for part in ("pack", "version"))]
    part, name = field.draw(st.sampled_from(places))
    text = f"{before} ({number}) …"
    index = {"items": [{**words, name: text}]} if part == "items" else {part: {name: text}, "items": [words]}
    with pytest.raises(contents.NamesSomebody):
        contents.refuse_numbers(index)


@given(st.sampled_from(["top", "pack", "version", "item", "source"]), st.text(min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_no_field_but_the_known_ones_goes_into_a_file(where: str, name: str) -> None:
    item = {
        **dict.fromkeys(bundle.ITEM, ""),
        "source": dict.fromkeys(bundle.SOURCE, ""),
        "file": "documents/a.txt",
        "sha256": "0" * 64,
    }
    index = {
        "format": bundle.FORMAT, "authority": "", "pack": dict.fromkeys(bundle.PACK, ""), "sections": [],
        "version": dict.fromkeys(bundle.VERSION, ""), "items": [item], "left_out": [],
    }  # fmt: skip
    bundle.check_index(index)
    place = {"top": index, "pack": index["pack"], "version": index["version"], "item": item, "source": item["source"]}[
        where
    ]
    if name not in place:
        place[name] = "x"
        with pytest.raises(bundle.NotAPack):
            bundle.check_index(index)
