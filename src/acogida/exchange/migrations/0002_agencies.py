"""The two agencies of the first journey. What may be told to them is the pack's (exchange.agreements.installing)."""

from django.db import migrations

AGENCIES = {
    "renapo": "Registro Nacional de Población (RENAPO)",
    "inm": "Instituto Nacional de Migración (INM)",
}

def create(apps, schema_editor):
    agency_model = apps.get_model("exchange", "Agency")
    for code, name in AGENCIES.items():
        agency_model.objects.get_or_create(code=code, defaults={"name": name, "country": "MX"})


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
