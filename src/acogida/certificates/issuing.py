"""What a new certificate says, and its token: the same for one issued today and for the demonstration's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from acogida.certificates.cose import SigningKey, VerifyingKey
from acogida.certificates.models import Certificate
from acogida.certificates.token import CertificateClaims, encode
from acogida.letters.keys import key_store
from acogida.people.models import Person

STATUS_LIST_SIZE = 1 << 20


@dataclass(frozen=True)
class Kind:
    """A kind of certificate: the letter it is printed by, what its QR says of the holder, how long the QR is valid."""

    letter: str
    status: str
    days: int


CERTIFICATE_OF_PROCEDURE = "certificate_of_procedure"
KINDS = {
    # LSR art. 22. The paper stands while the procedure is open; its QR is renewed, so that a lost one stops working.
    CERTIFICATE_OF_PROCEDURE: Kind(
        "constancia", "Solicitante de la condición de refugiado; procedimiento en trámite", 180
    ),
}


def public_url() -> str:
    """The address under which the public reaches this installation, without a slash at its end."""
    given = getattr(settings, "PUBLIC_URL", "") or next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    return str(given or "http://localhost:8000").rstrip("/")


def last_day(kind: str, issued_on: dt.date) -> dt.date:
    """The last day on which the QR of a certificate issued on a day is valid."""
    return issued_on + dt.timedelta(days=KINDS[kind].days)


def make_token(
    kind: str,
    *,
    number: str,
    name: str,
    birth: tuple[int | None, int | None, int | None],
    sex: str,
    issued_at: dt.datetime,
    status_list: int,
    status_index: int,
) -> str:
    """The signed text of the QR. `birth` is year, month, day as far as known; `issued_at` on the office's clock, so that
    the code ends with its last day there. About 0.2 ms."""
    site = public_url()
    after = last_day(kind, issued_at.date()) + dt.timedelta(days=1)
    claims = CertificateClaims(
        number=number,
        name=name,
        birth_date=partial_date(*birth),
        sex=sex,
        legal_status=KINDS[kind].status,
        issuer=site,
        issued_at=issued_at.replace(microsecond=0),
        expires_at=dt.datetime.combine(after, dt.time.min, issued_at.tzinfo),
        status_index=status_index,
        status_uri=f"{site}/status-lists/{status_list}",
    )
    return encode(claims, signing_key())


def token_of(certificate: Certificate, person: Person) -> str:
    """The token of a certificate about to be issued, which says what is known of `person` now."""
    return make_token(
        certificate.kind,
        number=certificate.number,
        name=person.full_name,
        birth=(person.birth_year, person.birth_month, person.birth_day),
        sex=person.sex,
        issued_at=certificate.issued_at,
        status_list=certificate.status_list,
        status_index=certificate.status_index,
    )


def partial_date(year: int | None, month: int | None, day: int | None) -> str:
    """1992-03-14, 1992-03, 1992 or an empty text: what is known, nothing invented."""
    if not year:
        return ""
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def signing_key() -> SigningKey:
    pair = key_store().qr()
    return SigningKey(pair.key, pair.key_id, pair.thumbprint)


def verifying_keys() -> list[VerifyingKey]:
    """The keys of every QR in circulation."""
    return [_verifying(certificate.public_bytes(Encoding.DER)) for certificate in key_store().qr_certificates()]


@lru_cache(maxsize=32)
def _verifying(der: bytes) -> VerifyingKey:
    return VerifyingKey.of(x509.load_der_x509_certificate(der))
