-- Where an industry is specialised compared with its country, and how sure that is. Ask by a code of
-- NACE Rev. 2, by a name in English, Danish, Norwegian or Swedish, or by a sector:
--     SELECT * FROM specialised_in('C');
--     SELECT * FROM specialised_in('maritim') WHERE is_specialised;
-- One row per region of NUTS 3, from the preferred table that fits best and then the newest year in
-- which it covers the country. Tables by region tell few industries apart, so the answer is the sum
-- of the industries of a table that lie mostly (over half of their divisions) in what was asked. It
-- is given where at least two thirds of its divisions were asked for and at least half of what was
-- asked is in it; industry_note says what is held besides and what is not. A country without such a
-- table has one row that says why. A word that nobody knows is an error that names the nearest.
CREATE OR REPLACE MACRO specialised_in(wanted_industry) AS TABLE
WITH
ask AS (SELECT coalesce(CAST(wanted_industry AS VARCHAR), 'NULL') AS word),
called AS (
    SELECT 2 AS rank, industry_name AS term, industry_code FROM industry
    WHERE nace_revision = 'NACE-Rev.2'
    UNION ALL
    SELECT 3, w.word, w.code FROM industry_word AS w WHERE w.scheme = 'nace'
    UNION ALL
    SELECT 4, s.term, i.industry_code
    FROM (
        SELECT sector_code AS term, sector_code FROM sector
        UNION ALL SELECT name, sector_code FROM sector
        UNION ALL SELECT w.word, w.code FROM industry_word AS w WHERE w.scheme = 'sector'
    ) AS s JOIN sector_industry AS i USING (sector_code)
),
-- Case, hyphens and commas make no other word.
known AS (
    SELECT 1 AS rank, lower(industry_code) AS term, lower(industry_code) AS plain, industry_code
    FROM industry WHERE nace_revision = 'NACE-Rev.2'
    UNION ALL
    SELECT rank, lower(term), trim(regexp_replace(lower(term), '[-,.;:()/&_ ]+', ' ', 'g')), industry_code
    FROM called
),
asked AS (
    SELECT DISTINCT industry_code FROM known CROSS JOIN ask
    WHERE (
        (rank = 1 AND term = lower(trim(ask.word)))
        OR (rank > 1 AND plain = trim(regexp_replace(lower(ask.word), '[-,.;:()/&_ ]+', ' ', 'g')))
    )
    AND industry_code NOT IN ('TOTAL', 'UNK')
    QUALIFY rank = min(rank) OVER ()
),
question AS (
    SELECT
        CASE WHEN count(industry_code) = 0 THEN error(
            CASE WHEN any_value(lower(trim(ask.word))) IN (SELECT sector_code FROM sector)
                THEN 'no industries belong to sector ''' ELSE 'no industry or sector is called '''
            END || any_value(ask.word) || '''; the nearest: ' || (
                SELECT string_agg(term, ', ' ORDER BY likeness DESC, term) FROM (
                    SELECT term, max(jaro_winkler_similarity(term, lower(w.word))) AS likeness
                    FROM known CROSS JOIN ask AS w WHERE rank > 1 GROUP BY term ORDER BY likeness DESC, term LIMIT 5
                )
            )
        ) END IS NULL AS is_known,
        string_agg(industry_code, ', ' ORDER BY industry_code) AS codes,
        -- No table by region tells apart what lies inside a division.
        string_agg(DISTINCT left(industry_code, 2), ', ') FILTER (industry_code LIKE '__.%')
            AS widened
    FROM ask LEFT JOIN asked ON true
),
wanted AS (
    SELECT list(DISTINCT division_code) AS divisions
    FROM asked JOIN industry_division USING (industry_code)
),
-- Tables that cover a country, in the last year that they do.
offered AS (
    SELECT DISTINCT s.country_code, s.stat_table_id, s.year, s.industry_code, s.reference_area
    FROM specialisation_named AS s
    JOIN preferred_series AS p USING (stat_table_id, country_code)
    WHERE s.is_latest AND s.region_level = 'nuts3' AND s.basis = 'workplace_persons'
        AND s.year BETWEEN p.first_year AND coalesce(p.last_year, s.year)
),
held AS (
    SELECT o.*, d.divisions, d.named, d.partly,
        len(list_intersect(d.named, w.divisions)) / len(d.named) AS purity
    FROM offered AS o
    JOIN (
        SELECT industry_code, list(division_code) AS divisions,
            list(division_code) FILTER (is_named) AS named,
            coalesce(list(division_code) FILTER (NOT is_whole), []) AS partly
        FROM industry_division GROUP BY industry_code
    ) AS d USING (industry_code)
    CROSS JOIN wanted AS w
),
nested AS (
    SELECT DISTINCT industry_code AS inner_code, parent_code AS outer_code FROM industry_crosswalk
    WHERE industry_role IN ('part', 'of_which')
),
-- Of an industry and one inside it: the inner one where it fits better, else the outer one.
outer_fit AS (
    SELECT h.* FROM held AS h WHERE h.purity > 0.5 AND NOT coalesce((
        SELECT bool_or(i.purity > h.purity) FROM held AS i
        JOIN nested AS n ON n.inner_code = i.industry_code
        WHERE n.outer_code = h.industry_code
            AND i.country_code = h.country_code AND i.stat_table_id = h.stat_table_id
    ), false)
),
chosen AS (
    SELECT f.* FROM outer_fit AS f WHERE NOT coalesce((
        SELECT bool_or(true) FROM outer_fit AS o
        JOIN nested AS n ON n.outer_code = o.industry_code
        WHERE n.inner_code = f.industry_code
            AND o.country_code = f.country_code AND o.stat_table_id = f.stat_table_id
    ), false)
),
summed AS (
    SELECT country_code, stat_table_id, year, reference_area,
        list(industry_code ORDER BY industry_code) AS codes,
        list_distinct(flatten(list(divisions))) AS divisions,
        list_distinct(flatten(list(named))) AS named,
        list_distinct(flatten(list(partly))) AS partly
    FROM chosen GROUP BY ALL
),
answer AS (
    SELECT s.*, w.divisions AS wanted_divisions,
        len(list_intersect(s.named, w.divisions)) / len(s.named) AS purity,
        len(list_intersect(s.divisions, w.divisions)) / len(w.divisions) AS coverage
    FROM summed AS s CROSS JOIN wanted AS w
    WHERE purity >= 2 / 3 AND coverage >= 0.5
    QUALIFY row_number() OVER (
        PARTITION BY country_code
        ORDER BY round(purity * coverage, 3) DESC, year DESC, len(codes), stat_table_id
    ) = 1
),
noted AS (
    SELECT a.*, array_to_string(a.codes, '+') AS industry_code,
        (
            SELECT string_agg(i.industry_name, ' + ' ORDER BY i.industry_code) FROM industry AS i
            WHERE i.nace_revision = 'NACE-Rev.2' AND list_contains(a.codes, i.industry_code)
        ) AS industry_name,
        list_sort(list_filter(divisions, lambda d: NOT list_contains(wanted_divisions, d))) AS besides,
        list_sort(list_filter(wanted_divisions, lambda d: NOT list_contains(divisions, d))) AS lacking,
        list_sort(list_intersect(partly, wanted_divisions)) AS halves
    FROM answer AS a
),
cell AS (
    SELECT n.country_code, n.stat_table_id, n.year, e.region_code, e.region_level,
        CASE WHEN count(e.persons) = len(any_value(n.codes)) THEN sum(e.persons) END AS persons,
        CASE WHEN count(*) = len(any_value(n.codes)) THEN sum(e.persons_lower) END AS persons_lower,
        CASE WHEN count(e.persons_upper) = len(any_value(n.codes)) THEN sum(e.persons_upper) END
            AS persons_upper
    FROM noted AS n
    JOIN employment AS e
        ON e.stat_table_id = n.stat_table_id AND e.year = n.year
        AND e.country_code = n.country_code AND list_contains(n.codes, e.industry_code)
    WHERE e.basis = 'workplace_persons'
    GROUP BY ALL
),
found AS (
    SELECT
        c.country_code, c.region_code, r.region_name, c.year, n.industry_code, n.industry_name,
        'asked: ' || q.codes || CASE
            WHEN len(n.besides) + len(n.lacking) + len(n.halves) = 0 AND q.widened IS NULL THEN ''
            ELSE '; answered by ' || n.industry_code
                || CASE WHEN len(n.besides) > 0 THEN ', which also holds ' || array_to_string(n.besides, ', ') ELSE '' END
                || CASE WHEN len(n.lacking) > 0 THEN '; not in it: ' || array_to_string(n.lacking, ', ') ELSE '' END
                || CASE WHEN len(n.halves) > 0 THEN '; only in part: ' || array_to_string(n.halves, ', ') ELSE '' END
                || coalesce('; counted with all of ' || q.widened, '')
        END AS industry_note,
        location_quotient(c.persons, t.persons, i.persons, a.persons) AS location_quotient,
        location_quotient_lower(
            c.persons_lower, t.persons_upper, i.persons_upper, a.persons_lower, a.persons_upper
        ) AS lq_lower,
        location_quotient_upper(c.persons_upper, t.persons_lower, i.persons_lower, a.persons_upper)
            AS lq_upper,
        c.persons, n.reference_area, n.stat_table_id
    FROM noted AS n
    CROSS JOIN question AS q
    JOIN cell AS c ON c.country_code = n.country_code AND c.region_level = 'nuts3'
    JOIN cell AS i ON i.country_code = n.country_code AND i.region_code = n.reference_area
    JOIN employment AS t
        ON t.stat_table_id = n.stat_table_id AND t.year = n.year AND t.basis = 'workplace_persons'
        AND t.region_code = c.region_code AND t.industry_code = 'TOTAL'
    JOIN employment AS a
        ON a.stat_table_id = n.stat_table_id AND a.year = n.year AND a.basis = 'workplace_persons'
        AND a.region_code = n.reference_area AND a.industry_code = 'TOTAL'
    JOIN region AS r ON r.vintage = 'NUTS-2024' AND r.region_code = c.region_code
),
missing AS (
    SELECT k.country_code, q.codes, max_by(o.stat_table_id, o.year) AS stat_table_id,
        max(o.year) AS year
    FROM (VALUES ('DK'), ('NO'), ('SE')) AS k (country_code)
    CROSS JOIN question AS q
    LEFT JOIN offered AS o USING (country_code)
    WHERE q.is_known AND k.country_code NOT IN (SELECT country_code FROM answer)
    GROUP BY ALL
)
SELECT
    country_code, region_code, region_name, year, industry_code, industry_note, location_quotient,
    lq_lower, lq_upper, persons, false AS is_missing_country, NULL AS missing_reason, industry_name,
    CASE WHEN lq_lower > 1 THEN true WHEN lq_upper <= 1 THEN false END AS is_specialised,
    reference_area, stat_table_id
FROM found
UNION ALL
SELECT
    country_code, NULL, NULL, NULL, NULL, 'asked: ' || codes, NULL, NULL, NULL, NULL, true,
    CASE
        WHEN stat_table_id IS NULL THEN 'no table of this release covers the country''s regions'
        ELSE 'no table by region tells these industries apart; the newest, ' || stat_table_id
            || ' of ' || year || ', has them inside ' || (
                SELECT string_agg(DISTINCT h.industry_code, ', ' ORDER BY h.industry_code)
                FROM held AS h CROSS JOIN wanted AS w
                WHERE h.country_code = missing.country_code
                    AND h.stat_table_id = missing.stat_table_id
                    AND len(list_intersect(h.divisions, w.divisions)) > 0
            )
    END,
    NULL, NULL, NULL, stat_table_id
FROM missing
ORDER BY country_code, location_quotient DESC NULLS LAST, region_code;

COMMENT ON MACRO TABLE specialised_in IS 'specialised_in(wanted_industry): location quotients of an industry (NACE code, name in four languages, or sector) in all NUTS 3 regions by the table that fits best, with bounds; a country without one says why.';
