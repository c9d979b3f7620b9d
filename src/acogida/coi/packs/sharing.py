"""A pack for another authority: a file, without what is restricted, on record in `exchange`."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.coi.access import require_hand
from acogida.coi.models import PackExport, PackShare, PackVersion
from acogida.coi.packs import exporting, screening
from acogida.exchange import gateway
from acogida.exchange.firewall import Recipient
from acogida.exchange.models import Agency, Disclosure
from acogida.files.store import get

PURPOSE = "coi_pack"
FIELDS = ("pack", "version", "items", "documents")  # all that such a file can hold (coi.packs.bundle)


@transaction.atomic
def share(
    request: Any, version_id: uuid.UUID, recipient: str, country: str, why: str, *, agency: Agency | None = None,
    key: uuid.UUID,
) -> PackShare:  # fmt: skip
    """Put on record that a version goes to another authority (an agency that is known, or its name and country), and make
    the file for it. An authority of the very country that a pack is about gets none: what is asked about a country tells
    who flees it; the refusal is on record, too. Raises ValidationError by field."""
    require_hand(request.user, "coi.review")
    if known := PackShare.objects.filter(key=key).first():
        return known
    version = PackVersion.objects.select_related("pack").get(pk=version_id)
    name, belongs = (agency.name, agency.country) if agency else (recipient.strip(), country)
    _complete(version, name, belongs, why)
    said = (
        Recipient.agency(agency.code, agency.country, agency.addresses) if agency else Recipient.export(name, [belongs])
    )
    verdict = gateway.about_a_country(said, [version.pack.country])
    sha256 = "" if verdict.refusal else _made(request, version)
    disclosure = Disclosure.objects.create(
        kind=Disclosure.Kind.EXPORT, agency=agency, recipient="" if agency else name, purpose=PURPOSE,
        office=request.user.office, reference=version.label, field_names=list(FIELDS), sha256=sha256,
        refusal=verdict.refusal or "", acted_by=request.user,
    )  # fmt: skip
    made = PackShare.objects.create(
        version=version, recipient=name, country=belongs, why=why.strip(), disclosure=disclosure, shared_by=request.user,
        key=key,
    )  # fmt: skip
    detail = {"label": version.label, "country": belongs}
    write(request, "coi.pack_refused" if verdict.refusal else "coi.pack_shared", version, detail=detail)
    return made


def _complete(version: PackVersion, name: str, country: str, why: str) -> None:
    if version.is_open:
        raise ValidationError(_("Only what was issued leaves as a file."))
    problems = {}
    if not name:
        problems["recipient"] = _("Say who gets it.")
    if not country:
        problems["country"] = _("Say which State it belongs to.")
    if not why.strip():
        problems["why"] = _("Say what for.")
    if problems:
        raise ValidationError(problems)
    screening.refuse({"recipient": name, "why": why})


def _made(request: Any, version: PackVersion) -> str:
    """The hash of the file; empty while the worker still makes it: then it stands in the row of the file."""
    export = exporting.ask(request, version.pk, shared=True)
    if export.state == PackExport.State.FAILED:
        raise ValidationError(export.problem)
    return hashlib.sha256(get(export.blob)).hexdigest() if export.blob else ""
