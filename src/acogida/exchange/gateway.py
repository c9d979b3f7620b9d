"""The one place through which anything about a person leaves the house.

Whatever the way, `actions.send`, `ask`, `answer`, `hand_over`, and the files that offices carry to an agency, asks here
first; nothing below has another way to the network (tests/exchange/test_nothing_goes_round_the_gateway.py reads the code).
A decision rests on the agreement in force that day, the fields it lists, her consent where it is needed, and the firewall
over the countries that the caller names **and** those the register knows (`shields`), so that a caller who forgets one
shields it all the same.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from acogida.accounts.models import Office
from acogida.exchange.firewall import IDENTITY_FIELDS, Recipient, Refusal, Verdict, check, refusal
from acogida.exchange.models import Agency, Agreement, Consent, OutboxMessage

# Rooms above say from whom persons must be protected: their ids → countries (ISO 3166-1).
shields: list[Callable[[Collection[uuid.UUID]], set[str]]] = []


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may leave, on which ground, or why not. `consent`: the one that is used up if it leaves."""

    agency: Agency | None
    agreement: Agreement | None
    refusal: Refusal | None
    consent: Consent | None = None

    @property
    def allowed(self) -> bool:
        return self.refusal is None


def shielded(person_ids: Iterable[uuid.UUID | None], countries: Iterable[str] = ()) -> set[str]:
    """The countries whose authorities may learn nothing of these persons: those named and those the register knows."""
    persons = [person for person in person_ids if person is not None]
    known = (shield(persons) for shield in shields) if persons else ()
    return set(countries).union(*known)


def today_at(office: Office | None) -> dt.date:
    """The civil day at an office; the authority's, where there is none."""
    return office.today() if office else timezone.localdate()


def to_agency(
    agency: str,
    purpose: str,
    direction: str,
    person_ids: Collection[uuid.UUID | None],
    fields: Iterable[str],
    *,
    countries: Iterable[str],
    on: dt.date,
    unfit: Collection[str] = (),
    address: str = "",
    read: Agreement | None = None,
) -> Decision:
    """Whether `fields` about these persons may go to an agency for a purpose, on a day. `direction`: "send" for what we tell
    or ask, "answer" for what they asked. `address`: where it would go on the net. `read`: an agreement that the caller has
    read in this very act; it is not read twice if it covers this. Raises Agency.DoesNotExist."""
    agreement = read if read and _covers(read, agency, purpose, on, direction) else None
    agreement = agreement or Agreement.in_force(agency, purpose, on, direction)
    recipient = agreement.agency if agreement else Agency.objects.get(pk=agency)
    needed = agreement is not None and agreement.consent_required and any(person_ids)
    consent = _consent(agreement, person_ids, on) if agreement and needed else None
    why = under(
        agreement, recipient, shielded(person_ids, countries), fields, unfit=unfit, address=address,
        consent=consent is not None if needed else None,
    )  # fmt: skip
    return Decision(recipient, agreement, why, consent)


def _covers(agreement: Agreement, agency: str, purpose: str, on: dt.date, direction: str) -> bool:
    return (agreement.agency_id, agreement.purpose) == (agency, purpose) and agreement.covers(on, direction)


def _consent(agreement: Agreement, person_ids: Collection[uuid.UUID | None], on: dt.date) -> Consent | None:
    """What she agreed to for this act; one person's consent opens nothing about several."""
    persons = [person for person in person_ids if person is not None]
    if len(persons) != 1:
        return None
    return Consent.in_force(persons[0], agreement.purpose, on, agency=agreement.agency_id)


def under(
    agreement: Agreement | None,
    agency: Agency,
    countries: Iterable[str],
    fields: Iterable[str],
    *,
    unfit: Collection[str] = (),
    address: str = "",
    consent: bool | None = None,
) -> Refusal | None:
    """Why `fields` may not leave under an agreement that was found before, or None: for many rows of one file."""
    return refusal(
        agency.country, countries, agreement.fields if agreement else None, fields, unfit,
        addresses=[*agency.addresses, *([address] if address else [])],
        consent=consent,
    )  # fmt: skip


def still_agreed(message: OutboxMessage, on: dt.date, *, address: str = "") -> Refusal | None:
    """Asked again when what waited in the outbox is about to leave: the agreement may have ended, she may have taken her
    consent back, and more may be known of her."""
    agreement = Agreement.in_force(message.agency_id, message.purpose, on, Agreement.Direction.SEND)
    used = Consent.objects.filter(used_for=str(message.pk)).first()
    consent = None if used is None else used.revoked_at is None
    countries = shielded([message.person_id, *message.also_about])
    return under(agreement, message.agency, countries, message.field_names, address=address, consent=consent)


def to_anybody(
    recipient: Recipient,
    person_id: uuid.UUID,
    purpose: str,
    *,
    countries: Iterable[str],
    on: dt.date,
    fields: Collection[str],
    label: str = "",
    about: Collection[str] = (),
) -> tuple[Verdict, Consent | None]:
    """Whether a recipient who is no agency with an agreement may get `fields` about her. `label`: the recipient as a consent
    names it. Only identity, whoever it is; and where no agreement can be, only with her consent to this act, unless it is
    herself or whom she chose."""
    consent = Consent.in_force(person_id, purpose, on, recipient=label) if label else None
    own = shielded([person_id], countries)
    verdict = check(recipient, own, fields=fields, about=about, consent=consent is not None)
    if verdict.allowed and recipient.stranger and consent is None:
        return Verdict(Refusal.NO_AGREEMENT), None
    if verdict.allowed and set(fields) - IDENTITY_FIELDS:
        return Verdict(Refusal.FIELDS), None
    return verdict, consent


def about_a_country(recipient: Recipient, countries: Iterable[str]) -> Verdict:
    """Whether a recipient may get papers that are about countries and about nobody. No agreement is needed for what is public;
    but what an authority gathers about a country tells who flees it, so that country's own authorities get none."""
    return check(recipient, countries)


def to_a_search(host: str, text: str, about: Collection[str] = (), countries: Iterable[str] = ()) -> Verdict:
    """Whether a search, or the address of a page, may leave the house towards `host`. `about`: names and numbers of whom
    it must not tell, with their `countries`."""
    return check(Recipient.coi_query(host, text), countries, about=about)


def use_up(consent: Consent | None, what: str) -> bool:
    """Mark a consent as used for one act; False when somebody used it meanwhile, and then nothing may leave."""
    if consent is None:
        return True
    free = Consent.objects.filter(pk=consent.pk, used_at=None, revoked_at=None)
    return bool(free.update(used_at=timezone.now(), used_for=what))
