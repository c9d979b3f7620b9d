"""Giving a partner's system access, changing its secret, and taking access away. Whoever runs the machine may do so from
the command line (`who` is None), administrators on their page."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken, Application

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.exchange.models import Agency
from acogida.partners.oauth import scopes as known_scopes
from acogida.partners.oauth.models import PartnerClient

SECRET_BYTES = 48  # 64 characters
HASHER = "machine_secret"
LONGEST_OVERLAP = 7 * 24  # hours for which a former secret may go on working
LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1)(:\d+)?(/.*)?")


@transaction.atomic
def add(
    who: Any,
    agency: str,
    name: str,
    scopes: Sequence[str],
    addresses: Sequence[str] = (),
    *,
    key: uuid.UUID | None = None,
) -> tuple[PartnerClient, str]:
    """A client for one of an agency's systems, and its secret, which is shown now and never again ("" when the same `key`
    had made the client before).

    Raises ValidationError by field (agency, name, scopes, addresses), PermissionDenied without `partner.manage`.
    """
    _require(who)
    if key is not None and (made := PartnerClient.objects.filter(pk=key).first()):
        return made, ""
    problems = _problems(agency, name, scopes, addresses)
    if problems:
        raise ValidationError(problems)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    application = Application.objects.create(
        name=f"{agency} {name}"[:255], client_id=f"{agency}-{secrets.token_hex(8)}", client_secret=_hashed(secret),
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )  # fmt: skip
    client = PartnerClient.objects.create(
        **({"id": key} if key else {}), agency_id=agency, application=application, name=name.strip(),
        scopes=list(dict.fromkeys(scopes)), addresses=list(dict.fromkeys(addresses)), created_by=_staff(who),
    )  # fmt: skip
    write(who, "partners.client_added", client, detail={"agency": agency, "scopes": client.scopes})
    return client, secret


@transaction.atomic
def rotate(who: Any, client_id: uuid.UUID, *, overlap_hours: int = 0) -> tuple[PartnerClient, str]:
    """A new secret. The former one stops at once, with every token it got, or works for `overlap_hours` more (a planned
    change). Raises ValidationError for a client that was revoked or an overlap of more than a week."""
    _require(who)
    client = _locked(client_id)
    if not client.active:
        raise ValidationError(_("This access has been taken away."))
    if not 0 <= overlap_hours <= LONGEST_OVERLAP:
        raise ValidationError({"overlap_hours": _("At most a week.")})
    application: Any = client.application
    client.former_secret = application.client_secret if overlap_hours else ""
    client.former_until = timezone.now() + dt.timedelta(hours=overlap_hours) if overlap_hours else None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    application.client_secret = _hashed(secret)
    application.save(update_fields=["client_secret"])
    client.rotated_at = timezone.now()
    client.save(update_fields=["former_secret", "former_until", "rotated_at"])
    if not overlap_hours:
        AccessToken.objects.filter(application=application).delete()
    write(who, "partners.client_rotated", client, detail={"overlap_hours": overlap_hours})
    return client, secret


@transaction.atomic
def revoke(who: Any, client_id: uuid.UUID, reason: str) -> PartnerClient:
    """Take the access away: the secret and every token it got are worth nothing from this moment, and its subscriptions
    end. Done twice, it is done once. Raises ValidationError without a reason."""
    _require(who)
    client = _locked(client_id)
    if not client.active:
        return client
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    client.revoked_at, client.revoked_by, client.revoke_reason = timezone.now(), _staff(who), reason.strip()[:300]
    client.former_secret, client.former_until = "", None
    client.save(update_fields=["revoked_at", "revoked_by", "revoke_reason", "former_secret", "former_until"])
    application: Any = client.application
    application.client_secret = _hashed(secrets.token_urlsafe(SECRET_BYTES))  # nobody has this one
    application.save(update_fields=["client_secret"])
    AccessToken.objects.filter(application=application).delete()
    client.subscriptions.filter(ended_at=None).update(ended_at=client.revoked_at)
    write(who, "partners.client_revoked", client, reason=client.revoke_reason)
    return client


def _problems(agency: str, name: str, scopes: Sequence[str], addresses: Sequence[str]) -> dict[str, str]:
    problems = {}
    if not Agency.objects.filter(pk=agency).exists():
        problems["agency"] = _("No such agency.")
    if not name.strip():
        problems["name"] = _("Say which of the agency’s systems this is.")
    elif PartnerClient.objects.filter(agency=agency, name=name.strip(), revoked_at=None).exists():
        problems["name"] = _("The agency has an access of this name.")
    covered = known_scopes.possible(agency, timezone.localdate())
    if not scopes:
        problems["scopes"] = _("Choose what it may ask.")
    elif wrong := [scope for scope in scopes if scope not in covered]:
        problems["scopes"] = _("No agreement in force covers this: %(scopes)s") % {"scopes": ", ".join(wrong)}
    if wrong := [each for each in addresses if not _good_address(each)]:
        problems["addresses"] = _("Addresses begin with https:// and have no user, query or fragment: %(wrong)s") % {
            "wrong": ", ".join(wrong)
        }
    return problems


def _good_address(text: str) -> bool:
    from django.conf import settings

    split = urlsplit(text)
    if not settings.PRODUCTION and LOCAL.fullmatch(text):
        return True
    plain = not (split.query or split.fragment or split.username or split.password)
    return split.scheme == "https" and bool(split.hostname) and plain and len(text) <= 200


def _hashed(secret: str) -> str:
    return make_password(secret, hasher=HASHER)


def _locked(client_id: uuid.UUID) -> PartnerClient:
    rows = PartnerClient.objects.select_for_update(of=("self",)).select_related("application", "agency")
    return rows.get(pk=client_id)


def _require(who: Any) -> None:
    if who is not None:
        require(who.user, "partner.manage")


def _staff(who: Any) -> Any:
    return who.user if who is not None else None
