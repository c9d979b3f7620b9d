"""Who an identifier stands for, and what may be said of her: never more than she holds on paper."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

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
STATUS = {"valid": "ACTIVE", "suspended": "SUSPENDED", "revoked": "REVOKED", "replaced": "REPLACED"}


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
        """From whose authorities she must be kept, by whatever is known of her under any record."""
        others = Person.objects.filter(pk__in=self._records - {self.person.pk}).prefetch_related("nationalities")
        return set().union(*(countries_to_shield(each) for each in (self.person, *others)))

    @cached_property
    def _records(self) -> frozenset[Any]:
        return identity.cluster(self.person.pk)

    @property
    def hidden(self) -> bool:
        """Whether she, under any record, or one of a case of hers is known to few."""
        rows = Person.objects.filter(pk__in=self._records)
        return rows.filter(sealed=True).exists() or rows.filter(memberships__case__sealed=True).exists()

    @cached_property
    def curp(self) -> str:
        rows = IdentityNumber.objects.filter(person=self.person, scheme="CURP", status=IdentityNumber.Status.ACTIVE)
        return rows.values_list("value", flat=True).first() or ""

    def known(self, field: str) -> Any:
        """What is known of her, as the field of a message holds it; None for nothing."""
        person, certificate = self.person, self.certificate
        of_certificate = {
            "certificate_number": lambda c: c.number, "certificate_kind": lambda c: c.kind,
            "certificate_status": lambda c: STATUS[c.status], "issued_on": lambda c: c.issued_on,
            "valid_until": lambda c: c.valid_until,
        }  # fmt: skip
        if field in of_certificate:
            return of_certificate[field](certificate) if certificate else None
        of_person = {
            "birth_date": lambda: person.birth, "curp": lambda: self.curp,
            "nationalities": lambda: tuple(sorted(person.nationality_codes)),
        }  # fmt: skip
        value = of_person[field]() if field in of_person else getattr(person, field)
        return value or None

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


def holder(kind: str, identifier: str) -> Holder | None:
    """Who holds a number today, or None: for nobody, for an ended number, and for somebody who is known to few."""
    if kind == CREDENTIAL_NUMBER:
        rows = Person.objects.filter(
            certificates__number=identifier, certificates__status=Certificate.Status.VALID, sealed=False
        )
    else:
        rows = Person.objects.filter(
            numbers__scheme="CURP",
            numbers__value=identifier,
            numbers__status=IdentityNumber.Status.ACTIVE,
            sealed=False,
        )
    person = rows.select_related("office").first()
    found = Holder(person) if person else None
    return None if found is None or found.hidden else found


def sentence_of(certificate: Certificate) -> str:
    """The sentence about the holder's status in the certificate's own signed text."""
    claims = read(certificate.token, verifying_keys(), timezone.now()).claims
    return claims.legal_status if claims else ""


def zone_of(office: Any) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(office.zone)
