"""Notices of moved terms: who sees them, what the sheet says in plain words, and that it was handed over once."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from acogida.audit.models import Record
from acogida.cases.models import Case, TermNotice
from acogida.cases.recompute import run
from tests.cases.rules import close, manager_of, withdraw
from tests.cases.test_recompute_moves_only_what_moves import FLOOD, PRESENTED, assert_whole
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case whose terms a flood has moved."""
    case = a_case(cast, on=PRESENTED)
    run(close(manager_of(cast), *FLOOD, "TAP").added_id)
    return case


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def handed_over(cast: Cast, notice: TermNotice, part: str = "clerk", **changes: str) -> Any:
    form = {"on": notice.event.on.isoformat(), "how": "in_person", "language": "es", "remarks": "",
            "idempotency_key": str(uuid.uuid4()), **changes}  # fmt: skip
    return signed_in(cast, part).post(reverse("notice_deliver", args=[notice.pk]), form)


def test_the_sheet_says_which_term_both_dates_why_and_by_which_instrument(cast: Cast, case: Case) -> None:
    client = signed_in(cast, "clerk")
    address = reverse("notice_sheet", args=[TermNotice.objects.get().pk])
    spanish, english = words(client.get(address)), words(client.get(address, {"language": "en"}))
    for said in ("Resolver la solicitud", "21 de junio de 2024", "25 de junio de 2024", "6 de mayo de 2024", "Inundación",
                 "Circular 3/2024", case.number, "LSR art. 24"):  # fmt: skip
        assert said in spanish, said
    for said in ("Decide the claim", "21 June 2024", "25 June 2024", "6 May 2024", "Circular 3/2024"):
        assert said in english, said
    assert Record.objects.filter(action="notice.view").count() == 2


def test_notices_wait_in_the_list_of_their_office_only(cast: Cast, case: Case) -> None:
    address = reverse("notice_list")
    assert case.number in words(signed_in(cast, "clerk").get(address))
    assert case.number not in words(signed_in(cast, "outsider").get(address))
    notice = TermNotice.objects.get()
    for part in ("outsider", "nobody", "auditor", "administrator"):
        assert signed_in(cast, part).get(reverse("notice_sheet", args=[notice.pk])).status_code == 404
        assert handed_over(cast, notice, part).status_code == 404
        dropped = signed_in(cast, part).post(reverse("notice_drop", args=[notice.pk]), {"reason": "x"})
        assert dropped.status_code == 404
    notice.refresh_from_db()
    assert notice.state == "queued"


def test_the_list_is_narrowed_and_paged(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast, "clerk"), reverse("notice_list")
    assert case.number in words(client.get(address, {"number": case.number[-9:].lower()}))
    assert case.number not in words(client.get(address, {"state": "delivered"}))
    assert case.number not in words(client.get(address, {"office": "TIJ"}))
    event, claim = TermNotice.objects.get().event, case.claims.get()
    TermNotice.objects.all().delete()
    others = [a_case(cast, on=PRESENTED) for _ in range(3)]
    rows = [TermNotice(case=other, claim=other.claims.get(), event=event, created=event.at) for other in others * 9]
    for index, row in enumerate(rows[:27]):
        row.event = event if index < 3 else _copy_of(event)
        row.save()
    first = client.get(address)
    assert len(first.context["page"].rows) == 25
    second = client.get(address, {"after": first.context["page"].next_token})
    assert len(second.context["page"].rows) == 2
    assert claim.pk not in {row.claim_id for row in second.context["page"].rows}
    assert client.get(address, {"after": "nonsense"}).status_code == 200


def _copy_of(event: Any) -> Any:
    from acogida.cases.models import Event
    from acogida.hooks.ids import uuid7

    last = Event.objects.filter(case=event.case).order_by("-seq").first()
    values = {f.attname: getattr(event, f.attname) for f in Event._meta.fields}
    return Event.objects.create(**{**values, "id": uuid7(), "seq": last.seq + 1, "key": uuid.uuid4()})


def test_handing_over_is_recorded_once_in_the_case_too(cast: Cast, case: Case) -> None:
    notice = TermNotice.objects.get()
    for _ in range(2):
        assert handed_over(cast, notice, how="representative", remarks="Con intérprete").status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.how, notice.delivered_by, notice.delivered_on) == (
        "delivered", "representative", cast.clerk, notice.event.on,
    )  # fmt: skip
    event = case.events.get(kind="term_notice_delivered")
    assert (event.claim_id, event.payload["notice"]) == (notice.claim_id, notice.pk)
    assert_whole(case)


