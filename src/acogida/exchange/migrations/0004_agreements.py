"""The lines of messages that were there already. (Agreements are the pack's: exchange.agreements.installing.)"""

from django.db import migrations

# Places by age, for what was put in the outbox before there were lines.
LINES = """
UPDATE exchange_outboxmessage m SET order_key = m.agency_id || ':' || m.person_id, place = n.place
FROM (SELECT id, row_number() OVER (PARTITION BY agency_id, person_id ORDER BY id) AS place FROM exchange_outboxmessage) n
WHERE n.id = m.id AND m.person_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_lines")]
    operations = [
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
    ]
