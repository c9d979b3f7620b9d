from django.db import migrations

from acogida.accounts.roles import PROCEDURE_ACTIONS, add_actions, create_initial_roles


def forwards(apps, schema_editor):
    role, grant = apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant")
    create_initial_roles(role, grant)  # the ones that are new
    add_actions(role, grant, PROCEDURE_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_rule_changes")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
