"""What a new certificate says, and its token: the same for one issued today and for the demonstration's."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from acogida.certificates import kinds
from acogida.certificates.cose import SigningKey, VerifyingKey
from acogida.certificates.faces import thumbnail
from acogida.certificates.models import Certificate, RevokedKey
from acogida.certificates.token import CertificateClaims, encode
from acogida.law import CertificateKind
from acogida.letters.keys import key_store
from acogida.people.models import Person


def public_url() -> str:
    """The address under which the public reaches this installation, without a slash at its end."""
    given = getattr(settings, "PUBLIC_URL", "") or next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    return str(given or "http://localhost:8000").rstrip("/")


def list_uri(number: int) -> str:
    """The address of a status list, which is its name in the certificates."""
    return f"{public_url()}/status-lists/{number}"


def last_day(kind: CertificateKind, issued_on: dt.date, number_until: dt.date | None = None) -> dt.date:
    """The last day of the QR of a certificate issued on a day. `number_until`: the end of the holder's temporary number."""
    if kind.follows_number and number_until and number_until >= issued_on:
        return number_until
    return issued_on + dt.timedelta(days=kind.days)


def make_token(
    kind: CertificateKind,
    *,
    number: str,
    name: str,
    birth: tuple[int | None, int | None, int | None],
    sex: str,
    issued_at: dt.datetime,
    valid_until: dt.date,
    status_list: int,
    status_index: int,
    identity_number: str = "",
    nationality: str = "",
    photo: bytes = b"",
) -> str:
    """The signed text of the QR: of what is given, what the kind says. `birth` is year, month, day as far as known;
    `issued_at` on the office's clock, so that the code ends with its last day there. About 0.2 ms."""
    says = set(kind.says)
    claims = CertificateClaims(
        number=number,
        name=name,
        birth_date=partial_date(*birth) if "birth_date" in says else "",
        sex=sex if "sex" in says else "",
        legal_status=kind.status.es.format(identity_number=identity_number),
        issuer=public_url(),
        issued_at=issued_at.replace(microsecond=0),
        expires_at=dt.datetime.combine(valid_until + dt.timedelta(days=1), dt.time.min, issued_at.tzinfo),
        status_index=status_index,
        status_uri=list_uri(status_list),
        nationality=nationality if "nationality" in says else "",
        photo=photo if "photo" in says else b"",
    )
    return encode(claims, signing_key())


def token_of(certificate: Certificate, person: Person, identity_number: str = "") -> str:
    """The token of a certificate about to be issued, which says what is known of `person` now."""
    kind = kinds.kind(certificate.kind)
    return make_token(
        kind,
        number=certificate.number,
        name=person.full_name,
        birth=(person.birth_year, person.birth_month, person.birth_day),
        sex=person.sex,
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        status_list=certificate.status_list,
        status_index=certificate.status_index,
        identity_number=identity_number,
        nationality=next(iter(person.nationality_codes), "") if "nationality" in kind.says else "",
        photo=thumbnail(person) if "photo" in kind.says else b"",
    )


def partial_date(year: int | None, month: int | None, day: int | None) -> str:
    """1992-03-14, 1992-03, 1992 or an empty text: what is known, nothing invented."""
    if not year:
        return ""
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def signing_key() -> SigningKey:
    """The key of the QRs and status lists of today."""
    pair = key_store().qr()
    return SigningKey(pair.key, pair.key_id, pair.thumbprint)


def revoked_keys() -> frozenset[bytes]:
    """The ids of the keys that are no longer believed."""
    return frozenset(bytes.fromhex(key_id) for key_id in RevokedKey.objects.values_list("key_id", flat=True))


def verifying_keys() -> list[VerifyingKey]:
    """The keys of every QR in circulation that are believed."""
    gone = revoked_keys()
    keys = [_verifying(certificate.public_bytes(Encoding.DER)) for certificate in key_store().qr_certificates()]
    return [key for key in keys if key.key_id not in gone]


@lru_cache(maxsize=32)
def _verifying(der: bytes) -> VerifyingKey:
    return VerifyingKey.of(x509.load_der_x509_certificate(der))
