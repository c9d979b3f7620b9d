"""Every paper of a person with its state, and the little she has still to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from acogida.certificates import papers
from acogida.certificates.requirements import household, known, matrix
from acogida.certificates.requirements.household import Id
from acogida.hooks.registry import gathering
from acogida.law.requirements import Explanation, explain
from acogida.people.models import Person


def explain_for(person: Person, wanted: Collection[str] | None = None, on: dt.date | None = None) -> Explanation:
    """The papers of one person on a civil day of her office (today); her family's evidence counts where the law allows.

    LookupError when a wanted paper is not in the pack."""
    return _explained(household.family_of(person), [person], wanted, on)[person.pk]


def explain_all(
    persons: Iterable[Person], wanted: Collection[str] | None = None, on: dt.date | None = None
) -> dict[Id, Explanation]:
    """The same for a whole family at once, in as many queries as for one."""
    family = list(persons)
    return _explained(family, family, wanted, on)


def _explained(
    family: list[Person], asked: list[Person], wanted: Collection[str] | None, on: dt.date | None
) -> dict[Id, Explanation]:
    requirements = matrix.in_force(on)
    bodies = household.read(family)
    evidence = known.known_of_all(family, bodies)
    with gathering():  # what papers have to read alike is read once
        issued = papers.issued_of({person.pk: bodies[person.pk] for person in asked}, requirements)
    found = {}
    for person in asked:
        body = bodies[person.pk]
        day = on or body.person.office.today()
        facts = known.facts_of(body, day, requirements)
        found[person.pk] = explain(requirements, evidence[person.pk], issued[person.pk], wanted, day, facts=facts)
    return found
