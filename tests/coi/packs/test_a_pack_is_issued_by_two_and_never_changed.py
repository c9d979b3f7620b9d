from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from acogida.coi.models import PackItem, PackReview, PackVersion
from acogida.coi.packs import drafting, issuing, queries
from tests.cast import Cast
from tests.coi.library import a_version
from tests.coi.packs.desk import ALL_MET, a_draft, a_pack, issued

pytestmark = pytest.mark.django_db


def test_a_version_is_cited_by_country_day_and_item(cast: Cast) -> None:
    version = a_version()
    out = issued(cast, a_draft(cast, (7, version)))
    item = queries.item_for(version.pk, "HN")
    assert item is not None
    assert item.number == "7.1"
    assert out.label == f"HND ({out.date:%d-%m-%Y})"
    assert item.version.label == out.label
    assert queries.newest("HN") == out
    assert queries.item_for(version.pk, "SV") is None


def test_a_draft_is_cited_by_nobody(cast: Cast) -> None:
    version = a_version()
    a_draft(cast, (7, version))
    assert queries.item_for(version.pk, "HN") is None
    assert queries.newest("HN") is None


def test_whoever_wrote_in_a_version_does_not_issue_it(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version()))
    drafting.add_item(cast.as_("second_researcher"), draft.pk, 2, a_version(title="Otra").pk, "Contexto.")
    issuing.send_to_review(cast.as_("researcher"), draft.pk)
    for part in ("researcher", "second_researcher"):
        with pytest.raises(PermissionDenied):
            issuing.judge(cast.as_(part), draft.pk, "approved", ALL_MET, key=uuid.uuid4())
    draft.refresh_from_db()
    draft.approved_by, draft.approved_at, draft.date = draft.made_by, draft.made_at, dt.date(2026, 9, 30)
    draft.state = PackVersion.State.ISSUED
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


@pytest.mark.parametrize("part", ["officer", "reviewer", "signatory", "auditor"])
def test_only_the_unit_makes_packs(cast: Cast, part: str) -> None:
    pack = a_pack(cast)
    with pytest.raises(PermissionDenied):
        drafting.start_draft(cast.as_(part), pack.pk, key=uuid.uuid4())


def test_a_point_that_is_not_met_wants_a_note(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version()))
    unmet = ALL_MET | {"balance": {"met": False, "note": ""}}
    with pytest.raises(ValidationError) as refused:
        issued(cast, draft, points=unmet)
    assert set(refused.value.message_dict) == {"balance"}
    unmet["balance"] = {"met": False, "note": "Una sola fuente: no hay otra sobre esto."}
    assert issued(cast, draft, points=unmet).state == PackVersion.State.ISSUED


def test_a_returned_draft_is_written_on_and_reviewed_again(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version()))
    who = cast.as_("second_researcher")
    issuing.send_to_review(cast.as_("researcher"), draft.pk)
    with pytest.raises(ValidationError):
        drafting.write_note(cast.as_("researcher"), draft.pk, "Mientras se revisa no se toca.")
    with pytest.raises(ValidationError):
        issuing.judge(who, draft.pk, "returned", ALL_MET, "", key=uuid.uuid4())
    key = uuid.uuid4()
    for _twice in range(2):
        issuing.judge(who, draft.pk, "returned", ALL_MET, "Falta la sección de policía.", key=key)
    assert PackReview.objects.count() == 1
    drafting.write_note(cast.as_("researcher"), draft.pk, "Con policía.")
    assert issued(cast, draft).note == "Con policía."


def test_the_database_itself_keeps_what_was_issued(cast: Cast) -> None:
    out = issued(cast, a_draft(cast, (7, a_version())))
    item = out.items.get()
    writes = (
        lambda: PackVersion.objects.filter(pk=out.pk).update(note="Otra cosa"),
        lambda: PackVersion.objects.filter(pk=out.pk).update(state="draft", date=None, approved_by=None, approved_at=None),
        lambda: PackItem.objects.filter(pk=item.pk).update(why_included="Otra cosa"),
        lambda: PackItem.objects.filter(pk=item.pk).delete(),
        lambda: PackItem.objects.create(
            version=out, section_no=1, item_no=1, document_version_id=item.document_version_id, why_included="Más tarde"
        ),
        lambda: PackReview.objects.all().delete(),
    )  # fmt: skip
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    out.refresh_from_db()
    assert out.note.startswith("Primera edición")
    assert out.items.count() == 1


def test_the_next_version_supersedes_and_nothing_else_of_the_first_changes(cast: Cast) -> None:
    version = a_version()
    first = issued(cast, a_draft(cast, (7, version)))
    second = issued(cast, a_draft(cast, (9, a_version(title="Juzgados"))))
    first.refresh_from_db()
    assert (first.state, second.state, second.sequence) == ("superseded", "issued", 2)
    assert second.label == f"HND ({second.date:%d-%m-%Y}/2)"  # of the same day, and yet no citation means both
    assert second.follows == first
    assert queries.item_for(version.pk, "HN").version == second


def test_there_is_one_draft_at_a_time(cast: Cast) -> None:
    draft = a_draft(cast, (7, a_version()))
    assert drafting.start_draft(cast.as_("second_researcher"), draft.pack_id, key=uuid.uuid4()) == draft


def test_one_that_was_issued_before_it_was_kept_here_bears_its_own_day(cast: Cast) -> None:
    today = cast.researcher.office.today()
    first = issued(cast, a_draft(cast, (7, a_version())), on=today - dt.timedelta(days=90))
    assert first.label == f"HND ({first.date:%d-%m-%Y})"
    for day in (today + dt.timedelta(days=1), today - dt.timedelta(days=91)):
        with pytest.raises(ValidationError):
            issued(cast, a_draft(cast, (7, a_version())), on=day)
