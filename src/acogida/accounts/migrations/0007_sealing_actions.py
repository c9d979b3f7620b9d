from django.db import migrations

from acogida.accounts.roles import SEALING_ACTIONS, add_actions, create_initial_roles


def forwards(apps, schema_editor):
    role, grant = apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant")
    create_initial_roles(role, grant)  # the one that is new
    add_actions(role, grant, SEALING_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_authority")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
