"""What registration can say when a condition of the pack asks."""

from __future__ import annotations

from acogida.cases.log import last_payload
from acogida.cases.log import of as log_of
from acogida.cases.models import Case, Claim
from acogida.hooks.registry import fact


@fact("members_registered")
def members_registered(case: Case, claim: Claim | None) -> bool:
    """Every member has what a certificate and an identity number need: name, sex, birth year, nationality."""
    members = case.members.filter(end=None)
    complete = (
        members.exclude(person__given_names="")
        .exclude(person__sex="")
        .filter(person__birth_year__isnull=False, person__nationalities__isnull=False)
    )
    return members.exists() and complete.values("pk").distinct().count() == members.count()


@fact("late_filing")
def late_filing(case: Case, claim: Claim | None) -> bool:
    """Whether the claim came after the term to file, as reckoned at its presentation."""
    return bool(last_payload(case, "present").get("late_filing"))


@fact("late_explained")
def late_explained(case: Case, claim: Claim | None) -> bool:
    """Whether the person explained the delay, at the counter or when asked."""
    return bool(
        last_payload(case, "present").get("late_explained")
        or last_payload(case, "answer_prevention").get("late_explained")
    )


@fact("prevention_open")
def prevention_open(case: Case, claim: Claim | None) -> bool:
    """Whether a request to complete or explain waits for its answer."""
    kinds = [event.kind for event in log_of(case) if event.kind in ("prevent", "answer_prevention")]
    return bool(kinds) and kinds[-1] == "prevent"


@fact("unaccompanied_child")
def unaccompanied_child(case: Case, claim: Claim | None) -> bool:
    """Whether no adult is among the members, or the clerk was told that this child comes without parent or guardian."""
    if case.unaccompanied_child:
        return True
    told = set(last_payload(case, "present").get("unaccompanied", []))
    return bool(told) if claim is None else str(claim.person_id) in told


@fact("representative_present")
def representative_present(case: Case, claim: Claim | None) -> bool:
    """Whether a representative is recorded and the child protection authority was told, at the counter or later."""
    if last_payload(case, "representative_appointed").get("authority_told"):
        return True
    presented = last_payload(case, "present")
    represented = set(presented.get("represented", []))
    children = [str(claim.person_id)] if claim else presented.get("unaccompanied", [])
    return bool(children) and represented.issuperset(children)
