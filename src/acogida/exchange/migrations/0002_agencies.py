"""The two agencies of the first journey and what may be told to them."""

import datetime as dt

from django.db import migrations

AGENCIES = {
    "renapo": "Registro Nacional de Población (RENAPO)",
    "inm": "Instituto Nacional de Migración (INM)",
}
AGREEMENTS = [
    (
        "renapo", "assign_number", "/v1/uin",
        ["given_names", "first_surname", "second_surname", "sex", "birth_date", "birth_country", "document_kind",
         "document_number"],
        "LGP arts. 85-91; Instructivo CURP (DOF 18-06-2018, 18-10-2021)", dt.date(2018, 6, 18),
    ),
    (
        "inm", "claim_admitted", "/v1/notices",
        ["notice_number", "certificate_numbers", "admitted_on", "office", "letter_sha256"],
        "RLSR art. 22; LSR arts. 6, 7, 21", dt.date(2012, 2, 22),
    ),
]  # fmt: skip


def create(apps, schema_editor):
    agency_model, agreement_model = apps.get_model("exchange", "Agency"), apps.get_model("exchange", "Agreement")
    for code, name in AGENCIES.items():
        agency_model.objects.get_or_create(code=code, defaults={"name": name, "country": "MX"})
    for agency, purpose, path, fields, basis, start in AGREEMENTS:
        agreement_model.objects.get_or_create(
            agency_id=agency, purpose=purpose, end=None,
            defaults={"path": path, "fields": fields, "legal_basis": basis, "start": start},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
