from django.db import migrations

from acogida.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("coi", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("coi_sourceassessment"),
        append_only("coi_documentversion"),
        append_only("coi_passage"),
    ]
