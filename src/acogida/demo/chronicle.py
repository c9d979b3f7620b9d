"""Tells one planned case whole: its persons, its chained events, and the present state folded from them.

The fold is the one the application uses (`cases.projection`), so a loaded case and its replay are the same by
construction. Reads no database; everything follows from the plan and the setting.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from types import SimpleNamespace
from typing import cast

from acogida.audit.chain import GENESIS, link
from acogida.cases import store
from acogida.cases.actions import format_number
from acogida.cases.models import Case
from acogida.cases.projection import ClockState, State, apply
from acogida.demo import again, households, journeys, papers, triaged, walks
from acogida.demo.dossiers import Dossier, Moment
from acogida.demo.family import known_before
from acogida.demo.households import DemoPerson
from acogida.demo.journeys import Happening
from acogida.demo.plan import MOST_PERSONS, PlannedCase
from acogida.demo.setting import ROLE_OF, Setting
from acogida.hooks.copytext import array, line
from acogida.law import due_date
from acogida.people import names

Rows = dict[str, list[str]]
LEASE_DAYS = 14
LOW = (1 << 62) - 1
EARLY, INTERVIEW = 150, 55  # minutes: the first act of a day falls within these; how long an interview lasts
READINGS = 10**12  # identifiers of loaded readings, far above those the database gives
MOST_DECISIONS = 8  # on one claim: it may be sent back and decided again
DOSSIER_KINDS = frozenset(
    ("begin_interview", "close_interview", "submit_draft", "return_draft", "approve_draft", "sign", "notify")
)
RECENT = 150  # days after presentation in which a file is somebody's work, and not backlog
HOME = "mexico"  # the pack whose cases have dossiers, too
HELD_STAGES = ("admitted", "interview", "assessment")


@dataclass(frozen=True)
class Admitted:
    """The admission, as the certificates of the members need it."""

    event: str
    at: dt.datetime
    until: dt.date | None  # the last day of a temporary number
    certificates: list[str]


class Told:
    """One case while it is being told."""

    def __init__(self, planned: PlannedCase, setting: Setting) -> None:
        self.planned, self.setting = planned, setting
        self.random = Random(planned.seed)
        self.office_id, self.office_code, self.zone = setting.offices[planned.office]
        self.number = format_number(setting.pack.case_number, self.office_code, planned.on.year, planned.serial)
        self.before = ""
        self.state = State(modality=setting.pack.default_modality, office=self.office_code)
        self.seq, self.head = 0, GENESIS
        self.closed_on: dt.date | None = None
        self.admitted: Admitted | None = None
        self.minute = self.random.randrange(EARLY)
        self.at = instant(planned.on, self.minute)
        self.id = self.uuid7()
        if planned.known:
            self.household = [known_before()]
        elif planned.again:
            before = Told(planned.again, setting).household[0]
            self.household = [again.written_otherwise(before, planned.slip, planned.on)]
        else:
            self.household = households.draw(self.random, planned.country, planned.on)
        self.persons = [self.uuid7() for _ in self.household]
        self.claims = [self.uuid7() for _ in self.household]

    def uuid7(self) -> str:
        """An identifier as old as the moment being told."""
        drawn = self.random.getrandbits(74)
        head = int(self.at.timestamp()) * 1000 << 16 | 0x7 << 12 | drawn >> 62
        digits = f"{head << 64 | 0b10 << 62 | drawn & LOW:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def pass_time(self, on: dt.date, kind: str) -> None:
        """To the moment of the next event: a minute later, an interview later, or on another day."""
        if self.at.date() == on:
            self.minute += INTERVIEW if (self.before, kind) == ("begin_interview", "close_interview") else 1
        else:
            self.minute = (INTERVIEW if kind == "close_interview" else 0) + self.random.randrange(EARLY)
        self.at, self.before = instant(on, self.minute), kind

    def somebody(self, by: str, others: Collection[str] = ()) -> str:
        """One of a part of the staff; "appeals:2" is a second one, who is none of the `others` if that can be."""
        able = self.setting.staff[self.office_code][by.partition(":")[0]]
        return self.random.choice([one for one in able if one not in others] or able if ":" in by else able)


def tell(planned: PlannedCase, setting: Setting, rows: Rows) -> None:
    """Add the rows of one case to `rows`, by table."""
    told = Told(planned, setting)
    created = told.at.isoformat()
    search = [_person(told, person, told.persons[i], created, rows) for i, person in enumerate(told.household)]
    members = [
        {
            "claim": told.claims[i],
            "person": told.persons[i],
            "role": "dependant" if i else "principal",
            "relation": person.relation if i else "",
            "basis": "own" if person.own_claim else "derivative",
            "stage": setting.pack.transition("present").to,
        }
        for i, person in enumerate(told.household)
    ]
    presented = Happening(
        "present",
        planned.on,
        "clerk",
        payload={"level": "basic", "signature": "signed", "read_back": True, "members": members},
    )
    _event(told, rows, presented, told.somebody("clerk"))
    story = _story(told, planned, setting)
    at_home = setting.authority == HOME
    dossiers = _dossiers(told, rows) if at_home and (setting.whole or journeys.still_open(story, len(members))) else []
    actors: dict[str, str] = {}
    for happening in story:
        actor = ""
        if happening.by:
            actor = actors.setdefault(happening.by, told.somebody(happening.by, actors.values()))
        _event(told, rows, happening, actor, dossiers)
    last = Moment(told.at, told.at.date(), actors.get("officer", ""), told.uuid7)
    assignee, lease = _assign(told, rows, story[-1].on if story else planned.on, actors.get("officer"))
    _case(told, rows, created, search, assignee, lease)
    for i, (person, member) in enumerate(zip(told.household, members, strict=True)):
        rows["cases_member"].append(line(told.id, told.persons[i], member["role"], member["relation"], i, planned.on))
        claim = told.state.claims[told.claims[i]]
        rows["cases_claim"].append(
            line(told.claims[i], told.id, told.persons[i], member["basis"], i, claim.stage, claim.outcome,
                 claim.decided_on, claim.notified_on)
        )  # fmt: skip
        _relation(told, person, i, rows)
        if dossiers:
            dossiers[i].finish(claim.stage, last)
    _certificates(told, rows)
    for clock in told.state.clocks:
        rows["cases_clockinforce"].append(_clock(told.id, clock))


def _story(told: Told, planned: PlannedCase, setting: Setting) -> list[Happening]:
    """Mexico's cases follow its published figures; those of any other pack walk its procedure."""
    if setting.authority == HOME:
        story = journeys.draw(
            told.random, told.household, planned.country, planned.on, setting.today, desk=planned.desk,
            ends=planned.fate, chance=planned.chance, answer_by=lambda warned: _answer_by(told, warned),
        )  # fmt: skip
        return triaged.into(story, Random(planned.seed + 1), setting.pack, told.household)
    return walks.draw(
        told.random, setting.rules, told.office_code, told.household, planned.on, setting.today, ends=planned.fate,
        chance=planned.chance,
    )  # fmt: skip


