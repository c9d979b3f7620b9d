"""Agreements as tests want them: ended, or with other fields. None is edited (a trigger refuses it): one takes its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from acogida.exchange.models import Agreement

LONG_AGO = dt.date(2019, 12, 31)


def end_all(agency: str = "") -> None:
    """No agreement (with an agency) is in force any more."""
    rows = Agreement.objects.filter(end=None)
    (rows.filter(agency=agency) if agency else rows).update(end=LONG_AGO)


def agree(agency: str, purpose: str, fields: Collection[str], **changes: object) -> Agreement:
    """An agreement about exactly these fields takes the place of the one there is."""
    former = Agreement.objects.filter(agency=agency, purpose=purpose).order_by("-version").first()
    Agreement.objects.filter(agency=agency, purpose=purpose, end=None).update(end=LONG_AGO)
    given = {"legal_basis": "A test", "parties": "Two", "start": LONG_AGO, **changes}
    return Agreement.objects.create(
        agency_id=agency, purpose=purpose, version=former.version + 1 if former else 1, fields=list(fields), **given
    )


def agree_on(agency: str, fields: Collection[str]) -> None:
    """Every purpose of an agency covers exactly these fields from now on."""
    for purpose in set(Agreement.objects.filter(agency=agency).values_list("purpose", flat=True)):
        agree(agency, purpose, fields)
