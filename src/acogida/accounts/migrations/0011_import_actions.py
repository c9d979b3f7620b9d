from django.db import migrations

from acogida.accounts.roles import IMPORT_ACTIONS, add_actions


def forwards(apps, schema_editor):
    add_actions(apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant"), IMPORT_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_desk_actions")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
