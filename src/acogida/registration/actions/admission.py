"""After the presentation: the claim is admitted, or completed and explained on request first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Event


def admit(request: Any, case: Case, *, key: uuid.UUID) -> Event:
    """Admit the claims of the case: the certificates, the request for the CURP and the notice to the INM follow as
    effects of the pack. Raises `Refused` with the reasons."""
    return actions.take(request, case.pk, "admit", key=key)


def prevent(
    request: Any, case: Case, *, missing: Sequence[str], other: str, ask_why_late: bool, key: uuid.UUID
) -> Event:
    """Ask the applicant, once, to complete or explain (LFPA art. 17-A). `missing` are codes of the form's fields."""
    if not (missing or other or ask_why_late):
        raise Refused([_("Say what is missing, or ask for the reasons of the delay.")])
    payload = {"missing": list(missing), "other": other, "ask_why_late": ask_why_late}
    return actions.take(request, case.pk, "prevent", key=key, payload=payload)


def answer_prevention(request: Any, case: Case, *, answer: str, why_late: str, answered: bool, key: uuid.UUID) -> Event:
    """Record what the applicant answered, or that nothing came: the claim goes back to be admitted or not by a person,
    and the clock to decide runs on."""
    if answered and not (answer or why_late):
        raise Refused([_("Write what the person answered.")])
    payload = {"answered": answered, "answer": answer, "why_late": why_late, "late_explained": bool(why_late)}
    return actions.take(request, case.pk, "answer_prevention", key=key, payload=payload)


def appoint_representative(request: Any, case: Case, *, name: str, authority_told: bool, key: uuid.UUID) -> Event:
    """Record who represents an unaccompanied child and that the child protection authority was told (LGDNNA art. 106)."""
    require(request.user, "registration.intake", case.office_id)
    if not name or not authority_told:
        raise Refused([_("Write who represents the child, and confirm that the child protection authority was told.")])
    payload = {"name": name, "authority_told": authority_told}
    return actions.note(request, case.pk, "representative_appointed", key=key, payload=payload)
