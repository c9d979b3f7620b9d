"""The pages as each person sees them, and what they say when something is not done."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from acogida.audit.models import Record
from acogida.coi.models import CoiRequest, Feedback, Finding, IssueStanding
from acogida.coi.recall import resting
from acogida.coi.requests import actions, queries
from acogida.coi.search import indexing
from tests.cast import Cast, a_case, signed_in
from tests.coi.library import a_version
from tests.coi.packs import desk as pack_desk
from tests.coi.requests.desk import QUESTION, asked, assigned, drafted, in_review, issued, k, submitted

pytestmark = pytest.mark.django_db
FORM = {
    "country": "HN", "purpose": "protection", "title": "Policía y extorsión", "question": QUESTION, "consulted": "El paquete",
    "urgency_reason": "", "language": "es", "sharing": "authority",
}  # fmt: skip


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def test_an_officer_asks_from_the_page_of_her_case(cast: Cast) -> None:
    case, client = a_case(cast), signed_in(cast, "officer")
    tab = client.get(reverse("case_page", args=[case.number]) + "?tab=coi").content.decode()
    assert reverse("coi_request_new") + f"?case={case.number}" in tab
    page = client.get(reverse("coi_request_new"), {"case": case.number}).content.decode()
    assert case.number in page
    sent = client.post(
        reverse("coi_request_new"), FORM | key() | {"case": case.number, "background": "La señora Ibáñez huyó."}
    )
    row = CoiRequest.objects.get()
    check = client.get(sent["Location"])
    assert b"<mark>Ib\xc3\xa1\xc3\xb1ez</mark>" in check.content
    refused = client.post(reverse("coi_request_submit", args=[row.pk]), key())
    assert refused.status_code == 409
    client.post(reverse("coi_request_found", args=[row.pk]), {"kind": "name", "fragment": "ibanez", "act": "remove"})
    assert client.post(reverse("coi_request_submit", args=[row.pk]), key()).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.background) == ("submitted", "La señora […] huyó.")
    seen = signed_in(cast, "researcher").get(reverse("coi_request", args=[row.pk])).content.decode()
    assert QUESTION in seen and case.number not in seen


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(cast: Cast) -> None:
    client = signed_in(cast, "officer")
    sent = client.post(
        reverse("coi_request_new"), FORM | key() | {"risk": "on", "consulted": "", "case": "COM-TIJ-2026-00001-X"}
    )
    text = sent.content.decode()
    assert sent.status_code == 422 and QUESTION in text
    assert {"id_consulted_error", "id_risk_why_error", "id_case_error"} <= {
        part.split('"')[0] for part in text.split('id="')
    }


def test_the_unit_triages_and_an_answer_that_is_there_closes_a_request(cast: Cast) -> None:
    made = issued(cast)
    row = submitted(cast)
    client = signed_in(cast, "researcher")
    assert row.number in client.get(reverse("coi_requests") + "?queue=triage").content.decode()
    page = client.get(reverse("coi_request", args=[row.pk])).content.decode()
    assert f"answer:{made.pk}" in page
    act = reverse("coi_request_act", args=[row.pk, "close"])
    assert client.post(act, key() | {"by": "answer:"}).status_code == 409
    assert client.post(act, key() | {"by": f"answer:{made.pk}"}).status_code == 302
    officer = signed_in(cast, "officer").get(reverse("coi_request", args=[row.pk])).content.decode()
    assert reverse("coi_response", args=[made.number]) in officer


def test_passages_are_picked_and_quoted_on_the_page_of_a_statement(cast: Cast) -> None:
    row = assigned(cast)
    response = actions.start(cast.as_("researcher"), row.pk, key=k())
    section = response.sections.first()
    client = signed_in(cast, "researcher")
    sent = client.post(
        reverse("coi_finding_new", args=[row.pk, section.pk]),
        {"text": "Recibe pocas denuncias.", "certainty": "reported"} | key(),
    )
    finding = Finding.objects.get()
    assert sent["Location"] == reverse("coi_finding", args=[row.pk, finding.pk])
    passage = a_version().passages.get()
    indexing.index([passage.version_id])
    found = client.post(
        reverse("coi_finding_passages", args=[row.pk, finding.pk]), {"text": "policía denuncias extorsión"}
    )
    assert f'name="passage" value="{passage.pk}"' in found.content.decode()
    assert Record.objects.get(action="coi.search").detail["terms"] == "policía denuncias extorsión"
    cite = reverse("coi_finding_cite", args=[row.pk, finding.pk])
    wrong = client.post(cite, {"passage": passage.pk, "quote": "La policía recibe muchas", "role": "supports"} | key())
    assert wrong.status_code == 422 and not finding.citations.exists()
    client.post(cite, {"passage": passage.pk, "quote": "La policía recibe pocas denuncias", "role": "supports"} | key())
    assert finding.citations.get().quote == "La policía recibe pocas denuncias"
    assert [(each.kind, each.owner_id) for each in resting([passage.version_id])] == [
        ("response_draft", cast.researcher.pk)
    ]
    stale = client.post(reverse("coi_finding", args=[row.pk, finding.pk]),
                        {"text": "Otra", "certainty": "reported", "version": "7"} | key())  # fmt: skip
    assert stale.status_code == 409 and "Recibe pocas denuncias." in stale.content.decode()


def test_each_page_opens_for_whom_it_is_and_for_nobody_else(cast: Cast) -> None:
    made = issued(cast)
    row = made.request
    wide = {"coi_requests": [], "coi_request": [row.pk], "coi_response": [made.number], "coi_response_difference": [made.number],
            "coi_response_pdf": [made.number, 1]}  # fmt: skip
    unit = {"coi_response_draft": [row.pk], "coi_response_review": [row.pk],
            "coi_finding": [row.pk, Finding.objects.first().pk]}  # type: ignore[union-attr]  # fmt: skip
    opens: dict[str, Any] = {part: {name for name, args in {**wide, **unit}.items()
                             if signed_in(cast, part).get(reverse(name, args=args)).status_code == 200}
                             for part in ("researcher", "officer", "outsider", "nobody")}  # fmt: skip
    assert opens == {
        "researcher": {*wide, *unit}, "officer": set(wide),
        "outsider": {"coi_requests", "coi_response", "coi_response_difference", "coi_response_pdf"},  # of the whole authority
        "nobody": set(),
    }  # fmt: skip


def test_the_public_page_shows_the_answer_and_nothing_else(cast: Cast, client: Any) -> None:
    case = a_case(cast)
    made = issued(cast, case)
    address = reverse("coi_public_response", args=[made.number])
    assert client.get(address).status_code == 404
    signed_in(cast, "second_researcher").post(
        reverse("coi_response_publish", args=[made.number]), {"level": "public"} | key()
    )
    assert IssueStanding.objects.get(issued=made).sharing == "public"
    text = client.get(address).content.decode()
    assert "La policía recibe pocas denuncias." in text and reverse("coi_request", args=[made.request_id]) not in text
    for secret in (case.number, cast.officer.name, cast.researcher.name, cast.officer.office.name, "/coi/passages/"):
        assert secret not in text
    assert made.number in client.get(reverse("coi_public")).content.decode()
    assert client.get(reverse("coi_public_paper", args=[made.number]))["Content-Type"] == "application/pdf"
    actions.withdraw(cast.as_("second_researcher"), made.request_id, "Error", key=k())
    assert client.get(address).status_code == 404
    page = signed_in(cast, "officer").get(reverse("coi_response", args=[made.number])).content.decode()
    assert "Error" in page


def test_the_list_of_a_person_asks_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _n in range(4):
        submitted(cast)
    client = signed_in(cast, "researcher")
    client.get(reverse("coi_requests"))
    with django_assert_max_num_queries(45):
        assert client.get(reverse("coi_requests") + "?queue=open").content.decode().count("COI-MX-") >= 4


def test_drafts_show_what_they_lack_and_reviews_what_was_remarked(cast: Cast) -> None:
    row = drafted(cast)
    row.response.sections.first().findings.all().delete()
    page = signed_in(cast, "researcher").get(reverse("coi_response_draft", args=[row.pk])).content.decode()
    assert "La parte 1 no tiene ninguna afirmación" in page
    other = in_review(cast)
    client = signed_in(cast, "second_researcher")
    finding = other.response.sections.first().findings.get()
    client.post(
        reverse("coi_response_comment", args=[other.pk]), {"finding": finding.pk, "text": "¿De cuándo?"} | key()
    )
    assert "¿De cuándo?" in client.get(reverse("coi_response_review", args=[other.pk])).content.decode()
    refused = client.post(
        reverse("coi_response_review", args=[other.pk]), {"verdict": "approve", "note_q1": "Sí"} | key()
    )
    assert refused.status_code == 409 and 'value="Sí"' in refused.content.decode()


def test_the_country_page_names_its_answers(cast: Cast) -> None:
    made = issued(cast)
    assert made.number in signed_in(cast, "officer").get(reverse("coi_country", args=["HN"])).content.decode()
    assert asked(cast).number  # a draft of hers is on no page of a country


def test_a_pack_answers_a_request_and_readers_say_what_they_think_of_an_answer(cast: Cast) -> None:
    made, row = issued(cast), submitted(cast)
    pack = pack_desk.issued(cast, pack_desk.a_draft(cast, (7, a_version("Otro informe"))))
    act = reverse("coi_request_act", args=[row.pk, "close"])
    client = signed_in(cast, "researcher")
    assert f"pack:{pack.pk}" in client.get(reverse("coi_request", args=[row.pk])).content.decode()
    assert client.post(act, key() | {"by": f"pack:{pack.pk}"}).status_code == 409  # it has to say where
    assert client.post(act, key() | {"by": f"pack:{pack.pk}", "note": "7.1"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answered_pack) == ("answered", pack)
    officer = signed_in(cast, "officer")
    assert pack.label in officer.get(reverse("coi_request", args=[row.pk])).content.decode()
    officer.post(
        reverse("coi_response_feedback", args=[made.number]), {"kind": "outdated", "text": "Hay ley nueva"} | key()
    )
    assert Feedback.objects.get().text == f"{made}: Hay ley nueva"
    assert officer.get(reverse("coi_request_near", args=[row.pk])).status_code == 200


def test_an_answer_says_when_an_edition_it_rests_on_was_replaced_and_its_author_is_told(cast: Cast) -> None:
    made = issued(cast)
    client = signed_in(cast, "officer")
    address = reverse("coi_response", args=[made.number])
    assert "cambió algo" not in client.get(address).content.decode()
    newer = a_version(text="Las pandillas cobran otra cuota. La policía recibe más denuncias que antes.")
    assert reverse("coi_version", args=[newer.pk]) in client.get(address).content.decode()
    assert made.number in signed_in(cast, "researcher").get(reverse("coi_requests") + "?queue=stale").content.decode()
    assert (queries.badge(cast.researcher), queries.badge(cast.second_researcher)) == (1, None)


def test_what_no_form_of_ours_sends_breaks_nothing(cast: Cast) -> None:
    row = submitted(cast)
    client = signed_in(cast, "researcher")
    act = reverse("coi_request_act", args=[row.pk, "accept"])
    assert client.post(act, key() | {"urgency_reason": "because"}).status_code == 404
    assert client.post(reverse("coi_request_act", args=[row.pk, "publish"]), key()).status_code == 404
    assert client.post(reverse("coi_request_act", args=[row.pk, "assign"]), key() | {"to": "x"}).status_code == 409
    assert client.post(act, {}).status_code == 400  # no key
    mine = asked(cast)
    officer = signed_in(cast, "officer")
    assert officer.post(reverse("coi_request_edit", args=[mine.pk]), FORM | {"version": "one"}).status_code == 422
    assert (
        officer.post(
            reverse("coi_request_found", args=[mine.pk]), {"kind": "star", "fragment": "x", "reason": "y"}
        ).status_code
        == 404
    )
    other = in_review(cast)
    second = signed_in(cast, "second_researcher")
    remark = reverse("coi_response_comment", args=[other.pk])
    assert second.post(remark, key() | {"finding": str(uuid.uuid4()), "text": "x"}).status_code == 302
    assert second.post(remark, key() | {"finding": "1", "text": "x"}).status_code == 404
    assert not other.response.comments.exists()
