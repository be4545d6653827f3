-- Of several tables for one country the one to use (table preferred_series says which and why): one
-- row per country, region, industry and year at the place of work. What adds persons up reads this.
-- is_break is true also where one table follows another: a step there is no growth.
CREATE OR REPLACE VIEW employment_preferred AS
SELECT e.* REPLACE (
    e.is_break OR coalesce(lag(e.stat_table_id) OVER (
        PARTITION BY e.country_code, e.region_code, e.industry_code ORDER BY e.year
    ) <> e.stat_table_id, false) AS is_break
)
FROM employment AS e
JOIN preferred_series AS p
    ON p.stat_table_id = e.stat_table_id
    AND p.country_code = e.country_code
    AND p.measure = 'persons_employed_at_workplace'
    AND p.industry_level = CASE
        WHEN e.is_additive OR e.industry_code = 'TOTAL' THEN 'additive' ELSE 'inside'
    END
    AND e.year BETWEEN p.first_year AND coalesce(p.last_year, e.year)
WHERE e.basis = 'workplace_persons';

COMMENT ON VIEW employment_preferred IS 'Persons employed at the place of work, one row per country, region, industry and year: of several tables the preferred one.';
COMMENT ON COLUMN employment_preferred.is_break IS 'True where the series breaks, or where another table takes over.';

-- Inhabitants of each country and region, one count a year (the first of the year) of the preferred
-- table.
CREATE OR REPLACE VIEW population_preferred AS
SELECT p.*,
    p.year = max(p.year) OVER (PARTITION BY p.region_code) AS is_newest
FROM population AS p
JOIN preferred_series AS s
    ON s.stat_table_id = p.stat_table_id
    AND s.country_code = p.country_code
    AND s.measure = 'population'
    AND p.year BETWEEN s.first_year AND coalesce(s.last_year, p.year)
QUALIFY row_number() OVER (PARTITION BY p.region_code, p.year ORDER BY p.reference_date) = 1;

COMMENT ON VIEW population_preferred IS 'Inhabitants of each country and region, one count a year: of several tables the preferred one.';
COMMENT ON COLUMN population_preferred.is_newest IS 'True for the newest count of the country or region.';

-- How old the figures are: the last year of every table, by country and measure, and whether it is
-- the one to use.
CREATE OR REPLACE VIEW figures_age AS
WITH
figure AS (
    SELECT country_code, stat_table_id, basis AS measure, region_level, region_code, year,
        persons IS NOT NULL AS is_known
    FROM employment WHERE industry_code = 'TOTAL'
    UNION ALL
    SELECT country_code, stat_table_id, 'population', region_level, region_code, year, true
    FROM population
    UNION ALL
    SELECT country_code, stat_table_id, measure, region_level, region_code, year, value IS NOT NULL
    FROM regional_measure
),
spread AS (
    SELECT country_code, stat_table_id, measure,
        min(year) AS first_year,
        max(year) AS last_year,
        count(DISTINCT region_code) FILTER (region_level = 'nuts3' AND year = last) AS nuts3_count
    FROM (
        SELECT *, max(year) OVER (PARTITION BY country_code, stat_table_id, measure) AS last
        FROM figure WHERE is_known
    )
    GROUP BY ALL
),
told AS (
    SELECT stat_table_id, max(title) AS title, max(source_updated_at) AS source_updated_at,
        max(captured_at) AS captured_at
    FROM stat_table JOIN capture USING (capture_id) GROUP BY ALL
)
SELECT
    s.country_code, s.measure, s.stat_table_id, t.title, s.first_year, s.last_year, s.nuts3_count,
    t.source_updated_at, t.captured_at,
    count(p.stat_table_id) > 0 AS is_preferred
FROM spread AS s
JOIN told AS t USING (stat_table_id)
LEFT JOIN preferred_series AS p
    ON p.stat_table_id = s.stat_table_id AND p.country_code = s.country_code
    AND s.measure IN ('workplace_persons', p.measure)
    AND s.last_year BETWEEN p.first_year AND coalesce(p.last_year, s.last_year)
GROUP BY ALL
ORDER BY s.country_code, s.measure, s.last_year DESC, s.stat_table_id;

COMMENT ON VIEW figures_age IS 'First and last year of the figures of every table, by country and measure: how old the newest ones are.';
COMMENT ON COLUMN figures_age.measure IS 'Basis of employment, population, or another measure by region and industry.';
COMMENT ON COLUMN figures_age.nuts3_count IS 'Regions of NUTS 3 that have a figure in the last year.';
COMMENT ON COLUMN figures_age.is_preferred IS 'Whether the table is the one to use in its last year.';
