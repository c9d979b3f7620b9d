"""Country information as pages draw it: per fact what is cited, what is said of there being none, and the warnings with
whoever may answer them."""

from __future__ import annotations

from typing import Any

from acogida.coi.ages import Level
from acogida.determination import country, country_frozen, country_words
from acogida.determination.actions.assessing import WRITING
from acogida.determination.actions.citing import ANSWERING, ANSWERS, may_answer_red
from acogida.determination.country_checks import Warning, by_fact
from acogida.determination.models import Citation, Submission


def fact_rows(request: Any, claim: Any, known: country.Standing) -> list[dict[str, Any]]:
    """One row for each material fact."""
    warned = by_fact(known.checked.warnings)
    rows = []
    for number, fact in enumerate(known.facts, 1):
        warnings = warned.get(str(fact.pk), [])
        cited = known.citations[fact.pk]
        rows.append({
            "number": number, "fact": fact, "own": fact.claim_id == claim.pk,
            "cited": [_citation(each, request, claim, known, [w for w in warnings if w.citation == str(each.pk)]) for each in cited],
            "none": [{"row": each, "words": country_words.silent(each)} for each in known.none[fact.pk]],
            "warnings": [_warning(request, claim, known, w) for w in warnings if not w.citation],
            "gap": str(fact.pk) in known.checked.gaps,
            "open": sum(w.mark not in known.answers for w in warnings),
            "red": any(w.level == Level.RED and w.mark not in known.answers for w in warnings),
        })  # fmt: skip
    return rows


def _citation(
    each: Citation, request: Any, claim: Any, known: country.Standing, warnings: list[Warning]
) -> dict[str, Any]:
    words = country_frozen.words_of(country_words.frozen(each))
    newer = each.version.standing.superseded_by_id
    return words | {
        "row": each,
        "warnings": [_warning(request, claim, known, w) for w in warnings],
        "newer": newer,
        "restricted": any(w.code == "undisclosed" for w in warnings),
        "translation": each.translated_quote,
    }


def _warning(request: Any, claim: Any, known: country.Standing, warning: Warning) -> dict[str, Any]:
    answer = known.answers.get(warning.mark)
    red = warning.level == Level.RED
    user, office = request.user, claim.case.office_id
    may = claim.stage in ANSWERING and any(user.can(action, office) for action in ANSWERS)
    return {
        "warning": warning,
        "words": country_words.warning(warning, known.flags),
        "red": red,
        "answer": answer,
        "may": answer is None and may and (not red or may_answer_red(user, claim)),
    }


def panel(request: Any, claim: Any, submission: Submission | None, past: Any = None) -> dict[str, Any]:
    """For review and signature: what was submitted, and whether it still holds today."""
    if submission is None:
        return {}
    kept = country_frozen.in_words(submission.country_information)
    if past is not None or claim.stage not in (*WRITING, *ANSWERING):
        return {"country_kept": kept}
    known = country.standing(claim)
    return {
        "country_kept": kept,
        "country_rows": fact_rows(request, claim, known),
        "country_open": len(known.open()),
        "country_gaps": len(known.checked.gaps),
    }
