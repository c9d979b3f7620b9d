"""The table proposes a modality from what is known of a case; a person confirms or overrules, with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from acogida.accounts.models import Posting, Role, User
from acogida.cases import packs, store
from acogida.cases.actions import NewMember, open_case
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event, Member
from acogida.determination import actions, triage_facts, triaging
from acogida.people.models import SpecificNeed
from tests.cast import Cast, a_case, a_person, admitted, signed_in

pytestmark = pytest.mark.django_db


def an_admitted_case(cast: Cast, **changes: Any) -> Case:
    """One person from Honduras, for whom a presumption of inclusion was declared."""
    return admitted(cast, a_case(cast, members=[NewMember(a_person(cast, **changes), Member.Role.PRINCIPAL)]))


def set_modality(
    cast: Cast, case: Case, modality: str = "", priority: str = "", reason: str = "", **changes: Any
) -> Event:
    """The officer decides; what is not given is what the table proposes."""
    sheet = triaging.sheet(case)
    given = {
        "modality": modality or sheet.proposal.modality, "priority": priority or sheet.proposal.priority,
        "reason": reason, "seen": sheet.print, "key": uuid.uuid4(), **changes,
    }  # fmt: skip
    event = actions.set_modality(cast.as_("officer"), case.pk, **given)
    case.refresh_from_db()
    return event


def test_a_case_covered_by_a_presumption_is_proposed_for_the_simplified_track(cast: Cast) -> None:
    case = an_admitted_case(cast)
    sheet = triaging.sheet(case)
    assert (sheet.proposal.modality, sheet.proposal.row) == ("simplified", "presumption")
    assert sheet.facts["declarations"] == ["inclusion_2019"]
    event = set_modality(cast, case)
    assert case.modality == "simplified"
    assert event.payload["pack"] == case.pack_id
    assert event.payload["row"] == "presumption"
    assert event.payload["proposed"] == event.payload["modality"] == "simplified"
    assert event.payload["overruled"] is False
    assert event.payload["table_from"] == "2019-07-01"
    assert event.payload["facts"]["nationality"] == "HN"
    assert "Núñez" not in str(event.payload)


def test_overruling_needs_a_reason_and_keeps_what_was_proposed(cast: Cast) -> None:
    case = an_admitted_case(cast)
    with pytest.raises(Refused, match="propone"):
        set_modality(cast, case, "regular")
    with pytest.raises(Refused, match="propone"):
        set_modality(cast, case, priority="urgent", reason="  ")
    assert case.modality == "regular"
    event = set_modality(cast, case, "regular", reason="Su relato no es el del perfil.")
    assert (event.payload["proposed"], event.payload["modality"]) == ("simplified", "regular")
    assert event.payload["overruled"] is True
    assert event.payload["reason"] == "Su relato no es el del perfil."


def test_a_later_change_needs_a_reason_and_erases_nothing(cast: Cast) -> None:
    case = an_admitted_case(cast)
    first = set_modality(cast, case)
    with pytest.raises(Refused, match="ya tiene"):
        set_modality(cast, case, reason="Otra vez lo mismo.")
    with pytest.raises(Refused, match="por qué"):
        set_modality(cast, case, "regular")
    second = set_modality(cast, case, "regular", reason="Surgieron dudas.")
    assert case.modality == "regular"
    assert triaging.history(case) == [second, first]
    assert second.payload["before"] == "simplified"
    state = store.rebuild(case)
    assert state.modality == "regular"


def test_what_is_noted_changes_the_proposal_and_the_last_note_counts(cast: Cast) -> None:
    case = an_admitted_case(cast)
    note = {"exclusion_flags": ["gang"], "identity_doubt": False}
    actions.note_for_triage(cast.as_("officer"), case.pk, note, key=uuid.uuid4())
    case.refresh_from_db()
    sheet = triaging.sheet(case)
    assert (sheet.proposal.modality, sheet.proposal.row) == ("regular", "exclusion")
    [declared] = sheet.declarations
    assert [refusal.code for refusal in declared.excluded] == ["exclusion_flags"]
    actions.note_for_triage(
        cast.as_("officer"), case.pk, {"exclusion_flags": [], "identity_doubt": True}, key=uuid.uuid4()
    )
    assert triaging.sheet(case).proposal.row == "identity"


def test_a_proposal_that_changed_meanwhile_is_not_confirmed(cast: Cast) -> None:
    case = an_admitted_case(cast)
    seen = triaging.sheet(case).print
    actions.note_for_triage(cast.as_("second_officer"), case.pk, {"identity_doubt": True}, key=uuid.uuid4())
    with pytest.raises(Refused, match="propuesta"):
        set_modality(cast, case, "simplified", "normal", "x", seen=seen)
    case.refresh_from_db()
    assert case.modality == "regular"


def test_the_same_form_sent_twice_is_one_decision(cast: Cast) -> None:
    case = an_admitted_case(cast)
    key = uuid.uuid4()
    seen = triaging.sheet(case).print
    first = set_modality(cast, case, key=key, seen=seen)
    assert set_modality(cast, case, key=key, seen=seen) == first


def test_a_modality_the_law_does_not_know_is_refused(cast: Cast) -> None:
    case = an_admitted_case(cast)
    with pytest.raises(Refused):
        set_modality(cast, case, "express", reason="Rápido.")
    with pytest.raises(Refused):
        set_modality(cast, case, priority="now", reason="Rápido.")


def test_only_who_holds_the_grant_triages(cast: Cast) -> None:
    case = an_admitted_case(cast)
    seen = triaging.sheet(case).print
    for part in ("clerk", "notifier", "outsider", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.set_modality(
                cast.as_(part),
                case.pk,
                modality="simplified",
                priority="normal",
                reason="",
                seen=seen,
                key=uuid.uuid4(),
            )
        with pytest.raises(PermissionDenied):
            actions.note_for_triage(cast.as_(part), case.pk, {"identity_doubt": True}, key=uuid.uuid4())
        assert signed_in(cast, part).get(reverse("case_triage", args=[case.pk])).status_code == 404


def test_facts_are_those_of_all_members_and_of_one_claim_when_asked_of_it(cast: Cast) -> None:
    mother = a_person(cast, needs=[("SP-PT", False)])
    child = a_person(cast, given_names="Ana", birth_year=2018, nationalities=["GT"], needs=[("LP-CR", True)])
    members = [NewMember(mother, Member.Role.PRINCIPAL), NewMember(child, Member.Role.DEPENDANT, "child")]
    case = a_case(cast, members=members)
    hers = case.claims.get(person=child)
    assert triage_facts.nationality(case, None) == "HN"
    assert triage_facts.nationality(case, hers) == "GT"
    assert triage_facts.nationalities(case, None) == ["GT", "HN"]
    assert triage_facts.nationalities(case, hers) == ["GT"]
    assert triage_facts.needs(case, None) == ["LP-CR", "SP-PT"]
    assert triage_facts.child(case, None) is False
    assert triage_facts.child(case, hers) is True
    assert triage_facts.exclusion_flags(case, None) == ["criminal_record"]
    SpecificNeed.objects.filter(code="LP-CR").update(status="closed")
    assert triage_facts.exclusion_flags(case, None) == []


def test_a_doubt_the_clerk_had_is_a_doubt_until_somebody_notes_otherwise(cast: Cast) -> None:
    office = cast.clerk.office
    case = open_case(
        cast.as_("clerk"), office=office, members=[NewMember(a_person(cast), Member.Role.PRINCIPAL)],
        presented_on=office.today(), intent_on=None, key=uuid.uuid4(), payload={"unsure_duplicates": [str(uuid.uuid4())]},
    )  # fmt: skip
    assert triage_facts.identity_doubt(case, None) is True
    actions.note_for_triage(cast.as_("officer"), case.pk, {"identity_doubt": False}, key=uuid.uuid4())
    assert triage_facts.identity_doubt(case, None) is False


def test_detention_is_as_last_said(cast: Cast) -> None:
    case = an_admitted_case(cast)
    assert triage_facts.detained(case, None) is False
    for said in (True, False):
        actions.note_for_triage(cast.as_("officer"), case.pk, {"detained": said}, key=uuid.uuid4())
        assert triage_facts.detained(case, None) is said


def director(cast: Cast) -> Client:
    """Somebody who triages everywhere and may not see restricted needs."""
    user = User.objects.create(username="director", office=cast.signatory.office, must_use_second_factor=False)
    Posting.objects.create(
        user=user, role=Role.objects.get(code="director"), office=cast.signatory.office, start=dt.date(2019, 1, 1)
    )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_restricted_need_is_named_only_to_who_may_see_it_and_never_in_the_log(cast: Cast) -> None:
    case = an_admitted_case(cast, needs=[("SV-VO", True), ("SP-PT", False)])
    pack = packs.of(case)
    secret, open_ = (pack.text(pack.need(code).label, "es") for code in ("SV-VO", "SP-PT"))
    address = reverse("case_triage", args=[case.pk])
    page = signed_in(cast, "officer").get(address).content.decode()
    assert secret in page and open_ in page
    page = director(cast).get(address).content.decode()
    assert secret not in page and "SV-VO" not in page
    assert open_ in page
    event = set_modality(cast, case)
    assert event.payload["facts"]["needs"] == ["SP-PT", "restricted"]


def test_the_page_shows_the_proposal_its_source_and_the_rows_that_do_not_decide(cast: Cast) -> None:
    case = an_admitted_case(cast)
    page = signed_in(cast, "officer").get(reverse("case_triage", args=[case.pk]))
    text = page.content.decode()
    assert "procedimiento diferenciado de COMAR, julio de 2019" in text
    assert "<code>presumption</code>" in text
    assert "<code>identity</code>" in text
    assert "Presunción de inclusión (procedimiento diferenciado)" in text
    assert "La lista de nacionalidades y la fecha de fin no están publicadas" in text  # unverified, and says so


def test_the_decision_is_taken_on_the_page_and_shown_with_its_safeguards_on_the_case(cast: Cast) -> None:
    case = an_admitted_case(cast)
    client = signed_in(cast, "officer")
    address = reverse("case_triage", args=[case.pk])
    form = {"seen": triaging.sheet(case).print, "modality": "regular", "priority": "high", "reason": ""}
    refused = client.post(address, form | {"idempotency_key": str(uuid.uuid4())})
    assert refused.status_code == 409
    assert "por qué decide" in refused.content.decode()
    done = client.post(address, form | {"reason": "Relato atípico.", "idempotency_key": str(uuid.uuid4())})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.modality == "regular"
    tab = client.get(reverse("case_page", args=[case.number]), {"tab": "modality"}).content.decode()
    assert "Protección complementaria analizada en toda negativa" in tab
    assert "Relato atípico." in tab
    assert "presumption" in tab
    clerks = signed_in(cast, "clerk").get(reverse("case_page", args=[case.number]), {"tab": "modality"})
    assert "Protección complementaria analizada en toda negativa" in clerks.content.decode()
    assert "Relato atípico." not in clerks.content.decode()


def test_a_note_on_the_page_asks_the_table_again(cast: Cast) -> None:
    case = an_admitted_case(cast)
    client = signed_in(cast, "officer")
    form = {"exclusion_flags": ["military"], "idempotency_key": str(uuid.uuid4())}
    page = client.post(reverse("case_triage_note", args=[case.pk]), form, follow=True).content.decode()
    assert "<code>exclusion</code>" in page
    assert "Fuerzas armadas" in page
