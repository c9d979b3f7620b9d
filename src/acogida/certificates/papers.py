"""The papers of the pack that this program can issue or ask for: which a person has, and how the next is made.

`@paper("D2")` on a class makes it the one that knows a paper; a room above registers those it deals with in its `effects.py`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext as _

from acogida.cases.errors import Refused
from acogida.certificates import kinds, life
from acogida.certificates.models import Certificate
from acogida.certificates.requirements import changes, household, matrix
from acogida.certificates.requirements.household import Body, Id
from acogida.law.requirements import Issued, Requirements
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import actions as numbers
from acogida.people.numbers import rules

VALID, SUSPENDED = Certificate.Status.VALID, Certificate.Status.SUSPENDED


class PaperOf:
    """What a class registered for a paper answers. Either `issued` or, for a whole family at once, `issued_of`."""

    document: ClassVar[str] = ""
    verb: ClassVar[str] = "issue"  # "issue": made here; "request": asked of who makes it; "": nothing to do here

    def issued(self, person: Person) -> Issued | None:
        """The paper she has now, None when she has none."""
        raise NotImplementedError

    def issued_of(self, bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, Issued]:
        """The paper each of a family has; those without one are left out."""
        return {pk: found for pk, body in bodies.items() if (found := self.issued(body.person))}

    def asked_of(self, persons: Collection[Person]) -> dict[Id, dt.date]:
        """Since when the paper is asked for and not there yet, by person; those for whom it is not are left out."""
        return {}

    def asked(self, person: Person) -> dt.date | None:
        """The same for one person."""
        return self.asked_of([person]).get(person.pk)

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        """Issue the paper, or ask for it; the same `key` again does nothing twice. Raises Refused or PermissionDenied."""
        raise NotImplementedError


P = TypeVar("P", bound=type)
_papers: dict[str, Any] = {}


def paper(document: str) -> Callable[[P], P]:
    """Register the class that knows a paper, by the paper's code in the pack."""

    def register(cls: P) -> P:
        known = _papers.get(document)
        if known is not None and type(known).__module__ != cls.__module__:
            raise ValueError(f"the paper {document!r} is already known to {type(known).__module__}")
        found = _papers[document] = cls()
        found.document = document
        return cls

    return register


def of(document: str) -> PaperOf | None:
    """Who knows this paper; None when nobody here can make it (another agency's counter does)."""
    found: PaperOf | None = _papers.get(document)
    return found


def issued_of(bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, dict[str, Issued]]:
    """Every paper each of a family has."""
    found: dict[Id, dict[str, Issued]] = {pk: {} for pk in bodies}
    for document in requirements.documents:
        known = _papers.get(document)
        if known is None:
            continue
        many = getattr(known, "issued_of", None)
        rows = many(bodies, requirements) if many else PaperOf.issued_of(known, bodies, requirements)
        for pk, issued in rows.items():
            found[pk][document] = issued
    return found


def asked_of(persons: Collection[Person]) -> dict[Id, dict[str, dt.date]]:
    """Every paper that is asked for and not there yet, for each of a family."""
    found: dict[Id, dict[str, dt.date]] = {person.pk: {} for person in persons}
    for document, known in _papers.items():
        for pk, since in known.asked_of(persons).items():
            found[pk][document] = since
    return found


def _issued(person: Person, document: str) -> Issued | None:
    """One paper a person has."""
    return _papers[document].issued_of(household.read([person]), matrix.in_force()).get(person.pk)


# --- the papers of this room -------------------------------------------------------------------------------------


@paper("D1")
class Application(PaperOf):
    """The application itself: she has made it when it was presented."""

    verb = ""

    def issued_of(self, bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, Issued]:
        presented = {pk: [p for p in body.places if p.presented is not None] for pk, body in bodies.items()}
        return {pk: Issued("D1", places[-1].case.presented_on) for pk, places in presented.items() if places}

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        raise Refused([_("An application is presented at the counter.")])


