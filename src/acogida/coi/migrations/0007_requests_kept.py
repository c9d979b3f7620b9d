from django.db import migrations

from acogida.accounts.scope import wall
from acogida.audit.append_only import append_only

# Definer's rights: an answer that is to be published is screened against a case that whoever publishes may not see. The
# function gives the case of one request to the program, and no page shows it.
FUNCTION = """
CREATE FUNCTION coi_case_to_screen(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT case_id FROM coi_requestcase WHERE request_id = wanted
$$;
"""
KEPT = ("requestevent", "notpersonal", "responsereview", "issuedresponse", "issuedcitation")


class Migration(migrations.Migration):
    """Which case a request was asked for is shown to that case's office only; what was issued does not change."""

    dependencies = [("coi", "0006_requests"), ("accounts", "0003_scope"), ("audit", "0002_append_only")]

    operations = [
        *[append_only(f"coi_{table}") for table in KEPT],
        wall("coi_requestcase", "acogida_office_in_scope(office_id)"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION coi_case_to_screen(uuid);"),
    ]
