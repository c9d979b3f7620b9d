"""What may leave the house, and to whom. Pure.

No authority of a country of nationality, former residence or feared persecution gets anything about an applicant
(LSR art. 21; LGDNNA and LM art. 112-V for children), and nobody gets the claim: only identity, and of it only what an
agreement lists. `refusal` is asked by `actions.send`, the one place that sends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from acogida.exchange.messages import FIELDS

# What can be agreed upon at all. An agreement that lists anything else does not widen this: the claim stays here.
IDENTITY_FIELDS = frozenset(FIELDS)


class Refusal(StrEnum):
    """Why nothing was sent."""

    COUNTRY = "country"  # the recipient belongs to a country the person must be protected from
    UNKNOWN_COUNTRY = "unknown_country"  # the recipient's country is not known, so it cannot be ruled out
    NO_AGREEMENT = "no_agreement"
    FIELDS = "fields"
    SHAPE = "shape"  # a value is not what its field holds: too long for a name, no date, no number


def refusal(
    recipient_country: str,
    countries: Iterable[str],
    agreed_fields: Collection[str] | None,
    fields: Iterable[str],
    unfit: Collection[str] = (),
) -> Refusal | None:
    """Why a message to an agency of `recipient_country` must not leave, or None.

    `countries`: ISO 3166 codes of nationality, former residence and feared persecution of everybody the message is
    about. `agreed_fields`: the fields of the agreement in force, None when there is none. `fields`: what would be sent.
    `unfit`: those of them whose value does not look like what the field holds.
    """
    if agreed_fields is None:
        return Refusal.NO_AGREEMENT
    recipient = recipient_country.strip().upper()
    if not recipient:
        return Refusal.UNKNOWN_COUNTRY
    if recipient in {country.strip().upper() for country in countries}:
        return Refusal.COUNTRY
    if set(fields) - (set(agreed_fields) & IDENTITY_FIELDS):
        return Refusal.FIELDS
    if unfit:
        return Refusal.SHAPE
    return None
