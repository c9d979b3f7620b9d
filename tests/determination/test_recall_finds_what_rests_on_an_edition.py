"""A newer edition, a withdrawal, an event: every claim, draft and decision that rests on it is found, and whose it is sees it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from acogida.accounts import scope
from acogida.cases import panels
from acogida.cases.errors import Refused
from acogida.cases.models import Event
from acogida.coi import recall
from acogida.coi.intake.versions import withdraw
from acogida.coi.models import CountryFlag, Document
from acogida.determination import actions, country, recalling
from acogida.determination.models import Citation, Decision, RecalledDecision
from tests.cast import Cast, signed_in
from tests.determination.citing import SAID, a_fact, by_words, cited, drafted, edition, next_edition
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    by_words(monkeypatch)


def kinds(version: Any) -> list[tuple[str, bool]]:
    return [(row.kind, row.open) for row in recall.resting([version.pk])]


def answer_all(journey: Journey, part: str = "officer") -> None:
    known = country.read(journey.case)[journey.mother.pk]
    for warning in known.open():
        actions.answer(journey.cast.as_(part), journey.mother.pk, warning.mark, "Se valoró.", key=uuid.uuid4())


def test_a_claim_is_found_at_every_step_and_a_decision_apart(journey: Journey) -> None:
    cast, claim, version = journey.cast, journey.mother, edition()
    cited(journey, a_fact(journey), version)
    assert kinds(version) == [("citation", True)]
    drafted(journey)
    assert kinds(version) == [("draft", True)]
    answer_all(journey)
    actions.submit_draft(cast.as_("officer"), claim.pk, key=uuid.uuid4())
    [row] = recall.resting([version.pk])
    assert (row.kind, row.label, row.owner_id) == ("submission", journey.case.number, cast.officer.pk)
    actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    reading = actions.open_for_signature(cast.as_("signatory"), claim)
    actions.sign(cast.as_("signatory"), claim.pk, reading.submission_id, key=uuid.uuid4())
    assert kinds(version) == [("decision", False)]
    assert kinds(edition(source="B", title="B")) == []
    assert recalling.find_recalled() == 0
    next_edition(version, "Otra cosa.")
    assert (recalling.find_recalled(), recalling.find_recalled()) == (1, 0)
    assert RecalledDecision.objects.get().decision == Decision.objects.get()


def test_importing_two_dates_in_order_marks_exactly_what_changed(journey: Journey) -> None:
    fact, officer = a_fact(journey), journey.cast.officer
    pages = {name: edition(text=f"{SAID} {name}.", source=name, title=name, external_id=name) for name in "ABC"}
    mine = {name: cited(journey, fact, version) for name, version in pages.items()}
    assert recalling.changed_for(officer) == []
    assert "country_changes" not in {card.code for card, _n in panels.starters_for(officer)}
    for name, text in {
        "A": f"{SAID} A.",
        "B": "Gangs no longer collect a quota.",
    }.items():  # A is the same, B is new, C missing
        edition(text=text, source=name, title=name, external_id=name)
    assert [each.citation for each in recalling.changed_for(officer)] == [mine["B"]]
    assert recalling.write_down([pages["B"].pk, pages["C"].pk], recall.SUPERSEDED) == 2
    withdraw(None, pages["C"], "Error de origen.")
    found = recalling.changed_for(officer)
    assert {card.code: n for card, n in panels.starters_for(officer)}["country_changes"] == 2
    assert {each.citation: each.warnings[0].code for each in found} == {mine["B"]: "superseded", mine["C"]: "withdrawn"}


def test_an_event_in_the_country_lights_up_what_ends_before_it(journey: Journey) -> None:
    fact, officer = a_fact(journey), journey.cast.officer
    before = cited(journey, fact, edition())
    after = cited(journey, fact, edition(source="B", title="B", published=timezone.localdate()))
    day = timezone.localdate() - dt.timedelta(days=10)
    CountryFlag.objects.create(
        country="HT", kind="conflict", on=day, text="X", raised_by=journey.cast.researcher, key=uuid.uuid4()
    )
    CountryFlag.objects.create(
        country="HN", kind="conflict", on=day, text="X", raised_by=journey.cast.researcher, key=uuid.uuid4()
    )
    assert [each.citation for each in recalling.changed_for(officer)] == [before] != [after]
    answer_all(journey)
    assert recalling.changed_for(officer) == []


def test_its_owner_cites_it_anew_or_says_why_the_older_holds(journey: Journey) -> None:
    fact, version, officer = a_fact(journey), edition(), journey.cast.as_("officer")
    kept, gone = cited(journey, fact, version), cited(journey, fact, version, quote="some were killed in 2025.")
    newer = next_edition(version, "Gangs collect a weekly quota from market traders. Nobody was killed.")
    anew = actions.repin(officer, kept.pk, key=uuid.uuid4())
    assert (anew.version, anew.replaces, anew.quote) == (newer, kept, kept.quote)
    kept.refresh_from_db()
    assert kept.removed_at is not None
    with pytest.raises(Refused, match="no están en la edición más nueva"):
        actions.repin(officer, gone.pk, key=uuid.uuid4())
    assert [each.citation for each in recalling.changed_for(officer.user)] == [gone]
    answer_all(journey)
    assert recalling.changed_for(officer.user) == []


def test_what_is_red_wants_somebody_who_reviews_and_did_not_draft(journey: Journey) -> None:
    cast, claim = journey.cast, journey.mother
    fact = a_fact(journey)
    secret, public = edition(), edition(source="B", title="B")
    Document.objects.filter(pk=secret.document_id).update(access=Document.Access.RESTRICTED)
    cited(journey, fact, secret)
    cited(journey, fact, public)
    drafted(journey)
    actions.submit_draft(cast.as_("officer"), claim.pk, key=uuid.uuid4())
    with pytest.raises(Refused, match="sin atender: 1"):
        actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    with pytest.raises(Refused, match="persona supervisora"):
        answer_all(journey)
    answer_all(journey, "reviewer")
    actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    withdraw(None, public, "Error de origen.")  # between review and signature
    claim.refresh_from_db()
    reading = actions.open_for_signature(cast.as_("signatory"), claim)
    with pytest.raises(Refused, match="sin atender: 1"):
        actions.sign(cast.as_("signatory"), claim.pk, reading.submission_id, key=uuid.uuid4())
    answer_all(journey, "reviewer")
    actions.sign(cast.as_("signatory"), claim.pk, reading.submission_id, key=uuid.uuid4())


def test_showing_her_what_is_not_public_settles_it(journey: Journey) -> None:
    fact, secret = a_fact(journey), edition()
    Document.objects.filter(pk=secret.document_id).update(access=Document.Access.RESTRICTED)
    cited(journey, fact, secret)
    today = journey.case.office.today()
    with pytest.raises(Refused, match="futuro"):
        disclose(journey, secret, today + dt.timedelta(1))
    disclose(journey, secret, today)
    assert "undisclosed" not in {w.code for w in country.read(journey.case)[journey.mother.pk].checked.warnings}


def disclose(journey: Journey, version: Any, on: dt.date) -> None:
    actions.disclose(
        journey.cast.as_("officer"),
        journey.mother.pk,
        how="copy",
        on=on,
        document_id=version.document_id,
        key=uuid.uuid4(),
    )


def test_the_log_of_the_case_says_it_once(journey: Journey) -> None:
    version = edition()
    cited(journey, a_fact(journey), version)
    for _twice in range(2):
        recalling.write_down([version.pk], recall.SUPERSEDED)
    event = Event.objects.get(kind="country_changed")
    assert event.payload | {"rules": None} == {"version": str(version.pk), "what": "superseded", "rules": None}


def test_the_unit_sees_numbers_by_office_and_no_case(journey: Journey, cast: Cast) -> None:
    version = edition()
    cited(journey, a_fact(journey), version)
    page = signed_in(cast, "researcher").get(reverse("coi_version", args=[version.pk])).content.decode()
    assert "Qué se apoya en esta edición" in page and "Solicitudes en análisis" in page and "Tapachula" in page
    assert journey.case.number not in page and "Délva" not in page
    scope.enter(cast.researcher)  # the database shows her no case, and counts them
    assert list(recall.resting([version.pk])) == []
    assert [(t.kind, t.n) for t in recall.tallies([version.pk])] == [("citation", 1)]
    assert recall.usage([version.pk]) == {version.document_id: 1}


def test_the_strip_the_list_and_the_decisions_are_for_who_reads_the_narrative(journey: Journey, cast: Cast) -> None:
    version = edition()
    cited(journey, a_fact(journey), version)
    next_edition(version, "Otra cosa.")
    strip = reverse("case_country_changes", args=[journey.case.pk])
    for part, status in {"officer": 200, "reviewer": 200, "clerk": 404, "outsider": 404, "researcher": 404}.items():
        assert signed_in(cast, part).get(strip).status_code == status, part
    assert "Observatorio A" in signed_in(cast, "officer").get(strip).content.decode()
    assert journey.case.number in signed_in(cast, "officer").get(reverse("country_changes")).content.decode()
    assert journey.case.number not in signed_in(cast, "outsider").get(reverse("country_changes")).content.decode()
    assert Citation.objects.count() == 1


def test_the_command_lists_what_is_open_and_apart_what_is_past(
    journey: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    from acogida.coi.commands.affected import affected

    version = edition()
    cited(journey, a_fact(journey), version)
    from argparse import Namespace

    told, words, code = affected(Namespace(version=str(version.pk)))
    assert code == 0 and json.loads(json.dumps(told))["past"] == []
    assert told["open"] == [
        {"kind": "citation", "label": journey.case.number, "office": "TAP", "open": True, "owner": "officer",
         "url": f"/claims/{journey.mother.pk}/assessment/"}
    ]  # fmt: skip
    assert journey.case.number in words
    assert affected(Namespace(version=str(uuid.uuid4())))[2] == 1
    assert affected(Namespace(version="x"))[2] == 2
