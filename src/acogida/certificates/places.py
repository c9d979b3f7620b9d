"""Places in the status lists: which list a certificate is in, and where.

A list has 100,000 places: with 2 % of them not valid it is 2.5 kB (docs/benchmarks.md). Its number is the year and a serial:
2026001. The next list of the year is begun when half of the present one is taken, so that a free place is found at once
and which one says nothing. The lists of the first version were one a year, numbered by it, of a million places.
"""

from __future__ import annotations

import secrets

from django.db.models import Max

from acogida.certificates.models import Certificate
from acogida.certificates.status_list import SIZE

FULL = 0.5
_DRAWN = 64  # places looked at in one go, besides those wanted


def size_of(number: int) -> int:
    """How many places a list has."""
    return 1 << 20 if number < 10_000 else SIZE


def first_of(year: int) -> int:
    """The number of a year's first list."""
    return year * 1000 + 1


def free(year: int, count: int) -> tuple[int, list[int]]:
    """A list of a year and `count` free places in it, at random. Two who ask at once may be told the same place: the
    database refuses the second, who asks again."""
    first = first_of(year)
    held = Certificate.objects.filter(status_list__range=(first, first + 998)).aggregate(Max("status_list"))
    number = held["status_list__max"] or first
    drawn = [secrets.randbelow(SIZE) for _place in range(_DRAWN + 2 * count)]
    taken = set(
        Certificate.objects.filter(status_list=number, status_index__in=drawn).values_list("status_index", flat=True)
    )
    places = list(dict.fromkeys(place for place in drawn if place not in taken))
    hit = sum(place in taken for place in drawn)
    if hit > FULL * len(drawn) or len(places) < count:
        return number + 1, secrets.SystemRandom().sample(range(SIZE), count)
    return number, places[:count]
