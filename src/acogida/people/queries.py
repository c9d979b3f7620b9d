"""Finding people: by name, case number or CURP, forgiving accents and order."""

from __future__ import annotations

from django.db.models import QuerySet

from acogida.accounts.models import User
from acogida.people import spelling, words
from acogida.people.access import visible_to
from acogida.people.matching.record import Record
from acogida.people.matching.search import likely
from acogida.people.models import IdentityNumber, Person

MANY = 3000  # rows looked at for words that answer to more: who types "maria" adds a word
LOOKED_AT = 200  # of the whole register, before those of other offices go
PLAUSIBLE = 1e-4  # probability that two names without a date are one person's: better than a chance likeness
NUMBER_LENGTH = 10  # characters from which a text may be the beginning of a CURP


def search(user: User, text: str, limit: int = 20) -> list[Person]:
    """Persons `user` may see whose names or CURP answer to `text`: every word begins one of a person's names, in any
    order; where that does not fill the list, also other spellings of each word. Nobody else takes a place."""
    visible = visible_to(user)
    number = "".join(text.split()).upper()
    if len(number) >= NUMBER_LENGTH:
        owners = IdentityNumber.objects.filter(value__startswith=number).values("person_id")
        if owned := list(visible.filter(pk__in=owners).select_related("office")[:limit]):
            return owned
    found = _first(words.having(visible, text), limit)
    if len(found) < limit and (wider := spelling.alternatives(text)):
        seen = [person.pk for person in found]
        found += _first(words.having_any(visible.exclude(pk__in=seen), wider), limit - len(found))
    return found or _alike(visible, text, limit)


def _alike(visible: QuerySet[Person], text: str, limit: int) -> list[Person]:
    """The nearest of the register among those visible: names run together, several slips at once."""
    if len(text.split()) < 2:
        return []
    ranked = [match.person_id for match in likely(Record(other_names=(text,)), limit=LOOKED_AT, least=PLAUSIBLE)]
    seen = visible.filter(pk__in=ranked).select_related("office").in_bulk()
    return [seen[pk] for pk in ranked if pk in seen][:limit]


def _first(persons: QuerySet[Person], limit: int) -> list[Person]:
    some = persons.order_by().values("pk")[:MANY]
    return list(Person.objects.filter(pk__in=some).select_related("office").order_by("sort_key", "id")[:limit])