def _answer_by(told: Told, warned: dt.date) -> dt.date:
    """The last day to answer a warning of abandonment."""
    rules = told.setting.rules
    last = due_date(rules.pack, "abandonment_answer", warned, office=told.office_code, closures=rules.closures)
    assert last is not None  # nothing pauses it
    return last


def _dossiers(told: Told, rows: Rows) -> list[Dossier]:
    """A dossier for each claim; those of derivative claims follow the principal's."""
    made: list[Dossier] = []
    for position, person in enumerate(told.household):
        made.append(Dossier(
            claim=told.claims[position], office=told.office_id, person=person, country=told.planned.country,
            random=told.random, case_number=told.number, position=position, presented=f"{told.planned.on:%d/%m/%Y}",
            letters=told.setting.letters, reading_id=READINGS + (told.planned.seed * MOST_PERSONS + position) * MOST_DECISIONS, rows=rows,
            principal=made[0] if made and not person.own_claim else None,
        ))  # fmt: skip
    return made


def instant(day: dt.date, minute: int) -> dt.datetime:
    """An instant in every office's working hours: 17:00 UTC and after."""
    return dt.datetime(day.year, day.month, day.day, 17, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)


def _event(
    told: Told, rows: Rows, happening: Happening, actor: str, dossiers: Sequence[Dossier] = ()
) -> None:  # fmt: skip
    """Append one event: chained as `cases.store.contents` says, projected as `cases.projection` does. What it sets off
    in the rooms above is written too: papers at admission, and the dossier of the claim it moves."""
    kind, on, pack = happening.kind, happening.on, told.setting.pack
    claim = None if happening.member is None else told.claims[happening.member]
    told.seq += 1
    told.pass_time(on, kind)
    event_id, key, at = told.uuid7(), told.uuid7(), told.at.isoformat()
    payload = happening.payload
    if told.setting.change:
        payload = payload | {"rules": told.setting.change}
    if dossiers and happening.member is not None and kind in DOSSIER_KINDS:
        dossier = dossiers[happening.member]
        payload = payload | getattr(dossier, kind)(Moment(told.at, on, actor, told.uuid7))
    told.head = link(told.head, {
        "id": event_id, "case": told.id, "seq": told.seq, "kind": kind, "claim": claim, "on": on.isoformat(), "at": at,
        "actor": actor or None, "payload": payload, "key": key,
    })  # fmt: skip
    rows["cases_event"].append(line(
        event_id, told.id, told.seq, kind, claim, on, at, actor or None, ROLE_OF.get(happening.by.partition(":")[0], ""), told.office_id,
        payload, key,
        told.head,
    ))  # fmt: skip
    happened = SimpleNamespace(kind=kind, on=on, payload=payload, claim_key=claim)
    told.state = apply(told.state, happened, told.setting.rules)
    if told.state.is_open(pack):
        told.closed_on = None
    else:
        told.closed_on = told.closed_on or on
    if kind == "admit" and dossiers:
        _papers(told, rows, event_id, on)


