"""What if: a term reckoned again under a supposition. Nothing is stored; the supposition lives in the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from acogida.law import ClockRule, Closure, Extension, LawError, Pack, Pause, check_extension

LONGEST = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Supposition:
    """What is supposed on top of what happened."""

    pauses: tuple[Pause, ...] = ()
    closures: tuple[Closure, ...] = ()
    extensions: tuple[Extension, ...] = ()
    resumed_on: dt.date | None = None  # the open pause ends

    def on_top_of(self, pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
        """The pauses of the clock with those supposed."""
        if self.resumed_on:
            pauses = tuple(pause if pause.end else pause._replace(end=self.resumed_on) for pause in pauses)
        return (*pauses, *self.pauses)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class WhatIfForm(forms.Form):
    """Suppositions about one clock, each optional: suspended (or, while it is, resumed), closed, extended."""

    resumed_on = _day(gettext_lazy("On"))
    pause_from = _day(gettext_lazy("From"))
    pause_to = _day(gettext_lazy("Until"))
    closed_from = _day(gettext_lazy("From"))
    closed_to = _day(gettext_lazy("Until"))
    suspends = forms.BooleanField(
        label=gettext_lazy("These days also suspend terms that count every day"), required=False
    )
    amount = forms.IntegerField(label=gettext_lazy("By how much"), required=False, min_value=1, max_value=999)
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        pack: Pack,
        rule: ClockRule,
        start: dt.date,
        granted: tuple[Extension, ...],
        paused_on: dt.date | None = None,
    ) -> None:
        super().__init__(data, prefix="if")
        self.rule, self.start, self.granted, self.paused_on = rule, start, granted, paused_on
        language = get_language() or "es"
        grounds = {ground.code: pack.text(ground.label, language) for ground in pack.extension_grounds}
        allowed = [(code, grounds.get(code, code)) for code in rule.extension.grounds] if rule.extension else []
        self.fields["ground"].choices = [("", _("Choose a ground")), *allowed]  # type: ignore[attr-defined]
        if paused_on or not rule.pausable:
            self._without("pause_from", "pause_to")
        if not paused_on:
            self._without("resumed_on")
        if rule.extension is None:
            self._without("amount", "ground")
        if rule.unit in ("working", "immediate"):
            self._without("suspends")

    def _without(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for first, last in (("pause_from", "pause_to"), ("closed_from", "closed_to")):
            self._check_stretch(found, first, last)
        if (resumed := found.get("resumed_on")) and self.paused_on and resumed < self.paused_on:
            self.add_error("resumed_on", _("The last day is before the first."))
        if found.get("amount") or found.get("ground"):
            self._check_extension(found)
        return found

    def _check_stretch(self, found: dict[str, Any], first: str, last: str) -> None:
        begin, end = found.get(first), found.get(last)
        if end and not begin and first in self.fields:
            self.add_error(first, _("Give the first day."))
        elif begin and end and end < begin:
            self.add_error(last, _("The last day is before the first."))
        elif begin and ((end or begin) - self.start > LONGEST or self.start - begin > LONGEST):
            self.add_error(first, _("These days are too far from the term."))
        elif begin and not end and first == "closed_from":
            self.add_error(last, _("Give the last day."))

    def _check_extension(self, found: dict[str, Any]) -> None:
        if not found.get("amount") or not found.get("ground"):
            self.add_error("amount" if not found.get("amount") else "ground", _("Give both the length and its ground."))
            return
        try:
            check_extension(self.rule, Extension(found["amount"], found["ground"]), self.granted)
        except LawError:
            limit = self.rule.extension
            assert limit is not None
            words = {"max": limit.max, "times": limit.times, "source": limit.source}
            self.add_error("amount", _("The law allows at most %(max)d, %(times)d time(s) (%(source)s).") % words)

    def supposition(self) -> Supposition:
        """What the form supposes; call it when the form is valid."""
        given = self.cleaned_data
        pauses: tuple[Pause, ...] = ()
        closures: tuple[Closure, ...] = ()
        extensions: tuple[Extension, ...] = ()
        if given.get("pause_from"):
            pauses = (Pause(given["pause_from"], given.get("pause_to"), _("supposed")),)
        if given.get("closed_from"):
            reason = {"es": "Cierre supuesto", "en": "Supposed closure"}
            closures = (
                Closure(
                    given["closed_from"], given["closed_to"], None, reason, _("supposed"), bool(given.get("suspends"))
                ),
            )
        if given.get("amount"):
            extensions = (Extension(given["amount"], given["ground"]),)
        return Supposition(pauses, closures, extensions, given.get("resumed_on"))
