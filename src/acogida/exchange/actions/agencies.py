"""Another authority, before anything can be agreed with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.exchange.models import Agency

CODE, COUNTRY = re.compile(r"[a-z][a-z0-9]{1,19}"), re.compile(r"[A-Z]{2}")


@transaction.atomic
def add_agency(who: Any, code: str, name: str, country: str, addresses: Sequence[str] = ()) -> Agency:
    """Make an agency known. `country` (ISO 3166-1) and `addresses`, on the net or on paper, are what the firewall looks at:
    an agency of a country that somebody fled gets nothing about her. Added twice the same, it is added once.

    Who may is the caller's to ask. Raises ValidationError by field.
    """
    said = {"name": name.strip(), "country": country, "addresses": [each.strip() for each in addresses if each.strip()]}
    if (known := Agency.objects.filter(pk=code).first()) and all(getattr(known, n) == v for n, v in said.items()):
        return known
    problems = {}
    if not CODE.fullmatch(code):
        problems["code"] = _("Two to twenty letters and digits, without accents, beginning with a letter.")
    elif known:
        problems["code"] = _("There is an agency of this code.")
    if not said["name"]:
        problems["name"] = _("Say what the agency is called.")
    if not COUNTRY.fullmatch(country):
        problems["country"] = _("Say which State it belongs to.")
    if problems:
        raise ValidationError(problems)
    made = Agency.objects.create(code=code, **said)
    write(who, "exchange.agency_added", made, detail={"country": country})
    return made
