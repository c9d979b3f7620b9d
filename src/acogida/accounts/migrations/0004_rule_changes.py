import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import acogida.hooks.ids
from acogida.audit.append_only import append_only

CHANGE = "accounts.rulechange"
# A dated rule is history: of its row only `withdrawn` is ever written, once.
GUARD = """
CREATE FUNCTION accounts_dated_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_id IS NULL
     AND to_jsonb(NEW) - 'withdrawn_id' = to_jsonb(OLD) - 'withdrawn_id' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is history: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER accounts_closure_stays BEFORE UPDATE OR DELETE ON accounts_closure
  FOR EACH ROW EXECUTE FUNCTION accounts_dated_rule_stays();
CREATE TRIGGER accounts_ruleswitch_stays BEFORE UPDATE OR DELETE ON accounts_ruleswitch
  FOR EACH ROW EXECUTE FUNCTION accounts_dated_rule_stays();
"""
NO_GUARD = "DROP FUNCTION accounts_dated_rule_stays() CASCADE;"


def number_what_is_there(apps, schema_editor):
    change, closure = apps.get_model("accounts", "RuleChange"), apps.get_model("accounts", "Closure")
    for row in closure.objects.filter(added=None).order_by("pk"):
        row.added = change.objects.create(what="closure_added")
        row.save()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_scope"), ("audit", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("closure_added", "Closure added"),
                            ("closure_withdrawn", "Closure withdrawn"),
                            ("switch_added", "Rule switched"),
                            ("switch_withdrawn", "Switching withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("key", models.UUIDField(default=acogida.hooks.ids.uuid7, unique=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RuleSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=40)),
                ("on", models.BooleanField()),
                ("end", models.DateField(blank=True, null=True)),
                (
                    "added",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s_added", to=CHANGE
                    ),
                ),
                (
                    "withdrawn",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_withdrawn",
                        to=CHANGE,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end", None), ("end__gte", models.F("start")), _connector="OR"),
                        name="switch_ends_after_start",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="closure", name="suspends_terms", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="closure",
            name="added",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s_added", to=CHANGE
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="withdrawn",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_withdrawn",
                to=CHANGE,
            ),
        ),
        migrations.RunPython(number_what_is_there, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="closure",
            name="added",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)s_added", to=CHANGE
            ),
        ),
        append_only("accounts_rulechange"),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
