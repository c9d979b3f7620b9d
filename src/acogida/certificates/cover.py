"""The cover of the papers handed to a family together: which they are, person by person, and what to do with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from acogida import letters
from acogida.archive import wording
from acogida.archive.access import visible_to as documents_visible_to
from acogida.archive.composing import OPEN_KINDS
from acogida.archive.letterhead import addressee, head
from acogida.archive.wording import date_in_words, source_in_words
from acogida.cases.models import Case
from acogida.certificates import kinds
from acogida.certificates.access import visible_to
from acogida.certificates.issuing import public_url
from acogida.certificates.models import Certificate
from acogida.certificates.printing import LANGUAGE, relation
from acogida.law import Pack
from acogida.people.models import Person

LETTER = "family_cover"


def pdf(user: Any, case: Case) -> bytes:
    """The sealed cover of `case`: papers that have their file and that `user` may see; none of those that tell of a claim.
    In Spanish, and in the principal's language what it is for. Raises LetterError."""
    pack, today = kinds.pack(), case.office.today()
    letter = pack.letter(LETTER)
    members = list(case.members.filter(end=None).select_related("person__office").order_by("position"))
    papers = _papers(user, case, pack)
    with translation.override(LANGUAGE):
        data = head(pack, case, case.number, today, LANGUAGE) | {
            "people": [
                {
                    **addressee(member.person, pack, LANGUAGE),
                    "relation": relation(pack, member.relation),
                    "papers": papers.get(member.person_id, []),
                }
                for member in members
            ],
            "verify_url": public_url() + reverse("verify"),
            "legal_basis": [source_in_words(letter.source, pack, LANGUAGE)],
            "summary": wording.summary(letter.label, letter.summary, _first(members), LANGUAGE, lambda _theirs: {}),
        }
    return letters.seal(letters.render(LETTER, data, pack=pack.name, at=timezone.now()))


def _papers(user: Any, case: Case, pack: Pack) -> dict[Any, list[dict[str, str]]]:
    """By person: certificates in force, then letters, each with its number and day."""
    found: dict[Any, list[dict[str, str]]] = {}
    certificates = visible_to(user).filter(case=case, status=Certificate.Status.VALID, pdf__isnull=False)
    for row in certificates.order_by("number"):
        title = pack.text(pack.letter(kinds.kind(row.kind).letter).label, LANGUAGE)
        found.setdefault(row.person_id, []).append(_line(title, row.number, row.issued_on, pack))
    documents = documents_visible_to(user).filter(case=case, blob__isnull=False, restricted=False, kind__in=OPEN_KINDS)
    for paper in documents.select_related("claim", "event").order_by("created_at", "number"):
        found.setdefault(paper.claim.person_id, []).append(_line(paper.title, paper.number, paper.event.on, pack))
    return found


def _line(title: str, number: str, on: Any, pack: Pack) -> dict[str, str]:
    return {"title": title, "number": number, "issued_on": date_in_words(on, pack, LANGUAGE)}


def _first(members: Iterable[Any]) -> Person | None:
    return next((member.person for member in members), None)
