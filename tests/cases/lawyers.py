"""Versions of the rules that the lawyers of `conftest` make."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from acogida.cases import packs
from acogida.cases.models import PackVersion
from acogida.cases.rulebook import versions
from tests.cast import Cast

TODAY = timezone.localdate


def longer(amount: int = 60, version: str = "9.0.0") -> dict[str, str]:
    """Files of the pack with another term to decide."""
    content = packs.current().snapshot()
    clocks = content["clocks.toml"]
    place = clocks.index('name = "decide"')
    head = clocks[place:].replace("amount = 45", f"amount = {amount}", 1)
    own = packs.current().version
    return {
        "clocks.toml": clocks[:place] + head,
        "pack.toml": content["pack.toml"].replace(f'version = "{own}"', f'version = "{version}"'),
    }


def drafted(cast: Cast, part: str = "lawyer", files: dict[str, str] | None = None) -> PackVersion:
    return versions.start_draft(cast.as_(part), note="Reforma", files=files or longer(), key=uuid.uuid4())


def adopted(cast: Cast, on: dt.date | None = None, files: dict[str, str] | None = None) -> PackVersion:
    draft = drafted(cast, files=files)
    versions.adopt(cast.as_("director"), draft.pk, effective_on=on or TODAY(), revision=draft.revision)
    packs.forget_adoptions()
    draft.refresh_from_db()
    return draft
