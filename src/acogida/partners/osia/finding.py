"""Who an identifier stands for, and what may be said of her: never more than she holds on paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from acogida.cases.models import Case
from acogida.certificates.issuing import verifying_keys
from acogida.certificates.models import Certificate
from acogida.certificates.token import read
from acogida.exchange.messages import Attributes
from acogida.people import identity
from acogida.people.models import IdentityNumber, Person
from acogida.people.shielding import countries_to_shield

UIN, CREDENTIAL_NUMBER = "uin", "credentialNumber"
TYPES = (UIN, CREDENTIAL_NUMBER)
IDENTIFIER = re.compile(r"[A-Z0-9Ñ-]{5,40}")
# OSIA's words; what it has none for is OTHER, with ours. A renewed one is good to the end of its code.
STATUS = {
    "valid": "ACTIVE", "renewed": "ACTIVE", "suspended": "SUSPENDED", "revoked": "REVOKED", "replaced": "REPLACED",
    "ended": "ENDED",
}  # fmt: skip
OF_CERTIFICATE: Mapping[str, Callable[[Certificate], Any]] = {
    "certificate_number": lambda c: c.number,
    "certificate_kind": lambda c: c.kind,
    "certificate_status": lambda c: STATUS[c.status],
    "issued_on": lambda c: c.issued_on,
    "valid_until": lambda c: c.valid_until,
}


@dataclass
class Holder:
    """Somebody whom a partner asks about. Read anew for each call."""

    person: Person

    @cached_property
    def certificate(self) -> Certificate | None:
        """The certificate she holds today."""
        rows = Certificate.objects.filter(person=self.person, status=Certificate.Status.VALID)
        return rows.order_by("-issued_at").first()

    @cached_property
    def countries(self) -> set[str]:
        """From whose authorities she must be kept by what is known of her under other records; those of this one the
        gateway adds by itself."""
        if not self._others:
            return set()
        others = Person.objects.filter(pk__in=self._others).prefetch_related("nationalities")
        return set().union(*(countries_to_shield(each) for each in others))

    @cached_property
    def _others(self) -> frozenset[Any]:
        return identity.cluster(self.person.pk) - {self.person.pk}

    @property
    def hidden(self) -> bool:
        """Whether she is known to few under another record. Under this one: see `open_persons`."""
        return bool(self._others) and open_persons().filter(pk__in=self._others).count() < len(self._others)

    @cached_property
    def curp(self) -> str:
        rows = IdentityNumber.objects.filter(person=self.person, scheme="CURP", status=IdentityNumber.Status.ACTIVE)
        return rows.values_list("value", flat=True).first() or ""

    def known(self, field: str) -> Any:
        """What is known of her, as the field of a message holds it; None for nothing."""
        if field in OF_CERTIFICATE:
            return OF_CERTIFICATE[field](self.certificate) if self.certificate else None
        if field == "curp":
            return self.curp or None
        if field == "nationalities":
            return tuple(sorted(self.person.nationality_codes)) or None
        return (self.person.birth if field == "birth_date" else getattr(self.person, field)) or None

    def attributes(self, fields: set[str]) -> Attributes:
        """The message with these of her data, as far as they are known."""
        return Attributes(**{name: self.known(name) for name in fields})

    @property
    def sentence(self) -> str:
        """What the certificate she holds says of her: nothing about her procedure is ever said in other words."""
        return sentence_of(self.certificate) if self.certificate else ""

    @property
    def zone(self) -> dt.tzinfo:
        return zone_of(self.person.office)


def open_persons() -> QuerySet[Person]:
    """Persons who are not known to few, nor any of their cases."""
    return Person.objects.filter(
        ~Exists(Case.objects.filter(sealed=True, members__person=OuterRef("pk"))), sealed=False
    )


def holder(kind: str, identifier: str) -> Holder | None:
    """Who holds a number today, or None: for nobody, for an ended number, and for somebody who is known to few."""
    if kind == CREDENTIAL_NUMBER:
        good = Q(certificates__status=Certificate.Status.VALID) | Q(
            certificates__status=Certificate.Status.RENEWED, certificates__valid_until__gte=timezone.localdate()
        )
        rows = open_persons().filter(good, certificates__number=identifier)
    else:
        rows = open_persons().filter(
            numbers__scheme="CURP", numbers__value=identifier, numbers__status=IdentityNumber.Status.ACTIVE
        )
    person = next(iter(rows.select_related("office").order_by("pk")[:1]), None)
    found = Holder(person) if person else None
    return None if found is None or found.hidden else found


def sentence_of(certificate: Certificate) -> str:
    """The sentence about the holder's status in the certificate's own signed text."""
    claims = read(certificate.token, verifying_keys(), timezone.now()).claims
    return claims.legal_status if claims else ""


def zone_of(office: Any) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(office.zone)
