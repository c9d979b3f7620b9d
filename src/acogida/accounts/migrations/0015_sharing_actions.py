from django.db import migrations

from acogida.accounts.roles import SHARING_ACTIONS, add_actions


def forwards(apps, schema_editor):
    add_actions(apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant"), SHARING_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_partner_actions")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
