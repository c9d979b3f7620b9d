from django.db import migrations

from acogida.accounts.scope import wall
from acogida.audit.append_only import append_only

# A citation, and that none was found, may be taken back and nothing else: neither its words nor what it is pinned to change.
PINNED = """
CREATE FUNCTION acogida_only_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.removed_at IS NULL
     AND to_jsonb(OLD) - '{removed_at,removed_by_id}'::text[] = to_jsonb(NEW) - '{removed_at,removed_by_id}'::text[]
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is pinned: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER determination_citation_pinned BEFORE UPDATE OR DELETE ON determination_citation
FOR EACH ROW EXECUTE FUNCTION acogida_only_taken_back();
CREATE TRIGGER determination_noinformation_pinned BEFORE UPDATE OR DELETE ON determination_noinformation
FOR EACH ROW EXECUTE FUNCTION acogida_only_taken_back();
"""
LOOSE = """
DROP TRIGGER determination_citation_pinned ON determination_citation;
DROP TRIGGER determination_noinformation_pinned ON determination_noinformation;
DROP FUNCTION acogida_only_taken_back();
"""

# What rests on versions: undecided claims that cite them, or follow one that does, and signed decisions. `closed` are the
# stages in which nothing more is decided. As whoever asks: the walls of the tables hold.
RESTING = """
CREATE FUNCTION acogida_coi_resting(versions uuid[], closed text[]) RETURNS TABLE (
  kind text, label text, claim_id uuid, case_id uuid, office_id integer, owner_id uuid, version_id uuid, document_id uuid)
LANGUAGE sql STABLE AS $$
  WITH cited AS (
    SELECT c.claim_id, c.version_id, c.cited_by_id FROM determination_citation c
    WHERE c.version_id = ANY (versions) AND c.removed_at IS NULL
    UNION
    SELECT a.claim_id, c.version_id, c.cited_by_id FROM determination_citation c
    JOIN determination_assessment a ON a.follows_id = c.claim_id
    WHERE c.version_id = ANY (versions) AND c.removed_at IS NULL)
  SELECT DISTINCT ON (cited.claim_id, cited.version_id) CASE WHEN d.state IN ('submitted', 'approved') THEN 'submission' WHEN d.claim_id IS NOT NULL THEN 'draft'
         ELSE 'citation' END,
         k.number, cl.id, k.id, k.office_id::integer, coalesce(d.author_id, k.assignee_id, cited.cited_by_id), cited.version_id, v.document_id
  FROM cited JOIN cases_claim cl ON cl.id = cited.claim_id JOIN cases_case k ON k.id = cl.case_id
  JOIN coi_documentversion v ON v.id = cited.version_id
  LEFT JOIN determination_draft d ON d.claim_id = cl.id AND d.state <> 'signed'
  WHERE cl.decided_on IS NULL AND k.open AND NOT cl.stage = ANY (closed)
  UNION ALL
  SELECT DISTINCT 'decision', e.number, e.claim_id, k.id, e.office_id::integer, k.assignee_id, c.version_id, v.document_id
  FROM determination_citation c JOIN determination_submittedcitation s ON s.citation_id = c.id
  JOIN determination_decision e ON e.submission_id = s.submission_id
  JOIN cases_claim cl ON cl.id = e.claim_id JOIN cases_case k ON k.id = cl.case_id
  JOIN coi_documentversion v ON v.id = c.version_id
  WHERE c.version_id = ANY (versions)
$$;
-- How many, by office, for who keeps the library and may see no case. Definer's rights, and nothing but counts.
CREATE FUNCTION acogida_coi_resting_counts(versions uuid[], closed text[]) RETURNS TABLE (kind text, office_id integer, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT r.kind, r.office_id, count(DISTINCT r.label || r.claim_id) FROM acogida_coi_resting(versions, closed) r
  GROUP BY r.kind, r.office_id
$$;
"""
GONE = """
DROP FUNCTION acogida_coi_resting_counts(uuid[], text[]);
DROP FUNCTION acogida_coi_resting(uuid[], text[]);
"""


class Migration(migrations.Migration):
    """What a decision rests on is pinned, shown to the office of its claim only, and found by the version it came from."""

    dependencies = [("determination", "0009_citations"), ("cases", "0004_scope"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(PINNED, LOOSE),
        append_only("determination_countryanswer"),
        append_only("determination_submittedcitation"),
        *[
            wall(f"determination_{table}", "acogida_claim_in_scope(claim_id)")
            for table in ("citation", "noinformation", "disclosure", "countryanswer")
        ],
        wall(
            "determination_submittedcitation",
            "EXISTS (SELECT FROM determination_submission s WHERE s.id = submission_id)",
        ),
        wall(
            "determination_recalleddecision", "EXISTS (SELECT FROM determination_decision d WHERE d.id = decision_id)"
        ),
        migrations.RunSQL(RESTING, GONE),
    ]
