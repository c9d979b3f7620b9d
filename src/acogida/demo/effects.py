"""What the demonstration does for rooms below: a case to try a command on."""

from __future__ import annotations

import sys

from acogida.cases.models import Case, Claim
from acogida.certificates import kinds
from acogida.certificates.models import Certificate
from acogida.hooks import demonstration

SMALL = 60  # persons: the least with a case at every stage of a desk


@demonstration.chooses
def admitted_case() -> str:
    """The number of a demonstration case whose application is admitted; a small demonstration is made in an empty
    register. Raises LookupError in one that holds other people's cases."""
    from acogida.accounts.models import User
    from acogida.demo import load, users

    if not Case.objects.exists():
        print(f"no demonstration is loaded: making one of about {SMALL} persons", file=sys.stderr, flush=True)
        load.load(SMALL)
    elif not User.objects.filter(username__in=[user.username for user in users.USERS]).exists():
        raise LookupError("the cases of this register are not a demonstration's: give the number of one")
    rule = kinds.kind(kinds.CERTIFICATE_OF_PROCEDURE)
    admitted = Claim.objects.filter(stage__in=rule.valid_while, position=0, case__open=True).exclude(stage="merged")
    held = Certificate.objects.filter(kind=rule.code, status=Certificate.Status.VALID).values("case")
    chosen = admitted.filter(case__in=held).order_by("-case__presented_on", "case__number") or admitted
    number = chosen.values_list("case__number", flat=True).first()
    if number is None:
        raise LookupError("no case of this demonstration is admitted: load a larger one (acogida demo load)")
    return str(number)
