"""What a certificate is worth to who checks it, and the check without a network. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from acogida.certificates.bundle import Bundle
from acogida.certificates.cose import VerifyingKey
from acogida.certificates.status_list import Status
from acogida.certificates.token import CertificateClaims, Reading, State, read

STATES = {Status.INVALID: State.REVOKED, Status.SUSPENDED: State.SUSPENDED}


@dataclass(frozen=True)
class Verdict:
    """`claims` is there only when the signature fits. `as_of`: the instant of what is known of revocations; None when
    nothing is known. `why`: a code that says more of the state, or empty."""

    state: State
    claims: CertificateClaims | None = None
    as_of: dt.datetime | None = None
    why: str = ""


def reading_of(text: str, keys: Iterable[VerifyingKey], now: dt.datetime) -> Reading:
    """The best reading of a text that was scanned or typed: with spaces at its ends and in small letters too."""
    line, known = "".join(text.splitlines()), list(keys)
    readings = [read(candidate, known, now) for candidate in dict.fromkeys((line, line.strip(), line.strip().upper()))]
    told = [row for row in readings if row.claims] or [r for r in readings if r.state is not State.NOT_A_CERTIFICATE]
    return (told or readings)[0]


def of_reading(reading: Reading, revoked_keys: Collection[bytes]) -> Verdict:
    """What the signature alone says. `revoked_keys` are no longer believed."""
    gone = reading.state is State.UNKNOWN_ISSUER and reading.key_id in revoked_keys
    return Verdict(reading.state, reading.claims, why="key_revoked" if gone else "")


def offline(text: str, bundle: Bundle, now: dt.datetime) -> Verdict:
    """What the text of a QR is worth at instant `now`, by a bundle alone: its keys, and its status lists as of their date."""
    reading = reading_of(text, bundle.keys, now)
    claims = reading.claims
    if claims is None:
        return of_reading(reading, bundle.revoked)
    held = bundle.lists.get(claims.status_uri)
    if claims.status_index is None or (held is None and claims.issued_at > bundle.made_at):
        return Verdict(reading.state, claims, why="status_unknown")  # it names no list, or one begun after this bundle
    if held is None:
        return Verdict(State.UNKNOWN_ISSUER, why="status_unknown")
    try:
        status = held.status(claims.status_index)
    except (ValueError, IndexError):
        return Verdict(State.UNKNOWN_ISSUER, why="status_unknown")
    state = STATES.get(Status(status), reading.state) if status in set(Status) else State.UNKNOWN_ISSUER
    return Verdict(state, claims, held.made_at)
