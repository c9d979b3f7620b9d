from django.db import migrations

from acogida.accounts.roles import FIGURES_ACTIONS, add_actions


def forwards(apps, schema_editor):
    add_actions(apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant"), FIGURES_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_coi_actions")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
