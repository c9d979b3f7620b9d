from django.db import migrations

# On how many claims each document bears, for who keeps the library and may see no claim: counts and nothing else. A citation
# that was taken back counts where a decision was submitted with it.
CITED = """
CREATE FUNCTION acogida_coi_cited() RETURNS TABLE (document_id uuid, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT v.document_id, count(DISTINCT c.claim_id)
  FROM determination_citation c JOIN coi_documentversion v ON v.id = c.version_id
  WHERE c.removed_at IS NULL OR EXISTS (SELECT FROM determination_submittedcitation s WHERE s.citation_id = c.id)
  GROUP BY v.document_id
$$;
"""


class Migration(migrations.Migration):
    """What is cited most, and what never, can be counted without seeing whose claims they are."""

    dependencies = [("determination", "0010_citations_stay")]

    operations = [migrations.RunSQL(CITED, "DROP FUNCTION acogida_coi_cited()")]
