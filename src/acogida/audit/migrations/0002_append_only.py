from django.db import migrations

from acogida.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        append_only("audit_record"),
        append_only("audit_seal"),
        migrations.RunSQL(
            """
            CREATE FUNCTION audit_wait_for_seal() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO audit_pending (record_id) VALUES (NEW.id);
              RETURN NULL;
            END $$;
            CREATE TRIGGER audit_record_pending AFTER INSERT ON audit_record
              FOR EACH ROW EXECUTE FUNCTION audit_wait_for_seal();
            """,
            "DROP TRIGGER audit_record_pending ON audit_record; DROP FUNCTION audit_wait_for_seal();",
        ),
    ]
