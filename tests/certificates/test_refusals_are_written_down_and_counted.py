"""A service that would not accept a paper: written down in one form, followed up, listed without names, counted."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from acogida.accounts.models import Office, Posting, Role
from acogida.audit.models import Record
from acogida.certificates.refusals import actions, figures, queries
from acogida.certificates.refusals.models import FollowUp, Refusal
from tests.cast import Cast, a_person, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)


def given(**changes: Any) -> dict[str, Any]:
    return {
        "happened_on": DAY, "region": "CS", "municipality": "Tapachula", "service": "bank", "organisation": "BBVA",
        "document": "", "reason": "unknown", "said": "Dijeron que no", **changes,
    }  # fmt: skip


def a_refusal(cast: Cast, person: Any = None, **changes: Any) -> Refusal:
    return actions.record(cast.as_("clerk"), person or a_person(cast), given(**changes), key=uuid.uuid4())


def test_a_refusal_is_written_down_once_however_often_the_form_is_sent(cast: Cast) -> None:
    person, client, key = a_person(cast), signed_in(cast, "clerk"), str(uuid.uuid4())
    address = reverse("refusal_new", args=[person.pk])
    page = client.get(address)
    assert b'value="Tapachula"' in page.content  # place and day are filled in
    for _ in range(2):
        done = client.post(address, {**given(), "idempotency_key": key})
    refusal = Refusal.objects.get()
    assert done["Location"] == reverse("refusal_page", args=[refusal.pk])
    assert (refusal.organisation_key, refusal.state, refusal.recorded_by) == ("bbva", "open", cast.clerk)
    record = Record.objects.get(action="refusal.recorded")
    assert "Dijeron" not in str(record.detail) and "BBVA" not in str(record.detail)


def test_a_day_in_the_future_is_refused_at_the_field_and_nothing_is_lost(cast: Cast) -> None:
    person = a_person(cast)
    tomorrow = person.office.today() + dt.timedelta(days=1)
    sent = {**given(happened_on=tomorrow), "idempotency_key": str(uuid.uuid4())}
    answer = signed_in(cast, "clerk").post(reverse("refusal_new", args=[person.pk]), sent)
    assert answer.status_code == 422 and b"Dijeron que no" in answer.content and not Refusal.objects.exists()


def test_follow_ups_move_the_state_and_stand_as_they_are(cast: Cast) -> None:
    refusal = a_refusal(cast)
    key = uuid.uuid4()
    for kind, state in (("letter", "in_hand"), ("solved", "solved"), ("again", "in_hand"), ("unsolved", "unsolved")):
        key = uuid.uuid4()
        actions.follow_up(cast.as_("clerk"), refusal.pk, kind, on=DAY, key=key)
        refusal.refresh_from_db()
        assert refusal.state == state
    actions.follow_up(cast.as_("clerk"), refusal.pk, "letter", on=DAY, key=key)  # sent twice
    assert refusal.follow_ups.count() == 4
    refusal.refresh_from_db()
    assert refusal.state == "unsolved"
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUp.objects.update(note="x")


def test_the_list_names_institutions_but_no_private_person_and_nobodys_words(cast: Cast) -> None:
    a_refusal(cast, organisation="=BBVA México")
    a_refusal(cast, service="employer", organisation="Don Ernesto Salas")
    client = signed_in(cast, "clerk")
    text = client.get(reverse("refusal_list"), {"state": "all"}).content.decode()
    table = b"".join(client.post(reverse("refusal_export"), {"state": "all"}).streaming_content).decode()
    for shown in (text, table):
        assert "BBVA México" in shown and "Ernesto" not in shown and "Dijeron" not in shown
    assert ",'=BBVA México," in table
    assert (
        "Ernesto"
        in client.get(reverse("refusal_page", args=[Refusal.objects.get(service="employer").pk])).content.decode()
    )


def test_the_list_is_filtered_and_paged(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acogida.certificates.refusals.views.PAGE", 2)
    person = a_person(cast)
    for day in range(3):
        a_refusal(cast, person, happened_on=DAY - dt.timedelta(days=day))
    a_refusal(cast, person, service="school", organisation="Primaria Benito Juárez")
    client = signed_in(cast, "clerk")
    first = client.get(reverse("refusal_list"), {"service": "bank"})
    assert [row["of"].happened_on for row in first.context["rows"]] == [DAY, DAY - dt.timedelta(days=1)]
    token = first.context["page"].next_token
    second = client.get(reverse("refusal_list"), {"service": "bank", "after": token})
    assert [row["of"].happened_on for row in second.context["rows"]] == [DAY - dt.timedelta(days=2)]
    assert client.get(reverse("refusal_list"), {"after": "nonsense"}).status_code == 200
    assert client.get(reverse("refusal_list"), {"state": "solved"}).context["total"] == 0


def test_other_offices_and_sealed_persons_do_not_exist(cast: Cast) -> None:
    person = a_person(cast)
    refusal = a_refusal(cast, person)
    assert not queries.listed(cast.outsider, queries.Filters()).exists()
    assert signed_in(cast, "outsider").get(reverse("refusal_page", args=[refusal.pk])).status_code == 404
    assert signed_in(cast, "notifier").get(reverse("refusal_new", args=[person.pk])).status_code == 404
    assert signed_in(cast, "notifier").get(reverse("refusal_list")).status_code == 404
    assert signed_in(cast, "clerk").get(reverse("refusal_figures")).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.record(cast.as_("notifier"), person, given(), key=uuid.uuid4())
    person.sealed = True
    person.save(update_fields=["sealed"])
    assert not queries.listed(cast.clerk, queries.Filters()).exists()


def test_names_are_offered_once_two_wrote_them_and_never_a_private_persons(cast: Cast) -> None:
    for _ in range(2):
        a_refusal(cast)
        a_refusal(cast, service="housing", organisation="Doña Carmen")
    a_refusal(cast, organisation="Banco Azteca")
    assert queries.organisations() == ["BBVA"]


def report(cast: Cast) -> figures.Report:
    offices = Office.objects.values_list("pk", flat=True)
    return figures.report(DAY - dt.timedelta(days=40), DAY, offices, timezone.now())


def test_small_counts_are_not_shown_nor_what_gives_them_back(cast: Cast) -> None:
    for _ in range(7):
        a_refusal(cast, reason="card")
    for _ in range(6):
        a_refusal(cast, service="school", organisation="Secundaria 5", reason="number")
    one = a_person(cast)
    for _ in range(6):  # six refusals, but of one person
        a_refusal(cast, one, service="health", organisation="Clínica 11", happened_on=DAY - dt.timedelta(days=31))
    found = report(cast)
    assert (found.total, found.persons) == (19, 14)
    service = {line.code: line.n for line in found.tables["service"]}
    assert service == {"bank": 7, "school": None, "health": None}  # one hidden alone would follow from the total
    assert list(service) == ["bank", "health", "school"]  # nor does their order tell which is larger
    assert {line.code: line.n for line in found.tables["organisation"]}[figures.OTHERS] is None
    assert "clinica 11" not in {line.code for line in found.tables["organisation"]}
    assert all(line.n is None for line in found.tables["month"])  # two months: one gives the other back


def test_of_fewer_than_five_persons_nothing_is_counted(cast: Cast) -> None:
    person = a_person(cast)
    for _ in range(8):
        a_refusal(cast, person)
    found = report(cast)
    assert (found.total, found.persons) == (None, None)
    assert all(line.n is None for table in found.tables.values() for line in table)


def test_directors_read_the_figures_and_take_them_along_but_open_no_refusal(cast: Cast) -> None:
    for _ in range(5):
        a_refusal(cast)
    refusal = a_refusal(cast)
    for _ in range(5):
        a_refusal(cast, service="school", organisation=f"Escuela {_}", happened_on=dt.date(2026, 1, 8))
    Posting.objects.create(
        user=cast.auditor, role=Role.objects.get(code="director"), office=cast.auditor.office, start=dt.date(2020, 1, 1)
    )
    client = signed_in(cast, "auditor")
    period = {"since": "2026-01-01", "until": "2026-12-31"}
    page = client.get(reverse("refusal_figures"), period).content.decode()
    assert "BBVA" in page and "Banco" in page and "mar 2026" in page and "Otras y particulares" in page
    assert "feb 2026" in page  # a month without refusals keeps its place
    table = client.get(reverse("refusal_figures"), {**period, "format": "csv"}).content.decode()
    assert "refusals,service,bank,Banco,6" in table
    assert "refusals,total,,,11" in table
    assert client.get(reverse("refusal_page", args=[refusal.pk])).status_code == 404
    wrong = client.get(reverse("refusal_figures"), {"since": "2026-12-31", "until": "2026-01-01"})
    assert wrong.status_code == 200 and "report" not in wrong.context
