import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("sha256", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField(editable=False)),
                ("media_type", models.CharField(editable=False, max_length=100)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="blob_sha256_is_hex"
                    )
                ],
            },
        ),
    ]
