"""What the templates of a person's papers are given: on the case page, on her own page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from acogida.accounts.models import User
from acogida.archive.queries import own_name
from acogida.certificates.refusals.access import RECORD
from acogida.certificates.requirements import matrix
from acogida.certificates.requirements.access import RECORD as RECORD_EVIDENCE
from acogida.certificates.requirements.access import visible_to as evidence_visible_to
from acogida.certificates.requirements.explaining import explain_for
from acogida.certificates.standing import queries, wording
from acogida.people.models import Person


def context_of(
    request: Any, persons: Sequence[Person], chosen: Person | None, *, wanted: Collection[str] | None = None
) -> dict[str, Any]:
    """`chosen`: the person whose papers are shown; None: the whole household."""
    user, may = cast(User, request.user), request.user.can
    names = {str(person.pk): person.full_name for person in persons}
    made = _made(request, names)
    context: dict[str, Any] = {
        "household_members": persons,
        "chosen": chosen,
        "made": made,
        "failed_any": any(each["result"] == "failed" for each in made),
        "sheet_languages": [(code, own_name(code)) for code in wording.languages()],
        "may_issue": may("certificate.issue", persons[0].office_id) if persons else False,
        "wanted": wanted or (),
    }
    if chosen is None:
        return context | {"household": queries.household(user, persons)}
    return context | {
        "standing": queries.standing(user, chosen, explain_for(chosen, wanted=wanted), names),
        "evidences": queries.evidences(evidence_visible_to(user), chosen),
        "refusals": queries.refusals_of(user, chosen),
        "may_record": may(RECORD_EVIDENCE, chosen.office_id),
        "may_write_refusals": may(RECORD, chosen.office_id),
        "own_language": queries.own_language(chosen),
    }


def _made(request: Any, names: dict[str, str]) -> list[dict[str, str]]:
    """What the last press of the button did, once."""
    kept = request.session.get("papers_made", {})
    if not kept.get("outcomes") or kept.get("shown") or not {row[0] for row in kept["outcomes"]} <= set(names):
        return []
    request.session["papers_made"] = {**kept, "shown": True}
    documents = matrix.in_force().documents
    return [
        {
            "person": names[person] if len(names) > 1 else "",
            "paper": documents[code].label.in_(queries.language()),
            "result": result,
            "why": why,
        }
        for person, code, result, why in kept["outcomes"]
    ]
