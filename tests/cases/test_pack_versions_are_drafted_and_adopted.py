"""The authority changes its rules itself: drafted as files, checked, adopted by a second person, from a date on."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from acogida.audit.models import Record
from acogida.cases import packs
from acogida.cases.errors import Conflict, Refused
from acogida.cases.rulebook import versions
from tests.cases.lawyers import TODAY, adopted, drafted, longer
from tests.cast import Cast, a_case

pytestmark = pytest.mark.django_db


def test_cases_open_under_the_version_adopted_for_that_day(lawyers: Cast) -> None:
    before = a_case(lawyers)
    version = adopted(lawyers)
    after = a_case(lawyers)
    assert packs.of(before).clock("decide").amount == 45
    assert (after.pack_id, packs.of(after).clock("decide").amount) == (version.snapshot_id, 60)
    before.refresh_from_db()
    assert before.pack_id == packs.installed_one().hash


def test_a_version_waits_for_its_day(lawyers: Cast) -> None:
    tomorrow = TODAY() + dt.timedelta(days=1)
    version = adopted(lawyers, tomorrow)
    assert packs.current().hash == packs.installed_one().hash
    assert packs.current(tomorrow).hash == version.snapshot_id


def test_the_version_with_the_later_day_wins_and_yields_before_it(lawyers: Cast) -> None:
    adopted(lawyers, TODAY() + dt.timedelta(days=5), longer(60, "9.0.0"))
    adopted(lawyers, TODAY() + dt.timedelta(days=9), longer(50, "9.1.0"))
    amounts = [packs.current(TODAY() + dt.timedelta(days=n)).clock("decide").amount for n in (0, 5, 9)]
    assert amounts == [45, 60, 50]


def test_whoever_wrote_in_a_draft_cannot_adopt_it(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    versions.save_files(lawyers.as_("second_lawyer"), draft.pk, longer(61), revision=draft.revision)
    for part in ("lawyer", "second_lawyer"):
        with pytest.raises(Refused, match="cannot adopt"):
            versions.adopt(lawyers.as_(part), draft.pk, effective_on=TODAY(), revision=draft.revision + 1)
    versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY(), revision=draft.revision + 1)


def test_the_database_itself_wants_four_eyes(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    draft.state, draft.snapshot, draft.effective_on = "adopted", packs.keep(packs.current()), TODAY()
    draft.closed_by = draft.created_by
    with pytest.raises(IntegrityError, match="adopted_by_another"), transaction.atomic():
        draft.save()


@pytest.mark.parametrize("part", ["officer", "supervisor", "auditor", "nobody"])
def test_only_who_manages_the_rules_drafts_and_adopts(lawyers: Cast, part: str) -> None:
    draft = drafted(lawyers)
    with pytest.raises(PermissionDenied):
        drafted(lawyers, part)
    with pytest.raises(PermissionDenied):
        versions.save_files(lawyers.as_(part), draft.pk, {"clocks.toml": ""}, revision=1)
    with pytest.raises(PermissionDenied):
        versions.adopt(lawyers.as_(part), draft.pk, effective_on=TODAY(), revision=1)
    with pytest.raises(PermissionDenied):
        versions.discard(lawyers.as_(part), draft.pk, "")


def test_a_draft_with_problems_is_kept_whole_and_cannot_be_adopted(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    broken = draft.content["clocks.toml"] + "\n[[clock]\n"
    versions.save_files(lawyers.as_("lawyer"), draft.pk, {"clocks.toml": broken}, revision=1)
    draft.refresh_from_db()
    assert draft.content["clocks.toml"] == broken
    pack, problems = versions.checked(draft.content)
    assert pack is None and problems[0].file == "clocks.toml" and "line" in problems[0].message
    with pytest.raises(Refused, match="check found problems"):
        versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY(), revision=2)


def test_unsound_law_cannot_be_adopted(lawyers: Cast) -> None:
    content = packs.current().snapshot()
    place = content["clocks.toml"].index('name = "decide"')
    silent = content["clocks.toml"][:place] + content["clocks.toml"][place:].replace('"alarm"', '"closure"', 1)
    draft = drafted(lawyers, files={**longer(), "clocks.toml": silent})
    assert any("silence never denies" in problem.message for problem in versions.checked(draft.content)[1])
    with pytest.raises(Refused, match="check found problems"):
        versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY(), revision=1)


def test_a_version_number_is_used_once(lawyers: Cast) -> None:
    adopted(lawyers, files=longer(60, "9.0.0"))
    draft = drafted(lawyers, files=longer(70, "9.0.0"))
    with pytest.raises(Refused, match="exists already"):
        versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY(), revision=1)


def test_rules_do_not_take_effect_in_the_past(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    with pytest.raises(Refused, match="in the past"):
        versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY() - dt.timedelta(days=1), revision=1)


def test_a_draft_edited_meanwhile_is_neither_overwritten_nor_adopted(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    versions.save_files(lawyers.as_("lawyer"), draft.pk, longer(61), revision=1)
    with pytest.raises(Conflict) as caught:
        versions.save_files(lawyers.as_("second_lawyer"), draft.pk, longer(62), revision=1)
    assert "amount = 61" in caught.value.theirs["clocks.toml"]  # type: ignore[index]
    with pytest.raises(Conflict):
        versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY(), revision=1)


def test_an_adopted_version_is_never_changed_again(lawyers: Cast) -> None:
    version = adopted(lawyers)
    with pytest.raises(Refused, match="adopted"):
        versions.save_files(lawyers.as_("lawyer"), version.pk, longer(99), revision=version.revision)
    with pytest.raises(Refused, match="adopted"):
        versions.discard(lawyers.as_("lawyer"), version.pk, "")


def test_sent_twice_is_done_once(lawyers: Cast) -> None:
    key = uuid.uuid4()
    first, again = (
        versions.start_draft(lawyers.as_("lawyer"), note="Reforma", files=longer(), key=key) for _ in range(2)
    )
    assert first.pk == again.pk
    for _ in range(2):
        versions.adopt(lawyers.as_("director"), first.pk, effective_on=TODAY(), revision=1)
    assert Record.objects.filter(action="pack.adopt").count() == 1


def test_every_act_leaves_an_audit_record(lawyers: Cast) -> None:
    draft = drafted(lawyers)
    versions.save_files(lawyers.as_("lawyer"), draft.pk, longer(61), revision=1)
    versions.adopt(lawyers.as_("director"), draft.pk, effective_on=TODAY(), revision=2)
    versions.discard(lawyers.as_("lawyer"), drafted(lawyers, files=longer(70, "9.9.9")).pk, "no")
    found = list(Record.objects.filter(action__startswith="pack.").order_by("pk").values_list("action", "actor_name"))
    assert [action for action, _ in found] == ["pack.draft", "pack.edit", "pack.adopt", "pack.draft", "pack.discard"]
    assert found[2][1] == lawyers.director.name


# --- uploads ---------------------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_zip_of_a_folder_and_single_files_are_taken(lawyers: Cast) -> None:
    data = zipped({"mexico/clocks.toml": b"a = 1\r\n", "mexico/letters/x.typ": b"#", "notes.txt": b"hola"})
    assert versions.bytes_to_files([("mexico.zip", data)]) == {"clocks.toml": "a = 1\n"}
    assert versions.bytes_to_files([("clocks.toml", b"\xef\xbb\xbfa = 1")]) == {"clocks.toml": "a = 1"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("notes.txt", b"hola", "not a file of a pack"),
        ("clocks.toml", b"\xff\xfe", "UTF-8"),
        ("a.zip", b"not a zip", "cannot be opened"),
        ("a.zip", zipped({"notes.txt": b"hola"}), "no file of a pack"),
        ("a.zip", zipped({"a/clocks.toml": b"", "b/clocks.toml": b""}), "twice"),
        ("a.zip", zipped({"clocks.toml": b" " * 5_000_000}), "too large"),
    ],
)
def test_what_is_no_pack_is_refused_in_words(lawyers: Cast, name: str, data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        versions.bytes_to_files([(name, data)])


def test_files_of_another_authority_are_refused(lawyers: Cast) -> None:
    files: dict[str, Any] = {"pack.toml": packs.current().snapshot()["pack.toml"].replace('"mexico"', '"utopia"', 1)}
    with pytest.raises(Refused, match="utopia"):
        drafted(lawyers, files=files)
