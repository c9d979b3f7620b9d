"""Reads: the papers of a case, and the information that fits the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from acogida.accounts.models import User
from acogida.archive.access import visible_to
from acogida.archive.models import Document
from acogida.cases.models import Case
from acogida.law import InformationPackage, LawError, Pack
from acogida.law.conditions import holds
from acogida.people.countries import language_name
from acogida.people.models import SpokenLanguage

OWN_NAMES = {"ht": "Kreyòl ayisyen"}  # not in CLDR


def papers(user: User, case: Case) -> list[Document]:
    """The letters of a case that `user` may read, newest first."""
    return list(visible_to(user).filter(case=case).select_related("claim__person", "event"))


@dataclass(frozen=True)
class Sheet:
    """An information package as a list shows it. `fits`: somebody in the case is whom it is for."""

    code: str
    label: str
    audience: str
    fits: bool
    languages: list[tuple[str, str]]


def sheets(pack: Pack, case: Case | None = None) -> list[Sheet]:
    """The pack's information packages; those for the people of `case` first."""
    names = facts_about(case) if case else []
    found = [
        Sheet(
            package.code, pack.text(package.label, _language()), pack.text(package.audience, _language()),
            case is not None and any(_fits(package, each) for each in names), languages_of(package),
        )
        for package in pack.information
    ]  # fmt: skip
    return sorted(found, key=lambda sheet: not sheet.fits)


def package_of(pack: Pack, code: str) -> InformationPackage | None:
    return next((package for package in pack.information if package.code == code), None)


def languages_of(package: InformationPackage) -> list[tuple[str, str]]:
    """The languages every part of the package is written in, each by its own name: the applicant chooses, too."""
    parts = [text for section in package.section for text in (section.heading, section.body)]
    whole = [code for code in parts[0].root if all(code in part.root for part in parts)] if parts else ["es", "en"]
    return [(code, own_name(code)) for code in whole]


def own_name(code: str) -> str:
    """A language as its speakers call it."""
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    try:
        name = Locale.parse(code).languages.get(code)
    except (UnknownLocaleError, ValueError):
        name = None
    return str(name).capitalize() if name else language_name(code)


def spoken_by(case: Case) -> str:
    """The language of the principal applicant, by her own preference; empty when none is known."""
    row = SpokenLanguage.objects.filter(person=case.principal_id).order_by("-preferred", "pk").first()
    return row.code if row else ""


def facts_about(case: Case) -> list[dict[str, Any]]:
    """What `show_if` may use, for each member: `person` (age, sex, nationality) and `flags`."""
    today = case.office.today()
    members = list(case.members.filter(end=None).select_related("person").order_by("position"))
    shared = ["family"] if len(members) > 1 else []
    shared += ["unaccompanied"] if case.unaccompanied_child else []
    shared += ["with_children"] if case.has_children and not case.unaccompanied_child else []
    return [
        {
            "person": {
                "age": member.person.age(today) or 0,
                "sex": member.person.sex,
                "nationality": (member.person.nationality_codes or [""])[0],
            },
            "flags": [*shared, *(["child"] if member.person.is_child(today) else [])],
        }
        for member in members
    ]


def _fits(package: InformationPackage, names: dict[str, Any]) -> bool:
    """Information is withheld from nobody: a condition that cannot be judged fits."""
    try:
        return package.show_if is None or holds(package.show_if, names)
    except LawError:
        return True


def _language() -> str:
    return get_language() or "es"
