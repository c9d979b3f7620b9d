"""What is done to persons: registered, corrected, given a number."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.files.models import Blob
from acogida.hooks.registry import effects
from acogida.hooks.scripts import LATIN, OTHER, script_of
from acogida.people import names
from acogida.people.matching import store
from acogida.people.models import (
    Basis,
    FamilyRelation,
    HeldDocument,
    Nationality,
    Person,
    PersonName,
    SpecificNeed,
    SpokenLanguage,
)
from acogida.people.numbers import actions as numbers
from acogida.people.numbers import rules

PLAIN_FIELDS = (
    "sex", "birth_year", "birth_month", "birth_day", "birth_estimated", "birth_basis", "birth_country", "birth_place",
    "former_residence", "feared_countries", "marital_status", "occupation", "education", "phone", "email",
    "safe_to_contact", "address",
)  # fmt: skip
NAME_FIELDS = ("name_as_declared", "given_names", "first_surname", "second_surname", "name_basis")


@transaction.atomic
def register_person(
    request: Any,
    office: Office,
    data: Mapping[str, Any],
    *,
    nationalities: Iterable[str] = (),
    languages: Iterable[tuple[str, bool]] = (),
    documents: Iterable[Mapping[str, Any]] = (),
    needs: Iterable[tuple[str, bool]] = (),
    aliases: Iterable[str] = (),
    photo: Blob | None = None,
) -> Person:
    """A new person. `data` holds PLAIN_FIELDS and NAME_FIELDS; `languages` are (code, needs interpreter), preferred
    first; `needs` are (code, restricted)."""
    require(request.user, "registration.intake", office)
    values = {name: data[name] for name in (*PLAIN_FIELDS, *NAME_FIELDS) if data.get(name) not in (None, "")}
    values.setdefault(
        "name_as_declared",
        names.full_declared(values["given_names"], values.get("first_surname", ""), values.get("second_surname", "")),
    )
    person = Person.objects.create(office=office, name_decided_by=request.user, photo=photo, **values)
    Nationality.objects.bulk_create(Nationality(person=person, country=code) for code in dict.fromkeys(nationalities))
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(person=person, code=code, preferred=index == 0, needs_interpreter=interpreter)
        for index, (code, interpreter) in enumerate(dict(languages).items())
    )
    HeldDocument.objects.bulk_create(HeldDocument(person=person, **document) for document in documents)
    SpecificNeed.objects.bulk_create(
        SpecificNeed(person=person, code=code, restricted=restricted, recorded_by=request.user)
        for code, restricted in dict(needs).items()
    )
    PersonName.objects.bulk_create(_another_name(person, alias, request.user) for alias in aliases if alias)
    store.refresh([person.pk])
    write(request, "person.register", person)
    return person


@transaction.atomic
def relate(person: Person, relative: Person, kind: str, *, basis: str = Basis.DECLARED) -> FamilyRelation:
    """`person` is the `kind` of `relative`; said twice, kept once."""
    relation, _created = FamilyRelation.objects.get_or_create(
        person=person, relative=relative, kind=kind, end=None, defaults={"basis": basis}
    )
    return relation


@transaction.atomic
def correct_person(
    request: Any, person_id: uuid.UUID, changes: Mapping[str, Any], *, version: int, reason: str
) -> Person:
    """Correct what is known. A former name is kept; the audit keeps which fields changed and why.

    Raises `StaleVersion` when somebody saved since `version` was read.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("office").get(pk=person_id)
    require(request.user, "person.edit", person.office)
    if person.version != version:
        raise StaleVersion
    allowed = {name: value for name, value in changes.items() if name in (*PLAIN_FIELDS, *NAME_FIELDS)}
    changed = sorted(name for name, value in allowed.items() if getattr(person, name) != value)
    if not changed:
        return person
    former, before = person.full_name, rules.holder(person)
    for name in changed:
        setattr(person, name, allowed[name])
    if any(name in NAME_FIELDS for name in changed):
        PersonName.objects.create(person=person, kind=PersonName.Kind.FORMER, text=former, recorded_by=request.user)
        person.name_decided_by = request.user
    person.version += 1
    person.save()
    store.refresh([person.pk])
    write(request, "person.correct", person, reason=reason, detail={"fields": changed})
    if rules.ENTERING.intersection(changed):
        numbers.data_corrected(person, before, request)
    _tell_changed(person, changed, request)
    return person


