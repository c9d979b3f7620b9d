"""What an officer can do to a certificate, as the pages offer it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.cases.actions import already_done, lock
from acogida.certificates import life
from acogida.certificates.models import Certificate

Cause, Status = Certificate.Cause, Certificate.Status


@dataclass(frozen=True)
class Act:
    """`causes`: what may be the matter (none: not asked). `together`: it can be done for everybody in the case at once.
    `allowed`: in which status of the certificate."""

    code: str
    label: Any
    help: Any
    done: Any
    do: Callable[..., Certificate]
    allowed: tuple[str, ...]
    causes: tuple[Certificate.Cause, ...] = ()
    together: bool = False
    icon: str = "certificate"


_ALL = (
    Act(
        "replace",
        _("Issue again"),
        _(
            "The new one says what is known of the person today. The code on the former paper stops being valid at once."
        ),
        _("Certificate %(number)s issued; the former one is no longer valid."),
        life.reissue,
        (Status.VALID, Status.SUSPENDED, Status.RENEWED),
        (Cause.DATA, Cause.DAMAGED, Cause.OTHER),
        together=True,
        icon="refresh",
    ),
    Act(
        "lost",
        _("Lost or stolen"),
        _("The lost paper is revoked at once and a new one is issued: print it and hand it over."),
        _("The lost paper is revoked; certificate %(number)s is issued."),
        life.lost,
        (Status.VALID, Status.SUSPENDED, Status.RENEWED),
        (Cause.LOST, Cause.STOLEN),
        together=True,
        icon="file-off",
    ),
    Act(
        "suspend",
        _("Suspend"),
        _("Whoever checks the paper is told not to rely on it for the time being. It can be resumed."),
        _("Certificate %(number)s suspended."),
        life.suspend,
        (Status.VALID,),
        (Cause.MISUSE, Cause.OTHER),
        icon="player-pause",
    ),
    Act(
        "resume",
        _("Resume"),
        _("The paper is valid again, with the same code."),
        _("Certificate %(number)s is valid again."),
        life.resume,
        (Status.SUSPENDED,),
        icon="player-play",
    ),
    Act(
        "revoke",
        _("Revoke"),
        _(
            "The code on the paper stops being valid at once. The person keeps her rights as an applicant: issue it again if "
            "she needs a paper."
        ),
        _("Certificate %(number)s revoked."),
        life.revoke,
        (Status.VALID, Status.SUSPENDED, Status.RENEWED),
        (Cause.ERROR, Cause.MISUSE, Cause.OTHER),
        icon="ban",
    ),
)
ACTS: Mapping[str, Act] = {act.code: act for act in _ALL}


def open_to(certificate: Certificate) -> list[Act]:
    """What can be done to a certificate in its status."""
    return [act for act in _ALL if certificate.status in act.allowed]


@transaction.atomic
def carry_out(request: Any, act: Act, certificate: Certificate, answers: Mapping[str, Any]) -> str:
    """Do it, for the family where asked, and say what was done; sent twice, it is done once. Raises Refused."""
    key, cause = answers["idempotency_key"], answers.get("cause") or (act.causes[0] if act.causes else None)
    lock(certificate.case_id)  # whoever sends the same twice at once is told what was done the first time
    if before := already_done(certificate.case_id, key):
        return str(act.done) % {"number": before.payload.get("new") or certificate.number}
    rows = life.of_family(certificate) if answers.get("family") else [certificate]
    named = {"cause": cause} if cause else {}
    results = [
        act.do(
            request, row.pk, reason=answers["reason"],
            key=key if row.pk == certificate.pk else uuid.uuid5(key, str(row.pk)), **named,
        )
        for row in rows
    ]  # fmt: skip
    return str(act.done) % {"number": ", ".join(result.number for result in results)}
