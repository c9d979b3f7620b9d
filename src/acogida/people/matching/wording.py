"""The evidence between two records in words a clerk understands, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.people.matching.explain import Reason

PARTS: dict[str, Promise] = {
    "given": gettext_lazy("given name"),
    "first_surname": gettext_lazy("first surname"),
    "second_surname": gettext_lazy("second surname"),
    "name": gettext_lazy("full name"),
}
NAMES: dict[str, Promise] = {
    "exact": gettext_lazy("same %(part)s"),
    "spelling": gettext_lazy("%(part)s spelt otherwise"),
    "variant": gettext_lazy("another form of the %(part)s"),
    "romanised": gettext_lazy("%(part)s in another romanisation"),
    "near": gettext_lazy("%(part)s with another letter"),
    "sound": gettext_lazy("%(part)s that sounds alike"),
    "initial": gettext_lazy("initial of the %(part)s"),
    "conflict": gettext_lazy("another %(part)s"),
    "missing": gettext_lazy("%(part)s on one of them only"),
}
OTHERS: dict[tuple[str, str], Promise] = {
    ("order", "crossed"): gettext_lazy("given names and surnames in each other's place"),
    ("birth", "same"): gettext_lazy("same date of birth"),
    ("birth", "same_new_year"): gettext_lazy("both born on 1 January of the same year"),
    ("birth", "swapped"): gettext_lazy("day and month of birth swapped"),
    ("birth", "year_and_part"): gettext_lazy("date of birth differs in the day or the month"),
    ("birth", "year_unknown_rest"): gettext_lazy("same year of birth, no exact date"),
    ("birth", "day_near_year"): gettext_lazy("same day and month of birth, year slightly off"),
    ("birth", "day_month"): gettext_lazy("same day and month of birth, another year"),
    ("birth", "year"): gettext_lazy("same year of birth, another day"),
    ("birth", "near_year"): gettext_lazy("born one year apart"),
    ("birth", "different"): gettext_lazy("another date of birth"),
    ("birth", "same_text"): gettext_lazy("date of birth written alike"),
    ("sex", "same"): gettext_lazy("same sex"),
    ("sex", "different"): gettext_lazy("another sex"),
    ("nationality", "same"): gettext_lazy("same nationality"),
    ("nationality", "different"): gettext_lazy("another nationality"),
}


def words(evidence: Iterable[Reason], *, brief: bool = True) -> list[str]:
    """Each piece of evidence as a phrase, strongest first. `brief` leaves out what nearly everybody shares: same sex,
    same nationality."""
    return [
        phrase(reason)
        for reason in evidence
        if not (brief and reason.part in ("sex", "nationality") and reason.what == "same")
    ]


def phrase(reason: Reason) -> str:
    """ "same first surname, which is rare"."""
    if (reason.part, reason.what) in OTHERS:
        return str(OTHERS[reason.part, reason.what])
    said = NAMES[reason.what] % {"part": PARTS[reason.part]}
    if reason.what == "exact" and reason.rarity == "rare":
        return _("%(said)s, which is rare") % {"said": said}
    if reason.what == "exact" and reason.rarity == "common":
        return _("%(said)s, which is common") % {"said": said}
    return said
