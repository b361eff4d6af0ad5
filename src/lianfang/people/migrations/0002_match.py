from django.db import migrations

# Matching looks beyond the area of whoever asks, so it runs with the rights of the tables' owner and
# answers nothing but numbers of rows and which marks agree. A session that acts for nobody gets nothing.
#
# The arrays are the columns of four small tables, joined by the ordinal of the claim: claims, numbers,
# telephones, initials. ``claim_crowd``: a telephone of more people than this tells nobody, save together
# with the whole name. Plans are made for each call, since a call brings one claim or five thousand.
MATCH = """
CREATE FUNCTION people_match(
    claim_ordinal int[], claim_name bytea[], claim_surname bytea[], claim_born date[], claim_sex text[],
    numbered int[], number_index bytea[], number_kind text[], number_checked bool[], number_lifelong bool[],
    phoned int[], phone_index bytea[],
    sounding int[], sound_index bytea[],
    claim_crowd int
) RETURNS TABLE (ordinal int, person_id bigint, number text, name text, phone text, born text, sex text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    IF coalesce(current_setting('lianfang.high', true), '') = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH RECURSIVE
    claims AS (
        SELECT * FROM unnest(claim_ordinal, claim_name, claim_surname, claim_born, claim_sex)
            AS c(ordinal, name, surname, born, sex)
    ),
    numbers AS (
        SELECT * FROM unnest(numbered, number_index, number_kind, number_checked, number_lifelong)
            AS n(ordinal, index, kind, checked, lifelong)
    ),
    phones AS (SELECT * FROM unnest(phoned, phone_index) AS f(ordinal, index)),
    sounds AS (SELECT * FROM unnest(sounding, sound_index) AS s(ordinal, index)),
    few AS (
        SELECT index FROM (SELECT DISTINCT index FROM phones) AS asked
        WHERE (SELECT count(*) FROM (
            SELECT 1 FROM public.people_phone AS h WHERE h.index = asked.index AND h.withdrawn IS NULL
            LIMIT claim_crowd + 1
        ) AS sharing) <= claim_crowd
    ),
    record AS (
        SELECT n.ordinal, i.person_id AS id
        FROM numbers AS n JOIN public.people_identifier AS i ON i.index = n.index AND i.withdrawn IS NULL
        UNION
        SELECT f.ordinal, h.person_id
        FROM phones AS f JOIN few USING (index)
        JOIN public.people_phone AS h ON h.index = f.index AND h.withdrawn IS NULL
        UNION
        SELECT f.ordinal, h.person_id
        FROM phones AS f JOIN claims AS c USING (ordinal)
        JOIN public.people_phone AS h
            ON h.index = f.index AND h.name_index = c.name AND h.withdrawn IS NULL
        UNION
        SELECT c.ordinal, p.id
        FROM claims AS c JOIN public.people_person AS p ON p.name_index = c.name AND p.born = c.born
        UNION
        SELECT c.ordinal, p.id
        FROM claims AS c JOIN public.people_person AS p ON p.name_index = c.name AND p.born IS NULL
        WHERE c.ordinal <> ALL (phoned) OR NOT EXISTS (
            SELECT 1 FROM public.people_phone AS h WHERE h.person_id = p.id AND h.withdrawn IS NULL)
        UNION
        SELECT c.ordinal, p.id
        FROM claims AS c JOIN public.people_person AS p ON p.name_index = c.name
        WHERE c.born IS NULL AND (c.ordinal <> ALL (phoned) OR NOT EXISTS (
            SELECT 1 FROM public.people_phone AS h WHERE h.person_id = p.id AND h.withdrawn IS NULL))
    ),
    up AS (
        SELECT DISTINCT id AS low, id AS high FROM record
        UNION
        SELECT up.low, p.merged_into_id FROM up JOIN public.people_person AS p ON p.id = up.high
        WHERE p.merged_into_id IS NOT NULL
    ),
    root AS (
        SELECT up.low, up.high AS id FROM up JOIN public.people_person AS p ON p.id = up.high
        WHERE p.merged_into_id IS NULL
    ),
    wanted AS (SELECT DISTINCT record.ordinal, root.id FROM record JOIN root ON root.low = record.id),
    family AS (
        SELECT DISTINCT id AS root, id FROM wanted
        UNION
        SELECT family.root, p.id FROM family JOIN public.people_person AS p ON p.merged_into_id = family.id
    ),
    number_pair AS (
        SELECT w.ordinal, f.root, n.kind, n.lifelong AND n.kind = i.kind AS kin, n.index = i.index AS equal,
            n.index = i.index AND n.checked AND i.checked AS firm
        FROM wanted AS w JOIN family AS f ON f.root = w.id
        JOIN public.people_identifier AS i ON i.person_id = f.id AND i.withdrawn IS NULL
        JOIN numbers AS n ON n.ordinal = w.ordinal
    ),
    same_number AS (
        SELECT ordinal, root, bool_or(equal) AS equal, bool_or(firm) AS firm,
            bool_or(kin AND NOT equal) AS against
        FROM (
            SELECT ordinal, root, kin, bool_or(equal) AS equal, bool_or(firm) AS firm
            FROM number_pair GROUP BY ordinal, root, kind, kin
        ) AS by_kind GROUP BY ordinal, root
    ),
    same_phone AS (
        SELECT w.ordinal, f.root, bool_or(h.index = g.index) AS equal
        FROM wanted AS w JOIN family AS f ON f.root = w.id
        JOIN public.people_phone AS h ON h.person_id = f.id AND h.withdrawn IS NULL
        JOIN phones AS g ON g.ordinal = w.ordinal
        GROUP BY w.ordinal, f.root
    ),
    like_name AS (
        SELECT DISTINCT w.ordinal, f.root
        FROM wanted AS w JOIN family AS f ON f.root = w.id
        JOIN public.people_person AS p ON p.id = f.id
        JOIN claims AS c ON c.ordinal = w.ordinal AND c.surname = p.surname_index
        JOIN public.people_initials AS i ON i.person_id = p.id
        JOIN sounds AS s ON s.ordinal = w.ordinal AND s.index = i.index
    ),
    same_person AS (
        SELECT w.ordinal, f.root, bool_or(p.name_index = c.name) AS name,
            bool_or(p.born = c.born) AS born,
            bool_or(p.sex = c.sex) FILTER (WHERE p.sex <> 'unknown' AND c.sex <> 'unknown') AS sex
        FROM wanted AS w JOIN family AS f ON f.root = w.id
        JOIN public.people_person AS p ON p.id = f.id
        JOIN claims AS c ON c.ordinal = w.ordinal
        GROUP BY w.ordinal, f.root
    )
    SELECT p.ordinal, p.root,
        CASE WHEN n.against THEN CASE WHEN n.equal THEN 'mixed' ELSE 'disagrees' END
            WHEN n.firm THEN 'agrees' WHEN n.equal THEN 'nearly' ELSE 'unknown' END,
        CASE WHEN p.name THEN 'agrees' WHEN p.name IS NULL THEN 'unknown'
            WHEN l.root IS NOT NULL THEN 'nearly' ELSE 'disagrees' END,
        CASE WHEN h.equal THEN 'agrees' WHEN h.equal IS NULL THEN 'unknown' ELSE 'disagrees' END,
        CASE WHEN p.born THEN 'agrees' WHEN p.born IS NULL THEN 'unknown' ELSE 'disagrees' END,
        CASE WHEN p.sex THEN 'agrees' WHEN p.sex IS NULL THEN 'unknown' ELSE 'disagrees' END
    FROM same_person AS p
    LEFT JOIN same_number AS n ON n.ordinal = p.ordinal AND n.root = p.root
    LEFT JOIN same_phone AS h ON h.ordinal = p.ordinal AND h.root = p.root
    LEFT JOIN like_name AS l ON l.ordinal = p.ordinal AND l.root = p.root
    ORDER BY 1, 2;
END
$$;
REVOKE EXECUTE ON FUNCTION people_match FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunSQL(MATCH, "DROP FUNCTION people_match")]