def _papers(told: Told, rows: Rows, event: str, on: dt.date) -> None:
    """What the admission brings: a number now, and a certificate, whose row waits for where the claim will stand."""
    rules = told.setting.rules
    until = due_date(rules.pack, "temporary_curp", on, office=told.office_code, closures=rules.closures)
    told.admitted = Admitted(event, told.at, until, [told.uuid7() for _ in told.household])
    for person, key in zip(told.household, told.persons, strict=True):
        if number := papers.identity_number(person, key, on, told.at.isoformat(), until):
            rows["people_identitynumber"].append(number)


def _certificates(told: Told, rows: Rows) -> None:
    admitted = told.admitted
    for position, (person, key) in enumerate(zip(told.household, told.persons, strict=True) if admitted else ()):
        assert admitted is not None  # or there is nobody to go through
        claim = told.state.claims[told.claims[position]]
        rows["certificates_certificate"].append(papers.certificate(
            told.planned, person, position, key=f"{admitted.event}:{key}", identifier=admitted.certificates[position],
            case=(told.id, told.number), person_id=key, office_id=told.office_id, zone=told.zone, issued_at=admitted.at,
            number_until=admitted.until, stage=claim.stage, closed_on=told.closed_on,
        ))  # fmt: skip


def _assign(
    told: Told, rows: Rows, last: dt.date, officer: str | None
) -> tuple[str | None, str | None]:  # fmt: skip
    """Two in three recent files that an officer works on are held by one; the others, and the backlog, wait."""
    stage, today = told.state.stage(told.setting.pack), told.setting.today
    recent = (today - told.planned.on).days <= RECENT
    if stage not in HELD_STAGES or not recent or told.random.random() > 0.66:
        return None, None
    on = journeys.working(max(last, today - dt.timedelta(days=told.random.randint(1, 12))))
    if on >= today:
        return None, None
    officer = officer or told.somebody("officer")
    given = Happening("assigned", on, "supervisor", payload={"assignee": officer, "reason": ""})
    _event(told, rows, given, told.somebody("supervisor"))
    return officer, (told.at + dt.timedelta(days=LEASE_DAYS)).isoformat()


