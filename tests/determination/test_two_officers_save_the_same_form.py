"""Saving over a colleague's work loses nothing: other fields are kept, the same field is put to the person."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from acogida.determination import actions
from acogida.determination.actions.assessing import SaveConflict
from acogida.determination.merge import merge
from acogida.determination.models import Assessment, MaterialFact
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def test_changes_to_different_fields_are_both_kept(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    actions.save_assessment(cast.as_("officer"), journey.mother.pk, {"summary": "Uno"}, version=0, base={})
    saved, taken = actions.save_assessment(
        cast.as_("second_officer"), journey.mother.pk, {"harm": "Dos"}, version=0, base={}
    )
    assert (saved.data["answers"]["summary"], saved.data["answers"]["harm"]) == ("Uno", "Dos")
    assert taken == ("summary",)


def test_the_same_field_raises_with_both_values_and_saves_neither(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    actions.save_assessment(cast.as_("officer"), journey.mother.pk, {"summary": "Uno"}, version=0, base={})
    with pytest.raises(SaveConflict) as caught:
        actions.save_assessment(cast.as_("second_officer"), journey.mother.pk, {"summary": "Dos"}, version=0, base={})
    assert caught.value.merge.conflicts == ("summary",)
    assert caught.value.theirs["summary"] == "Uno"
    assert caught.value.merge.merged["summary"] == "Dos"
    assert Assessment.objects.get().data["answers"]["summary"] == "Uno"


def test_the_page_shows_both_and_keeps_what_is_chosen(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    url = reverse("assessment_page", args=[journey.mother.pk])
    form = {"version": "0", "base": json.dumps({"summary": ""})}
    assert signed_in(cast, "officer").post(url, {**form, "summary": "Lo que escribió Laura"}).status_code == 302
    mine = signed_in(cast, "second_officer")
    page = mine.post(url, {**form, "summary": "Lo que escribió Óscar", "harm": "Daño"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Lo que escribió Laura" in text
    assert "Lo que escribió Óscar" in text
    chosen = {"version": page.context["version"], "merged": page.context["merged"], "theirs": page.context["theirs"],
              "conflict": ["summary"], "choice_summary": "both"}  # fmt: skip
    assert mine.post(url, chosen).status_code == 302
    answers = Assessment.objects.get().data["answers"]
    assert answers["summary"] == "Lo que escribió Laura\n\nLo que escribió Óscar"
    assert answers["harm"] == "Daño"


def test_a_page_that_saves_itself_is_told_of_the_conflict(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    url = reverse("assessment_page", args=[journey.mother.pk])
    form = {"version": "0", "base": "{}"}
    first = signed_in(cast, "officer").post(url, {**form, "summary": "Uno"}, headers={"Accept": "application/json"})
    assert first.json()["version"] == 1
    second = signed_in(cast, "second_officer").post(
        url, {**form, "summary": "Dos"}, headers={"Accept": "application/json"}
    )
    assert second.status_code == 409
    assert "Resumen" in second.json()["fields"][0]


def test_a_date_that_does_not_exist_leaves_the_saved_one(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    url = reverse("assessment_page", args=[journey.mother.pk])
    actions.save_assessment(cast.as_("officer"), journey.mother.pk, {"sre_asked_on": "2024-05-02"}, version=0, base={})
    form = {
        "version": "1",
        "base": json.dumps({"sre_asked_on": "2024-05-02"}),
        "sre_asked_on": "2024-02-31",
        "harm": "Daño",
    }
    signed_in(cast, "officer").post(url, form)
    answers = Assessment.objects.get().data["answers"]
    assert (answers["sre_asked_on"], answers["harm"]) == ("2024-05-02", "Daño")


def test_two_versions_of_a_fact_meet_on_one_page(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    fact_id = uuid.uuid4()
    actions.save_fact(cast.as_("officer"), journey.mother.pk, {"statement": "Uno"}, fact_id=fact_id, version=0, base={})
    url = reverse("fact_page", args=[journey.mother.pk, fact_id])
    base = json.dumps({"statement": "Uno"})
    one = signed_in(cast, "officer").post(url, {"version": "1", "base": base, "statement": "Uno, con fecha"})
    assert one.status_code == 302
    two = signed_in(cast, "second_officer")
    page = two.post(url, {"version": "1", "base": base, "statement": "Uno, con lugar"})
    assert page.status_code == 409
    chosen = {"version": page.context["version"], "merged": page.context["merged"], "theirs": page.context["theirs"],
              "conflict": ["statement"], "choice_statement": "mine"}  # fmt: skip
    assert two.post(url, chosen).status_code == 302
    assert MaterialFact.objects.get().statement == "Uno, con lugar"


def test_nothing_typed_is_nothing_changed() -> None:
    result = merge({"a": "", "b": None, "c": []}, {"a": None, "b": "", "c": ""}, {"a": "x", "b": None, "c": ["y"]})
    assert result.conflicts == ()
    assert result.merged == {"a": "x", "b": None, "c": ["y"]}
    assert result.theirs_changed == ("a", "c")
