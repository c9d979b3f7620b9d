"""`python -m benchmarks.coi_recall --cases 10000`: an edition that ten thousand cases cite is withdrawn; who rests on it?

The cases are those of the demonstration country, opened again where they were closed; one in ten has a draft, and another
edition is cited by as many again, so that finding has something to leave out. All in one transaction that is rolled back.
Beside it in the same run: going through the citations one by one and asking each for its claim, its case and its draft, as a
program without a query for it would (on a sample, reckoned up).
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from benchmarks import country, measuring
from benchmarks.measuring import Report, say

SAMPLE = 500
FACTS = """
INSERT INTO determination_materialfact
  (id, claim_id, position, statement, evidence, indicators, explanation, result, reasons, withdrawn, version, author_id, updated_at)
SELECT gen_random_uuid(), id, 900, 'Benchmark', '', '{}', '', '', '', false, 1, %s, now() FROM chosen
"""
CITATIONS = """
INSERT INTO determination_citation
  (id, claim_id, fact_id, role, passage_id, version_id, version_sha256, quote, char_from, char_to, translated_quote, printed,
   consulted_on, cited_by_id, cited_at, key)
SELECT gen_random_uuid(), f.claim_id, f.id, 'supports', %s, %s, %s, 'Gangs', 0, 5, '', '{}', current_date, %s, now(),
  gen_random_uuid()
FROM determination_materialfact f WHERE f.position = 900
"""
DRAFTS = """
INSERT INTO determination_draft (claim_id, office_id, sections, state, version, author_id, updated_at)
SELECT c.id, k.office_id, '{}', 'writing', 1, %s, now() FROM chosen c JOIN cases_case k ON k.id = c.case_id
WHERE abs(hashtext(c.id::text)) %% 10 = 0 ON CONFLICT DO NOTHING
"""


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=10_000, rounds=5)
    cases = country.prepare(options.cases)
    from django.db import transaction

    with transaction.atomic():
        version = cited_by(options.cases)
        report = measured(version, options.rounds)
        transaction.set_rollback(True)
    report.setting |= {
        "cases": f"{cases:,}",
        "cited by": f"{options.cases:,}",
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
    return report.finish(options.json)


def cited_by(many: int) -> Any:
    """An edition cited in so many undecided cases, and another in the same ones."""
    from django.db import connection

    from acogida.accounts.models import User
    from tests.coi.library import a_version

    author = User.objects.filter(is_active=True).earliest("pk").pk
    wanted, other = a_version("Cited", "Gangs collect a quota."), a_version("Another", "Gangs are many.", source="B")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE chosen ON COMMIT DROP AS SELECT id, case_id FROM cases_claim WHERE position = 0 LIMIT %s",
            [many],
        )
        cursor.execute("UPDATE cases_case SET open = true WHERE id IN (SELECT case_id FROM chosen)")
        cursor.execute(
            "UPDATE cases_claim SET decided_on = NULL, stage = 'assessment' WHERE id IN (SELECT id FROM chosen)"
        )
        cursor.execute(FACTS, [author])
        for version in (wanted, other):
            cursor.execute(CITATIONS, [version.passages.get().pk, version.pk, version.sha256, author])
        cursor.execute(DRAFTS, [author])
        cursor.execute("ANALYZE determination_citation")
    return wanted


def measured(version: Any, rounds: int) -> Report:
    from acogida.coi import recall
    from acogida.determination.models import Citation

    say("recall")
    times = []
    for _round in range(rounds + 1):
        start = time.perf_counter()
        found = list(recall.resting([version.pk]))
        times.append(time.perf_counter() - start)
    first, *rest = times
    start = time.perf_counter()
    counted = sum(tally.n for tally in recall.tallies([version.pk]))
    counting = time.perf_counter() - start
    say("one by one")
    start = time.perf_counter()
    rows = list(Citation.objects.filter(removed_at=None)[:SAMPLE])
    naive = [_one(row) for row in rows if row.version_id == version.pk]
    loop = (time.perf_counter() - start) / SAMPLE * Citation.objects.count()
    report = Report("Recall", {"python": sys.version.split()[0], "cores": os.cpu_count()})
    report.add("found", len(found), "", floor=counted)
    report.add("everything that rests on the edition", max(rest), "s", ceiling=2)
    report.add("the first time", first, "s", ceiling=2)
    report.add("numbers by office, for the unit", counting, "s", ceiling=2)
    report.add("one by one, reckoned up from a sample", loop, "s")
    report.add("one by one, time against ours", loop / (sum(rest) / len(rest)), "×", floor=10)
    assert naive or not found
    return report


def _one(citation: Any) -> tuple[Any, ...]:
    """What `resting` says of a citation, asked row by row."""
    from acogida.determination.models import Draft, MaterialFact

    claim = MaterialFact.objects.get(pk=citation.fact_id).claim
    case = claim.case
    draft = Draft.objects.filter(claim=claim).first()
    return claim.pk, case.number, case.office.code, draft.author_id if draft else case.assignee_id


if __name__ == "__main__":
    raise SystemExit(main())
