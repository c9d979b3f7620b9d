from django.db import migrations

from acogida.audit.append_only import append_only

# Once issued, a version is only ever superseded, once; what stands in it stays.
GUARD = """
CREATE FUNCTION coi_pack_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('draft', 'review') THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'issued' AND NEW.state = 'superseded'
     AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an issued pack never changes: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER coi_packversion_stays BEFORE UPDATE OR DELETE ON coi_packversion
  FOR EACH ROW EXECUTE FUNCTION coi_pack_version_stays();

CREATE FUNCTION coi_pack_contents_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM coi_packversion
    WHERE state NOT IN ('draft', 'review')
      AND (id = CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END
           OR id = CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)
  ) THEN
    RAISE EXCEPTION 'an issued pack never changes: % of % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER coi_packitem_stays BEFORE INSERT OR UPDATE OR DELETE ON coi_packitem
  FOR EACH ROW EXECUTE FUNCTION coi_pack_contents_stay();
CREATE TRIGGER coi_packremoval_stays BEFORE INSERT OR UPDATE OR DELETE ON coi_packremoval
  FOR EACH ROW EXECUTE FUNCTION coi_pack_contents_stay();
"""
NO_GUARD = """
DROP FUNCTION coi_pack_version_stays() CASCADE;
DROP FUNCTION coi_pack_contents_stay() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("coi", "0003_packs"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        append_only("coi_packreview"),
        append_only("coi_packindex"),
        append_only("coi_packshare"),
    ]
