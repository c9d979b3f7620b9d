"""What leaves in a file: one line in the sharing history of each person it is about, or was kept out of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from acogida.exchange.models import Agency, Agreement, Disclosure

BATCH = 2000


@dataclass(frozen=True, slots=True)
class FileLine:
    """One person. `why`: she is not in the file (a code of firewall.Refusal)."""

    person_id: uuid.UUID
    office_id: int
    fields: Iterable[str]
    why: str = ""


def keep_lines(
    who: Any, agency: Agency, agreement: Agreement | None, purpose: str, lines: Iterable[FileLine], *, reference: str,
    sha256: str = "",
) -> None:  # fmt: skip
    """Keep them, in the transaction that makes the file and after the gateway was asked about each. `reference`: the file;
    `sha256`: of it."""
    user = getattr(who, "user", who)
    Disclosure.objects.bulk_create(
        (
            Disclosure(
                kind=Disclosure.Kind.EXPORT, agency=agency, agreement=agreement, purpose=purpose,
                office_id=line.office_id, person_id=line.person_id, reference=reference, refusal=line.why,
                field_names=sorted(line.fields), sha256="" if line.why else sha256, acted_by=user,
            )
            for line in lines
        ),
        batch_size=BATCH,
    )  # fmt: skip
