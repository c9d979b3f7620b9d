"""How the loaded country compares with the published one: each share, its source, and its date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acogida.cases.queries import before_application
from acogida.demo import figures
from acogida.people.countries import country_name

KEEP = 600  # seconds: on a national load the counts read every row
TOLERANCE = 4.0  # points: what a sample of some thousand persons may differ by chance


@dataclass(frozen=True)
class Measure:
    """One figure. `published` is the range (the same twice for one figure); `value` is counted here;
    `scale` is what a full bar means."""

    label: str | Promise
    published: tuple[float, float]
    value: float | None
    source: str
    as_of: str | Promise
    unit: str = "%"
    scale: float = 100.0

    @property
    def low(self) -> float:
        return self.published[0]

    @property
    def high(self) -> float:
        return self.published[1]

    @property
    def near(self) -> bool | None:
        """Whether the counted value lies in the published range, give or take chance; None when nothing was counted."""
        if self.value is None:
            return None
        room = TOLERANCE * self.scale / 100
        return self.low - room <= self.value <= self.high + room

    @property
    def source_text(self) -> str:
        return figures.SOURCES[self.source]

    @property
    def bar(self) -> dict[str, float]:
        """Widths in hundredths of the full bar."""
        factor = 100 / self.scale
        return {
            "start": round(self.low * factor, 2) if self.low != self.high else 0,
            "width": round((self.high - self.low if self.low != self.high else self.high) * factor, 2),
            "value": round((self.value or 0) * factor, 2),
        }


@dataclass(frozen=True)
class Group:
    title: str | Promise
    note: str | Promise
    measures: list[Measure]


def comparison(today: dt.date) -> list[Group]:
    """Every published share beside the one counted in the register now."""
    found: dict[str, Any] = cache.get("demo.about") or _count(today)
    cache.set("demo.about", found, KEEP)
    return [_people(found), _nationalities(found), _years(found), _outcomes(found)]


def _count(today: dt.date) -> dict[str, Any]:
    """The counts behind all shares, in one pass over each table. What is not an application is not counted."""
    year_ago, outside = today - dt.timedelta(days=365), before_application()
    with connection.cursor() as cursor:
        cursor.execute(PERSONS, [outside])
        persons, women, children, first_office = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM cases_case c WHERE c.stage <> ALL(%s)", [outside])
        cases = cursor.fetchone()[0]
        cursor.execute(NATIONALITIES, [outside, dt.date(2024, 6, 30)])
        nationalities = dict(cursor.fetchall())
        cursor.execute(
            "SELECT extract(year FROM c.presented_on)::int, sum(c.member_count) FROM cases_case c"
            " WHERE c.stage <> ALL(%s) GROUP BY 1",
            [outside],
        )
        years = dict(cursor.fetchall())
        cursor.execute("SELECT outcome, count(*) FROM cases_claim WHERE outcome <> '' GROUP BY 1")
        outcomes = dict(cursor.fetchall())
        cursor.execute(DROPPED, [outside, year_ago])
        old, dropped = cursor.fetchone()
    return {
        "persons": persons, "women": women, "children": children, "first_office": first_office, "cases": cases,
        "nationalities": nationalities, "years": years, "outcomes": outcomes, "old": old, "dropped": dropped,
    }  # fmt: skip


PERSONS = """
SELECT count(*), count(*) FILTER (WHERE p.sex = 'F'),
       count(*) FILTER (WHERE p.birth_year + 18 > extract(year FROM c.presented_on)
         OR (p.birth_year + 18 = extract(year FROM c.presented_on)
             AND (coalesce(p.birth_month, 12), coalesce(p.birth_day, 28))
                 > (extract(month FROM c.presented_on), extract(day FROM c.presented_on)))),
       count(*) FILTER (WHERE o.code = 'TAP')
