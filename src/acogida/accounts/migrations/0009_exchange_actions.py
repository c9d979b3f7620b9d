from django.db import migrations

from acogida.accounts.roles import EXCHANGE_ACTIONS, add_actions


def forwards(apps, schema_editor):
    role, grant = apps.get_model("accounts", "Role"), apps.get_model("accounts", "Grant")
    add_actions(role, grant, EXCHANGE_ACTIONS)
    for director in role.objects.filter(code="director"):  # sees what she may now act on
        grant.objects.get_or_create(role=director, action="exchange.view", defaults={"scope": "national"})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_number_actions")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
