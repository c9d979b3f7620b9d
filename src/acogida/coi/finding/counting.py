"""How many searches were made, about what, and how often somebody looked in vain: without words and without persons."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from acogida.coi.finding import syntax
from acogida.coi.finding.asked import Asked
from acogida.coi.intake import countries
from acogida.coi.library import topics
from acogida.coi.models import MissedSearch, SearchCount

FEW = 5
MOST_TOPICS = 3


def about(asked: Asked) -> tuple[str, list[str]]:
    """(the one country it is about or "", codes of topics) of a search: by its chips, otherwise by its words."""
    chosen = asked.values(syntax.COUNTRY) or tuple(countries.named_in(asked.words))
    text = " ".join([asked.words, *asked.values(syntax.PHRASE)])
    codes = asked.values(syntax.TOPIC) or topics.suggest(text, MOST_TOPICS)
    return (chosen[0] if len(chosen) == 1 else ""), sorted(codes)


def count(asked: Asked, hits: int, user: Any) -> None:
    """Count one search. Nobody waits for another's count but for the length of one UPDATE."""
    country, codes = about(asked)
    found = SearchCount.Found.NONE if not hits else SearchCount.Found.FEW if hits < FEW else SearchCount.Found.MANY
    same = {
        "day": timezone.localdate(),
        "country": country,
        "topics": codes,
        "languages": sorted(asked.values(syntax.LANGUAGE)),
        "found": found,
        "role": min(user.role_codes, default=""),
    }
    rows = SearchCount.objects.filter(**same)
    if rows.update(n=F("n") + 1):
        return
    try:
        with transaction.atomic():
            SearchCount.objects.create(**same, n=1)
    except IntegrityError:  # somebody else counted the first of these at the same moment
        rows.update(n=F("n") + 1)


def missed(asked: Asked, key: uuid.UUID) -> None:
    """Keep that somebody did not find what she `asked` for. Saying it again on the same page changes nothing."""
    country, codes = about(asked)
    row = {"day": timezone.localdate(), "country": country, "topics": codes}
    MissedSearch.objects.get_or_create(key=key, defaults=row)
