import csv
from pathlib import Path

from django.db import migrations

TERMS = Path(__file__).resolve().parent.parent / "terms" / "es_mx.csv"


def bring_in(apps, schema_editor):
    """The terms an authority in Mexico starts with; it changes them as it likes."""
    with TERMS.open(encoding="utf-8", newline="") as file:
        rows = [
            apps.get_model("languages", "Term")(
                source_language=row["sourceLang"], target_language=row["targetLang"], source=row["sourceString"],
                target=row["targetString"], status=row["status"], note=row["description"], origin=TERMS.name,
            )
            for row in csv.DictReader(file)
        ]
    apps.get_model("languages", "Term").objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("languages", "0003_approved_stays")]

    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
