from django.db import migrations

# What was said stands: a judgement is confirmed once and withdrawn once, and otherwise never changed nor removed.
FUNCTION = """
CREATE FUNCTION people_judgement_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
    OR (OLD.confirmed_at IS NOT NULL
        AND (NEW.confirmed_at, NEW.confirmed_by_id) IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id))
    OR to_jsonb(NEW) - '{confirmed_at,confirmed_by_id,withdrawn_at,withdrawn_by_id,withdrawn_why}'::text[]
       IS DISTINCT FROM to_jsonb(OLD) - '{confirmed_at,confirmed_by_id,withdrawn_at,withdrawn_by_id,withdrawn_why}'::text[]
  THEN
    RAISE EXCEPTION 'a judgement stands as it was made' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER people_judgement_stands BEFORE UPDATE OR DELETE ON people_judgement
FOR EACH ROW EXECUTE FUNCTION people_judgement_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_index_again")]

    operations = [
        migrations.RunSQL(
            FUNCTION,
            "DROP TRIGGER people_judgement_stands ON people_judgement; DROP FUNCTION people_judgement_stands();",
        )
    ]
