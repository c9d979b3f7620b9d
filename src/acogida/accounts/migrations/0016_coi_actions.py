from django.db import migrations

from acogida.accounts.roles import COI_ACTIONS, LANGUAGE_ACTIONS, add_actions, create_initial_roles


def forwards(apps, schema_editor):
    role, grant = apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant")
    create_initial_roles(role, grant)
    add_actions(role, grant, COI_ACTIONS | LANGUAGE_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_sharing_actions")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
