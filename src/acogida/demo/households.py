"""A household that asks for protection: who its members are. Pure; everybody in it is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from acogida.demo import figures
from acogida.demo.names import Culture, culture_of

SIZES = tuple(figures.HOUSEHOLD_SIZES)
SIZE_WEIGHTS = tuple(accumulate(figures.HOUSEHOLD_SIZES.values()))
# (language, weight) by country; the first word that is not Spanish needs an interpreter.
LANGUAGES: dict[str, tuple[tuple[str, float], ...]] = {
    "HT": (("ht", 1.0),),
    "BR": (("pt", 1.0),),
    "AO": (("pt", 0.8), ("ln", 0.2)),
    "SN": (("wo", 0.8), ("fr", 0.2)),
    "AF": (("prs", 0.65), ("ps", 0.35)),
    "CN": (("zh", 1.0),),
    "GT": (("es", 0.84), ("quc", 0.05), ("kek", 0.05), ("mam", 0.06)),
    "HN": (("es", 0.96), ("cab", 0.04)),
    "NI": (("es", 0.97), ("miq", 0.03)),
}
SECOND_LANGUAGE = {"HT": "fr", "AF": "en", "SN": "fr", "AO": "fr"}
SPANISH_LEARNT = {"HT": 0.3, "BR": 0.4}  # many lived in Chile, Brazil or the Dominican Republic first
JOBS_MEN = ("albañil", "jornalero", "chofer", "mecánico", "comerciante", "panadero", "agricultor", "electricista",
            "pescador", "soldador", "guardia", "estudiante", "docente", "carpintero")  # fmt: skip
JOBS_WOMEN = ("comerciante", "trabajadora del hogar", "cocinera", "costurera", "enfermera", "estudiante", "docente",
              "estilista", "agricultora", "vendedora", "cuidadora", "contadora")  # fmt: skip
EDUCATION = (
    "none",
    "primary",
    "primary",
    "lower_secondary",
    "lower_secondary",
    "upper_secondary",
    "technical",
    "university",
)


@dataclass(slots=True)
class DemoPerson:
    """One invented person, as registration would have kept her. `languages`: (code, needs interpreter)."""

    given: str
    first: str
    second: str
    declared: str
    sex: str
    year: int
    month: int | None
    day: int | None
    relation: str  # to the principal, "principal" for herself
    own_claim: bool
    nationality: str
    born_in: str
    age: int
    languages: list[tuple[str, bool]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    document: tuple[str, str] | None = None  # (kind, number)
    occupation: str = ""
    education: str = ""
    marital_status: str = ""
    estimated: bool = False
    outcome: str = "refused"  # what a decision would say, when the journey comes to one

    @property
    def in_order(self) -> tuple[str, ...]:
        """The parts of the name in the order in which she says them, then again as Mexican fields."""
        eastern = self.declared.startswith(self.first) and self.declared != self.first and self.nationality == "CN"
        return (self.first, self.given) if eastern else (self.given, self.first, self.second)


def draw(random: Random, country: str, on: dt.date) -> list[DemoPerson]:
    """A household from `country` that presents itself on `on`; the principal applicant first."""
    culture = culture_of(country)
    if random.random() < figures.UNACCOMPANIED:
        child = _person(
            random, culture, country, on, sex=_sex(random, 0.4), age=random.randint(13, 17), relation="principal"
        )
        child.needs.append("SC-UC")
        return [child]
    size = random.choices(SIZES, cum_weights=SIZE_WEIGHTS)[0]
    with_partner = size > 1 and random.random() < (0.42 if size == 2 else 0.66)
    principal = _person(
        random, culture, country, on,
        sex=_sex(random, 0.27 if size == 1 else (0.48 if with_partner else 0.72)),
        age=_adult_age(random, 18 if size == 1 else 21), relation="principal",
    )  # fmt: skip
    household = [principal]
    parents = {principal.sex: (principal.first, principal.second)}
    if with_partner:
        other = "M" if principal.sex == "F" else "F"
        age = max(18, principal.age + random.randint(-5, 5))
        partner = _person(
            random, culture, country, on, sex=other, age=age, relation=random.choice(("partner", "spouse"))
        )
        partner.own_claim = random.random() < 0.15
        principal.marital_status = partner.marital_status = "married" if partner.relation == "spouse" else "partnership"
        household.append(partner)
        parents[other] = (partner.first, partner.second)
    while len(household) < size:
        household.append(_dependant(random, culture, country, on, household, parents))
    if not with_partner and any(member.relation == "child" for member in household):
        principal.needs.append("SP-PT")
    return household


def _dependant(
    random: Random, culture: Culture, country: str, on: dt.date, household: list[DemoPerson],
    parents: dict[str, tuple[str, str]],
) -> DemoPerson:  # fmt: skip
    principal, taken = household[0], {member.given for member in household}
    if random.random() < 0.12:  # a grown relative
        age = random.randint(18, 45)
        relation = "sibling"
        surnames = (principal.first, principal.second)
    else:
        oldest = min(17, principal.age - 17)
        age, relation = random.randint(0, max(0, oldest)), "child"
        surnames = culture.childs_surnames(parents.get("M"), parents.get("F"))
    born_in = country
    if country == "HT" and relation == "child" and age <= 8:  # born on the way, with that country's nationality
        born_in = random.choices(("HT", "CL", "BR"), weights=(0.5, 0.3, 0.2))[0]
    sex = _sex(random, 0.49)
    person = _person(
        random, culture, country, on, sex=sex, age=age, relation=relation, surnames=surnames, born_in=born_in
    )
    while person.given in taken:  # nobody gives two children one name
        person.given = culture.given(random, sex, born_on_the_way=born_in != country)
        person.declared = culture.declared(person.given, person.first, person.second)
    return person


def _person(
    random: Random, culture: Culture, country: str, on: dt.date, *, sex: str, age: int, relation: str,
    surnames: tuple[str, str] | None = None, born_in: str | None = None,
) -> DemoPerson:  # fmt: skip
    born_in = born_in or country
    given = culture.given(random, sex, born_on_the_way=born_in != country)
    first, second = surnames or culture.surname_pair(random)
    birth = on - dt.timedelta(days=int((age + random.random() * 0.999) * 365.2425))
    month: int | None = birth.month
    day: int | None = birth.day
    chance = random.random()
    if chance < 0.012:  # only the year is known
        month = day = None
    elif chance < 0.03 and country in ("HT", "AF", "SN") and age > 1:
        month = day = 1
    person = DemoPerson(
        given=given, first=first, second=second, declared=culture.declared(given, first, second), sex=sex,
        year=birth.year, month=month, day=day, relation=relation, own_claim=relation == "principal",
        nationality=born_in, born_in=born_in, age=age, estimated=month is None,
    )  # fmt: skip
    _speak(random, person, country)
    _carry(random, person)
    if age >= 18:
        person.occupation = random.choice(JOBS_WOMEN if sex == "F" else JOBS_MEN)
        person.education = random.choice(EDUCATION)
        person.marital_status = random.choice(("single", "single", "partnership", "separated"))
        _need(random, person)
    return person


def _speak(random: Random, person: DemoPerson, country: str) -> None:
    spoken = LANGUAGES.get(country)
    if spoken is None:
        person.languages.append(("es", False))
        return
    code = (
        spoken[0][0]
        if len(spoken) == 1
        else random.choices([c for c, _w in spoken], weights=[w for _c, w in spoken])[0]
    )
    person.languages.append((code, code != "es"))
    if country in SECOND_LANGUAGE and person.age > 12 and random.random() < 0.3 and SECOND_LANGUAGE[country] != code:
        person.languages.append((SECOND_LANGUAGE[country], False))
    if code != "es" and random.random() < SPANISH_LEARNT.get(country, 0.12):
        person.languages.append(("es", False))


def _carry(random: Random, person: DemoPerson) -> None:
    chance = random.random()
    if chance < 0.32:
        person.document = ("passport", f"{random.choice('ABCDEFGP')}{random.randrange(10**6, 10**7)}")
    elif chance < 0.62:
        kind = "national_id" if person.age >= 18 else "birth_certificate"
        person.document = (kind, str(random.randrange(10**10, 10**11)))


def _need(random: Random, person: DemoPerson) -> None:
    chance = random.random()
    if chance < 0.02:
        person.needs.append("SM-CI")
    elif chance < 0.03:
        person.needs.append("DS-PM")
    elif chance < 0.055:
        person.needs.append("LP-ND")
    elif chance < 0.075 and person.sex == "F":
        person.needs.append("SV-VO")
    elif chance < 0.09:
        person.needs.append("TR-WV")
    elif chance < 0.105 and person.sex == "F" and person.age < 40:
        person.needs.append("SM-DP")
    elif person.age >= 60 and chance < 0.4:
        person.needs.append("ER-NF")


def _sex(random: Random, women: float) -> str:
    return "F" if random.random() < women else "M"


def _adult_age(random: Random, youngest: int) -> int:
    return min(78, youngest + int(random.gammavariate(2.0, 6.5)))
