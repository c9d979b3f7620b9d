"""The agreements of the jurisdiction's pack as rows: done with every migration, and as often as one likes.

What people agreed upon here (a version without the pack's digest) is never replaced by a new pack.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from acogida.law import Pack
from acogida.law.model.agreements import AgreedTransfer

AGREED = "agreed"


def digest(agreed: AgreedTransfer) -> str:
    """Of all an entry of the pack says."""
    return hashlib.sha256(agreed.model_dump_json().encode()).hexdigest()


def install(pack: Pack, today: dt.date, agencies: Any, agreements: Any) -> int:
    """Make the rows that are not there yet, given the two models (a migration's or today's); how many were made."""
    parties = {agency.code: agency.parties.es for agency in pack.agencies}
    for agency in pack.agencies:
        known, created = agencies.objects.get_or_create(
            code=agency.code,
            defaults={"name": agency.name, "country": agency.country, "addresses": list(agency.addresses)},
        )
        if not created and not known.addresses and agency.addresses:
            agencies.objects.filter(pk=known.pk).update(addresses=list(agency.addresses))
    return sum(_install_one(agreed, parties[agreed.agency], today, agreements) for agreed in pack.agreements)


def _install_one(agreed: AgreedTransfer, parties: str, today: dt.date, agreements: Any) -> bool:
    rows = agreements.objects.filter(agency_id=agreed.agency, purpose=agreed.purpose).order_by("-version", "-pk")
    mine = digest(agreed)
    newest = rows.first()
    made_here = newest is not None and not newest.digest and newest.parties
    if made_here or rows.filter(digest=mine).exists():
        return False
    said = {
        "direction": agreed.direction, "parties": parties, "words": agreed.words.root, "path": agreed.path,
        "fields": list(agreed.fields), "legal_basis": agreed.source, "consent_required": agreed.consent, "digest": mine,
    }  # fmt: skip
    if newest is not None and not newest.digest and set(newest.fields) == set(agreed.fields):
        agreements.objects.filter(pk=newest.pk).update(**said)  # from before agreements had all this: the same one
        return False
    start = agreed.from_ if newest is None else max(agreed.from_, today)
    if newest is not None and newest.end is None:
        agreements.objects.filter(pk=newest.pk).update(end=max(start - dt.timedelta(days=1), newest.start))
    agreements.objects.create(
        agency_id=agreed.agency, purpose=agreed.purpose, version=newest.version + 1 if newest else 1, state=AGREED,
        start=start, end=agreed.to, replaces=newest, **said,
    )  # fmt: skip
    return True
