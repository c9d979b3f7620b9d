"""What can be said to another agency: a closed set of fields, in a closed set of messages. Pure.

A message is a frozen dataclass declared **in this module**; each of its fields is one of `FIELDS`, which says what its
value must look like. There is no field for free text, so the content of a claim has no place to be put in: not by
`actions.send`, not by `actions.ask`, and not by the functions that build the wire's form of a message (`operations`).
A new message is a class here; a new field is a line in `FIELDS`, and both are decisions that are read in review.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Shape = Callable[[Any], bool]


def _pattern(expression: str) -> Shape:
    compiled = re.compile(expression)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _several(shape: Shape, most: int) -> Shape:
    return lambda value: isinstance(value, tuple) and len(value) <= most and all(map(shape, value))


def _date(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _name(value: Any) -> bool:
    """Letters of any script and what joins them; as long as a person's name can be in the register, and one line."""
    if not isinstance(value, str) or len(value) > 100 or len(value.split()) > 12:
        return False
    return all(character.isalpha() or character in " .,'’`´-‐·" or _mark(character) for character in value)


def _mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or character in "\u200c\u200d"  # joiners of Arabic and Indic


def _document_number(value: Any) -> bool:
    """At most four groups, with a digit somewhere; without one only what is as short as "S/N"."""
    if not isinstance(value, str) or not re.fullmatch(r"([A-Za-z0-9./-]+( [A-Za-z0-9./-]+){0,3})?", value):
        return False
    return len(value) <= (40 if re.search(r"[0-9]", value) else 6)


