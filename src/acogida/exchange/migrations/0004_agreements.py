"""What may be told to the population register through a number's life; the lines of messages that were there already."""

import datetime as dt

from django.db import migrations

WHO = ["given_names", "first_surname", "second_surname", "sex", "birth_date", "birth_country", "nationalities",
       "person_reference"]  # fmt: skip
DOCUMENT = ["document_kind", "document_number"]
BASIS = "LGP arts. 85-91; Instructivo CURP (DOF 18-06-2018, 18-10-2021)"
PURPOSES = {
    "find_by_number": ["curp"],
    "find_by_data": [*WHO],
    "assign_number": [*WHO, *DOCUMENT],
    "renew_number": ["curp", "person_reference", "number_status", "valid_until", "renewals"],
    "convert_number": ["curp", "person_reference", "number_status", *DOCUMENT],
    "inactivate_number": ["curp", "person_reference", "number_status", "physical_status"],
    "reconcile": ["curp", "person_reference"],
    "subscribe": ["topic"],
}
# Places by age, for what was put in the outbox before there were lines.
LINES = """
UPDATE exchange_outboxmessage m SET order_key = m.agency_id || ':' || m.person_id, place = n.place
FROM (SELECT id, row_number() OVER (PARTITION BY agency_id, person_id ORDER BY id) AS place FROM exchange_outboxmessage) n
WHERE n.id = m.id AND m.person_id IS NOT NULL
"""


def create(apps, schema_editor):
    agreement = apps.get_model("exchange", "Agreement")
    for purpose, fields in PURPOSES.items():
        known = agreement.objects.filter(agency_id="renapo", purpose=purpose, end=None)
        if known:
            known.update(fields=fields)
            continue
        agreement.objects.create(
            agency_id="renapo", purpose=purpose, fields=fields, legal_basis=BASIS, start=dt.date(2018, 6, 18)
        )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_lines")]
    operations = [
        migrations.RunPython(create, migrations.RunPython.noop),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
    ]
