"""What the archive can say when a pack's condition asks."""

from __future__ import annotations

from acogida.archive.models import Document
from acogida.cases.models import Case, Claim
from acogida.hooks.registry import fact, once


@fact("papers_awaited")
def papers_awaited(case: Case, claim: Claim) -> list[str]:
    """The titles of the claim's papers that earlier steps filed and the worker has not made yet, or could not make."""
    unmade = once(("archive", case.pk), lambda: _unmade(case))
    return [title for claim_id, title in unmade if claim is None or claim_id == claim.pk]


@fact("papers_made")
def papers_made(case: Case, claim: Claim) -> bool:
    """Whether every paper that the steps so far made for this claim has its file: what a step takes for given that rests on
    the person having had it in her hands."""
    return not papers_awaited(case, claim)


def _unmade(case: Case) -> list[tuple[object, str]]:
    return list(Document.objects.filter(case=case, blob=None).order_by("pk").values_list("claim_id", "title"))
