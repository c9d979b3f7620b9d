from __future__ import annotations

import io
import threading

import pytest
from PIL import Image

from acogida.files import store
from acogida.files.errors import Damaged, Missing, NotAllowed
from acogida.files.models import Blob

PDF = b"%PDF-1.7\nthe name of a person is inside\n%%EOF"


def picture(format: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 30), "navy").save(out, format)
    return out.getvalue()


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.mark.django_db
def test_what_is_put_comes_back():
    blob = store.put(PDF, "application/pdf")
    assert (blob.size, blob.media_type) == (len(PDF), "application/pdf")
    assert store.get(Blob.objects.get(sha256=blob.sha256)) == PDF


@pytest.mark.django_db
def test_putting_the_same_bytes_twice_gives_one_record_and_one_file(tmp_path):
    first, second = store.put(PDF, "application/pdf"), store.put(PDF, "application/pdf")
    assert first == second
    assert Blob.objects.count() == 1
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == [store.path_of(first.sha256)]


@pytest.mark.django_db
def test_nothing_readable_lies_on_the_disk():
    blob = store.put(PDF, "application/pdf")
    path = store.path_of(blob.sha256)
    assert b"name of a person" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:20] + b"x" + b[21:], lambda b: b"", lambda b: b"ACG1"]
)
def test_a_damaged_file_is_refused_with_a_clear_message_and_repaired_by_putting_it_again(damage):
    blob = store.put(PDF, "application/pdf")
    path = store.path_of(blob.sha256)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Damaged, match=blob.sha256[:12]):
        store.get(blob)
    store.put(PDF, "application/pdf")
    assert store.get(blob) == PDF


@pytest.mark.django_db
def test_a_file_moved_under_another_name_is_refused():
    one, other = store.put(PDF, "application/pdf"), store.put(picture(), "image/png")
    store.path_of(other.sha256).write_bytes(store.path_of(one.sha256).read_bytes())
    with pytest.raises(Damaged):
        store.get(other)


@pytest.mark.django_db
def test_a_lost_file_is_said_to_be_missing():
    blob = store.put(PDF, "application/pdf")
    store.path_of(blob.sha256).unlink()
    with pytest.raises(Missing):
        store.get(blob)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "image/png"),
        (b"<script>", "image/png"),
        (b"MZ\x90", "application/pdf"),
        (PDF, "image/png"),
        (PDF, "text/html"),
    ],
)
def test_bytes_of_the_wrong_kind_are_refused_and_nothing_is_kept(data, said, tmp_path):
    with pytest.raises(NotAllowed):
        store.put(data, said)
    assert Blob.objects.count() == 0
    assert not (tmp_path / "files").exists()


def test_two_processes_that_need_the_key_at_once_get_the_same_key(tmp_path):
    from acogida.files.secret import _read_or_make

    keys: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: keys.append(_read_or_make.__wrapped__(tmp_path / "s" / "k.key")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