@pytest.mark.parametrize("on", ["2024-05-01", "2999-01-01", ""])
def test_it_is_not_handed_over_before_there_was_a_notice_nor_in_the_future(cast: Cast, case: Case, on: str) -> None:
    notice = TermNotice.objects.get()
    assert handed_over(cast, notice, on=on).status_code == 409
    notice.refresh_from_db()
    assert notice.state == "queued"


def test_notices_nobody_got_are_told_together_from_the_date_the_person_knows(cast: Cast, case: Case) -> None:
    run(close(cast.as_("supervisor"), dt.date(2024, 5, 8), dt.date(2024, 5, 8), "TAP").added_id)
    superseded, notice = TermNotice.objects.order_by("pk")
    assert (superseded.state, notice.state) == ("void", "queued")
    assert handed_over(cast, superseded).status_code == 409
    sheet = words(signed_in(cast, "clerk").get(reverse("notice_sheet", args=[notice.pk])))
    assert "21 de junio de 2024" in sheet  # not the 25th, of which nobody told her
    assert "26 de junio de 2024" in sheet
    assert "25 de junio de 2024" not in sheet
    assert "6 de mayo de 2024" in sheet
    assert "8 de mayo de 2024" in sheet


def test_what_was_handed_over_is_the_date_the_next_one_starts_from(cast: Cast, case: Case) -> None:
    handed_over(cast, TermNotice.objects.get())
    run(close(cast.as_("supervisor"), dt.date(2024, 5, 8), dt.date(2024, 5, 8), "TAP").added_id)
    sheet = words(signed_in(cast, "clerk").get(reverse("notice_sheet", args=[TermNotice.objects.latest("pk").pk])))
    assert "25 de junio de 2024" in sheet
    assert "21 de junio de 2024" not in sheet
    assert "6 de mayo de 2024" not in sheet


def test_a_closure_that_came_and_went_untold_leaves_nothing_to_tell(cast: Cast, case: Case) -> None:
    from acogida.accounts.models import Closure

    run(withdraw(cast.as_("supervisor"), Closure.objects.get()))
    response = signed_in(cast, "clerk").get(reverse("notice_sheet", args=[TermNotice.objects.latest("pk").pk]))
    assert response.context["sheet"].moves == ()
    assert "Nada que comunicar" in words(response)


def test_a_withdrawal_is_told_with_its_reason(cast: Cast, case: Case) -> None:
    from acogida.accounts.models import Closure

    handed_over(cast, TermNotice.objects.get())
    run(withdraw(cast.as_("supervisor"), Closure.objects.get()))
    sheet = words(signed_in(cast, "clerk").get(reverse("notice_sheet", args=[TermNotice.objects.latest("pk").pk])))
    assert "Se abrió" in sheet
    assert "sí cuentan" in sheet


def test_a_sheet_whose_term_was_met_meanwhile_warns(cast: Cast, case: Case) -> None:
    address = reverse("notice_sheet", args=[TermNotice.objects.get().pk])
    client = signed_in(cast, "clerk")
    assert not client.get(address).context["sheet"].stale
    case.clocks.filter(clock="C8").update(state="met")
    assert client.get(address).context["sheet"].stale


def test_a_notice_that_is_not_needed_is_dropped_with_a_reason(cast: Cast, case: Case) -> None:
    notice = TermNotice.objects.get()
    client, address = signed_in(cast, "clerk"), reverse("notice_drop", args=[notice.pk])
    client.post(address, {"reason": ""})
    notice.refresh_from_db()
    assert notice.state == "queued"
    client.post(address, {"reason": "Ya se resolvió"})
    notice.refresh_from_db()
    assert (notice.state, notice.remarks) == ("void", "Ya se resolvió")
    assert Record.objects.get(action="notice.drop").reason == "Ya se resolvió"


def test_the_case_page_tells_what_moved_and_lists_its_notices(cast: Cast, case: Case) -> None:
    client = signed_in(cast, "clerk")
    timeline = words(client.get(reverse("case_page", args=[case.number])))
    assert "21/06/2024 → 25/06/2024" in timeline
    tab = words(client.get(reverse("case_page", args=[case.number]), {"tab": "notices"}))
    assert case.title.split(",")[0].split()[0] in tab
    assert "Por entregar" in tab
