import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_modality_of_few"), ("registration", "0001_initial")]

    operations = [
        migrations.AddField(
            "intakedraft",
            "wish",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            "intakedraft",
            models.UniqueConstraint(
                condition=models.Q(("status", "draft")), fields=("wish",), name="one_open_draft_per_wish"
            ),
        ),
    ]
