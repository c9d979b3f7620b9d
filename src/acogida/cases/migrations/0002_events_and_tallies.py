from django.db import migrations

from acogida.audit.append_only import append_only

# Statement-level with transition tables: one case or a COPY of 400,000 cost one grouped upsert. The order of the
# rows is the order of the locks; slots keep two writers of one office from waiting for each other.
TALLY = """
CREATE FUNCTION cases_keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO cases_tally (office_id, measure, bucket, slot, n) {counted_new} {upsert};
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO cases_tally (office_id, measure, bucket, slot, n) {counted_old} {upsert};
  ELSE
    INSERT INTO cases_tally (office_id, measure, bucket, slot, n) {counted_both} {upsert};
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cases_tally_insert AFTER INSERT ON cases_case REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION cases_keep_tally();
CREATE TRIGGER cases_tally_delete AFTER DELETE ON cases_case REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION cases_keep_tally();
CREATE TRIGGER cases_tally_update AFTER UPDATE ON cases_case REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION cases_keep_tally();
"""
CELLS = """SELECT c.office_id, cell.measure, cell.bucket, {sign} AS n FROM {rows} c CROSS JOIN LATERAL (VALUES
  ('stage', c.stage::text), ('due', c.next_due::text),
  ('unassigned', CASE WHEN c.assignee_id IS NULL THEN '1' END), ('children', CASE WHEN c.has_children THEN '1' END)
) cell(measure, bucket) WHERE c.open AND cell.bucket IS NOT NULL"""
GROUPED = """SELECT office_id, measure, bucket, pg_backend_pid() % 8, sum(n) FROM ({cells}) cells
  GROUP BY office_id, measure, bucket HAVING sum(n) <> 0 ORDER BY office_id, measure, bucket"""
NEW = CELLS.format(sign="1", rows="new_rows")
OLD = CELLS.format(sign="-1", rows="old_rows")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("cases_event"),
        migrations.RunSQL(
            TALLY.format(
                counted_new=GROUPED.format(cells=NEW),
                counted_old=GROUPED.format(cells=OLD),
                counted_both=GROUPED.format(cells=f"{OLD} UNION ALL {NEW}"),
                upsert="ON CONFLICT (office_id, measure, bucket, slot) DO UPDATE SET n = cases_tally.n + excluded.n",
            ),
            "DROP FUNCTION cases_keep_tally() CASCADE;",
        ),
    ]
