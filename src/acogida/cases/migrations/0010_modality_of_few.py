from django.db import migrations, models


class Migration(migrations.Migration):
    """The few cases that are not processed in the usual modality, by what is due first."""

    dependencies = [("cases", "0009_codes_up_to_forty")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["modality", "next_due", "id"],
                name="case_modality",
                include=["office"],
                condition=models.Q(open=True) & ~models.Q(modality="regular"),
            ),
        )
    ]
