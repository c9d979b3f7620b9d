from django.db import migrations

# An event belongs to the office where it happened. After a transfer the new office reads the whole log, too.
FUNCTIONS = """
CREATE FUNCTION acogida_case_in_scope(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT FROM cases_case WHERE id = wanted AND acogida_office_in_scope(office_id))
$$;
DROP POLICY cases_event_scope ON cases_event;
CREATE POLICY cases_event_scope ON cases_event
  USING (acogida_office_in_scope(office_id) OR acogida_case_in_scope(case_id))
  WITH CHECK (acogida_office_in_scope(office_id) OR acogida_case_in_scope(case_id));
"""
BACK = """
DROP POLICY cases_event_scope ON cases_event;
CREATE POLICY cases_event_scope ON cases_event
  USING (acogida_office_in_scope(office_id)) WITH CHECK (acogida_office_in_scope(office_id));
DROP FUNCTION acogida_case_in_scope(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_notices")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
