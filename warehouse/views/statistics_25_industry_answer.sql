CREATE OR REPLACE MACRO plain_term(term) AS
trim(regexp_replace(lower(term), '[-,.;:()/&_ ]+', ' ', 'g'));

COMMENT ON MACRO plain_term IS 'plain_term(term): a word for an industry without case, hyphens, commas and the like.';

-- What people call industries: codes of NACE Rev. 2 (rank 1), names (2), words for industries (3), and
-- sectors by code, name or word, with the industries they hold (4). The lowest rank that knows a word
-- is meant. plain is the term without case, hyphens and commas, which make no other word.
CREATE OR REPLACE VIEW industry_term AS
WITH
-- The sum of all and what is unknown are no industries to ask for.
known AS (
    SELECT industry_code, industry_name FROM industry
    WHERE nace_revision = 'NACE-Rev.2' AND industry_code NOT IN ('TOTAL', 'UNK')
),
called AS (
    SELECT 2 AS rank, industry_name AS term, industry_code FROM known
    UNION ALL
    SELECT 3, word, code FROM industry_word WHERE scheme = 'nace'
    UNION ALL
    SELECT 4, s.term, i.industry_code
    FROM (
        SELECT sector_code AS term, sector_code FROM sector
        UNION ALL SELECT name, sector_code FROM sector
        UNION ALL SELECT word, code FROM industry_word WHERE scheme = 'sector'
    ) AS s JOIN sector_industry AS i USING (sector_code)
)
SELECT 1 AS rank, lower(industry_code) AS term, lower(industry_code) AS plain, industry_code
FROM known
UNION ALL
SELECT rank, lower(term), plain_term(term), industry_code FROM called;

COMMENT ON VIEW industry_term IS 'What people call industries, by code, name, word or sector, in four languages.';
COMMENT ON COLUMN industry_term.term IS 'A code, name or word in lower case.';
COMMENT ON COLUMN industry_term.rank IS 'How a term is meant: 1 code, 2 name, 3 word, 4 sector; the lowest rank that knows a word is meant.';
COMMENT ON COLUMN industry_term.plain IS 'The term without case, hyphens and commas.';

