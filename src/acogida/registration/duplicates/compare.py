"""Two or more persons side by side: each thing known of them in a row, and whether it agrees."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases.access import visible_to as visible_cases
from acogida.cases.models import Member
from acogida.cases.templatetags.cases import partial_date
from acogida.people import identity, names
from acogida.people.access import hidden_from
from acogida.people.access import visible_to as visible_persons
from acogida.people.countries import country_name, language_name
from acogida.people.duplicates import access
from acogida.people.models import FamilyRelation, Person
from acogida.registration.duplicates.words import kind_of_paper

Id = uuid.UUID
SAME, NEAR, DIFFERENT, LACKING = "same", "near", "different", "lacking"


@dataclass(frozen=True)
class Cell:
    """What one person has in a row: its lines, and its marks line by line."""

    lines: tuple[str, ...] = ()
    shared: frozenset[str] = frozenset()  # folded lines that another has, too
    link: str = ""

    @property
    def marked(self) -> list[tuple[str, bool]]:
        """Each line, and whether another has it."""
        return [(line, names.fold(line) in self.shared) for line in self.lines]


@dataclass(frozen=True)
class Row:
    """One thing known: its name, what each person has, and how they agree."""

    label: str
    cells: tuple[Cell, ...]
    mark: str

    @property
    def word(self) -> str:
        """The mark, said."""
        return {SAME: _("the same"), NEAR: _("in part"), DIFFERENT: _("differs"), LACKING: _("not known of all")}.get(
            self.mark, ""
        )


@dataclass
class Column:
    """A person of the comparison as the user may see her."""

    person: Person
    full: bool  # else name, birth year and office only
    linked: bool  # her page is the user's to open
    photo: str = ""
    others: list[Person] = field(default_factory=list)  # who is one with her already
    cases: list[dict[str, Any]] = field(default_factory=list)


def columns(user: User, persons: Sequence[Person], pair: Id) -> list[Column]:
    """The persons, oldest registration first, with photo, cases and who is one with them."""
    full = access.fully(user, persons)
    clusters = identity.clusters(person.pk for person in persons)
    other_ids = {member for members in clusters.values() for member in members} - {person.pk for person in persons}
    hidden = hidden_from(user).values("pk")
    others = {
        each.pk: each
        for each in Person.objects.filter(pk__in=other_ids).exclude(pk__in=hidden).select_related("office")
    }
    linked = set(visible_persons(user).filter(pk__in=[person.pk for person in persons]).values_list("pk", flat=True))
    cases = _cases(user, [person.pk for person in persons if person.pk in full])
    return [
        Column(
            person, person.pk in full, person.pk in linked,
            reverse("duplicates_photo", args=[pair, person.pk]) if person.photo_id and person.pk in full else "",
            [others[each] for each in sorted(clusters[person.pk]) if each in others], cases.get(person.pk, []),
        )
        for person in persons
    ]  # fmt: skip


def known(ids: Iterable[Id]) -> list[Person]:
    """The persons with everything the comparison shows, oldest registration first."""
    rows = Person.objects.filter(pk__in=list(ids)).select_related("office", "photo")
    relations = FamilyRelation.objects.filter(end=None)
    return list(
        rows.prefetch_related(
            "nationalities", "languages", "documents", "other_names", "numbers",
            Prefetch("relations", relations.select_related("relative"), to_attr="kin"),
            Prefetch("relations_of", relations.select_related("person"), to_attr="kin_of"),
        ).order_by("created_at", "pk")
    )  # fmt: skip


def rows(user: User, shown: Sequence[Column]) -> list[Row]:
    """Row by row; of somebody the user may not see whole, only name, year and office."""
    hidden = set(hidden_from(user).values_list("pk", flat=True)) if any(c.full for c in shown) else set()
    year = not all(column.full for column in shown)
    everything = [_lines(column, hidden, year) for column in shown]
    found = []
    for label in everything[0]:
        lines = [each.get(label, ()) for each in everything]
        if any(lines):
            found.append(_row(label, lines, [column.full for column in shown]))
    return found


def _row(label: str, lines: Sequence[tuple[str, ...]], full: Sequence[bool]) -> Row:
    folded = [{names.fold(line) for line in each} - {""} for each in lines]
    count: dict[str, int] = defaultdict(int)
    for each in folded:
        for line in each:
            count[line] += 1
    shared = frozenset(line for line, n in count.items() if n > 1)
    if label == _("Registered at"):  # says nothing of who she is
        return Row(label, tuple(Cell(each) for each in lines), "")
    cells = tuple(Cell(each, shared) for each in lines)
    if not all(folded):
        mark = LACKING if all(full) else ""
    elif all(each == folded[0] for each in folded):
        mark = SAME
    else:
        alike = frozenset[str].intersection(*(_words(each) for each in folded))  # in another order, or some of them
        mark = NEAR if shared or alike else DIFFERENT
    return Row(label, cells, mark)


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split() if len(word) > 2)


def _lines(column: Column, hidden: set[Id], year: bool) -> dict[str, tuple[str, ...]]:
    person = column.person
    office = (person.office.name,)
    if not column.full:
        born = (str(person.birth_year),) if person.birth_year else ()
        return {_("Name as declared"): (person.full_name,), _("Year of birth"): born, _("Registered at"): office}

    def some(*texts: str) -> tuple[str, ...]:
        return tuple(text for text in texts if text)

    place = ", ".join(some(person.birth_place, country_name(person.birth_country) if person.birth_country else ""))
    kin = [
        _("%(kind)s of %(name)s") % {"kind": each.get_kind_display(), "name": each.relative.full_name}
        for each in person.kin  # type: ignore[attr-defined]
        if each.relative_id not in hidden
    ] + [
        _("%(name)s (%(kind)s)") % {"kind": each.get_kind_display(), "name": each.person.full_name}
        for each in person.kin_of  # type: ignore[attr-defined]
        if each.person_id not in hidden
    ]
    return {
        _("Name as declared"): some(person.name_as_declared),
        _("Given names"): some(person.given_names),
        _("First surname"): some(person.first_surname),
        _("Second surname"): some(person.second_surname),
        _("Other names"): tuple(dict.fromkeys(each.text for each in person.other_names.all())),
        _("Year of birth"): some(str(person.birth_year or "")) if year else (),
        _("Born"): some(str(partial_date(person)) if person.birth_year else ""),
        _("Sex"): some(str(person.get_sex_display())),
        _("Nationality"): tuple(country_name(each.country) for each in person.nationalities.all()),
        _("Place of birth"): some(place),
        _("CURP"): tuple(dict.fromkeys(each.value for each in person.numbers.all() if each.value)),
        _("Documents"): tuple(_paper(each) for each in person.documents.all()),
        _("Family"): tuple(kin),
        _("Languages"): tuple(language_name(each.code) for each in person.languages.all()),
        _("Telephone"): some(person.phone),
        _("Address"): some(person.address),
        _("Occupation"): some(person.occupation),
        _("Registered at"): office,
    }


def _paper(document: Any) -> str:
    country = country_name(document.country) if document.country else ""
    return " · ".join(part for part in (kind_of_paper(document.kind), document.number, country) if part)


def _cases(user: User, persons: Sequence[Id]) -> dict[Id, list[dict[str, Any]]]:
    """The cases of each person that the user may know of: number, stage, office, and a link where she may open it."""
    found: dict[Id, list[dict[str, Any]]] = defaultdict(list)
    rows = Member.objects.filter(person__in=persons).select_related("case__office").order_by("-start", "-pk")
    mine = set(visible_cases(user).filter(members__person__in=persons).values_list("pk", flat=True))
    for row in rows:
        case = row.case
        if case.sealed and case.pk not in mine:
            continue
        pack = packs.by_hash(case.pack_id)
        found[row.person_id].append(
            {
                "number": case.number,
                "url": reverse("case_page", args=[case.number]) if case.pk in mine else "",
                "role": row.get_role_display(),
                "stage": pack.text(pack.stage(case.stage).label, get_language() or "es"),
                "open": case.open and row.end is None,
                "office": case.office.name,
                "on": case.presented_on,
            }
        )
    return found
