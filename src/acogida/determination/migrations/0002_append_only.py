from django.db import migrations

from acogida.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("determination", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("determination_interviewentry"),
        append_only("determination_submission"),
        append_only("determination_reading"),
    ]
