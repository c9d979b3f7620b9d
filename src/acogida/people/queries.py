"""Finding people: by name, case number or CURP, forgiving accents and order."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet

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