@dataclass(frozen=True)
class IdentityDataChanged:
    """What the effect `identity_data_changed` is told: whose data, which fields, by whom."""

    person: Person
    fields: tuple[str, ...]
    actor: Any


def _tell_changed(person: Person, fields: Iterable[str], request: Any) -> None:
    """Documents that carry these data are to be issued again."""
    if "identity_data_changed" in effects.names():
        effects["identity_data_changed"](IdentityDataChanged(person, tuple(fields), request.user))


@transaction.atomic
def complete_person(
    request: Any,
    person_id: uuid.UUID,
    *,
    reason: str,
    nationalities: Iterable[str] | None = None,
    languages: Iterable[tuple[str, bool]] | None = None,
    documents: Iterable[Mapping[str, Any]] = (),
    needs: Iterable[tuple[str, bool]] = (),
    aliases: Iterable[str] = (),
    photo: Blob | None = None,
) -> Person:
    """What a fuller registration says of a person already known. Nationalities and languages (preferred first) take the
    place of the former ones, None leaves them; the rest is added. The audit keeps what they were, and why."""
    person = Person.objects.select_for_update(of=("self",)).select_related("office").get(pk=person_id)
    require(request.user, "person.edit", person.office)
    former: dict[str, Any] = {}
    countries = None if nationalities is None else list(dict.fromkeys(nationalities))
    if countries is not None and countries != person.nationality_codes:
        former["nationalities"] = person.nationality_codes
        person.nationalities.all().delete()
        Nationality.objects.bulk_create(Nationality(person=person, country=code) for code in countries)
    spoken = None if languages is None else list(dict(languages).items())
    before = [(each.code, each.needs_interpreter) for each in person.languages.order_by("-preferred", "pk")]
    if spoken is not None and spoken != before:
        former["languages"] = [code for code, _interpreter in before]
        variants = dict(person.languages.values_list("code", "variant"))
        person.languages.all().delete()
        SpokenLanguage.objects.bulk_create(
            SpokenLanguage(person=person, code=code, variant=variants.get(code, ""), preferred=index == 0,
                           needs_interpreter=interpreter)
            for index, (code, interpreter) in enumerate(spoken)
        )  # fmt: skip
    known = set(person.needs.exclude(status=SpecificNeed.Status.CLOSED).values_list("code", flat=True))
    added = {
        "documents": HeldDocument.objects.bulk_create(
            HeldDocument(person=person, **document) for document in documents
        ),
        "needs": SpecificNeed.objects.bulk_create(
            SpecificNeed(person=person, code=code, restricted=restricted, recorded_by=request.user)
            for code, restricted in dict(needs).items()
            if code not in known
        ),
        "aliases": PersonName.objects.bulk_create(
            _another_name(person, alias, request.user) for alias in aliases if alias
        ),
    }
    if photo and person.photo_id != photo.pk:
        person.photo = photo
        added["photo"] = [photo]
    fields = sorted([*former, *(name for name, rows in added.items() if rows)])
    if fields:
        person.version += 1
        person.save()
        store.refresh([person.pk])
        write(request, "person.correct", person, reason=reason, detail={"fields": fields, "former": former})
        _tell_changed(person, fields, request)
    if added["needs"] and "specific_needs_added" in effects.names():  # some have to be told to another authority
        effects["specific_needs_added"](person)
    return person


def _another_name(person: Person, text: str, actor: Any) -> PersonName:
    """Another name as it was said. One in another script than ours is her name as she writes it: her papers carry it."""
    script = script_of(text)
    kind = PersonName.Kind.ALIAS if script in (LATIN, OTHER) else PersonName.Kind.NATIVE
    return PersonName(person=person, kind=kind, text=text, script=script, recorded_by=actor)


class StaleVersion(Exception):
    """Somebody else corrected this person since the page was opened."""
