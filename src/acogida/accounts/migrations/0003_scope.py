from django.db import migrations

# The second wall. `acogida.offices` holds the offices of the one who is asking: ids with commas, "all", or nothing.
# The web sets it for each request (accounts.scope); the worker and the command line ask as the house itself.
FUNCTION = """
CREATE FUNCTION acogida_office_in_scope(office bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('acogida.offices', true), '') = 'all'
      OR office::text = ANY (string_to_array(coalesce(current_setting('acogida.offices', true), ''), ','))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_offices_and_roles")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION acogida_office_in_scope(bigint);")]
