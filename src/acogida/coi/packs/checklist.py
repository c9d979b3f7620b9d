"""The points that a second person goes through before a pack is issued: the four standards of COI and what is proper to a
pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Point:
    code: str
    label: Any
    help: Any


POINTS = (
    Point(
        "relevance",
        _("Relevant"),
        _("Each item answers what is asked in claims from this country, and says why it is here."),
    ),
    Point(
        "balance",
        _("Reliable and balanced"),
        _("Sources of several kinds; each was assessed, and what is doubtful about one is said."),
    ),
    Point(
        "currency",
        _("Accurate and current"),
        _("No item has a newer edition; what is old for its topic is here on purpose, and says so."),
    ),
    Point(
        "transparency",
        _("Traceable"),
        _("Every item opens as it was captured, with its date, its pages and where it was found."),
    ),
    Point("gaps", _("Gaps are said"), _("Sections without an item, and what was sought in vain, are in the note.")),
    Point("facts", _("Facts only"), _("No advice on outcomes, no guidance among the items.")),
    Point("nobody", _("Nobody's case"), _("No name, number or circumstance of anybody who asked for protection.")),
)
CODES = tuple(point.code for point in POINTS)