class _Certificate(PaperOf):
    """A certificate of this room, of one of some kinds. It stands as long as nobody ended it; its code is renewed."""

    def kinds(self) -> tuple[str, ...]:
        return tuple(kind.code for kind in kinds.of_document(self.document))

    def issued_of(self, bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, Issued]:
        owner = {record.pk: pk for pk, body in bodies.items() for record in body.records}
        rows = Certificate.objects.filter(person__in=owner, kind__in=self.kinds(), status__in=(VALID, SUSPENDED))
        changed = changes.latest(owner)
        carried = requirements.documents[self.document].carries
        found = {}
        for row in rows.order_by("issued_at"):
            if _unsigned(row):
                continue
            pk = owner[row.person_id]
            items = changes.since(changed.get(row.person_id, {}), row.issued_at, carried)
            if row.status == SUSPENDED:  # nobody may rely on it for the time being
                yesterday = bodies[pk].person.office.today() - dt.timedelta(days=1)
                found[pk] = Issued(self.document, row.issued_on, yesterday, _("It is suspended."))
                continue
            place = next((p for p in bodies[pk].places if p.case.pk == row.case_id), None)
            if "I16" in carried and place and place.family_changed_on > row.issued_on:
                items = (*items, "I16")
            again = ",".join(items) or (_("What it says was corrected.") if row.outdated_since else "")
            found[pk] = Issued(self.document, row.issued_on, None, again, row.valid_until)
        return found

    def issued(self, person: Person) -> Issued | None:
        return _issued(person, self.document)

    def asked_of(self, persons: Collection[Person]) -> dict[Id, dt.date]:
        """Since when it waits for the signature of a person."""
        kinds = [code for code in self.kinds() if _signed_by_somebody(code)]
        if not kinds:
            return {}
        rows = Certificate.objects.filter(person__in=persons, kind__in=kinds, status=VALID, signed_by=None)
        return {row.person_id: row.issued_on for row in rows.order_by("-issued_at")}

    def again(self, request: Any, person: Person, kind: str, key: uuid.UUID) -> None:
        """Issue it, unless what she has stands. One that was suspended is not got round by issuing another."""
        if person.certificates.filter(kind__in=self.kinds(), status=SUSPENDED).exists():
            raise Refused([_("Her certificate is suspended: whoever may lifts that first.")])
        if self.asked(person):
            return
        held = self.issued(person)
        if held is None or held.to_be_made_again(person.office.today()):
            life.make_for(request, person, self.kinds(), kind, key=key)


def _unsigned(certificate: Certificate) -> bool:
    """Whether a person has still to sign it: until then there is no paper."""
    return certificate.signed_by_id is None and _signed_by_somebody(certificate.kind)


def _signed_by_somebody(kind: str) -> bool:
    return bool(kinds.kind(kind).signed_by)


@paper("D2")
class CertificateOfProcedure(_Certificate):
    """The proof that a claim is in procedure (LSR art. 22): issued at admission, again when what it says has changed."""

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        self.again(request, person, kinds.CERTIFICATE_OF_PROCEDURE, key)


def _holds_a_certificate(person: Person) -> bool:
    return Certificate.objects.filter(person=person, status=VALID).exists()


rules.proofs.append(_holds_a_certificate)


@paper("D5")
class CertificateOfStatus(_Certificate):
    """The proof of refugee status or complementary protection (LSR arts. 25, 31)."""

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        place = household.read([person])[person.pk].place
        if place is None or place.claim is None or not place.favourable:
            raise Refused([_("There is no favourable decision that was notified.")])
        outcome = place.claim.outcome
        kind = next((kind for kind in kinds.of_document(self.document) if outcome in kind.outcomes), None)
        if kind is None:
            raise Refused([_("There is no favourable decision that was notified.")])
        self.again(request, person, kind.code, key)


@paper("D3")
class TemporaryNumber(PaperOf):
    """The temporary CURP, asked of RENAPO by whichever step the person's office has taken."""

    verb = "request"

    def issued_of(self, bodies: Mapping[Id, Body], requirements: Requirements) -> dict[Id, Issued]:
        changed = changes.latest([record.pk for body in bodies.values() for record in body.records])
        carried = requirements.documents[self.document].carries
        found = {}
        for pk, body in bodies.items():
            for record in body.records:
                for number in record.numbers.all():
                    if (
                        number.status == IdentityNumber.Status.ACTIVE
                        and number.scheme == rules.CURP
                        and number.assigned_on
                    ):
                        items = changes.since(changed.get(record.pk, {}), number.recorded_at, carried)
                        again = ",".join(items) or _("What enters it was corrected.") if number.outdated_since else ""
                        until = number.valid_until if number.temporary else None
                        found[pk] = Issued("D3", number.assigned_on, until, again)
        return found

    def issued(self, person: Person) -> Issued | None:
        return _issued(person, self.document)

    def asked_of(self, persons: Collection[Person]) -> dict[Id, dt.date]:
        zones = {person.pk: person.office.now().tzinfo for person in persons}
        found = {}
        for number in IdentityNumber.objects.filter(person__in=zones, scheme=rules.CURP).order_by("pk"):
            since = None
            if number.status == IdentityNumber.Status.REQUESTED:
                since = number.recorded_at
            elif number.status == IdentityNumber.Status.ACTIVE and number.wanted:
                since = number.wanted_at
            if since is not None:
                found[number.person_id] = since.astimezone(zones[number.person_id]).date()
        return found

    def make(self, request: Any, person: Person, *, key: uuid.UUID) -> None:
        """Ask for a number; for the renewal of one that ends, where the rule allows another."""
        held = person.numbers.filter(scheme=rules.CURP, status=IdentityNumber.Status.ACTIVE).first()
        if held is None:
            if numbers.ask_for(request, person.pk) is None and self.asked(person) is None:
                raise Refused([_("RENAPO needs the whole date of birth and a claim that was admitted.")])
        elif numbers.renewable(held):
            numbers.ask_renewal(request, held.pk)
