from django.db import migrations

from acogida.accounts.scope import wall

# Definer's rights: the answer must not depend on what the asker may read of the case itself.
FUNCTIONS = """
CREATE FUNCTION acogida_claim_in_scope(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT FROM cases_claim JOIN cases_case ON cases_case.id = cases_claim.case_id
                 WHERE cases_claim.id = wanted AND acogida_office_in_scope(cases_case.office_id))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_case_case_search"), ("accounts", "0003_scope")]

    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION acogida_claim_in_scope(uuid);"),
        wall("cases_event", "acogida_office_in_scope(office_id)"),
    ]
