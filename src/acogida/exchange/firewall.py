"""What may leave the house, and to whom. Pure.

No authority of a country of nationality, former residence or feared persecution gets anything about an applicant
(LSR art. 21; RLSR art. 22; LM arts. 69-IV and 112-V), whatever way it would go: an agency, an address on paper or on the
net, an official, a file, a search that leaves the house, a code that anybody can read. And nobody gets the claim: only
identity, and of it only what an agreement lists.

`check` judges recipients of every kind; `refusal` is the same for an agency, with the agreement. Both are asked by
`exchange.gateway`, the one place through which anything leaves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from acogida.exchange import nations
from acogida.exchange.messages import FIELDS

# What can be agreed upon at all. An agreement that lists anything else does not widen this: the claim stays here.
IDENTITY_FIELDS = frozenset(FIELDS)
# What shows from where somebody fled: never in what anybody with a telephone can read (docs/adr/0006).
ORIGIN_FIELDS = frozenset(
    {"nationalities", "nationality", "birth_country", "birth_place", "country", "former_residence", "languages"}
)
ANYONE = "anyone"


class Refusal(StrEnum):
    """Why nothing was sent."""

    COUNTRY = "country"  # the recipient belongs to a country the person must be protected from
    UNKNOWN_COUNTRY = "unknown_country"  # the recipient's country is not known, so it cannot be ruled out
    MISSION = "mission"  # an embassy or consulate that does not say of which State
    NO_AGREEMENT = "no_agreement"
    FIELDS = "fields"
    SHAPE = "shape"  # a value is not what its field holds: too long for a name, no date, no number
    CONSENT = "consent"  # only with her consent to this act, and there is none
    PERSON_IN_QUERY = "person_in_query"  # a search that leaves the house names the person
    ORIGIN = "origin"  # readable by anybody, and would show where she comes from


class Kind(StrEnum):
    """The ways out."""

    AGENCY = "agency"
    ADDRESS = "address"
    DOMAIN = "domain"
    PERSON = "person"
    EXPORT = "export"
    COI_QUERY = "coi_query"
    QR_AUDIENCE = "qr_audience"


class Role(StrEnum):
    """What a recipient who is a person is to her."""

    OFFICIAL = "official"  # of an authority
    CHOSEN = "chosen"  # herself, or whom she chose: a representative, a relative
    PRIVATE = "private"  # anybody else


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would get something. Made by the functions named after the kinds, so that nothing is left out."""

    kind: Kind
    code: str = ""
    countries: frozenset[str] = frozenset()  # by declaration: of the agency, of its officials, of the readers of a file
    texts: tuple[str, ...] = ()  # addresses, of the net or on paper; for a search, what is searched for
    role: Role | None = None

    @classmethod
    def agency(cls, code: str, country: str, addresses: Collection[str] = ()) -> Recipient:
        """An authority, with its country (ISO 3166-1) and whatever addresses are kept of it."""
        return cls(Kind.AGENCY, code, _codes([country]), tuple(addresses))

    @classmethod
    def address(cls, text: str, country: str = "", role: Role | None = None) -> Recipient:
        """An address on paper. Where its text does not end with the country, `country` says it. `role`: whose it is."""
        return cls(Kind.ADDRESS, countries=_codes([country]), texts=(text,), role=role)

    @classmethod
    def domain(cls, text: str, role: Role | None = None) -> Recipient:
        """An e-mail address, a web address or the name of a host. `role`: whose it is."""
        return cls(Kind.DOMAIN, texts=(text,), role=role)

    @classmethod
    def person(cls, role: Role, nationalities: Collection[str] = (), official_of: Collection[str] = ()) -> Recipient:
        """Somebody, with her nationalities and the States whose official she is."""
        return cls(Kind.PERSON, countries=_codes([*nationalities, *official_of]), role=role)

    @classmethod
    def export(cls, name: str, readers: Collection[str] = ()) -> Recipient:
        """A file, with the countries of all who will read it."""
        return cls(Kind.EXPORT, name, _codes(readers))

    @classmethod
    def coi_query(cls, host: str, text: str) -> Recipient:
        """A search about a country that leaves the house: to which host, and for what."""
        return cls(Kind.COI_QUERY, texts=(host, text))

    @classmethod
    def qr_audience(cls, readers: Collection[str] | str = ANYONE) -> Recipient:
        """Who can read a code: ANYONE, or the countries of the authorities that hold the key."""
        if isinstance(readers, str):
            return cls(Kind.QR_AUDIENCE, readers)
        return cls(Kind.QR_AUDIENCE, countries=_codes(readers))

    @property
    def stranger(self) -> bool:
        """Whether it is neither an agency nor herself nor whom she chose: then only her consent to the act opens anything."""
        return self.kind in (Kind.ADDRESS, Kind.DOMAIN, Kind.PERSON, Kind.EXPORT) and self.role is not Role.CHOSEN


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a recipient may get something about somebody, and why not. `consented`: only because she agreed to this act."""

    refusal: Refusal | None = None
    countries: frozenset[str] = frozenset()  # which of hers it is, where that is why
    consented: bool = False

    @property
    def allowed(self) -> bool:
        return self.refusal is None


def _codes(countries: Iterable[str]) -> frozenset[str]:
    return frozenset(code for country in countries if (code := country.strip().upper()))


def check(
    recipient: Recipient,
    countries: Iterable[str],
    *,
    fields: Collection[str] = (),
    about: Collection[str] = (),
    consent: bool = False,
) -> Verdict:
    """Whether `recipient` may get `fields` about somebody.

    `countries`: ISO 3166 codes of nationality, former residence and feared persecution of everybody it is about. `about`:
    their names and numbers, for a search. `consent`: there is evidence that she expressly agreed to this one act (LSR
    art. 21 allows it then, to the authorities of her country too); it opens neither a file nor a code nor a search.
    """
    own = _codes(countries)
    found = _RULES[recipient.kind](recipient, own, frozenset(fields), tuple(about))
    if found.refusal in OPENED_BY_CONSENT and consent and recipient.kind in CONSENTABLE:
        return Verdict(None, found.countries, consented=True)
    return found


OPENED_BY_CONSENT = frozenset({Refusal.COUNTRY, Refusal.CONSENT})
CONSENTABLE = frozenset({Kind.AGENCY, Kind.ADDRESS, Kind.DOMAIN, Kind.PERSON})
_FREE = Verdict()


def _shielded(found: Iterable[str], own: frozenset[str]) -> Verdict:
    hit = frozenset(found) & own
    return Verdict(Refusal.COUNTRY, hit) if hit else _FREE


def _agency(recipient: Recipient, own: frozenset[str], _fields: frozenset[str], _about: tuple[str, ...]) -> Verdict:
    if not recipient.countries:
        return Verdict(Refusal.UNKNOWN_COUNTRY)
    found = set(recipient.countries)
    for text in recipient.texts:  # whatever it says of itself, its addresses tell as well
        found |= (nations.of_net_address(text) if _on_the_net(text) else nations.of_postal_address(text)).countries
    return _shielded(found, own)


def _on_the_net(text: str) -> bool:
    return "://" in text or "@" in text or " " not in text.strip()


def _address(recipient: Recipient, own: frozenset[str], _fields: frozenset[str], _about: tuple[str, ...]) -> Verdict:
    return _seen(nations.of_postal_address(recipient.texts[0], next(iter(recipient.countries), "")), own)


def _domain(recipient: Recipient, own: frozenset[str], _fields: frozenset[str], _about: tuple[str, ...]) -> Verdict:
    return _seen(nations.of_net_address(recipient.texts[0]), own)


def _seen(seen: nations.Seen, own: frozenset[str]) -> Verdict:
    if (shielded := _shielded(seen.countries, own)).refusal:
        return shielded
    if seen.anonymous:
        return Verdict(Refusal.MISSION)
    return _FREE if seen.readable else Verdict(Refusal.UNKNOWN_COUNTRY)


def _person(recipient: Recipient, own: frozenset[str], _fields: frozenset[str], _about: tuple[str, ...]) -> Verdict:
    if recipient.role is Role.CHOSEN:  # of her country as she may be: her husband, her lawyer
        return Verdict(Refusal.CONSENT, recipient.countries & own) if recipient.countries & own else _FREE
    if not recipient.countries:
        return Verdict(Refusal.UNKNOWN_COUNTRY)
    return _shielded(recipient.countries, own)


def _readers(recipient: Recipient, own: frozenset[str], _fields: frozenset[str], _about: tuple[str, ...]) -> Verdict:
    return _shielded(recipient.countries, own) if recipient.countries else Verdict(Refusal.UNKNOWN_COUNTRY)


def _query(recipient: Recipient, own: frozenset[str], _fields: frozenset[str], about: tuple[str, ...]) -> Verdict:
    """Her data in a search tell whoever runs the service, and with her country, who she is. A search about a country alone
    is about nobody."""
    host, text = recipient.texts
    asked = re.findall(r"\w+", nations.fold(text))
    names: set[str] = set()
    numbers: set[str] = set()
    for each in about:
        for word in re.findall(r"\w+", nations.fold(each)):
            (numbers if any(c.isdigit() for c in word) else names).add(word)
    said = {word for word in asked if word in names and len(word) > 2}
    numbered = any(len(word) > 3 and word in numbers for word in asked)
    country = (nations.named_in(text) | nations.of_net_address(host).countries) & own
    if numbered or len(said) > 1 or (said and country):
        return Verdict(Refusal.PERSON_IN_QUERY, frozenset(country))
    return _FREE


def _code(recipient: Recipient, own: frozenset[str], fields: frozenset[str], _about: tuple[str, ...]) -> Verdict:
    if recipient.code == ANYONE:
        return Verdict(Refusal.ORIGIN) if fields & ORIGIN_FIELDS else _FREE
    return _readers(recipient, own, fields, ())


_RULES = {
    Kind.AGENCY: _agency,
    Kind.ADDRESS: _address,
    Kind.DOMAIN: _domain,
    Kind.PERSON: _person,
    Kind.EXPORT: _readers,
    Kind.COI_QUERY: _query,
    Kind.QR_AUDIENCE: _code,
}


def refusal(
    recipient_country: str,
    countries: Iterable[str],
    agreed_fields: Collection[str] | None,
    fields: Iterable[str],
    unfit: Collection[str] = (),
    *,
    addresses: Collection[str] = (),
    consent: bool | None = None,
) -> Refusal | None:
    """Why a message to an agency of `recipient_country` must not leave, or None.

    `countries`: ISO 3166 codes of nationality, former residence and feared persecution of everybody the message is
    about. `agreed_fields`: the fields of the agreement in force, None when there is none. `fields`: what would be sent.
    `unfit`: those of them whose value does not look like what the field holds. `addresses`: where the agency is reached.
    `consent`: None where the agreement asks for none, else whether there is one for this act.
    """
    if agreed_fields is None:
        return Refusal.NO_AGREEMENT
    recipient = Recipient.agency("", recipient_country, addresses)
    if (verdict := check(recipient, countries, consent=bool(consent))).refusal:
        return verdict.refusal
    if set(fields) - (set(agreed_fields) & IDENTITY_FIELDS):
        return Refusal.FIELDS
    if unfit:
        return Refusal.SHAPE
    return Refusal.CONSENT if consent is False else None
