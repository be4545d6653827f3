-- The change of an industry in a region from one year to another, in three parts that add up to it:
-- with e0, e1 the persons at both ends, g the growth of all industries and g_c that of the industry
-- in the reference area,
--     national = e0 g,   mix = e0 (g_c - g),   competitive = e1 - e0 - e0 g_c.
-- Each series of a country over its longest spans without a break: a span runs from one break (or
-- the start) to the year before the next; figures of two spans are not compared. Rows only where
-- every figure is published and none is of low reliability.
-- Source: Dunn, E. S. (1960), "A statistical and analytical technique for regional analysis",
-- Papers of the Regional Science Association 6, 97-112 (the classical form).
WITH
broken AS (
    SELECT stat_table_id, country_code, year, bool_or(is_break) AS is_break
    FROM employment GROUP BY ALL
),
numbered AS (
    SELECT *, count(*) FILTER (is_break)
        OVER (PARTITION BY stat_table_id, country_code ORDER BY year) AS span
    FROM broken
),
spans AS (
    SELECT stat_table_id, country_code, min(year) AS from_year, max(year) AS to_year
    FROM numbered GROUP BY stat_table_id, country_code, span HAVING from_year < to_year
),
figure AS (
    SELECT
        stat_table_id, basis, region_code, industry_code, from_year, to_year,
        max(persons) FILTER (year = from_year AND obs_status <> 'U') AS persons_before,
        max(persons) FILTER (year = to_year AND obs_status <> 'U') AS persons
    FROM employment JOIN spans USING (stat_table_id, country_code)
    WHERE year IN (from_year, to_year)
    GROUP BY ALL
    HAVING persons_before IS NOT NULL AND persons IS NOT NULL
)
SELECT
    s.country_code, s.region_code, s.region_vintage, s.industry_code, s.nace_revision,
    r.from_year, s.year,
    r.persons_before,
    r.persons,
    r.persons - r.persons_before AS persons_change,
    r.persons_before * total_growth AS national_effect,
    r.persons_before * (industry_growth - total_growth) AS mix_effect,
    persons_change - national_effect - mix_effect AS competitive_effect,
    s.reference_area, s.basis, s.stat_table_id
FROM specialisation AS s
JOIN figure AS r
    ON r.stat_table_id = s.stat_table_id AND r.basis = s.basis AND r.to_year = s.year
    AND r.region_code = s.region_code AND r.industry_code = s.industry_code
JOIN figure AS i
    ON i.stat_table_id = s.stat_table_id AND i.basis = s.basis AND i.to_year = s.year
    AND i.region_code = s.reference_area AND i.industry_code = s.industry_code
JOIN figure AS t
    ON t.stat_table_id = s.stat_table_id AND t.basis = s.basis AND t.to_year = s.year
    AND t.region_code = s.reference_area AND t.industry_code = 'TOTAL'
CROSS JOIN LATERAL (
    SELECT
        i.persons / i.persons_before - 1 AS industry_growth,
        t.persons / t.persons_before - 1 AS total_growth
)
WHERE i.persons_before > 0 AND t.persons_before > 0
