"""Which items papers may carry have changed, and when: so that a paper that says otherwise is made again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from acogida.certificates.requirements.models import ItemChange
from acogida.hooks.registry import once
from acogida.law.requirements import Requirements
from acogida.people.models import Person

ITEMS = {  # a field of the person, as the correction names it → the item it belongs to
    "name_as_declared": "I01", "given_names": "I01", "first_surname": "I01", "second_surname": "I01",
    "birth_year": "I02", "birth_month": "I02", "birth_day": "I02", "sex": "I03", "nationalities": "I04",
    "former_residence": "I04", "birth_country": "I05", "birth_place": "I05", "photo": "I06", "address": "I10",
    "phone": "I12", "email": "I12", "languages": "I19",
}  # fmt: skip

Changes = Mapping[uuid.UUID, Mapping[str, dt.datetime]]


def note(person: Person, fields: Iterable[str]) -> set[str]:
    """Keep that these fields changed; the items they belong to."""
    items = {ITEMS[field] for field in fields if field in ITEMS}
    ItemChange.objects.bulk_create(ItemChange(person=person, item=item) for item in sorted(items))
    return items


def latest(persons: Collection[uuid.UUID]) -> Changes:
    """When each item of each person last changed: one query, for all papers that are looked at together."""
    asked = frozenset(persons)
    return once(("item changes", asked), lambda: _latest(asked))


def _latest(persons: Collection[uuid.UUID]) -> Changes:
    found: dict[uuid.UUID, dict[str, dt.datetime]] = defaultdict(dict)
    rows = ItemChange.objects.filter(person__in=persons).order_by("at")
    for person, item, at in rows.values_list("person", "item", "at"):
        found[person][item] = at
    return found


def since(changed: Mapping[str, dt.datetime], moment: dt.datetime, carried: Collection[str]) -> tuple[str, ...]:
    """The items among those a paper carries that changed after the moment it was made."""
    return tuple(item for item in carried if item in changed and changed[item] > moment)


def carriers(requirements: Requirements, items: Collection[str]) -> frozenset[str]:
    """The papers that say any of these items."""
    return frozenset(code for code, paper in requirements.documents.items() if not set(items).isdisjoint(paper.carries))
