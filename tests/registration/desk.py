"""A family at the counter, as every test of this room knows it."""

from __future__ import annotations

import io
import uuid
from typing import Any

from PIL import Image

from acogida.registration.actions import drafts
from acogida.registration.models import IntakeDraft
from tests.cast import Cast

HOUSEHOLD = {
    "presented_how": "oral", "entry_on": "", "language": "ht", "needs_interpreter": "yes",
    "statement": "Salió por amenazas.", "safe_channels": ["call"], "privacy_notice_read": "yes",
    "rights_explained": "yes", "consent_share_unhcr": "no", "read_back": "yes", "signature": "signed",
    "phone": "962 123 4567",
}  # fmt: skip
FAMILY: list[dict[str, Any]] = [
    {"given_names": "Marie Rose", "first_surname": "Dieudonné", "sex": "female", "nationality": ["HT"],
     "birth": {"year": "1991", "month": "4", "day": "12"}, "birth_country": "HT"},
    {"given_names": "Jean Claude", "first_surname": "Pierre", "second_surname": "Louis", "relation": "partner",
     "claim_basis": "own", "sex": "male", "nationality": ["HT"], "birth": {"year": "1988", "month": "", "day": ""},
     "birth_country": "HT"},
    {"given_names": "Woodley", "first_surname": "Pierre", "second_surname": "Dieudonné", "relation": "child",
     "claim_basis": "derivative", "sex": "male", "nationality": ["HT"],
     "birth": {"year": "2017", "month": "2", "day": "3"}, "birth_country": "HT"},
    {"given_names": "Esther", "first_surname": "Pierre", "second_surname": "Dieudonné", "relation": "child",
     "claim_basis": "derivative", "sex": "female", "nationality": ["CL", "HT"],
     "birth": {"year": "2025", "month": "8", "day": "30"}, "birth_country": "CL"},
]  # fmt: skip


def write(request: Any, draft: IntakeDraft, answers: dict[str, Any]) -> drafts.Saved:
    """Type answers into a form ("household/x" or "key/x" → raw), as a page that showed what stands."""
    fresh = IntakeDraft.objects.get(pk=draft.pk)
    changes = {}
    for path, now in answers.items():
        key, _slash, code = path.partition("/")
        place = fresh.household if key == "household" else fresh.person(key)["answers"]
        changes[path] = (place.get(code), now)
    return drafts.save_answers(request, draft.pk, changes)


def a_draft(
    cast: Cast, family: list[dict[str, Any]] | None = None, *, level: str = "basic", **household: Any
) -> IntakeDraft:
    """A form filled in by the clerk, ready to be presented."""
    request = cast.as_("clerk")
    draft = drafts.start(request, cast.clerk.office, level, draft_id=uuid.uuid4())
    people = family if family is not None else FAMILY
    keys = [draft.persons[0]["key"]]
    for index in range(1, len(people)):
        keys.append(f"person{index}")
        drafts.add_person(request, draft.pk, key=keys[-1])
    answers = {f"household/{code}": value for code, value in {**HOUSEHOLD, **household}.items()}
    if not answers["household/entry_on"]:
        answers["household/entry_on"] = draft.household["presented_on"]
    for key, person in zip(keys, people, strict=True):
        answers[f"{key}/name_as_declared"] = f"{person['given_names']} {person['first_surname']}"
        answers |= {f"{key}/{code}": value for code, value in person.items()}
        answers[f"{key}/unaccompanied"] = "no"
    write(request, draft, answers)
    for key in keys:
        drafts.set_photo(request, draft.pk, key, photo_bytes())
    return IntakeDraft.objects.get(pk=draft.pk)


def photo_bytes() -> bytes:
    """A small picture of nobody."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "tan").save(out, "PNG")
    return out.getvalue()
