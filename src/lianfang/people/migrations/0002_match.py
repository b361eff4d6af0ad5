from django.db import migrations

# Matching looks beyond the area of whoever asks, so it runs with the rights of the tables' owner and
# answers nothing but numbers of rows and which marks agree. A session that acts for nobody gets nothing.
#
# The arrays are the columns of four small tables, joined by the ordinal of the claim: claims, numbers,
# telephones, initials. ``claim_crowd``: a telephone of more people than this tells nobody, save together
# with the whole name. Plans are made for each call, since a call brings one claim or five thousand; each
# table is asked row by row through an index (LATERAL … OFFSET 0), since one that was just filled has no
# statistics yet and would be read whole.
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
SET enable_seqscan = off
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
        SELECT asked.index FROM (SELECT DISTINCT index FROM phones) AS asked
        WHERE (SELECT count(*) FROM (
            SELECT FROM public.people_phone AS h WHERE h.index = asked.index AND h.withdrawn IS NULL
            LIMIT claim_crowd + 1
        ) AS sharing) <= claim_crowd
    ),
    record AS (
        SELECT n.ordinal, i.id FROM numbers AS n, LATERAL (
            SELECT i.person_id AS id FROM public.people_identifier AS i
            WHERE i.index = n.index AND i.withdrawn IS NULL OFFSET 0) AS i
        UNION
        SELECT f.ordinal, h.id FROM phones AS f JOIN few USING (index), LATERAL (
            SELECT h.person_id AS id FROM public.people_phone AS h
            WHERE h.index = f.index AND h.withdrawn IS NULL OFFSET 0) AS h
        UNION
        SELECT f.ordinal, h.id FROM phones AS f JOIN claims AS c USING (ordinal), LATERAL (
            SELECT h.person_id AS id FROM public.people_phone AS h
            WHERE h.index = f.index AND h.name_index = c.name AND h.withdrawn IS NULL OFFSET 0) AS h
        UNION
        SELECT c.ordinal, p.id FROM claims AS c, LATERAL (
            SELECT p.id FROM public.people_person AS p
            WHERE p.name_index = c.name AND p.born = c.born OFFSET 0) AS p
        UNION
        SELECT c.ordinal, p.id FROM claims AS c, LATERAL (
            SELECT p.id FROM public.people_person AS p
            WHERE p.name_index = c.name AND p.born IS NULL OFFSET 0) AS p
        WHERE c.ordinal <> ALL (phoned) OR NOT EXISTS (
            SELECT FROM public.people_phone AS h WHERE h.person_id = p.id AND h.withdrawn IS NULL)
        UNION
        SELECT c.ordinal, p.id FROM claims AS c, LATERAL (
            SELECT p.id FROM public.people_person AS p WHERE p.name_index = c.name OFFSET 0) AS p
        WHERE c.born IS NULL AND (c.ordinal <> ALL (phoned) OR NOT EXISTS (
            SELECT FROM public.people_phone AS h WHERE h.person_id = p.id AND h.withdrawn IS NULL))
    ),
    up AS (
        SELECT DISTINCT id AS low, id AS high FROM record
        UNION
        SELECT up.low, p.merged_into_id FROM up, LATERAL (
            SELECT p.merged_into_id FROM public.people_person AS p
            WHERE p.id = up.high AND p.merged_into_id IS NOT NULL OFFSET 0) AS p
    ),
    root AS (
        SELECT low, max(high) FILTER (WHERE NOT EXISTS (
            SELECT FROM public.people_person AS p WHERE p.id = high AND p.merged_into_id IS NOT NULL)) AS id
        FROM up GROUP BY low
    ),
    wanted AS (SELECT DISTINCT record.ordinal, root.id FROM record JOIN root ON root.low = record.id),
    family AS (
        SELECT DISTINCT id AS root, id FROM wanted
        UNION
        SELECT family.root, p.id FROM family, LATERAL (
            SELECT p.id FROM public.people_person AS p WHERE p.merged_into_id = family.id OFFSET 0) AS p
    ),
    held AS (
        SELECT f.root, i.* FROM family AS f, LATERAL (
            SELECT i.index, i.kind, i.checked FROM public.people_identifier AS i
            WHERE i.person_id = f.id AND i.withdrawn IS NULL OFFSET 0) AS i
    ),
    same_number AS (
        SELECT ordinal, root, bool_or(equal) AS equal, bool_or(firm) AS firm,
            bool_or(kin AND NOT equal) AS against
        FROM (
            SELECT w.ordinal, held.root, n.kind, n.lifelong AND n.kind = held.kind AS kin,
                bool_or(n.index = held.index) AS equal,
                bool_or(n.index = held.index AND n.checked AND held.checked) AS firm
            FROM wanted AS w JOIN held ON held.root = w.id JOIN numbers AS n ON n.ordinal = w.ordinal
            GROUP BY 1, 2, 3, 4
        ) AS by_kind GROUP BY ordinal, root
    ),
    rung AS (
        SELECT f.root, h.index FROM family AS f, LATERAL (
            SELECT h.index FROM public.people_phone AS h
            WHERE h.person_id = f.id AND h.withdrawn IS NULL OFFSET 0) AS h
    ),
    same_phone AS (
        SELECT w.ordinal, rung.root, bool_or(rung.index = f.index) AS equal
        FROM wanted AS w JOIN rung ON rung.root = w.id JOIN phones AS f ON f.ordinal = w.ordinal
        GROUP BY w.ordinal, rung.root
    ),
    person AS (
        SELECT f.root, p.* FROM family AS f, LATERAL (
            SELECT p.id, p.name_index, p.surname_index, p.born, p.sex FROM public.people_person AS p
            WHERE p.id = f.id OFFSET 0) AS p
    ),
    same_person AS (
        SELECT w.ordinal, p.root, bool_or(p.name_index = c.name) AS name, bool_or(p.born = c.born) AS born,
            bool_or(p.sex = c.sex) FILTER (WHERE p.sex <> 'unknown' AND c.sex <> 'unknown') AS sex
        FROM wanted AS w JOIN person AS p ON p.root = w.id JOIN claims AS c ON c.ordinal = w.ordinal
        GROUP BY w.ordinal, p.root
    ),
    like_name AS (
        SELECT DISTINCT w.ordinal, p.root
        FROM wanted AS w JOIN person AS p ON p.root = w.id
        JOIN claims AS c ON c.ordinal = w.ordinal AND c.surname = p.surname_index
        JOIN sounds AS s ON s.ordinal = w.ordinal, LATERAL (
            SELECT FROM public.people_initials AS i WHERE i.person_id = p.id AND i.index = s.index OFFSET 0) AS i
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
