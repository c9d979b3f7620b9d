"""What readers without a network fetch: the signed status lists and the key bundle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from acogida.certificates import bundle, status_token
from acogida.certificates.cose import SigningKey
from acogida.certificates.issuing import KINDS, public_url, signing_key
from acogida.certificates.models import Certificate
from acogida.certificates.queries import packed_status_list
from acogida.letters.keys import key_store


def list_uri(number: int) -> str:
    """The address of a status list, which is its name in the certificates."""
    return f"{public_url()}/status-lists/{number}"


def status_list(number: int) -> bytes:
    """A status list as a signed token."""
    return status_token.make(list_uri(number), packed_status_list(number), signing_key(), timezone.now())


def key_bundle(now: dt.datetime | None = None) -> bytes:
    """The bundle of today: every QR key, and every status list with a certificate whose QR has not ended."""
    now = now or timezone.now()
    store = key_store()
    pair = store.root_key()
    live = Certificate.objects.filter(valid_until__gte=now.date() - dt.timedelta(days=1))
    numbers = live.values_list("status_list", flat=True).distinct().order_by("status_list")
    return bundle.make(
        public_url(),
        keys_until(store.qr_certificates()),
        {list_uri(number): status_list(number) for number in numbers},
        root=SigningKey(pair.key, pair.key_id, pair.thumbprint),
        root_certificate=pair.certificate,
        now=now,
    )


def keys_until(certificates: Sequence[x509.Certificate]) -> list[bundle.Key]:
    """QR certificates, the earliest first, each with the end of the last token it signed: it signs until the next begins."""
    longest = dt.timedelta(days=max(kind.days for kind in KINDS.values()) + 2)
    begins = [certificate.not_valid_before_utc for certificate in certificates[1:]]
    ends = [begin + longest for begin in begins]
    own = [certificate.not_valid_after_utc for certificate in certificates]
    return [bundle.Key(c, min(end, last)) for c, end, last in zip(certificates, [*ends, own[-1]], own, strict=True)]


def certificates_pem() -> bytes:
    """The root and the QR certificates in PEM, root first, for other people's readers."""
    store = key_store()
    return b"".join(c.public_bytes(Encoding.PEM) for c in [store.root(), *store.qr_certificates()])
