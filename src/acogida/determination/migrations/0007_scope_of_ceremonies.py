from django.db import migrations

from acogida.accounts.scope import wall


class Migration(migrations.Migration):
    """What is signed in one sitting is shown to the office of each claim only, by the database itself."""

    dependencies = [("determination", "0006_ceremonies"), ("cases", "0004_scope")]

    operations = [
        wall(
            "determination_ceremonyitem",
            "EXISTS (SELECT FROM determination_submission s WHERE s.id = submission_id)",
        ),
    ]
