"""What stands in the addresses of the search page, by their names."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from acogida.coi.models import SavedSearch
from tests.coi.library import a_version


def addresses(cast: Any) -> dict[str, Any]:
    saved = SavedSearch.objects.create(
        owner=cast.officer,
        name="Délva",
        query={"words": "Délva", "chips": []},
        seen_at=timezone.now(),
        key=uuid.uuid4(),
    )
    version = a_version("Informe de la búsqueda", country="GT", source="Fuente de la búsqueda")
    return {
        **dict.fromkeys(("coi_search_remove", "coi_search_fresh"), saved.pk),
        "coi_search_say": version.pk,
        "passage_id": version.passages.earliest("ordinal").pk,
    }
