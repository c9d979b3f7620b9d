"""What a person agrees to, act by act: recorded with its evidence, taken back."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.exchange.models import Agreement, Consent
from acogida.files.store import put
from acogida.people.models import Person

RECORD = "consent.record"
CONSULAR = "consular_notice"  # the one purpose without an agreement: express consent is its ground (LSR art. 21)


@transaction.atomic
def record(request: Any, person: Person, given: dict[str, Any], *, key: uuid.UUID) -> Consent:
    """Keep that she agrees to one act. `given`: agency or recipient, purpose, language, interpreter, evidence, given_on,
    until; `paper` (bytes, media type) of what she signed, or `witness`, the second officer who heard her. The same `key`
    again writes nothing. Raises ValidationError by field, files.NotAllowed, PermissionDenied."""
    require(request.user, RECORD, person.office_id)
    if known := Consent.objects.filter(pk=key).first():
        return known
    today = person.office.today()
    wrong: dict[str, str] = {}
    agency, recipient = given.get("agency") or "", (given.get("recipient") or "").strip()
    if bool(agency) == bool(recipient):
        wrong["recipient"] = _("Say either the agency or the address.")
    if recipient and given["purpose"] != CONSULAR:
        wrong["purpose"] = _("To an address that is no agency, only her own notice to her consulate can be agreed to.")
    if agency and Agreement.in_force(agency, given["purpose"], today) is None:
        wrong["purpose"] = _("No agreement with this agency covers this.")
    if given["given_on"] > today:
        wrong["given_on"] = _("The date is in the future.")
    if given.get("until") and given["until"] < today:
        wrong["until"] = _("The date has passed.")
    witness: User | None = given.get("witness") if given["evidence"] == Consent.Evidence.ORAL else None
    paper = given.get("paper") if given["evidence"] == Consent.Evidence.SIGNED else None
    if given["evidence"] == Consent.Evidence.SIGNED and paper is None:
        wrong["paper"] = _("Add the signed page.")
    if given["evidence"] == Consent.Evidence.ORAL and (witness is None or witness.pk == request.user.pk):
        wrong["witness"] = _("Say which other officer heard it.")
    if wrong:
        raise ValidationError({name: [text] for name, text in wrong.items()})
    made = Consent.objects.create(
        pk=key, person_id=person.pk, office=person.office, agency_id=agency or None, recipient=recipient,
        purpose=given["purpose"], language=given["language"], interpreter=given.get("interpreter", ""),
        evidence=given["evidence"], paper=put(*paper).sha256 if paper else "", witness=witness,
        given_on=given["given_on"], until=given.get("until"), recorded_by=request.user,
    )  # fmt: skip
    write(request, "consent.recorded", made, detail={"purpose": made.purpose, "agency": agency})
    return made


@transaction.atomic
def revoke(request: Any, consent_id: uuid.UUID, *, why: str) -> Consent:
    """She takes it back: nothing leaves on its ground from now on, nor what still waits. Done twice, it is done once.
    Raises ValidationError without a reason, PermissionDenied."""
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
    require(request.user, RECORD, consent.office_id)
    if not why.strip():
        raise ValidationError({"why": [_("Say why, in her words or yours.")]})
    if consent.revoked_at is None:
        consent.revoked_at, consent.revoked_by, consent.revoked_why = timezone.now(), request.user, why.strip()[:300]
        consent.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
        write(request, "consent.revoked", consent, reason=consent.revoked_why)
    return consent
