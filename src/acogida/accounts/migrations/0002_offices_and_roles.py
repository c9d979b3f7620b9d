from django.conf import settings
from django.db import migrations

from acogida.accounts.roles import create_initial_roles
from acogida.law import load_pack


def create(apps, schema_editor):
    office_model = apps.get_model("accounts", "Office")
    for office in load_pack(settings.AUTHORITY).offices:
        office_model.objects.get_or_create(
            code=office.code, defaults={"name": office.name, "state": office.state, "zone": office.zone}
        )
    create_initial_roles(apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
