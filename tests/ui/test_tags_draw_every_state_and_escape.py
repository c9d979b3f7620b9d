"""Tags escape what they are given and draw each of their states."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation

EVIL = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "source",
    [
        "{% badge evil 'danger' %}",
        "{% badge 'a' evil %}",
        "{% status evil %}",
        "{% avatar evil %}",
        "{% avatar 'Ana' evil %}",
        "{% progress 1 2 'success' evil %}",
        "{% clock_bar 1 2 'success' evil %}",
        "{% empty 'inbox' evil evil url=evil label=evil %}",
        "{% idempotency_key evil %}",
        "{% confirm 'c' evil evil url=evil label=evil %}",
        "{% card title=evil %}{{ evil }}{% endcard %}",
        "{% alert 'info' title=evil %}{{ evil }}{% endalert %}",
        "{% dialog 'd' evil %}{{ evil }}{% enddialog %}",
        "{% dropdown label=evil %}{{ evil }}{% enddropdown %}",
        "{% stage_bar stages %}",
        "{% include 'ui/timeline_item.html' with icon=evil title=evil when=evil meta=evil text=evil %}",
        "{% include 'ui/kpi.html' with value=evil label=evil url=evil %}",
        "{{ evil|browser_name }}",
    ],
)
def test_nothing_given_to_a_tag_becomes_markup(render: Any, source: str) -> None:
    drawn = render(source, evil=EVIL, stages=[{"label": EVIL, "state": "done"}])
    assert "<script" not in drawn


def test_no_tag_writes_style_or_handlers_that_the_security_policy_forbids(render: Any) -> None:
    drawn = render(
        "{% progress 3 9 %}{% clock_bar 3 45 %}{% avatar 'Ana' %}{% confirm 'c' 't' url='/x' %}{% dropdown label='d' %}{% enddropdown %}"
    )
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", drawn)


def test_an_unknown_icon_draws_a_point_instead_of_breaking_the_page(render: Any) -> None:
    assert render("{% icon 'no-such-thing' %}") == render("{% icon 'point' %}")


def test_icons_are_silent_for_screen_readers(render: Any) -> None:
    assert 'aria-hidden="true"' in render("{% icon 'home' %}")


def test_an_unknown_tone_is_drawn_neutral(render: Any) -> None:
    assert "tone-secondary" in render("{% badge 'a' 'nonsense' %}")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("María José Núñez", "MN"),
        ("Núñez Ibáñez, María José", "NJ"),
        ("Ñ", "Ñ"),
        ("LM", "LM"),
        ("", ""),
        ("Jean", "J"),
        ("—", "—"),
    ],
)
def test_avatars_show_the_first_letters_of_the_first_and_last_word(render: Any, name: str, letters: str) -> None:
    assert f">{letters}</span>" in render("{% avatar name %}", name=name)


@pytest.mark.parametrize(
    ("value", "top", "drawn"), [(3, 9, ("3", "9")), (-4, 9, ("0", "9")), (12, 9, ("9", "9")), (None, None, ("0", "1"))]
)
def test_progress_stays_between_nothing_and_everything(
    render: Any, value: Any, top: Any, drawn: tuple[str, str]
) -> None:
    assert f'value="{drawn[0]}" max="{drawn[1]}"' in render("{% progress value top %}", value=value, top=top)


def test_a_clock_of_45_days_has_45_segments_and_fills_those_gone(render: Any) -> None:
    drawn = render("{% clock_bar 31 45 %}")
    assert drawn.count('class="gone"') == 31
    assert drawn.count('class="left"') == 14


def test_a_long_clock_shares_its_days_among_sixty_segments(render: Any) -> None:
    drawn = render("{% clock_bar 90 180 %}")
    assert drawn.count('class="gone"') == drawn.count('class="left"') == 30


@pytest.mark.parametrize(
    ("language", "words", "figures"),
    [("es-mx", "11 de mayo de 2021", "11/05/2021"), ("en", "11 May 2021", "11 May 2021")],
)
def test_civil_dates_are_written_in_words_in_the_readers_language(
    render: Any, language: str, words: str, figures: str
) -> None:
    with translation.override(language):
        drawn = render(
            "{% civil_date day %}|{% short_date day %}|{{ day|civil }}|{{ day|short }}", day=dt.date(2021, 5, 11)
        )
    assert re.sub(r"<[^>]+>", "", drawn).split("|") == [words, figures, words, figures]
    assert 'datetime="2021-05-11"' in drawn


def test_no_date_draws_nothing(render: Any) -> None:
    assert render("{% civil_date none %}{% short_date none %}{% moment none %}", none=None) == ""


def test_an_instant_is_refused_where_a_civil_date_is_meant(render: Any) -> None:
    with pytest.raises(TypeError, match="civil date"):
        render("{% civil_date now %}", now=dt.datetime(2021, 5, 11, 3, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("zone", "shown"), [("America/Mexico_City", "10/05/2021 22:00"), ("America/Tijuana", "10/05/2021 20:00")]
)
def test_an_instant_is_shown_on_the_clock_of_the_office(render: Any, zone: str, shown: str) -> None:
    office = SimpleNamespace(zone=zone)
    with translation.override("es-mx"):
        drawn = render("{% moment at office %}", at=dt.datetime(2021, 5, 11, 3, tzinfo=dt.UTC), office=office)
    assert shown in drawn


def test_stages_say_in_words_which_is_now(render: Any) -> None:
    drawn = render(
        "{% stage_bar stages %}",
        stages=[{"label": "A", "state": "done"}, {"label": "B", "state": "current"}, {"label": "C", "state": "todo"}],
    )
    assert drawn.count('aria-current="step"') == 1
    assert '<li class="current" aria-current="step"><span>B</span>' in drawn


def test_the_pager_keeps_filters_and_drops_the_old_place(render: Any) -> None:
    request = RequestFactory().get("/cases/?stage=interview&nationality=HN&after=old")
    page = SimpleNamespace(has_next=True, has_prev=True, next_token="n+1", prev_token="p1")
    drawn = render("{% pager page %}", request, page=page)
    assert 'href="?stage=interview&amp;nationality=HN&amp;after=n%2B1"' in drawn
    assert 'href="?stage=interview&amp;nationality=HN&amp;before=p1"' in drawn
    assert "old" not in drawn


def test_a_single_page_has_no_pager(render: Any) -> None:
    page = SimpleNamespace(has_next=False, has_prev=False, next_token="", prev_token="")
    assert render("{% pager page %}", page=page).strip() == ""


def test_each_form_gets_a_key_of_its_own_and_a_given_key_is_kept(render: Any) -> None:
    key = "0190b3a0-0000-7000-8000-000000000001"
    assert render("{% idempotency_key %}") != render("{% idempotency_key %}")
    assert key in render("{% idempotency_key key %}", key=key)


class Form(forms.Form):
    name = forms.CharField(label="Nombre", help_text="Como aparece")
    born = forms.DateField(label="Nacimiento", initial=dt.date(1992, 3, 14))
    sex = forms.ChoiceField(label="Sexo", choices=[("F", "Mujer"), ("M", "Hombre")], widget=forms.RadioSelect)
    note = forms.CharField(label="Nota", required=False, widget=forms.Textarea)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_label_hint_and_error_to_its_widget(render: Any) -> None:
    drawn = render("{% field form.name %}", form=Form({}))
    assert '<label class="form-label" for="id_name">' in drawn
    assert 'aria-describedby="id_name_hint id_name_error"' in drawn
    assert 'id="id_name_hint"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_valid_field_has_no_error_and_no_dangling_reference(render: Any) -> None:
    drawn = render("{% field form.note %}", form=Form())
    assert "aria-describedby" not in drawn
    assert "_error" not in drawn


def test_date_fields_speak_iso_to_the_browser_in_every_language(render: Any) -> None:
    with translation.override("es-mx"):
        drawn = render("{% field form.born %}", form=Form())
    assert 'type="date"' in drawn
    assert 'value="1992-03-14"' in drawn


def test_choices_are_a_named_group(render: Any) -> None:
    drawn = render("{% field form.sex %}", form=Form({}))
    assert "<fieldset" in drawn
    assert "<legend" in drawn
    assert 'aria-describedby="id_sex_error"' in drawn
    assert drawn.count('type="radio"') == 2


def test_a_field_passes_other_attributes_to_its_widget(render: Any) -> None:
    drawn = render('{% field form.name autocomplete="off" data_autosave_me="1" %}', form=Form())
    assert 'autocomplete="off"' in drawn
    assert 'data-autosave-me="1"' in drawn


def test_the_error_summary_leads_to_each_field(render: Any) -> None:
    drawn = render("{% error_summary form %}", form=Form({}))
    for target in ("#id_name", "#id_born", "#id_sex_0"):
        assert f'href="{target}"' in drawn


def test_there_is_no_error_summary_without_errors(render: Any) -> None:
    assert render("{% error_summary form %}", form=Form()).strip() == ""


def test_a_slot_that_no_room_fills_stays_empty(render: Any) -> None:
    assert render("{% include_if_exists 'no/such.html' %}") == ""
