"""What a person is told about contesting a decision: the pack's own term, in words, and the day on which it ends."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.cases.models import ClockInForce
from acogida.determination.models import Notification
from acogida.determination.template import RECOGNISED
from acogida.determination.wording import in_language
from acogida.law import ClockRule, Pack

CLOCK = "appeal"  # by this name in every pack that has such a term


def rule(pack: Pack) -> ClockRule | None:
    """The term to contest a decision, if the pack has one."""
    return pack.clocks.get(CLOCK)


def open_against(outcome: str) -> bool:
    """Whether the person is told of it: when not everything she asked for was given."""
    return outcome != RECOGNISED


def length(rule: ClockRule, on: dt.date) -> str:
    """How long it is for a decision notified on a day, in the language in force: 15 working days, 1 month."""
    amount, _override = rule.length_on(on)
    match rule.unit:
        case "working":
            words = ngettext("%(n)d working day", "%(n)d working days", amount)
        case "calendar":
            words = ngettext("%(n)d calendar day", "%(n)d calendar days", amount)
        case "months":
            words = ngettext("%(n)d month", "%(n)d months", amount)
        case "hours":
            words = ngettext("%(n)d hour", "%(n)d hours", amount)
        case _:
            return _("at once")
    return words % {"n": amount}


def information(pack: Pack, language: str, on: dt.date) -> str:
    """What the decision says about contesting it, in `language`, which must be in force; empty without such a term."""
    term = rule(pack)
    if term is None:
        return ""
    return _(
        "If you do not agree with this decision, you may contest it: %(what)s, within %(term)s (%(source)s). The time runs "
        "from: %(trigger)s; that day is not counted."
    ) % {
        "what": _lower(in_language(pack, term.label, language)),
        "term": length(term, on),
        "source": term.source,
        "trigger": _lower(in_language(pack, term.trigger_text, language)),
    }


def running(pack: Pack, act: Notification) -> ClockInForce | None:
    """The term that a valid act of notification started; None when everything asked for was given."""
    term = rule(pack)
    if term is None or not act.valid or not open_against(act.decision.outcome):
        return None
    clocks = ClockInForce.objects.filter(claim=act.claim_id, clock=term.code, start=act.effective_on)
    return clocks.order_by("-pk").first()


def until(pack: Pack, act: Notification) -> dt.date | None:
    """The last day of that term."""
    clock = running(pack, act)
    return clock.due if clock else None


def _lower(text: str) -> str:
    """A label within a sentence."""
    return text[:1].lower() + text[1:]
