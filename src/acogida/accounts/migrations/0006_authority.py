from django.conf import settings
from django.db import migrations, models


def keep(apps, schema_editor):
    apps.get_model("accounts", "Authority").objects.get_or_create(pk=1, defaults={"pack": settings.AUTHORITY})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_procedure_actions")]

    operations = [
        migrations.CreateModel(
            name="Authority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pack", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_authority")],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