-- Which industries of a table by region answer to a word. Ask by a code of NACE Rev. 2, by a name in
-- English, Danish, Norwegian or Swedish, or by a sector:
--     SELECT * FROM industry_answer(['C', 'maritim']);
-- Tables by region tell few industries apart, so the answer is the sum of the industries of a table
-- that lie mostly (over half of their divisions) in what was asked. It is given where at least two
-- thirds of its divisions were asked for and at least half of what was asked is in it; industry_note
-- says what is held besides and what is not. One row per word, country and preferred table that
-- answers, the best first; a country without one has one row that says why. A word that nobody knows
-- is an error that names the nearest.
CREATE OR REPLACE MACRO industry_answer(wanted_words) AS TABLE
WITH
ask AS (
    SELECT DISTINCT coalesce(CAST(word AS VARCHAR), 'NULL') AS word, lower(trim(word)) AS code,
        plain_term(word) AS plain
    FROM (SELECT unnest(wanted_words) AS word)
),
asked AS (
    SELECT word, industry_code
    FROM (
        SELECT ask.word, k.rank, k.industry_code
        FROM ask JOIN industry_term AS k ON k.rank = 1 AND k.term = ask.code
        UNION
        SELECT ask.word, k.rank, k.industry_code
        FROM ask JOIN industry_term AS k ON k.rank > 1 AND k.plain = ask.plain
    )
    QUALIFY rank = min(rank) OVER (PARTITION BY word)
),
nearest AS (
    SELECT word, string_agg(term, '; ' ORDER BY likeness DESC, term) AS terms
    FROM (
        SELECT a.word, t.term, jaro_winkler_similarity(t.term, lower(a.word)) AS likeness
        FROM (SELECT word FROM ask ANTI JOIN asked USING (word)) AS a
        CROSS JOIN (SELECT DISTINCT term FROM industry_term WHERE rank > 1) AS t
        QUALIFY row_number() OVER (PARTITION BY a.word ORDER BY likeness DESC, t.term) <= 5
    )
    WHERE likeness >= 0.8
    GROUP BY word
),
question AS (
    SELECT
        ask.word,
        CASE WHEN count(industry_code) = 0 THEN error(
            CASE WHEN any_value(ask.code) IN (SELECT sector_code FROM sector)
                THEN 'no industries belong to sector ''' ELSE 'no industry or sector is called '''
            END || ask.word || ''''
                || coalesce('; the nearest: ' || any_value(nearest.terms), '; industry_term holds the words')
        ) END IS NULL AS is_known,
        string_agg(industry_code, ', ' ORDER BY industry_code) AS codes,
        -- No table by region tells apart what lies inside a division.
        string_agg(DISTINCT left(industry_code, 2), ', ' ORDER BY left(industry_code, 2))
            FILTER (industry_code LIKE '__.%')
            AS widened
    FROM ask LEFT JOIN asked USING (word) LEFT JOIN nearest USING (word)
    GROUP BY ask.word
),
wanted AS (
    SELECT word, list_sort(list(DISTINCT division_code)) AS wanted_divisions
    FROM asked JOIN industry_division USING (industry_code) GROUP BY word
),
-- Tables that cover a country, in the last of the years in which they are preferred.
offered AS (
    SELECT s.country_code, s.stat_table_id, y.year, y.years, s.industry_code, s.reference_area
    FROM specialisation AS s
    JOIN (
        SELECT country_code, stat_table_id, max(year) AS year,
            list(DISTINCT year ORDER BY year) AS years
        FROM specialisation_years JOIN preferred_series AS p USING (stat_table_id, country_code)
        WHERE region_level = 'nuts3' AND basis = 'workplace_persons'
            AND year BETWEEN p.first_year AND coalesce(p.last_year, year)
        GROUP BY ALL
    ) AS y USING (country_code, stat_table_id, year)
    WHERE s.region_level = 'nuts3' AND s.basis = 'workplace_persons'
    GROUP BY ALL
),
-- What was asked, by the industries that share a division with it.
touched AS (
    SELECT DISTINCT d.industry_code, w.wanted_divisions
    FROM (
        SELECT wanted_divisions, unnest(wanted_divisions) AS division_code
        FROM (SELECT DISTINCT wanted_divisions FROM wanted)
    ) AS w
    JOIN industry_division AS d USING (division_code)
),
held AS (
    SELECT o.*, d.divisions, d.named, d.partly, w.wanted_divisions,
        len(list_intersect(d.named, w.wanted_divisions)) / len(d.named) AS purity
    FROM offered AS o
    JOIN (
        SELECT industry_code, list(division_code) AS divisions,
            list(division_code) FILTER (is_named) AS named,
            coalesce(list(division_code) FILTER (NOT is_whole), []) AS partly
        FROM industry_division GROUP BY industry_code
    ) AS d USING (industry_code)
    JOIN touched AS w USING (industry_code)
),
nested AS (
    SELECT DISTINCT industry_code AS inner_code, parent_code AS outer_code FROM industry_crosswalk
    WHERE industry_role IN ('part', 'of_which')
),
-- Of an industry and one inside it: the inner one where it fits better, else the outer one.
outer_fit AS (
    SELECT h.* FROM held AS h WHERE h.purity > 0.5 AND NOT EXISTS (
        SELECT 1 FROM held AS i JOIN nested AS n ON n.inner_code = i.industry_code
        WHERE n.outer_code = h.industry_code AND i.wanted_divisions = h.wanted_divisions
            AND i.country_code = h.country_code AND i.stat_table_id = h.stat_table_id
            AND i.purity > h.purity
    )
),
chosen AS (
    SELECT f.* FROM outer_fit AS f WHERE NOT EXISTS (
        SELECT 1 FROM outer_fit AS o JOIN nested AS n ON n.outer_code = o.industry_code
        WHERE n.inner_code = f.industry_code AND o.wanted_divisions = f.wanted_divisions
            AND o.country_code = f.country_code AND o.stat_table_id = f.stat_table_id
    )
),
summed AS (
    SELECT wanted_divisions, country_code, stat_table_id, year, years, reference_area,
        list(industry_code ORDER BY industry_code) AS codes,
        list_distinct(flatten(list(divisions))) AS divisions,
        list_distinct(flatten(list(named))) AS named,
        list_distinct(flatten(list(partly))) AS partly
    FROM chosen GROUP BY ALL
),
answer AS (
    SELECT *,
        len(list_intersect(named, wanted_divisions)) / len(named) AS purity,
        len(list_intersect(divisions, wanted_divisions)) / len(wanted_divisions) AS coverage,
        round(purity * coverage, 3) AS fit,
        list_sort(list_filter(divisions, lambda d: NOT list_contains(wanted_divisions, d))) AS besides,
        list_sort(list_filter(wanted_divisions, lambda d: NOT list_contains(divisions, d))) AS lacking,
        list_sort(list_intersect(partly, wanted_divisions)) AS halves
    FROM summed
    WHERE purity >= 2 / 3 AND coverage >= 0.5
),
missing AS (
    SELECT q.word, k.country_code, max_by(o.stat_table_id, o.year) AS stat_table_id,
        max(o.year) AS year
    FROM question AS q
    JOIN wanted AS w USING (word)
    CROSS JOIN (VALUES ('DK'), ('NO'), ('SE')) AS k (country_code)
    LEFT JOIN offered AS o USING (country_code)
    WHERE q.is_known AND NOT EXISTS (
        SELECT 1 FROM answer AS a
        WHERE a.country_code = k.country_code AND a.wanted_divisions = w.wanted_divisions
    )
    GROUP BY ALL
),
-- Joined, not asked row by row: DuckDB before 1.5, which runs in the browser, cannot bind that.
inside AS (
    SELECT country_code, stat_table_id, wanted_divisions,
        string_agg(DISTINCT industry_code, ', ' ORDER BY industry_code) AS industries
    FROM held GROUP BY ALL
)
SELECT
    q.word, a.country_code, a.stat_table_id, a.year, a.years, a.reference_area, a.codes,
    array_to_string(a.codes, '+') AS industry_code,
    (
        SELECT string_agg(i.industry_name, ' + ' ORDER BY i.industry_code) FROM industry AS i
        WHERE i.nace_revision = 'NACE-Rev.2' AND list_contains(a.codes, i.industry_code)
    ) AS industry_name,
    'asked: ' || q.codes || CASE
        WHEN len(a.besides) + len(a.lacking) + len(a.halves) = 0 AND q.widened IS NULL THEN ''
        ELSE '; answered by ' || array_to_string(a.codes, '+')
            || CASE WHEN len(a.besides) > 0 THEN ', which also holds ' || array_to_string(a.besides, ', ') ELSE '' END
            || CASE WHEN len(a.lacking) > 0 THEN '; not in it: ' || array_to_string(a.lacking, ', ') ELSE '' END
            || CASE WHEN len(a.halves) > 0 THEN '; only in part: ' || array_to_string(a.halves, ', ') ELSE '' END
            || coalesce('; counted with all of ' || nullif(array_to_string(list_filter(
                string_split(q.widened, ', '), lambda d: NOT list_contains(a.lacking, d)
            ), ', '), ''), '')
    END AS industry_note,
    a.fit,
    row_number() OVER (
        PARTITION BY q.word, a.country_code
        ORDER BY a.fit DESC, a.year DESC, len(a.codes), a.stat_table_id
    ) AS choice,
    NULL AS missing_reason
FROM question AS q
JOIN wanted AS w USING (word)
JOIN answer AS a USING (wanted_divisions)
WHERE q.is_known
UNION ALL
SELECT
    m.word, m.country_code, m.stat_table_id, NULL, NULL, NULL, NULL, NULL, NULL,
    'asked: ' || q.codes, NULL, NULL,
    CASE
        WHEN m.stat_table_id IS NULL THEN 'no table of this release covers the country''s regions'
        ELSE 'no table by region tells these industries apart; the newest, ' || m.stat_table_id
            || ' of ' || m.year || coalesce(', has them inside ' || i.industries, ', does not have them')
    END
FROM missing AS m JOIN question AS q USING (word) JOIN wanted AS w USING (word)
LEFT JOIN inside AS i
    ON i.country_code = m.country_code AND i.stat_table_id = m.stat_table_id
    AND i.wanted_divisions = w.wanted_divisions
ORDER BY word, country_code, choice;

COMMENT ON MACRO TABLE industry_answer IS 'industry_answer(wanted_words): which industries of each preferred table by region answer to words for industries or sectors, best first; a country without an answer says why. The words are a list, [''maritim''].';
-- COLUMN industry_answer.word IS 'The word asked for, as it was given.';
-- COLUMN industry_answer.stat_table_id IS 'Table that answers; where none does, the newest that covers the country.';
-- COLUMN industry_answer.year IS 'Newest year in which the table covers the country.';
-- COLUMN industry_answer.years IS 'All years in which it does and is preferred.';
-- COLUMN industry_answer.codes IS 'Industries of the table that answer together, as a list.';
-- COLUMN industry_answer.industry_code IS 'The same codes joined by +.';
-- COLUMN industry_answer.industry_name IS 'Their names joined by +.';
-- COLUMN industry_answer.fit IS 'How well they fit, 0 to 1: the share of their divisions that was asked for, times the share of what was asked for that they hold.';
-- COLUMN industry_answer.choice IS 'Rank of the answer within word and country, 1 for the best; null where there is none.';
-- COLUMN industry_answer.missing_reason IS 'Why the country has no answer; null where it has.';

-- Persons and location quotients, with bounds, of sums of industries, in all years and regions that
-- have all of them. A sum is a struct of country_code, stat_table_id and the list codes.
CREATE OR REPLACE MACRO specialisation_of_sums(wanted_sums) AS TABLE
WITH
wanted AS MATERIALIZED (
    SELECT *, row_number() OVER () AS number
    FROM (
        SELECT DISTINCT s.country_code, s.stat_table_id, s.codes
        FROM (SELECT unnest(sums) AS s FROM (SELECT wanted_sums AS sums))
    )
    JOIN (
        SELECT DISTINCT country_code, stat_table_id, reference_area FROM specialisation
        WHERE region_level = 'nuts3' AND basis = 'workplace_persons'
    ) USING (country_code, stat_table_id)
),
cell AS (
    SELECT w.number, e.year, e.region_code, e.region_level,
        CASE WHEN count(e.persons) = len(any_value(w.codes)) THEN sum(e.persons) END AS persons,
        CASE WHEN count(*) = len(any_value(w.codes)) THEN sum(e.persons_lower) END AS persons_lower,
        CASE WHEN count(e.persons_upper) = len(any_value(w.codes)) THEN sum(e.persons_upper) END
            AS persons_upper
    FROM (SELECT *, unnest(list_distinct(codes)) AS code FROM wanted) AS w
    JOIN employment AS e
        ON e.stat_table_id = w.stat_table_id AND e.country_code = w.country_code
        AND e.industry_code = w.code
    WHERE e.basis = 'workplace_persons'
    GROUP BY ALL
),
-- The same sums of the area compared with: few, and joined first.
whole AS MATERIALIZED (
    SELECT cell.*, w.country_code, w.stat_table_id, w.codes, w.reference_area
    FROM cell JOIN wanted AS w ON w.number = cell.number AND w.reference_area = cell.region_code
)
SELECT
    i.country_code, i.stat_table_id, i.codes, c.region_code, c.year, i.reference_area,
    c.persons, c.persons_lower, c.persons_upper,
    location_quotient(c.persons, t.persons, i.persons, a.persons) AS location_quotient,
    location_quotient_lower(
        c.persons_lower, t.persons_upper, i.persons_upper, a.persons_lower, a.persons_upper
    ) AS lq_lower,
    location_quotient_upper(c.persons_upper, t.persons_lower, i.persons_lower, a.persons_upper)
        AS lq_upper
FROM cell AS c
JOIN whole AS i USING (number, year)
JOIN employment AS t
    ON t.stat_table_id = i.stat_table_id AND t.year = c.year AND t.basis = 'workplace_persons'
    AND t.region_code = c.region_code AND t.industry_code = 'TOTAL'
JOIN employment AS a
    ON a.stat_table_id = i.stat_table_id AND a.year = c.year AND a.basis = 'workplace_persons'
    AND a.region_code = i.reference_area AND a.industry_code = 'TOTAL'
WHERE c.region_level = 'nuts3';

COMMENT ON MACRO TABLE specialisation_of_sums IS 'specialisation_of_sums(wanted_sums): persons and location quotients of sums of industries by NUTS 3 region and year; a sum is a struct of country_code, stat_table_id and the list codes.';
-- COLUMN specialisation_of_sums.codes IS 'Industries that are summed.';
-- COLUMN specialisation_of_sums.persons IS 'Sum of persons; null where one of the industries is hidden.';
-- COLUMN specialisation_of_sums.persons_lower IS 'Sum of the lower bounds.';
-- COLUMN specialisation_of_sums.persons_upper IS 'Sum of the upper bounds; null where one has none.';
