from django.db import migrations

# What was approved can be quoted in a decision: neither it nor its sentences change again, whatever code runs above.
FORWARDS = """
CREATE FUNCTION languages_approved_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept boolean;
BEGIN
  IF TG_TABLE_NAME = 'languages_translation' THEN
    kept := OLD.state = 'approved';
  ELSE
    SELECT state = 'approved' INTO kept FROM languages_translation
     WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.translation_id ELSE OLD.translation_id END;
  END IF;
  IF kept THEN
    RAISE EXCEPTION 'an approved translation stays as it is: % of % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER languages_translation_approved_stays BEFORE UPDATE OR DELETE ON languages_translation
  FOR EACH ROW EXECUTE FUNCTION languages_approved_stays();
CREATE TRIGGER languages_segment_approved_stays BEFORE INSERT OR UPDATE OR DELETE ON languages_segment
  FOR EACH ROW EXECUTE FUNCTION languages_approved_stays();
"""
BACKWARDS = """
DROP TRIGGER languages_segment_approved_stays ON languages_segment;
DROP TRIGGER languages_translation_approved_stays ON languages_translation;
DROP FUNCTION languages_approved_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("languages", "0002_confirming")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
