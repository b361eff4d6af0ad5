from django.db import migrations

# A person may be taken over by another area in several ways, all of them below intake, which they cannot
# know. What a list and a declaration say of the person then stands where the person stands; the area that
# had them still sees it. Rows that stand elsewhere than their person (another area's register) stay.
FOLLOW = """
CREATE FUNCTION intake_follow_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE public.intake_inboundrow
    SET path = NEW.path,
        claimed = CASE WHEN claimed IN ('', NEW.path) THEN OLD.path ELSE claimed END
    WHERE person_id = NEW.id AND path = OLD.path AND state = 'accepted';
    UPDATE public.intake_inboundrow SET claimed = ''
    WHERE person_id = NEW.id AND path = NEW.path AND claimed = NEW.path;
    UPDATE public.intake_declaration SET path = NEW.path, region_id = NEW.region_id
    WHERE person_id = NEW.id AND path = OLD.path;
    RETURN NULL;
END
$$;
CREATE TRIGGER intake_follow_person AFTER UPDATE OF path ON people_person
FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION intake_follow_person();
"""
BACK = "DROP TRIGGER intake_follow_person ON people_person; DROP FUNCTION intake_follow_person()"


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_lists_and_declarations"), ("people", "0001_initial")]

    operations = [migrations.RunSQL(FOLLOW, BACK)]
