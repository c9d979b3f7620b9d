import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A claim that is sent back is decided again: several decisions, one after another, each notified once."""

    dependencies = [("determination", "0004_triage_in_figures")]

    operations = [
        migrations.RemoveConstraint(model_name="notification", name="one_valid_notification_per_claim"),
        migrations.AddField("decision", "sequence", models.PositiveSmallIntegerField(default=1)),
        migrations.AlterField(
            "decision",
            "claim",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="cases.claim",
            ),
        ),
        migrations.AlterModelOptions("decision", {"ordering": ("claim", "sequence")}),
        migrations.AddConstraint(
            "decision",
            models.UniqueConstraint(fields=["claim", "sequence"], name="one_decision_after_another"),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="decisions_are_counted_from_one"),
        ),
        migrations.AddConstraint(
            "notification",
            models.UniqueConstraint(
                condition=models.Q(valid=True), fields=["decision"], name="one_valid_notification_per_decision"
            ),
        ),
    ]
