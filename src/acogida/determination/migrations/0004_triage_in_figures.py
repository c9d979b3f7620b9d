from django.db import migrations


class Migration(migrations.Migration):
    """The decisions about modalities, found by their date among all events."""

    dependencies = [("determination", "0003_scope"), ("cases", "0004_scope")]

    operations = [
        migrations.RunSQL(
            'CREATE INDEX event_modality ON cases_event ("on", office_id) INCLUDE (case_id, seq) '
            "WHERE kind IN ('triage', 'change_modality')",
            "DROP INDEX event_modality",
        )
    ]
