"""An agreement is proposed by one and decided by another; it is replaced, shortened, ended, never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.models import Posting, Role
from acogida.audit.models import Record
from acogida.exchange.actions import decide_agreement, end_agreement, propose_agreement
from acogida.exchange.agreements import queries
from acogida.exchange.models import Agreement
from tests.agreements import agree
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
PURPOSE = ("inm", "claim_admitted")


@pytest.fixture
def staff(cast: Cast) -> Cast:
    """A lawyer who proposes, a director who decides."""
    for part, role in (("reviewer", "legal_officer"), ("signatory", "director")):
        Posting.objects.create(
            user=cast.users[part], role=Role.objects.get(code=role), office=cast.users[part].office, start="2019-01-01"
        )
    return cast


def given(**changes: Any) -> dict[str, Any]:
    return {
        "direction": "send", "parties": "COMAR e INM", "words": {"es": "Avisar"}, "fields": ["notice_number", "office"],
        "legal_basis": "RLSR art. 22", "consent_required": False, "start": timezone.localdate() + dt.timedelta(days=3),
        "end": None, **changes,
    }  # fmt: skip


def test_a_new_version_counts_from_its_first_day_once_somebody_else_agreed(staff: Cast) -> None:
    today = timezone.localdate()
    former = Agreement.in_force(*PURPOSE, today)
    made = propose_agreement(staff.as_("reviewer"), *PURPOSE, given())
    assert Agreement.in_force(*PURPOSE, made.start) == former  # a proposal changes nothing
    decide_agreement(staff.as_("signatory"), made.pk, accept=True)
    assert Agreement.in_force(*PURPOSE, made.start) == made
    assert Agreement.in_force(*PURPOSE, made.start - dt.timedelta(days=1)) == former
    assert (made.version, made.replaces) == (2, former)
    assert [record.action for record in Record.objects.filter(action__startswith="agreement.").order_by("pk")] == [
        "agreement.proposed", "agreement.agreed",
    ]  # fmt: skip


def test_nobody_decides_on_her_own_nor_without_the_grant(staff: Cast) -> None:
    Posting.objects.create(
        user=staff.reviewer, role=Role.objects.get(code="director"), office=staff.reviewer.office, start="2019-01-01"
    )
    made = propose_agreement(staff.as_("reviewer"), *PURPOSE, given())
    for part in ("reviewer", "clerk", "outsider", "auditor"):
        with pytest.raises(PermissionDenied):
            decide_agreement(staff.as_(part), made.pk, accept=True)
    with pytest.raises(PermissionDenied):
        propose_agreement(staff.as_("clerk"), *PURPOSE, given())
    with pytest.raises(ValidationError):
        decide_agreement(staff.as_("signatory"), made.pk, accept=False)  # no reason
    assert decide_agreement(staff.as_("signatory"), made.pk, accept=False, note="No hace falta").state == "declined"
    assert Agreement.in_force(*PURPOSE, made.start).version == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": []}, "fields"), ({"fields": ["narrative"]}, "fields"), ({"start": dt.date(2020, 1, 1)}, "start"),
        ({"end": dt.date(2020, 1, 1)}, "end"),
    ],
)  # fmt: skip
def test_what_cannot_be_agreed_upon_is_said_at_its_field(staff: Cast, changes: Any, field: str) -> None:
    with pytest.raises(ValidationError) as error:
        propose_agreement(staff.as_("reviewer"), *PURPOSE, given(**changes))
    assert list(error.value.message_dict) == [field]


def test_one_person_may_end_one_and_only_shorten_it(staff: Cast) -> None:
    today = timezone.localdate()
    row = Agreement.in_force(*PURPOSE, today)
    assert row is not None
    with pytest.raises(ValidationError):
        end_agreement(staff.as_("reviewer"), row.pk, on=today - dt.timedelta(days=1), note="x")
    end_agreement(staff.as_("reviewer"), row.pk, on=today + dt.timedelta(days=9), note="Reforma")
    with pytest.raises(ValidationError):
        end_agreement(staff.as_("reviewer"), row.pk, on=today + dt.timedelta(days=10), note="x")
    end_agreement(staff.as_("signatory"), row.pk, on=today, note="Ya")
    assert Agreement.in_force(*PURPOSE, today) == row
    assert Agreement.in_force(*PURPOSE, today + dt.timedelta(days=1)) is None
    with pytest.raises(PermissionDenied):
        end_agreement(staff.as_("clerk"), row.pk, on=today, note="x")


def test_people_are_told_sixty_days_before_unless_something_follows(staff: Cast) -> None:
    today = timezone.localdate()
    row = agree("inm", "verify", ["given_names"], end=today + dt.timedelta(days=60))
    later = agree("inm", "verify2", ["given_names"], end=today + dt.timedelta(days=61))
    assert list(queries.ending(today)) == [row]
    text = signed_in(staff, "signatory").get(reverse("agreement_list")).content.decode()
    assert "Por vencer" in text
    next_one = propose_agreement(staff.as_("reviewer"), "inm", "verify", given(start=row.end + dt.timedelta(days=1)))
    assert list(queries.ending(today)) == [row]
    decide_agreement(staff.as_("signatory"), next_one.pk, accept=True)
    assert list(queries.ending(today)) == []
    assert later.ends_soon(today) is False


def test_the_pages_propose_decide_and_end(staff: Cast) -> None:
    lawyer, director = signed_in(staff, "reviewer"), signed_in(staff, "signatory")
    row = Agreement.in_force(*PURPOSE, timezone.localdate())
    assert row is not None
    posted = {
        "words_es": "Avisar", "direction": "send", "parties": "COMAR e INM", "legal_basis": "RLSR art. 22",
        "fields_said": ["notice_number"], "start": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert lawyer.post(reverse("agreement_version", args=[row.pk]), {**posted, "fields_said": []}).status_code == 422
    assert lawyer.post(reverse("agreement_version", args=[row.pk]), posted).status_code == 302
    made = Agreement.objects.get(state="proposed")
    assert lawyer.post(reverse("agreement_page", args=[made.pk]), {"accept": "1"}).status_code == 404
    assert director.post(reverse("agreement_page", args=[made.pk]), {"accept": "1"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.fields, made.path) == ("agreed", ["notice_number"], row.path)
    director.post(reverse("agreement_end", args=[made.pk]), {"on": timezone.localdate().isoformat(), "note": "Fin"})
    made.refresh_from_db()
    assert made.end == timezone.localdate()
    lawyer.post(
        reverse("agreement_new"), {**posted, "agency": "sre", "purpose": "opinion_asked", "words_en": "Ask an opinion"}
    )
    assert Agreement.objects.get(purpose="opinion_asked").words == {"es": "Avisar", "en": "Ask an opinion"}
    assert signed_in(staff, "clerk").get(reverse("agreement_list")).status_code == 404
    assert signed_in(staff, "auditor").post(reverse("agreement_new"), posted).status_code == 404
