from importlib import import_module

from django.db import migrations, models

first = import_module("acogida.cases.migrations.0002_events_and_tallies")
UPSERT = "ON CONFLICT (office_id, measure, bucket, slot) DO UPDATE SET n = cases_tally.n + excluded.n"


def counting(which: str) -> str:
    """The function of the tallies' triggers, for the cases that `which` (SQL over `c`) picks."""
    new, old = (
        first.CELLS.format(sign=sign, rows=rows).replace("WHERE c.open", f"WHERE {which}")
        for sign, rows in (("1", "new_rows"), ("-1", "old_rows"))
    )
    whole = first.TALLY.format(
        counted_new=first.GROUPED.format(cells=new),
        counted_old=first.GROUPED.format(cells=old),
        counted_both=first.GROUPED.format(cells=f"{old} UNION ALL {new}"),
        upsert=UPSERT,
    )
    return whole.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_case_rows_move_lightly"), ("people", "0002_sealed")]

    operations = [
        migrations.AddField(model_name="case", name="sealed", field=models.BooleanField(db_default=False, default=False)),
        # A sealed case is counted nowhere: a count that differs from the list would tell of it.
        migrations.RunSQL(counting("c.open AND NOT c.sealed"), counting("c.open")),
    ]
