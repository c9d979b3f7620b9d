"""The family a newcomer registers first, as a card to type from, and the person of the register who may be one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acogida.demo.households import DemoPerson


@dataclass(frozen=True)
class SamplePerson:
    """What the clerk is told of one member. `relation` is a code of the pack's relations."""

    role: str | Promise
    relation: str
    given_names: str
    first_surname: str
    sex: str
    birth: dt.date
    birth_country: str
    nationality: str
    own_claim: bool
    languages: tuple[tuple[str, bool], ...]  # (code, needs interpreter)
    document: str | Promise = ""


SAMPLE: tuple[SamplePerson, ...] = (
    SamplePerson(
        _("Mother, principal applicant"), "principal", "Guerline", "Saint Fleur", "F", dt.date(1992, 8, 23), "HT", "HT",
        True, (("ht", True), ("fr", False)), _("Haitian passport PP4418207"),
    ),
    SamplePerson(
        _("Partner, with a claim of his own"), "partner", "Wisler", "Exantus", "M", dt.date(1988, 4, 11), "HT", "HT",
        True, (("ht", True),), _("No document"),
    ),
    SamplePerson(
        _("Daughter, nine years old"), "child", "Naïka", "Exantus", "F", dt.date(2017, 3, 2), "HT", "HT",
        False, (("ht", True), ("es", False)), _("Haitian birth certificate"),
    ),
    SamplePerson(
        _("Baby, born in Chile"), "child", "Benjamín", "Exantus", "M", dt.date(2025, 9, 30), "CL", "CL",
        False, (("ht", True),), _("Chilean birth certificate"),
    ),
)  # fmt: skip


def known_before() -> DemoPerson:
    """The partner as another clerk kept him years ago: day and month of birth changed places."""
    partner = SAMPLE[1]
    return DemoPerson(
        given=partner.given_names, first=partner.first_surname, second="",
        declared=f"{partner.given_names} {partner.first_surname}", sex=partner.sex, year=partner.birth.year,
        month=partner.birth.day, day=partner.birth.month, relation="principal", own_claim=True, nationality="HT",
        born_in="HT", age=34, languages=[("ht", True)], occupation="albañil", marital_status="single",
    )  # fmt: skip