def _small(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 99


_country = _pattern("[A-Z]{2}")

# Every field there is, with what its value must look like. The firewall knows no others, whatever an agreement lists.
FIELDS: Mapping[str, Shape] = {
    "given_names": _name,
    "first_surname": _name,
    "second_surname": _name,
    "sex": _pattern("[FMX]"),
    "birth_date": _date,
    "birth_country": _country,
    "nationalities": _several(_country, 9),
    "curp": _pattern("[A-Z0-9Ñ]{18}"),
    "person_reference": _pattern("[A-Za-z0-9-]{1,64}"),  # what two registers call a person, and one identity
    "identity_reference": _pattern("[A-Za-z0-9-]{1,64}"),
    "number_status": _pattern("CLAIMED|VALID|INVALID|REVOKED"),
    "physical_status": _pattern("ALIVE|DEAD"),
    "valid_until": _date,
    "renewals": _small,
    "document_kind": _pattern("[A-Z_]{2,20}"),
    "document_number": _document_number,
    "certificate_number": _pattern("[A-Z0-9-]{5,40}"),
    "certificate_numbers": _several(_pattern("[A-Z0-9-]{5,40}"), 200),
    "certificate_kind": _pattern("[a-z_]{3,40}"),  # a code: said in the words that stand on the certificate
    "certificate_status": _pattern("ACTIVE|SUSPENDED|REVOKED|REPLACED|ENDED"),
    "issued_on": _date,
    "notice_number": _pattern("[A-Z0-9/-]{5,40}"),
    "admitted_on": _date,
    "office": _pattern("[A-Z]{2,5}"),
    "letter_sha256": _pattern("[0-9a-f]{64}"),
    "protection_status": _pattern("APPLICANT|REFUGEE|COMPLEMENTARY_PROTECTION"),
    "topic": _pattern("[A-Za-z0-9_.-]{1,40}"),
    "presented_on": _date,
    "case_reference": _pattern("[A-Z0-9-]{5,40}"),
    "asked_on": _date,
    "opinion_reference": _pattern("OP-[A-Z0-9-]{6,20}"),  # says nothing of whose case it is
    "country": _country,  # whose conditions are asked about
    "request_reference": _pattern("[A-Za-z0-9-]{1,64}"),
    "document_wanted": _pattern("TVRH|RESIDENT|TRAVEL"),
    "protected_since": _date,
    "ended_on": _date,
    "died_on": _date,
    "happened_on": _date,
    "alert": _pattern("UNACCOMPANIED|AT_RISK"),  # that somebody must look after a child; never why
    "phone": _pattern(r"\+?[0-9][0-9 ()-]{5,24}"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The root of all messages. A field left at None is not said."""

    def __init_subclass__(cls) -> None:
        # dataclass(slots=True) makes the class anew, hence this runs twice: with and without its wrapping.
        if cls.__module__ != __name__:
            raise TypeError("messages to other agencies are declared in acogida.exchange.messages only")
        if unknown := set(inspect.get_annotations(cls)) - FIELDS.keys():
            raise TypeError(f"no such field can be said to another agency: {', '.join(sorted(unknown))}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Message):
    """Who somebody is: to ask for a number, or whether somebody is known."""

    given_names: str
    first_surname: str = ""
    second_surname: str = ""
    sex: str | None = None
    birth_date: dt.date | None = None
    birth_country: str | None = None
    nationalities: tuple[str, ...] | None = None
    document_kind: str | None = None
    document_number: str | None = None
    person_reference: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Identity):
    """Who somebody is, with the number she was given: to have it entered in the register."""

    curp: str
    identity_reference: str
    valid_until: dt.date | None = None
    renewals: int = 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Number(Message):
    """A number, and what is asked for it: nothing more (a query), its renewal, conversion or inactivation."""

    curp: str
    person_reference: str | None = None
    identity_reference: str | None = None
    number_status: str | None = None
    physical_status: str | None = None
    valid_until: dt.date | None = None
    renewals: int | None = None
    document_kind: str | None = None
    document_number: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Message):
    """Somebody, by the name two registers have for her and nothing else."""

    person_reference: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PresentationNotice(Message):
    """An application was presented, and the hash of the letter that comes with it: the letter has the names."""

    notice_number: str
    presented_on: dt.date
    office: str
    letter_sha256: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionNotice(Message):
    """Claims were admitted: which certificates were given; and the hash of the letter, where none came before."""

    notice_number: str
    certificate_numbers: tuple[str, ...]
    admitted_on: dt.date
    office: str
    letter_sha256: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRequest(Message):
    """What is known of conditions in a country: no person is named, and the reference leads nobody to one."""

    opinion_reference: str
    country: str
    asked_on: dt.date
    office: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest(Identity):
    """A paper is asked for that another agency issues: for whom, and on what the State already knows."""

    request_reference: str
    document_wanted: str
    office: str
    curp: str | None = None
    certificate_number: str | None = None
    letter_sha256: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionNotice(Message):
    """Somebody is protected from a day on, or until one; she is named by her certificates."""

    certificate_numbers: tuple[str, ...]
    protection_status: str
    protected_since: dt.date | None = None
    ended_on: dt.date | None = None
    document_number: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeathNotice(Message):
    """Somebody whom the agency was told of has died."""

    certificate_numbers: tuple[str, ...]
    died_on: dt.date
    notice_number: str | None = None
    document_number: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEnd(Message):
    """A certificate counts no longer."""

    certificate_number: str
    ended_on: dt.date


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChildAlert(Identity):
    """A child whom the child protection authority must look after: who, and where to ask for her."""

    alert: str
    case_reference: str
    office: str
    phone: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Message):
    """Something happened to somebody, on a day; the topic says what."""

    happened_on: dt.date
    person_reference: str | None = None
    certificate_number: str | None = None
    curp: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Message):
    """A line of the list that the law has us give to the ministry of foreign affairs (LSR art. 53)."""

    given_names: str
    first_surname: str = ""
    second_surname: str = ""
    birth_date: dt.date | None = None
    nationalities: tuple[str, ...] | None = None
    protection_status: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attributes(Message):
    """What a partner asked to know of somebody: who she is, and which certificate she holds."""

    given_names: str | None = None
    first_surname: str | None = None
    second_surname: str | None = None
    sex: str | None = None
    birth_date: dt.date | None = None
    birth_country: str | None = None
    nationalities: tuple[str, ...] | None = None
    curp: str | None = None
    person_reference: str | None = None
    certificate_number: str | None = None
    certificate_kind: str | None = None
    certificate_status: str | None = None
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Message):
    """About nobody: we wish to hear of what happens under a topic."""

    topic: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Message):
    """About nobody: a question without data, such as a list of what there is."""


MESSAGES: frozenset[type[Message]] = frozenset(
    {
        Identity, Registration, Number, Reference, PresentationNotice, AdmissionNotice, Listed, OpinionRequest, DocumentRequest,
        ProtectionNotice, DeathNotice, CertificateEnd, ChildAlert, PersonEvent, Attributes, Subscription, Nothing,
    }
)  # fmt: skip


def check_class(message: Message) -> None:
    """Raise TypeError unless `message` is one of this module's: a mapping, or a class of somebody's own, cannot be sent."""
    if type(message) not in MESSAGES:
        raise TypeError("only a message of acogida.exchange.messages can be sent to another agency")


def said(message: Message) -> dict[str, Any]:
    """The fields that are said, by name, as they are (dates are dates). Raises TypeError as `check_class`."""
    check_class(message)
    # By the dataclass's own fields: whatever else may hang on the object is not looked at.
    values = {field.name: getattr(message, field.name) for field in dataclasses.fields(message)}
    return {name: value for name, value in values.items() if value is not None}


def unfit(message: Message) -> list[str]:
    """The names of fields whose value does not look like what the field holds."""
    return sorted(name for name, value in said(message).items() if not FIELDS[name](value))


def plain(message: Message) -> dict[str, Any]:
    """What is said, as JSON values: dates in ISO 8601, several as lists."""
    return {name: _plain(value) for name, value in said(message).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
