"""From the answers about a member to a person of the register. Only here do the pack's field codes meet columns."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from acogida.accounts.models import Office
from acogida.cases.actions import NewMember
from acogida.cases.models import Claim, Member
from acogida.people.actions import complete_person, correct_person, register_person, relate
from acogida.people.models import Person
from acogida.registration.actions.drafts import photo_of
from acogida.registration.alike import SEXES, chosen
from acogida.registration.answers import PRINCIPAL, Sheet
from acogida.registration.kinship import RELATIONS, Kind
from acogida.registration.lists import STATELESS

PLAIN = ("given_names", "first_surname", "second_surname", "name_as_declared", "birth_country", "birth_place",
         "marital_status", "occupation", "education")  # fmt: skip
OF_THE_HOUSEHOLD = ("phone", "email", "feared_countries")
REACHING = ("phone", "email", "safe_to_contact", "address")


def member(
    request: Any, office: Office, sheet: Sheet, answers: dict[str, Any], before: Sheet | None = None
) -> NewMember:
    """The member for one person of the form: a new person, the one of the register the clerk said it is, or one of a
    wish, corrected where the answers differ from what was known `before`."""
    key = answers["key"]
    known = chosen(answers)
    if answers.get("of") and before:
        person = _correct(request, sheet, before, answers)
    else:
        person = Person.objects.get(pk=known) if known else _register(request, office, sheet, answers)
    if sheet.is_principal(key):
        return NewMember(person, Member.Role.PRINCIPAL, PRINCIPAL, Claim.Basis.OWN)
    basis = sheet.value(key, "claim_basis") or _usual_basis(sheet, key)
    return NewMember(person, Member.Role.DEPENDANT, sheet.value(key, "relation") or "other", basis)


def relate_family(members: list[NewMember]) -> None:
    """Keep the family relations that follow from who is what of the principal: also that two children are siblings
    and that the partner's relation to them is theirs to declare (nothing is inferred about it)."""
    principal = members[0].person
    for each in members[1:]:
        kind, member_first = RELATIONS.get(each.relation, (Kind.OTHER, True))
        one, other = (each.person, principal) if member_first else (principal, each.person)
        if one.pk != other.pk:
            relate(one, other, kind)
    children = [each.person for each in members[1:] if each.relation == "child"]
    for index, child in enumerate(children):
        for sibling in children[index + 1 :]:
            if child.pk != sibling.pk:
                relate(child, sibling, Kind.SIBLING)


def _usual_basis(sheet: Sheet, key: str) -> str:
    """Where the data set does not ask: relatives whom the pack lets follow the principal's status do."""
    relation = sheet.value(key, "relation")
    derivative = any(row.code == relation and row.derivative for row in sheet.context.pack.relations)
    return Claim.Basis.DERIVATIVE if derivative else Claim.Basis.OWN


def _register(request: Any, office: Office, sheet: Sheet, answers: dict[str, Any]) -> Person:
    key = answers["key"]
    return register_person(
        request,
        office,
        _columns(sheet, key),
        nationalities=_nationalities(sheet, key),
        languages=_languages(sheet, key),
        photo=photo_of(answers),
        **_further(sheet, key),
    )


def _correct(request: Any, sheet: Sheet, before: Sheet, answers: dict[str, Any]) -> Person:
    """Only what the clerk changed is written: what a colleague corrected on the person's own page meanwhile stands."""
    key, reason = answers["key"], _("Application taken down")
    person = Person.objects.get(pk=answers["of"])
    columns, known = _columns(sheet, key), _columns(before, key)
    if not before.is_principal(key):  # how to reach the household was known of the one who spoke for it
        known |= dict.fromkeys(REACHING)
    changes = {
        name: "" if value is None and isinstance(getattr(person, name), str) else value
        for name, value in columns.items()
        if value != known[name]
    }
    if columns["birth_day"] == changes.get("birth_day", person.birth_day):
        changes["birth_estimated"] = columns["birth_estimated"]
    correct_person(request, person.pk, changes, version=person.version, reason=reason)
    nationalities, languages = _nationalities(sheet, key), _languages(sheet, key)
    return complete_person(
        request,
        person.pk,
        reason=reason,
        nationalities=nationalities if nationalities != _nationalities(before, key) else None,
        languages=languages if languages != _languages(before, key) else None,
        photo=photo_of(answers),
        **_further(sheet, key),
    )


def _columns(sheet: Sheet, key: str) -> dict[str, Any]:
    """The answers about a person under the names of her columns."""

    def said(code: str) -> Any:
        return sheet.value(key, code)

    year, month, day = said("birth") or (None, None, None)
    data = {code: said(code) for code in PLAIN}
    data |= {code: sheet.value("", code) for code in OF_THE_HOUSEHOLD}
    return data | {
        "feared_countries": data["feared_countries"] or [],
        "sex": SEXES.get(said("sex"), ""),
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
        "birth_estimated": day is None,
        "former_residence": said("habitual_residence"),
        "safe_to_contact": _safe(sheet.value("", "safe_channels")),
        "address": ", ".join(part for code in ("address", "municipality", "state") if (part := sheet.value("", code))),
    }


def _nationalities(sheet: Sheet, key: str) -> list[str]:
    return [*(sheet.value(key, "nationality") or []), *([STATELESS] if sheet.value(key, "stateless") else [])]


def _further(sheet: Sheet, key: str) -> dict[str, Any]:
    """Papers, needs and other names."""

    def said(code: str) -> Any:
        return sheet.value(key, code)

    restricted = {need.code: need.restricted for need in sheet.context.pack.needs}
    return {
        "documents": _documents(said),
        "needs": [(code, restricted[code]) for code in said("needs") or []],
        "aliases": said("other_names") or [],
    }


def _languages(sheet: Sheet, key: str) -> list[tuple[str, bool]]:
    """The language she wishes to speak first, with the need of an interpreter the household declared."""
    preferred = sheet.value("", "language")
    spoken = sheet.value(key, "languages") or []
    interpreter = bool(sheet.value("", "needs_interpreter"))
    if preferred and (sheet.is_principal(key) or not spoken or preferred in spoken):
        spoken = [preferred, *(code for code in spoken if code != preferred)]
    return [(code, interpreter and code == preferred) for code in spoken]


def _documents(said: Any) -> list[dict[str, Any]]:
    """The papers held; number, country and date are asked once and belong to the first."""
    kinds = [kind for kind in said("document_type") or [] if kind != "none"]
    rows: list[dict[str, Any]] = [{"kind": kind} for kind in kinds]
    if rows:
        rows[0] |= {
            "number": (said("document_number") or "")[:60],
            "country": said("document_country") or "",
            "expires_on": said("document_expires"),
        }
    return rows


def _safe(channels: list[str] | None) -> bool | None:
    return None if channels is None else channels != ["in_person"]
