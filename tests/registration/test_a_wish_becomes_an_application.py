"""The application of people whose wish is on record is taken down like any other, and their case goes on."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from acogida.audit.models import Record
from acogida.cases import packs, queries
from acogida.cases.commands import replay
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event
from acogida.people.models import Person, PersonName
from acogida.registration import alike, wishes
from acogida.registration.actions import drafts, taking_down
from acogida.registration.actions.presentation import Incomplete, present
from acogida.registration.models import IntakeDraft
from acogida.registration.queries import sheet
from tests.cast import Cast, signed_in
from tests.registration.desk import FAMILY, HOUSEHOLD, a_draft, photo_bytes, write

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
REST = {"birth_country": "HT", "unaccompanied": "no"}


def a_wish(cast: Cast, **changes: Any) -> Case:
    on = cast.clerk.office.today() - 3 * DAY
    sent = {
        "key": str(uuid.uuid4()), "office": "TAP", "given_names_0": "Marie", "first_surname_0": "Délva", "sex_0": "F",
        "birth_year_0": "1991", "nationality": "HT", "language": "ht", "phone": "962 123 4567", "safe_to_contact": "true",
        "given_names_1": "Rose", "first_surname_1": "Délva", "birth_year_1": "2016", "sex_1": "F",
        "a_expressed_on": on.isoformat(), "a_received_by": "inm", "a_place": "Puente Suchiate", "a_persons": "2", **changes,
    }  # fmt: skip
    before = set(Case.objects.values_list("pk", flat=True))
    answer = signed_in(cast, "clerk").post("/intake/wish/express_intention/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.exclude(pk__in=before).get()


@pytest.fixture
def wished(cast: Cast) -> Case:
    return a_wish(cast)


def filled_in(cast: Cast, wished: Case, level: str = "basic") -> IntakeDraft:
    """The form of the wish with what the wish did not say."""
    draft = taking_down.take_down(cast.as_("clerk"), wished.pk, level)
    household = {"entry_on": draft.household["presented_on"], **{c: a for c, a in HOUSEHOLD.items() if c != "entry_on"}}
    answers = {f"household/{code}": answer for code, answer in household.items() if code not in ("phone", "language")}
    for person in draft.members:
        answers |= {f"{person['key']}/{code}": answer for code, answer in REST.items()}
    for person in draft.members[1:]:
        answers |= {f"{person['key']}/relation": "child", f"{person['key']}/claim_basis": "derivative"}
    write(cast.as_("clerk"), draft, answers)
    for person in draft.members:
        drafts.set_photo(cast.as_("clerk"), draft.pk, person["key"], photo_bytes())
    draft.refresh_from_db()
    return draft


def presented(cast: Cast, draft: IntakeDraft) -> Case:
    return present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())


def replays(case: Case) -> bool:
    return replay(type("Asked", (), {"case": case.number}))[2] == 0


def test_the_form_holds_what_the_wish_said(cast: Cast) -> None:
    wished = a_wish(cast, a_persons="4")

    draft = taking_down.take_down(cast.as_("clerk"), wished.pk, "basic")

    marie, rose, *nameless = draft.members
    assert (marie["answers"]["given_names"], marie["answers"]["nationality"]) == ("Marie", ["HT"])
    assert marie["answers"]["birth"] == {"year": "1991", "month": "", "day": ""}
    assert (rose["answers"]["given_names"], rose["answers"]["sex"]) == ("Rose", "female")
    assert [person["answers"] for person in nameless] == [{}, {}]
    assert (draft.household["language"], draft.household["phone"]) == ("ht", "962 123 4567")
    assert draft.household["safe_channels"] == ["call", "sms"]
    assert draft.household["presented_on"] == cast.clerk.office.today().isoformat()
    assert not [
        p
        for p in sheet(draft).problems
        if p.field.code in ("given_names", "nationality") and p.page.person == marie["key"]
    ]


def test_a_wish_has_one_form_that_a_colleague_finds_again(wished: Case, cast: Cast) -> None:
    address = reverse("intake_take_down", args=[wished.pk])
    page = signed_in(cast, "clerk").get(reverse("case_page", args=[wished.number])).content.decode()
    assert address in page
    assert "Falta registrar" not in page  # the form asks for it
    assert "Délva" in signed_in(cast, "clerk").get(address).content.decode()
    signed_in(cast, "clerk").post(address, {"level": "basic"})
    draft = IntakeDraft.objects.get()

    for answer in (
        signed_in(cast, "supervisor").get(address),
        signed_in(cast, "supervisor").post(address, {"level": "basic"}),
    ):
        assert answer.headers["Location"] == reverse("intake_resume", args=[draft.pk])
    assert (
        signed_in(cast, "clerk").get(reverse("case_step", args=[wished.number, "present"])).headers["Location"]
        == address
    )
    drafts.set_discarded(cast.as_("clerk"), draft.pk, True)
    taking_down.take_down(cast.as_("clerk"), wished.pk, "basic")
    with pytest.raises(Refused, match="otra solicitud"):
        drafts.set_discarded(cast.as_("clerk"), draft.pk, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeDraft.objects.filter(pk=draft.pk).update(status="draft")


def test_presenting_goes_on_with_the_case_its_number_and_its_dates(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    intent_on = wished.intent_on

    case = presented(cast, draft)

    assert (case.pk, case.number) == (wished.pk, wished.number)
    assert (case.stage, case.intent_on, case.presented_on) == ("presented", intent_on, cast.clerk.office.today())
    pack = packs.of(case)
    assert case.clocks.get(clock=pack.clock("decide").code).start == case.presented_on
    assert not case.clocks.filter(clock=pack.clock("tell_segob").code, state="running").exists()
    event = case.events.get(kind="present")
    assert (event.payload["presented_how"], event.payload["late_filing"], event.payload["level"]) == (
        "oral",
        False,
        "basic",
    )
    assert [(m["role"], m["relation"], m["basis"]) for m in event.payload["members"]] == [
        ("principal", "principal", "own"),
        ("dependant", "child", "derivative"),
    ]
    assert Person.objects.count() == 2
    draft.refresh_from_db()
    assert (draft.status, draft.case_id) == ("presented", case.pk)
    assert signed_in(cast, "clerk").get(reverse("registration_result", args=[case.pk])).status_code == 200
    assert (
        signed_in(cast, "clerk").get(reverse("case_page", args=[case.number]) + "?tab=registration").status_code == 200
    )
    assert replays(case)


def test_lateness_is_asked_as_of_everybody(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    write(cast.as_("clerk"), draft, {"household/entry_on": (cast.clerk.office.today() - 200 * DAY).isoformat()})

    assert presented(cast, draft).events.get(kind="present").payload["late_filing"] is True


def test_what_was_said_wrong_at_the_wish_is_corrected_with_its_history(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    marie, rose = draft.members
    Person.objects.filter(given_names="Rose").update(birth_place="Jacmel")  # a colleague, on her own page
    write(
        cast.as_("clerk"), draft,
        {f"{marie['key']}/first_surname": "Delvá", f"{marie['key']}/nationality": ["DO", "HT"], "household/language": "es"},
    )  # fmt: skip

    presented(cast, draft)

    person = Person.objects.get(pk=marie["of"])
    assert (person.first_surname, person.nationality_codes, person.phone) == ("Delvá", ["DO", "HT"], "962 123 4567")
    assert person.languages.get(preferred=True).code == "es"
    assert person.photo_id
    assert PersonName.objects.get(person=person, kind="former").text == "Marie Délva"
    audited = Record.objects.filter(action="person.correct", subject_id=str(person.pk))
    assert any("nationalities" in record.detail["fields"] for record in audited)
    assert Person.objects.get(pk=rose["of"]).birth_place == "Jacmel"
    assert Case.objects.get().title == "Delvá, Marie"


def test_who_was_not_in_the_wish_joins_the_case(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    drafts.add_person(cast.as_("clerk"), draft.pk, key="another")
    jean = {**FAMILY[1], **REST, "name_as_declared": "Jean Claude Pierre"}
    write(cast.as_("clerk"), draft, {f"another/{code}": answer for code, answer in jean.items()})
    drafts.set_photo(cast.as_("clerk"), draft.pk, "another", photo_bytes())

    case = presented(cast, draft)

    assert [c.person.given_names for c in case.claims.order_by("position")] == ["Marie", "Rose", "Jean Claude"]
    assert {claim.stage for claim in case.claims.all()} == {"presented"}
    assert case.member_count == 3
    assert replays(case)


def test_who_did_not_come_is_left_out_only_by_an_answer(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    rose = draft.members[1]
    drafts.set_removed(cast.as_("clerk"), draft.pk, rose["key"], True)

    with pytest.raises(Incomplete) as incomplete:
        presented(cast, draft)
    assert incomplete.value.unsaid == [rose["key"]]
    client = signed_in(cast, "clerk")
    page = client.get(reverse("intake_check", args=[draft.pk])).content.decode()
    assert f'name="left-{rose["key"]}"' in page
    answer = client.post(
        reverse("intake_present", args=[draft.pk]), {"key": str(uuid.uuid4()), f"left-{rose['key']}": "duplicate"}
    )
    assert answer.status_code == 302, answer.content.decode()

    case = Case.objects.get()
    assert {c.person.given_names: c.stage for c in case.claims.all()} == {"Marie": "presented", "Rose": "not_pursued"}
    assert (case.stage, case.member_count) == ("presented", 1)
    closed = case.events.get(kind="close_intention")
    assert (closed.payload["cause"], len(closed.payload["claims"])) == ("duplicate", 1)
    assert replays(case)


def test_who_comes_another_day_keeps_her_wish_in_a_case_of_her_own(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    marie, rose = draft.members  # the one who spoke for the others does not come
    write(cast.as_("clerk"), draft, {f"{rose['key']}/birth": {"year": "1999", "month": "", "day": ""}})
    drafts.set_removed(cast.as_("clerk"), draft.pk, marie["key"], True)
    taking_down.answer_left(cast.as_("clerk"), draft.pk, {marie["key"]: wishes.GOES_ON, rose["key"]: "told"})

    case = presented(cast, draft)

    other = Case.objects.exclude(pk=case.pk).get()
    assert (other.stage, other.intent_on, other.principal.given_names) == ("intention", case.intent_on, "Marie")
    assert (case.principal.given_names, case.stage, case.number) == ("Rose", "presented", wished.number)
    assert case.members.get(end=None).role == "principal"
    assert case.events.get(kind="close_intention").payload["continued_in"] == other.number
    page = signed_in(cast, "clerk").get(reverse("case_page", args=[case.number])).content.decode()
    assert f"La intención sigue en el expediente {other.number}." in page
    assert replays(case)
    assert replays(other)


def test_presenting_twice_or_after_somebody_else_did_changes_nothing_more(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    first, second = presented(cast, draft), presented(cast, draft)
    assert first.pk == second.pk
    assert Event.objects.filter(kind="present").count() == 1
    with pytest.raises(Refused):
        taking_down.take_down(cast.as_("clerk"), wished.pk, "basic")
    assert signed_in(cast, "clerk").get(reverse("intake_take_down", args=[wished.pk])).status_code == 404


def test_a_refusal_leaves_everything_as_it_was(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    marie = draft.members[0]
    early = (wished.presented_on - DAY).isoformat()
    write(
        cast.as_("clerk"), draft,
        {"household/presented_on": early, "household/entry_on": early, f"{marie['key']}/first_surname": "Otra"},
    )  # fmt: skip

    with pytest.raises(Refused, match="anterior a la intención"):
        presented(cast, draft)

    assert Person.objects.get(pk=marie["of"]).first_surname == "Délva"
    assert Case.objects.get().stage == "intention"


def test_the_persons_of_the_wish_are_not_taken_for_somebody_else(wished: Case, cast: Cast) -> None:
    draft = filled_in(cast, wished)
    for person in draft.members:
        assert alike.search(cast.as_("clerk"), draft, sheet(draft), person["key"]) == []


def test_a_new_application_is_offered_the_wish_of_whom_it_finds(wished: Case, cast: Cast) -> None:
    draft = a_draft(cast, [{**FAMILY[0], "given_names": "Marie", "first_surname": "Délva"}, FAMILY[1]])
    key = draft.persons[0]["key"]
    client = signed_in(cast, "clerk")
    [found] = alike.search(cast.as_("clerk"), draft, sheet(draft), key)
    assert found.wish and found.wish.number == wished.number
    address = reverse("intake_goes_on", args=[draft.pk, key, found.id, wished.pk])
    assert address in client.post(reverse("intake_alike", args=[draft.pk, key])).content.decode()

    assert signed_in(cast, "outsider").post(address).status_code == 404
    assert client.post(address).status_code == 302

    draft.refresh_from_db()
    assert draft.wish_id == wished.pk
    assert [p["answers"]["given_names"] for p in draft.members] == ["Marie", "Jean Claude", "Rose"]
    assert (draft.persons[0]["of"], draft.persons[0]["answers"]["birth"]["day"]) == (str(found.id), "12")
    other = a_draft(cast, [{**FAMILY[0], "given_names": "Marie", "first_surname": "Délva"}])
    address = reverse("intake_goes_on", args=[other.pk, other.persons[0]["key"], found.id, wished.pk])
    assert client.post(address).headers["Location"] == reverse("intake_resume", args=[draft.pk])


def test_whose_claim_is_presented_already_is_offered_no_wish(wished: Case, cast: Cast) -> None:
    presented(cast, filled_in(cast, wished))
    draft = a_draft(cast, [{**FAMILY[0], "given_names": "Marie", "first_surname": "Délva"}])
    [found] = alike.search(cast.as_("clerk"), draft, sheet(draft), draft.persons[0]["key"])
    assert found.wish is None


def test_wishes_are_not_counted_among_applications_and_are_found_by_their_stage(wished: Case, cast: Cast) -> None:
    application = present(cast.as_("clerk"), a_draft(cast).pk, key=uuid.uuid4())
    counts = queries.counts(cast.supervisor)
    assert (counts.all, counts.unassigned, counts.children) == (1, 1, 1)
    assert counts.stages["intention"] == 1
    for queue in queries.APPLICATIONS:
        assert set(queries.queue(cast.supervisor, queries.Filters(queue))) == {application}
    assert set(queries.queue(cast.supervisor, queries.Filters("all", order="newest"))) == {application}
    assert set(queries.queue(cast.supervisor, queries.Filters("all", stage="intention"))) == {wished}
    assert set(queries.queue(cast.supervisor, queries.Filters("all", text="delva"))) == {wished}
    home = signed_in(cast, "supervisor").get("/").content.decode()
    assert "Intención expresada (1)" in home


def test_an_outsider_takes_down_nothing(wished: Case, cast: Cast) -> None:
    for part in ("outsider", "officer", "nobody"):
        address = reverse("intake_take_down", args=[wished.pk])
        assert signed_in(cast, part).get(address).status_code == 404
        assert signed_in(cast, part).post(address, {"level": "basic"}).status_code == 404
    assert not IntakeDraft.objects.exists()