FROM cases_member m JOIN cases_case c ON c.id = m.case_id JOIN people_person p ON p.id = m.person_id
JOIN accounts_office o ON o.id = c.office_id WHERE m.end IS NULL AND c.stage <> ALL(%s)"""
NATIONALITIES = """
SELECT n.country, count(*) FROM cases_member m JOIN cases_case c ON c.id = m.case_id
JOIN people_nationality n ON n.person_id = m.person_id WHERE m.end IS NULL AND c.stage <> ALL(%s) AND c.presented_on <= %s GROUP BY 1"""
DROPPED = """
SELECT count(*), count(*) FILTER (WHERE cl.stage IN ('abandoned', 'withdrawn', 'not_admitted'))
FROM cases_claim cl JOIN cases_case c ON c.id = cl.case_id WHERE c.stage <> ALL(%s) AND c.presented_on < %s"""


def _share(part: float | None, whole: float | None) -> float | None:
    return round(100 * float(part or 0) / float(whole), 1) if whole else None


def _just(value: float) -> tuple[float, float]:
    """A published figure that is no range."""
    return round(value, 1), round(value, 1)


def _people(found: dict[str, Any]) -> Group:
    persons, cases = found["persons"], found["cases"]
    return Group(
        _("Persons and cases"),
        _("Children are those under 18 on the day the claim was presented."),
        [
            Measure(_("Registered at Tapachula"), (61.2, 64.7), _share(found["first_office"], persons), "QUA",
                    _("2018–2024")),
            Measure(_("Persons per case"), (1.54, 1.71), round(persons / cases, 2) if cases else None, "JOR",
                    _("2020 and 2023"), unit="", scale=3),
            Measure(_("Women and girls"), (37.7, 44.1), _share(found["women"], persons), "QUA", _("2020–2024")),
            Measure(_("Children"), (19.9, 23.9), _share(found["children"], persons), "ORB", _("2020–2021")),
        ],
    )  # fmt: skip


LEADING = {"HN": 172_596, "HT": 128_328, "CU": 68_188, "VE": 39_230, "SV": 36_436}


def _nationalities(found: dict[str, Any]) -> Group:
    counted = found["nationalities"]
    whole, here = sum(LEADING.values()), sum(counted.get(country, 0) for country in LEADING)
    return Group(
        _("Leading nationalities"),
        _("Shares among these five, of persons who applied from 2019 to June 2024."),
        [
            Measure(country_name(country), _just(100 * count / whole), _share(counted.get(country), here), "MAY",
                    _("June 2024"))
            for country, count in LEADING.items()
        ],
    )  # fmt: skip


def _years(found: dict[str, Any]) -> Group:
    whole = sum(figures.APPLICATIONS.values())
    here = sum(int(found["years"].get(year, 0)) for year in figures.APPLICATIONS)
    return Group(
        _("Applications by year"),
        _("Shares among the years 2019–2024. No later total has been published: the volume and mix of 2024 go on, and "
          "the last three months hold more cases, so that the queues have work in them."),
        [
            Measure(str(year), _just(100 * count / whole), _share(found["years"].get(year), here), "COMAR",
                    _("last published"))
            for year, count in figures.APPLICATIONS.items()
        ],
    )  # fmt: skip


def _outcomes(found: dict[str, Any]) -> Group:
    outcomes = found["outcomes"]
    decided = sum(outcomes.values())
    refused = outcomes.get("refused", 0) + outcomes.get("excluded", 0)
    return Group(
        _("Outcomes"),
        _("Outcomes count persons with a decision. Drop-out counts persons who applied more than a year ago and whose "
          "claim ended by abandonment or withdrawal."),
        [
            Measure(_("Recognised as refugees"), (64.8, 68.0), _share(outcomes.get("recognised"), decided), "QUA",
                    _("2013 – September 2024")),
            Measure(_("Complementary protection"), _just(6.2), _share(outcomes.get("complementary_protection"), decided),
                    "QUA", _("2013 – September 2024")),
            Measure(_("Neither status nor protection"), _just(27.4), _share(refused, decided), "QUA", _("2013 – September 2024")),
            Measure(_("Dropped out before a decision"), (70, 80), _share(found["dropped"], found["old"]), "UMU",
                    _("undated")),
        ],
    )  # fmt: skip
