"""What readers without a network fetch: the signed status lists and the key bundle.

Both are kept by the process that made them and made again when a status has changed, or when they are a quarter of an hour
old, so that a list's date says how fresh it is. Asking whether one has changed is one look at an index.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import Count, Max
from django.utils import timezone

from acogida.certificates import bundle, kinds, places, status_list, status_token
from acogida.certificates.cose import SigningKey
from acogida.certificates.issuing import list_uri, public_url, revoked_keys, signing_key, verifying_keys
from acogida.certificates.models import Certificate
from acogida.letters.keys import key_store

FRESH = dt.timedelta(minutes=15)
Status = Certificate.Status
VALUES = {
    Status.SUSPENDED.value: status_list.Status.SUSPENDED,
    Status.REPLACED.value: status_list.Status.INVALID,
    Status.REVOKED.value: status_list.Status.INVALID,
    Status.ENDED.value: status_list.Status.INVALID,
}


@dataclass(frozen=True)
class Made:
    """A file as it was made; `etag` names its content."""

    content: bytes
    etag: str
    at: dt.datetime


_kept: dict[str, tuple[Hashable, Made]] = {}
_lock = Lock()


def status_list_token(number: int, now: dt.datetime | None = None) -> Made:
    """A status list as a signed token."""
    now = now or timezone.now()
    uri, key = list_uri(number), signing_key()
    state = (_changes([number]), key.key_id)
    return _fresh(uri, state, now, lambda: status_token.make(uri, packed(number), key, now))


def key_bundle(now: dt.datetime | None = None) -> Made:
    """The bundle of today: every QR key that is believed, and every status list with a certificate whose QR has not ended."""
    now = now or timezone.now()
    store, gone, numbers = key_store(), revoked_keys(), lists_in_use(now)
    certificates = [c for c in store.qr_certificates() if c.fingerprint(hashes.SHA256())[:8] not in gone]
    pair = store.root_key()

    def make() -> bytes:
        return bundle.make(
            public_url(),
            keys_until(certificates),
            {list_uri(number): status_list_token(number, now).content for number in numbers},
            root=SigningKey(pair.key, pair.key_id, pair.thumbprint),
            root_certificate=pair.certificate,
            now=now,
            revoked=gone,
        )

    thumbprints = tuple(certificate.fingerprint(hashes.SHA256()) for certificate in certificates)
    state = (_changes(numbers), tuple(numbers), thumbprints, gone, pair.key_id)
    return _fresh(f"{public_url()} bundle", state, now, make)


def lists_in_use(now: dt.datetime) -> list[int]:
    """The status lists with a certificate whose QR has not ended."""
    oldest = (now - dt.timedelta(days=kinds.longest() + 2)).year  # in which the longest code that still runs was issued
    numbers, after = [], oldest - 1
    while (found := _next_list(after)) is not None:
        if 10_000 <= found < places.first_of(oldest):  # past the lists of the first version, and too old
            after = places.first_of(oldest) - 1
            continue
        numbers.append(found)
        after = found
    return numbers


def _next_list(after: int) -> int | None:
    """The first list with a number above `after`: one look at an index, where reading them all would walk every row."""
    row = Certificate.objects.filter(status_list__gt=after).order_by("status_list", "status_index")
    return row.values_list("status_list", flat=True).first()


def is_there(number: int) -> bool:
    """Whether there is such a list: none is made for whoever tries numbers."""
    return Certificate.objects.filter(status_list=number).exists()


def packed(number: int) -> bytes:
    """The compressed content of a status list."""
    changed = Certificate.objects.filter(status_list=number, status_changed_at__isnull=False, status__in=VALUES)
    values = {index: int(VALUES[status]) for index, status in changed.values_list("status_index", "status")}
    return status_list.pack(values, places.size_of(number))


def keys_until(certificates: Sequence[x509.Certificate]) -> list[bundle.Key]:
    """QR certificates, the earliest first, each with the end of the last token it signed: it signs until the next begins."""
    longest = dt.timedelta(days=kinds.longest() + 2)
    ends = [certificate.not_valid_before_utc + longest for certificate in certificates[1:]]
    own = [certificate.not_valid_after_utc for certificate in certificates]
    return [bundle.Key(c, min(end, last)) for c, end, last in zip(certificates, [*ends, *own[-1:]], own, strict=True)]


def certificates_pem() -> bytes:
    """The root and the QR certificates in PEM, root first, for other people's readers."""
    believed = {key.key_id for key in verifying_keys()}
    store = key_store()
    rows = [c for c in store.qr_certificates() if c.fingerprint(hashes.SHA256())[:8] in believed]
    return b"".join(c.public_bytes(Encoding.PEM) for c in [store.root(), *rows])


def _changes(numbers: Sequence[int]) -> Hashable:
    """What is different when a status in one of the lists has changed. The count tells what was committed out of order."""
    changed = Certificate.objects.filter(status_list__in=numbers, status_changed_at__isnull=False)
    found = changed.aggregate(Count("pk"), Max("status_changed_at"))
    return tuple(found.values())


def _fresh(name: str, state: Hashable, now: dt.datetime, make: Callable[[], bytes]) -> Made:
    """What is kept under a name, made anew when `state` is another or its time is over."""
    known = _kept.get(name)
    if known and known[0] == state and dt.timedelta(0) <= now - known[1].at < FRESH:
        return known[1]
    content = make()
    made = Made(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"', now)
    with _lock:
        if len(_kept) > 200:
            _kept.clear()
        _kept[name] = (state, made)
    return made
