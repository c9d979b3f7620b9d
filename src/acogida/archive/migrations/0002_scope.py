from django.db import migrations

from acogida.accounts.scope import wall


class Migration(migrations.Migration):
    """Letters say who asks for protection and why: the database itself shows them to the case's offices only."""

    dependencies = [("archive", "0001_initial"), ("cases", "0007_events_follow_their_case")]

    operations = [wall("archive_document", "acogida_claim_in_scope(claim_id)")]