def _case(
    told: Told, rows: Rows, created: str, search: list[str], assignee: str | None, lease: str | None
) -> None:  # fmt: skip
    planned, principal, today = told.planned, told.household[0], told.setting.today
    pack = told.setting.pack
    children = [_is_child(person, today) for person in told.household]
    restricted = told.setting.restricted_needs
    needs = sorted({need for person in told.household for need in person.needs if need not in restricted})
    present = store.case_columns(cast(Case, SimpleNamespace(closed_on=told.closed_on)), told.state, pack, today)
    rows["cases_case"].append(line(
        told.id, told.number, told.office_id, pack.hash, planned.on, planned.on, present["modality"], created, present["stage"],
        present["open"], told.persons[0], _title(principal), _together(told.number, search),
        principal.nationality, principal.sex, principal.year, principal.languages[0][0], principal.languages[0][1],
        len(told.household), any(children), all(children), array(needs), present["next_clock"], present["next_due"],
        present["next_start"], present["clock_paused"], assignee, lease, present["closed_on"], told.seq, told.seq, told.head,
    ))  # fmt: skip


def _person(told: Told, person: DemoPerson, key: str, created: str, rows: Rows) -> str:
    surnames = f"{person.first} {person.second}".strip()
    search = " ".join(dict.fromkeys(word for part in person.in_order for word in _folded(part)))
    feared, (phone, address) = [told.planned.country], _reached_at(told)
    rows["people_person"].append(line(
        key, told.office_id, person.declared, person.given, person.first, person.second, "declared", person.sex,
        person.year, person.month, person.day, person.estimated, "documented" if person.document else "declared",
        person.born_in, "", "CL" if person.born_in == "CL" else "", feared, person.marital_status, person.occupation,
        person.education, phone, "", address, search, f"{_sortable(surnames)} {_sortable(person.given)}", created, created, 1,
    ))  # fmt: skip
    rows["people_nationality"].append(line(key, person.nationality, "documented" if person.document else "declared"))
    for position, (code, interpreter) in enumerate(person.languages):
        rows["people_spokenlanguage"].append(line(key, code, "", position == 0, interpreter))
    if person.document:
        kind, number = person.document
        rows["people_helddocument"].append(line(key, kind, number, person.born_in, True, "documented"))
    for need in person.needs:
        restricted = need in told.setting.restricted_needs
        rows["people_specificneed"].append(line(key, need, "pending", restricted, created))
    return search


def _reached_at(told: Told) -> tuple[str, str]:
    """A telephone and an address that nobody has, the same for a household."""
    number = zlib.crc32(told.id.encode())
    place = told.setting.pack.office(told.office_code).label.in_("es")
    return (
        f"555 01{number % 100:02d} {number // 100 % 10_000:04d}",
        f"Calle {number % 60 + 1} núm. {number % 900 + 100}, {place}",
    )


def _relation(told: Told, person: DemoPerson, index: int, rows: Rows) -> None:
    """Relations are kept from elder to younger: a parent of her child, partners and siblings of one another."""
    if index == 0:
        return
    if person.relation in ("partner", "spouse", "sibling"):
        rows["people_familyrelation"].append(line(told.persons[0], told.persons[index], person.relation, "declared"))
        return
    parents = [0] + [i for i, other in enumerate(told.household) if other.relation in ("partner", "spouse")]
    for parent in parents:
        rows["people_familyrelation"].append(line(told.persons[parent], told.persons[index], "parent", "declared"))


def _clock(case: str, clock: ClockState) -> str:
    columns = store._columns(clock)
    return line(
        case, clock.claim, clock.clock, clock.start, columns["due"], columns["state"], columns["pauses"],
        columns["extensions"], columns["stopped_on"],
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _folded(name: str) -> list[str]:
    return names.fold(name).split()


@lru_cache(maxsize=20_000)
def _sortable(name: str) -> str:
    return names.sort_key(name)


def _together(number: str, searched: list[str]) -> str:
    """The search column of a case: its number and the words of its persons, each once."""
    words = [word for text in searched for word in text.split()]
    return " ".join(dict.fromkeys([*names.fold(number).split(), *words]))


def _title(person: DemoPerson) -> str:
    surnames = f"{person.first} {person.second}".strip()
    return f"{surnames}, {person.given}" if surnames else person.given


def _is_child(person: DemoPerson, today: dt.date) -> bool:
    """As `people.Person.is_child`: under 18, in doubt a child."""
    month, day = person.month or 12, person.day or 28
    return today.year - person.year - ((today.month, today.day) < (month, day)) < 18
