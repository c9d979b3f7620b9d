"""A passage from its machine draft to text that may be quoted, and who may do what on the way."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import override_settings

from acogida.cases.errors import Conflict, Refused
from acogida.coi.models import Passage
from acogida.coi.translating import citable, documents
from acogida.coi.translating.origin import ORIGIN
from acogida.languages import actions, queries, reviewing
from acogida.languages.models import MemoryUnit, Segment, Translation
from tests.cast import Cast
from tests.coi.library import a_version
from tests.languages.desk import GOOD, TEXT, approved, drafted, submitted, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dictionary")]


def test_a_machine_draft_holds_our_terms_and_says_what_it_did_not_know(cast: Cast, passage: Passage) -> None:
    row = drafted(cast, passage)
    first, second = row.segments.all()
    assert first.target == "La pandilla amenazó la el 3 marzo 2023." and first.by == Segment.By.MACHINE
    assert (row.state, row.engine, row.source_sha256) == ("machine", "dictionary 1", passage.sha256)
    assert not first.confirmed and second.target == "La policía no vino."
    assert citable(passage) is None


def test_drafting_twice_makes_one(cast: Cast, passage: Passage) -> None:
    assert drafted(cast, passage).pk == drafted(cast, passage, "second_researcher").pk
    assert Translation.objects.count() == 1


def test_without_an_engine_the_sentences_wait_for_a_person(cast: Cast, passage: Passage) -> None:
    with override_settings(TRANSLATION_ENGINES=[]):
        made, missing = actions.draft(cast.as_("researcher"), ORIGIN, [passage.pk])
    assert "en" in missing and [one.target for one in made[str(passage.pk)].segments.all()] == ["", ""]
    assert written(cast, made[str(passage.pk)]).text == " ".join(GOOD)


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(cast: Cast, passage: Passage) -> None:
    row = drafted(cast, passage)
    read = row.segments.get(position=0).target
    actions.save_segment(cast.as_("researcher"), row.pk, 0, "Uno.", base=read)
    with pytest.raises(Conflict) as conflict:
        actions.save_segment(cast.as_("second_researcher"), row.pk, 0, "Dos.", base=read)
    assert conflict.value.theirs == "Uno."
    assert row.segments.get(position=0).target == "Uno."
    # The same words twice are no conflict, and another sentence is nobody's business.
    actions.save_segment(cast.as_("second_researcher"), row.pk, 0, "Uno.", base=read)
    actions.save_segment(cast.as_("second_researcher"), row.pk, 1, "Tres.", base=row.segments.get(position=1).target)


def test_only_what_a_person_confirmed_and_explained_is_submitted(cast: Cast, passage: Passage) -> None:
    row, by = drafted(cast, passage), cast.as_("researcher")
    with pytest.raises(Refused, match="2"):
        actions.submit(by, row.pk)
    actions.save_segment(by, row.pk, 0, GOOD[0], base=row.segments.get(position=0).target, confirmed=True)
    wrong = "La policía acudió."
    actions.save_segment(by, row.pk, 1, wrong, base=row.segments.get(position=1).target, confirmed=True)
    with pytest.raises(Refused):
        actions.submit(by, row.pk)
    (warning,) = reviewing.open_warnings(row, list(row.segments.filter(position=1)))[1]
    assert warning.code == "negation_lost"
    with pytest.raises(Refused):
        actions.accept_warning(by, row.pk, 1, "number_missing:9", "no existe")
    actions.accept_warning(by, row.pk, 1, warning.key, "En el original hay un error, verificado con la fuente.")
    assert actions.submit(by, row.pk).state == "submitted"


def test_changed_words_are_no_longer_confirmed(cast: Cast, passage: Passage) -> None:
    row = written(cast, drafted(cast, passage))
    _row, segment = actions.save_segment(cast.as_("researcher"), row.pk, 1, "La policía no vino.", base=GOOD[1])
    assert not segment.confirmed


def test_nobody_approves_what_she_wrote_even_in_part(cast: Cast, passage: Passage) -> None:
    row = drafted(cast, passage)
    first = row.segments.get(position=0)
    actions.save_segment(cast.as_("second_researcher"), row.pk, 0, GOOD[0], base=first.target, confirmed=True)
    actions.save_segment(
        cast.as_("researcher"), row.pk, 1, GOOD[1], base=row.segments.get(position=1).target, confirmed=True
    )
    actions.submit(cast.as_("researcher"), row.pk)
    for part in ("researcher", "second_researcher"):
        with pytest.raises(Refused):
            actions.approve(cast.as_(part), row.pk)
    assert citable(passage) is None


def test_approved_text_can_be_quoted_and_is_remembered(cast: Cast, passage: Passage) -> None:
    row = approved(cast, passage)
    found = citable(passage)
    assert found == row and found.text == " ".join(GOOD)
    assert MemoryUnit.objects.get(source="The police did not come.").target == GOOD[1]
    again = a_version(title="Another", text="The police did not come. The gang threatened the shop.", language="en")
    made, _missing = actions.draft(cast.as_("researcher"), ORIGIN, [again.passages.get().pk])
    first = made[str(again.passages.get().pk)].segments.first()
    assert first is not None and (first.target, first.by) == (GOOD[1], Segment.By.MEMORY)


def test_sentences_of_a_restricted_document_stay_out_of_the_memory(cast: Cast) -> None:
    passage = a_version(title="Kept", text=TEXT, language="en", access="restricted").passages.get()
    approved(cast, passage)
    assert not MemoryUnit.objects.exists()


def test_approved_text_never_changes_and_a_better_one_is_the_next(cast: Cast, passage: Passage) -> None:
    row = approved(cast, passage)
    with pytest.raises(Refused):
        actions.save_segment(cast.as_("researcher"), row.pk, 0, "Otra.", base=GOOD[0])
    for tamper in (
        lambda: row.segments.update(target="Otra."),
        lambda: Translation.objects.filter(pk=row.pk).update(source_sha256="0" * 64),
        lambda: row.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            tamper()
    following = actions.better(cast.as_("researcher"), row.pk)
    assert (following.sequence, following.state, following.text) == (2, "edited", row.text)
    assert actions.better(cast.as_("second_researcher"), row.pk) == following
    assert queries.standing(ORIGIN, [passage.pk])[passage.pk] == row, "until the next is approved"


def test_it_is_sent_back_with_a_remark(cast: Cast, passage: Passage) -> None:
    row = submitted(cast, passage)
    with pytest.raises(Refused):
        actions.save_segment(cast.as_("researcher"), row.pk, 0, "Otra.", base=GOOD[0])
    with pytest.raises(Refused):
        actions.give_back(cast.as_("second_researcher"), row.pk, " ")
    row = actions.give_back(cast.as_("second_researcher"), row.pk, "«acudió» es otra cosa")
    assert (row.state, row.remark) == ("edited", "«acudió» es otra cosa")
    actions.save_segment(cast.as_("researcher"), row.pk, 1, "La policía no llegó.", base=GOOD[1], confirmed=True)
    assert actions.submit(cast.as_("researcher"), row.pk).remark == ""


def test_whoever_decides_or_may_not_read_translates_nothing(cast: Cast, passage: Passage) -> None:
    row = drafted(cast, passage)
    with pytest.raises(PermissionDenied):
        actions.save_segment(cast.as_("officer"), row.pk, 0, "Otra.", base=row.segments.get(position=0).target)
    with pytest.raises(Translation.DoesNotExist):
        actions.save_segment(cast.as_("nobody"), row.pk, 0, "Otra.", base="")
    with pytest.raises(Translation.DoesNotExist):
        actions.draft(cast.as_("nobody"), ORIGIN, [passage.pk])
    with pytest.raises(Translation.DoesNotExist):
        actions.approve(cast.as_("researcher"), uuid.uuid4())


def test_a_document_is_drafted_whole_and_once(cast: Cast) -> None:
    version = a_version(title="Long", text="\n\n".join(["The gang threatened the shop. " * 20] * 6), language="en")
    assert version.passages.count() > 3
    before = documents.progress(version)
    assert (before.begun, before.left) == (0, version.passages.count())
    while documents.draft_some(cast.as_("researcher"), version, "es", 2):
        pass
    done: Any = documents.progress(version)
    assert (done.drafted, done.left) == (version.passages.count(), 0)
    spanish = a_version(title="Ya", text="La pandilla amenazó la tienda.", language="es")
    assert documents.draft_some(cast.as_("researcher"), spanish, "es", 2) == 0
