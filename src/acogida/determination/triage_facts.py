"""Facts for triage: who asks, what she needs, and what a person noted because registration does not ask it.

Asked of a claim, they are about its person; asked of a case (as triage does), about all its present members, except
nationality, language and whether it is a child: those are the principal applicant's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from acogida.cases import log, packs
from acogida.cases.known import Known
from acogida.cases.models import Case, Claim
from acogida.determination import dossier
from acogida.hooks.registry import fact, once
from acogida.law import triage
from acogida.people.models import Nationality, SpecificNeed, SpokenLanguage

NOTED = "triage_noted"  # the event in which somebody notes what registration does not ask
# Specific needs (UNHCR codes) that are also a sign that exclusion may have to be examined.
SIGNS = {"LP-AP": "alleged_perpetrator", "LP-CR": "criminal_record", "LP-AF": "armed_group"}
ASSESSMENT = "assessment"  # raised by the officer in the assessment


def _persons(case: Case, claim: Claim | None) -> tuple[uuid.UUID, ...]:
    if claim is not None:
        return (claim.person_id,)
    return once(("members", case.pk), lambda: tuple(case.members.filter(end=None).values_list("person_id", flat=True)))


@fact("nationality")
def nationality(case: Case, claim: Claim | None) -> str:
    """The country of the (first) nationality; "XA" for a stateless person, "" when none is known."""
    if claim is None:
        return case.nationality
    return next(iter(_countries((claim.person_id,))), "")


@fact("nationalities")
def nationalities(case: Case, claim: Claim | None) -> list[str]:
    """Every nationality, in alphabetical order."""
    persons = _persons(case, claim)
    return sorted(set(once(("nationalities", persons), lambda: _countries(persons))))


def _countries(persons: Iterable[uuid.UUID]) -> list[str]:
    return list(Nationality.objects.filter(person__in=persons).order_by("pk").values_list("country", flat=True))


@fact("needs")
def needs(case: Case, claim: Claim | None) -> list[str]:
    """The codes of the specific needs that are not closed, restricted ones included: the table must know them, who reads
    the page may not."""
    persons = _persons(case, claim)

    def read() -> list[str]:
        found = SpecificNeed.objects.filter(person__in=persons).exclude(status=SpecificNeed.Status.CLOSED)
        return sorted(set(found.values_list("code", flat=True)))

    return list(once(("needs", persons), read))


@fact("child")
def child(case: Case, claim: Claim | None) -> bool:
    """Whether the person, or the principal applicant, is under 18; in doubt a child (LGDNNA art. 5)."""
    person = claim.person if claim else case.principal
    return person.is_child(case.office.today())


@fact("language")
def language(case: Case, claim: Claim | None) -> str:
    """The language to interview in, as a BCP 47 code."""
    if claim is None:
        return case.language
    spoken = SpokenLanguage.objects.filter(person=claim.person_id).order_by("-preferred", "pk")
    return spoken.values_list("code", flat=True).first() or ""


@fact("detained")
def detained(case: Case, claim: Claim | None) -> bool:
    """Whether somebody of the case is held, as last said in any step of the case."""
    said = (event.payload["detained"] for event in reversed(log.of(case)) if "detained" in event.payload)
    return bool(next(said, False))


@fact("exclusion_flags")
def exclusion_flags(case: Case, claim: Claim | None) -> list[str]:
    """Signs that exclusion may have to be examined: noted for triage, raised in an assessment, or seen among the needs.
    They conclude nothing; they keep a claim from being shortened."""
    found = set(log.last_payload(case, NOTED).get("exclusion_flags", ()))
    found |= {SIGNS[code] for code in needs(case, claim) if code in SIGNS}
    known = dossier.of(case)
    raised = [known[claim.pk]] if claim else known.values()
    if any("exclusion" in each.findings.flags for each in raised):
        found.add(ASSESSMENT)
    return sorted(found)


@fact("identity_doubt")
def identity_doubt(case: Case, claim: Claim | None) -> bool:
    """Whether it is doubted who somebody of the case is: as last noted; before that, whether the clerk could not tell
    her from somebody in the register."""
    noted = log.last_payload(case, NOTED)
    if "identity_doubt" in noted:
        return bool(noted["identity_doubt"])
    return bool(log.last_payload(case, "present").get("unsure_duplicates"))


@fact("declarations")
def declarations(case: Case, claim: Claim | None) -> list[str]:
    """The codes of the declarations for a group, and presumptions of inclusion, that are in force today and cover the
    case."""
    pack, today = packs.of(case), case.office.today()
    return triage.covering(pack, Known(case, today).facts(triage.declaration_facts(pack, today), claim), today)
