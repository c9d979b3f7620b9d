"""A family of an old register as rows of the tables: its persons, its case under the old number, and one event,
`imported`, that says what the old register said. No other event is made up, so no clock starts.

The present state is folded from that event as everywhere (`cases.projection`), so a replay gives what is stored.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from acogida.audit.chain import GENESIS, link
from acogida.cases import store
from acogida.cases.models import Case, Member
from acogida.cases.projection import Rules, State, apply
from acogida.hooks.copytext import array, line
from acogida.hooks.ids import uuid7_text
from acogida.people import names
from acogida.registration.importing.families import Family
from acogida.registration.importing.folding import bare
from acogida.registration.importing.mapping import Mapping
from acogida.registration.importing.reading import Entry
from acogida.registration.importing.table import Table
from acogida.registration.kinship import RELATIONS

KIND = "imported"
COLUMNS: dict[str, str] = {
    "people_person": "id office_id name_as_declared given_names first_surname second_surname name_basis name_decided_by_id "
    "sex birth_year birth_month birth_day birth_estimated birth_basis birth_country birth_place former_residence "
    "feared_countries marital_status occupation education phone email address search_text sort_key created_at updated_at "
    "version",
    "people_nationality": "person_id country basis",
    "people_spokenlanguage": "person_id code variant preferred needs_interpreter",
    "people_familyrelation": "person_id relative_id kind basis",
    "cases_case": "id number office_id pack_id presented_on modality created_at stage open principal_id title search_text "
    "nationality sex birth_year language needs_interpreter member_count has_children unaccompanied_child needs next_clock "
    "next_due next_start clock_paused closed_on version last_seq last_hash",
    "cases_member": "case_id person_id role relation position start",
    "cases_claim": "id case_id person_id basis position stage outcome decided_on notified_on",
    "cases_event": "id case_id seq kind claim_id on at actor_id actor_roles office_id payload key hash",
    "registration_importedrow": "source_id number cells person_id case_id",
}
"""Columns by table, parents before children: the order in which they are copied."""


@dataclass
class Setting:
    """What all families of a run share."""

    run: uuid.UUID
    sha256: str
    mapping: Mapping
    table: Table
    rules: Rules
    change: int  # of the closures and switches, see accounts.RuleChange
    offices: dict[str, int]
    derivative: frozenset[str]  # relations whose claim usually follows the principal's
    actor: uuid.UUID | int | None
    actor_roles: str
    today: dt.date
    now: dt.datetime
    cells: dict[int, tuple[str, ...]]


@dataclass
class Block:
    """Rows by table, and who is in them."""

    rows: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    persons: list[tuple[str, Entry]] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)

    def text(self, table: str) -> str:
        return "".join(self.rows[table])


def number_of(case: str) -> str:
    """The old number as it can stand in an address: letters and digits kept, whatever separates them a hyphen.

    >>> number_of("COM/TAP/01009/2023")
    'COM-TAP-01009-2023'
    """
    return bare(case).replace(" ", "-")


def write(families: Iterable[Family], setting: Setting) -> Block:
    """All rows of these families."""
    block = Block()
    for family in families:
        _family(family, setting, block)
    return block


def _family(family: Family, setting: Setting, block: Block) -> None:
    rows, pack, at = block.rows, setting.rules.pack, setting.now.isoformat()
    assert family.applied is not None
    number, office, case = number_of(family.number), setting.offices[family.office], uuid7_text()
    people = [uuid7_text() for _member in family.members]
    claims = [uuid7_text() for _member in family.members]
    statuses = setting.mapping.statuses
    members, searched = [], []
    for position, (entry, person) in enumerate(zip(family.members, people, strict=True)):
        searched.append(_person(entry, person, office, setting, rows, at))
        block.persons.append((person, entry))
        status = statuses[entry.status]
        members.append({
            "claim": claims[position], "person": person, "role": _role(position),
            "relation": "principal" if position == 0 else entry.relation or "other",
            "basis": "derivative" if position and entry.relation in setting.derivative else "own",
            "stage": status.stage, "outcome": status.outcome, "status": entry.status_text, "row": entry.row,
        })  # fmt: skip
        _relation(entry, person, people[0], position, rows)
    payload: dict[str, Any] = {
        "import": str(setting.run), "file": setting.sha256, "register": setting.mapping.name, "number": family.number,
        "members": members,
    }  # fmt: skip
    if setting.change:
        payload["rules"] = setting.change
    event, key = uuid7_text(), uuid7_text()
    actor = str(setting.actor) if setting.actor else None
    head = link(GENESIS, {
        "id": event, "case": case, "seq": 1, "kind": KIND, "claim": None, "on": setting.today.isoformat(),
        "at": setting.now.astimezone(dt.UTC).isoformat(), "actor": actor, "payload": payload, "key": key,
    })  # fmt: skip
    rows["cases_event"].append(line(
        event, case, 1, KIND, None, setting.today, at, actor, setting.actor_roles, office, payload, key, head
    ))  # fmt: skip
    happened = SimpleNamespace(kind=KIND, on=setting.today, payload=payload, claim_key=None)
    state = apply(State(modality=pack.default_modality, office=family.office), happened, setting.rules)
    _case(family, setting, rows, case, number, people[0], searched, state, head, at)
    for position, (member, person) in enumerate(zip(members, people, strict=True)):
        rows["cases_member"].append(line(case, person, member["role"], member["relation"], position, family.applied))
        claim = state.claims[claims[position]]
        rows["cases_claim"].append(
            line(claims[position], case, person, member["basis"], position, claim.stage, claim.outcome, None, None)
        )
    _evidence(family, setting, rows, people, case)
    block.cases.append(number)


def _role(position: int) -> str:
    return Member.Role.PRINCIPAL.value if position == 0 else Member.Role.DEPENDANT.value


def _person(
    entry: Entry, person: str, office: int, setting: Setting, rows: dict[str, list[str]], at: str
) -> str:  # fmt: skip
    """The person as written in the old register; returns the words she is found by."""
    declared = names.full_declared(entry.given, entry.first, entry.second)
    surnames = f"{entry.first} {entry.second}".strip()
    words = [word for part in (entry.given, entry.first, entry.second) for word in _folded(part)]
    search = " ".join(dict.fromkeys(words))
    rows["people_person"].append(line(
        person, office, declared, entry.given, entry.first, entry.second, "declared", setting.actor, entry.sex, entry.year,
        entry.month, entry.day, entry.day is None, "declared", "", "", "", [], "", "", "", "", "", "", search,
        f"{_sortable(surnames)} {_sortable(entry.given)}"[:250], at, at, 1,
    ))  # fmt: skip
    if entry.nationality:
        rows["people_nationality"].append(line(person, entry.nationality, "declared"))
    if entry.language:
        rows["people_spokenlanguage"].append(line(person, entry.language, "", True, False))
    return search


def _relation(
    entry: Entry, person: str, principal: str, position: int, rows: dict[str, list[str]]
) -> None:  # fmt: skip
    """What the old register says of the member and the principal; of two members it says nothing."""
    known = RELATIONS.get(entry.relation)
    if position == 0 or known is None:
        return
    kind, member_first = known
    one, other = (person, principal) if member_first else (principal, person)
    rows["people_familyrelation"].append(line(one, other, str(kind), "declared"))


def _case(
    family: Family, setting: Setting, rows: dict[str, list[str]], case: str, number: str, principal: str,
    searched: list[str], state: State, head: str, at: str,
) -> None:  # fmt: skip
    pack, first = setting.rules.pack, family.members[0]
    present = store.case_columns(cast(Case, SimpleNamespace(closed_on=None)), state, pack, None)
    surnames = f"{first.first} {first.second}".strip()
    children = [_child(entry, setting.today) for entry in family.members]
    found_by = " ".join(dict.fromkeys(" ".join((names.fold(number), *searched)).split()))
    rows["cases_case"].append(line(
        case, number, setting.offices[family.office], pack.hash, family.applied, present["modality"], at, present["stage"],
        present["open"], principal, (f"{surnames}, {first.given}" if surnames else first.given)[:210], found_by,
        first.nationality, first.sex, first.year, first.language, False, len(family.members), any(children), all(children),
        array([]), present["next_clock"], present["next_due"], present["next_start"], present["clock_paused"],
        present["closed_on"], 1, 1, head,
    ))  # fmt: skip


def _evidence(family: Family, setting: Setting, rows: dict[str, list[str]], people: list[str], case: str) -> None:
    """Every row of the number as it stood, also one said twice."""
    of = {entry.row: person for entry, person in zip(family.members, people, strict=True)}
    for number in family.rows:
        person = of.get(number) or of[family.repeated[number]]
        rows["registration_importedrow"].append(line(setting.run, number, list(setting.cells[number]), person, case))


def _child(entry: Entry, today: dt.date) -> bool:
    """As `people.Person.is_child`: under 18, in doubt a child."""
    if entry.year is None:
        return False
    month, day = entry.month or 12, entry.day or 28
    return today.year - entry.year - ((today.month, today.day) < (month, day)) < 18


@lru_cache(maxsize=50_000)
def _folded(name: str) -> list[str]:
    return names.fold(name).split()


@lru_cache(maxsize=50_000)
def _sortable(name: str) -> str:
    return names.sort_key(name)
