"""What a reviewer goes through: the four standards of country information (ACCORD; EUAA methodology) and the nine questions
that refugee judges ask of it (IARLJ, checklist for the use of country information, 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    code: str
    text: Any


STANDARDS = (
    Item("relevance", _("Relevance: every statement answers what was asked, and what was asked is answered.")),
    Item("reliability", _("Reliability and balance: sources of different kinds, each known for what it is.")),
    Item("accuracy", _("Accuracy and currency: checked against each other, and right as of the cut-off date.")),
    Item("transparency", _("Transparency: each statement can be traced to its words, and they mean what it says.")),
)
JUDGES = (
    Item("q1", _("Is the information relevant to the question?")),
    Item("q2", _("Does it cover the matter adequately?")),
    Item("q3", _("How current is it?")),
    Item("q4", _("Is it satisfactorily sourced?")),
    Item("q5", _("Does it rest on sources that the public can read?")),
    Item("q6", _("Was it prepared by an empirical and sound method?")),
    Item("q7", _("Is it impartial and independent?")),
    Item("q8", _("Is it balanced, and not overly selective?")),
    Item("q9", _("Have other courts or authorities examined it?")),
)
ITEMS = (*STANDARDS, *JUDGES)
