"""What is known of a person, as evidence for the items of the pack: what registration took down, what she brought later, what
the State gave her, and what a relative gave for all.

Only that something is known, by which evidence and until when: never the answer itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from acogida.certificates.requirements import household
from acogida.certificates.requirements.household import Body, Id, Place
from acogida.certificates.requirements.models import Evidence
from acogida.law.requirements import Known, Requirements
from acogida.people.models import Basis, HeldDocument, IdentityNumber, Person
from acogida.people.numbers.rules import CURP, REGISTER

SHORTEST = "emergency"  # the data set that asks only who somebody is
SIGNED = {"signed": "signature", "fingerprint": "thumbprint"}  # who declined to sign is asked again when it is needed
IDENTITY = ("passport", "national_id", "birth_certificate")
KINSHIP = ("birth_certificate", "marriage_certificate")
KnownOf = dict[str, list[Known]]


def known_of(person: Person) -> KnownOf:
    """What is known of a person by item, her relatives' included (`Known.person` is theirs)."""
    return known_of_all(household.family_of(person))[person.pk]


def known_of_all(persons: Iterable[Person], bodies: Mapping[Id, Body] | None = None) -> dict[Id, KnownOf]:
    """What is known of each of a family: what one gave stands with the others too, under her id."""
    read = household.read(persons) if bodies is None else bodies
    own = {pk: [*_taken_down(body), *_numbers(body), *_decided(body)] for pk, body in read.items()}
    owner = {record.pk: pk for pk, body in read.items() for record in body.records}
    for row in Evidence.objects.filter(person__in=owner, withdrawn_at=None).order_by("pk"):
        own[owner[row.person_id]].append(Known(row.item, row.evidence, row.on, row.until, row.basis, row.source))
    return {pk: _with_family(pk, own, read) for pk in read}


def _with_family(pk: Id, own: Mapping[Id, list[Known]], read: Mapping[Id, Body]) -> KnownOf:
    """A person's own evidence, then that of who is in one case with her."""
    found: KnownOf = defaultdict(list)
    for known in own[pk]:
        found[known.item].append(known)
    cases = {place.case.pk for place in read[pk].places}
    for other, body in read.items():
        if other != pk and any(place.case.pk in cases for place in body.places):
            for known in own[other]:
                found[known.item].append(known._replace(person=str(other)))
    return dict(found)


# --- what registration and the person's page hold ----------------------------------------------------------------


def _taken_down(body: Body) -> Iterator[Known]:
    person, since = body.person, body.day(body.person.created_at)
    papers = [document for record in body.records for document in record.documents.all()]
    yield from _about_her(person, papers, since)
    if person.photo_id:
        yield Known("I06", "photograph", since, None, Basis.DOCUMENTED)
        yield Known("I07", "face_image", since, None, Basis.DOCUMENTED)
    for paper in papers:
        yield from _paper(paper, since)
    if person.address:
        yield Known("I10", "declaration", since)
    if person.phone or person.email or person.safe_to_contact is False:  # False: she is reached in person only
        yield Known("I12", "declaration", since)
    if person.languages.all():
        yield Known("I19", "declaration", since)
    if person.needs.all():
        yield Known("I20", "screening", since)
    for place in body.places:
        yield from _presented(place)
        # Each dependant says what she is of the principal, and so both have declared it.
        if place.case.member_count > 1 or person.relations.all() or person.relations_of.all():
            yield Known("I17", "kinship_declaration", place.member.start, None, Basis.DECLARED, place.case.number)


def _about_her(person: Person, papers: list[HeldDocument], since: dt.date) -> Iterator[Known]:
    """Who she is: declared, or as a paper of hers says."""

    def stated(item: str, basis: str) -> Known:
        shown = next((kind for kind in IDENTITY if any(paper.kind == kind for paper in papers)), "")
        evidence = shown if shown and basis != Basis.DECLARED else "declaration"
        return Known(item, evidence, since, None, basis)

    if person.given_names:
        yield stated("I01", person.name_basis)
    if person.birth_year:
        yield stated("I02", person.birth_basis)
    if person.sex:
        yield stated("I03", Basis.DECLARED)
    nationalities = list(person.nationalities.all())
    if nationalities or person.former_residence:
        yield stated("I04", nationalities[0].basis if nationalities else Basis.DECLARED)
    if person.birth_country:
        yield stated("I05", person.birth_basis)


def _paper(paper: HeldDocument, since: dt.date) -> Iterator[Known]:
    """A paper she holds: her identity and her kin by whatever date it bears, her stay as long as it is in force."""
    basis = (
        Basis.VERIFIED if paper.basis == Basis.VERIFIED else Basis.DOCUMENTED if paper.original_seen else paper.basis
    )
    known = Known("", paper.kind, paper.issued_on or since, None, basis)
    if paper.kind in IDENTITY:
        yield known._replace(item="I09")
    if paper.kind in KINSHIP:
        yield known._replace(item="I17")
    if paper.kind == "migration_document":
        yield known._replace(item="I24", until=paper.expires_on)


def _presented(place: Place) -> Iterator[Known]:
    """What presenting an application takes: whoever did was asked all that the data set of its level requires."""
    said, on, number = place.presented, place.case.presented_on, place.case.number
    if said is None:
        return

    def known(item: str, evidence: str) -> Known:
        return Known(item, evidence, on, None, Basis.DECLARED, number)

    yield known("I16", "declaration")
    yield known("I26", "privacy_notice")
    signed = SIGNED.get(said.get("signature", ""))
    if signed:
        yield known("I08", signed)
    if signed and said.get("read_back"):  # what she said of herself was read to her, and she signed that it is so
        yield known("I09", "sworn_declaration")
    if said.get("entry_on"):
        yield known("I13", "declaration")
    person = str(place.member.person_id)
    if person not in said.get("unaccompanied", ()):
        yield known("I18", "parent_present")
    elif person in said.get("represented", ()):
        yield known("I18", "child_protection_notice")
    if said.get("level", SHORTEST) != SHORTEST:
        yield known("I15", "statement")
        yield known("I20", "screening")


# --- what the State gave -----------------------------------------------------------------------------------------


def _numbers(body: Body) -> Iterator[Known]:
    for record in body.records:
        for number in record.numbers.all():
            if number.scheme == CURP and number.status == IdentityNumber.Status.ACTIVE and number.assigned_on:
                kind = "temporary_curp" if number.temporary else "permanent_curp"
                until = number.valid_until if number.temporary else None
                yield Known("I22", kind, number.assigned_on, until, Basis.VERIFIED, REGISTER)


def _decided(body: Body) -> Iterator[Known]:
    for place in body.places:
        if place.favourable and place.claim and place.claim.notified_on:
            yield Known("I23", "resolution", place.claim.notified_on, None, Basis.VERIFIED, place.case.number)


def facts_of(body: Body, on: dt.date, requirements: Requirements) -> dict[str, bool]:
    """The pack's facts about a person, those of them that it names."""
    place = body.place
    favourable = any(each.favourable for each in body.places)
    facts = {
        "child": body.person.is_child(on),
        "with_family": bool(place and place.case.member_count > 1),
        "admitted": favourable or bool(place and place.open and place.admitted),
        "favourable": favourable,
    }
    return {name: value for name, value in facts.items() if name in requirements.facts}
