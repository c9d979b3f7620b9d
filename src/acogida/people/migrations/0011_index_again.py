from django.db import migrations

# Profiles are written otherwise and some names have other keys: the index is made again after the migrations (config's
# migrate command indexes whoever is missing).
EMPTY = """
DELETE FROM people_matchpending; DELETE FROM people_matchposting; DELETE FROM people_matchprofile;
DELETE FROM people_matchtoken; DELETE FROM people_matchsound;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_register_runs'),
    ]

    operations = [
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
    ]
