"""Finding people: by name, case number or CURP, forgiving accents and order."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from acogida.accounts.models import User
from acogida.people import names
from acogida.people.access import visible_to
from acogida.people.models import IdentityNumber, Person


def search(user: User, text: str, limit: int = 20) -> list[Person]:
    """Persons `user` may see whose names or CURP answer to `text`: every word must be found in any order; when
    nothing has them all, the nearest spellings."""
    return _find(visible_to(user), text, limit)


def _find(people: QuerySet[Person], text: str, limit: int) -> list[Person]:
    words = names.fold(text).split()
    if not words:
        return []
    exact = people
    for word in words:
        exact = exact.filter(search_text__contains=word)
    found = list(exact.select_related("office").order_by("sort_key", "id")[:limit])
    number = text.strip().upper().replace(" ", "")
    if not found and len(number) >= 10:
        owners = IdentityNumber.objects.filter(value__startswith=number).values("person_id")
        found = list(people.filter(pk__in=owners).select_related("office")[:limit])
    if not found:
        folded = " ".join(words)
        near = people.filter(search_text__trigram_word_similar=folded).annotate(
            nearness=TrigramWordSimilarity(folded, "search_text")
        )
        found = list(near.select_related("office").order_by("-nearness", "id")[:limit])
    return found


@dataclass(frozen=True)
class Likeness:
    """A person of the register who may be the one at the desk, with the reasons (message ids)."""

    person: Person
    score: float
    reasons: tuple[str, ...]


def likely_same(
    *, given: str, first: str, second: str = "", birth: tuple[int | None, int | None, int | None], sex: str = "",
    limit: int = 5,
) -> list[Likeness]:  # fmt: skip
    """Who in the whole register may be this person, best first. Weak evidence (sex, year) never makes a candidate:
    a name must be near first. Looks everywhere; the caller holds `person.search_register`."""
    text = names.fold(f"{given} {first} {second}")
    if not text:
        return []
    near = (
        Person.objects.filter(search_text__trigram_word_similar=text)
        .annotate(nearness=Greatest(TrigramWordSimilarity(text, "search_text"), 0.0))
        .select_related("office")
        .prefetch_related("nationalities")
        .order_by("-nearness", "id")[:60]
    )
    judged = [_judge(person, text, birth, sex) for person in near]
    return sorted((j for j in judged if j.score >= 1.0), key=lambda j: -j.score)[:limit]


def _judge(person: Person, text: str, birth: tuple[int | None, int | None, int | None], sex: str) -> Likeness:
    words, known = set(text.split()), set(person.search_text.split())
    shared = len(words & known) / max(len(words | known), 1)
    score, reasons = 0.0, []
    if shared == 1:
        score, reasons = 1.0, ["same names"]
    elif shared >= 0.5:
        score, reasons = 0.8, ["most names are the same"]
    else:
        score, reasons = 0.6 * getattr(person, "nearness", 0), ["similar names"]
    theirs = (person.birth_year, person.birth_month, person.birth_day)
    if all(birth) and birth == theirs:
        score, reasons = score + 0.8, [*reasons, "same date of birth"]
    elif all(birth) and birth[0] == theirs[0] and birth[1:] == (theirs[2], theirs[1]):
        score, reasons = score + 0.6, [*reasons, "day and month swapped"]
    elif birth[0] and theirs[0] and birth[0] == theirs[0]:
        score, reasons = score + 0.3, [*reasons, "same year of birth"]
    elif birth[0] and theirs[0]:
        score, reasons = score - 0.3, [*reasons, "another date of birth"]
    if sex and sex != person.sex:
        score, reasons = score - 0.2, [*reasons, "another sex"]
    return Likeness(person, score, tuple(reasons))
