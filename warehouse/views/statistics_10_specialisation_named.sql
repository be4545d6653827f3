-- The years in which a series covers its country: quotients for at least four fifths of the country's
-- regions of that level. A table that holds one county only covers nobody.
CREATE OR REPLACE VIEW specialisation_years AS
WITH size AS (
    SELECT region_country_code AS country_code, region_kind AS region_level, count(*) AS region_count
    FROM region WHERE vintage = 'NUTS-2024' GROUP BY ALL
)
SELECT stat_table_id, basis, country_code, region_level, year
FROM specialisation JOIN size USING (country_code, region_level)
WHERE location_quotient IS NOT NULL
GROUP BY ALL
HAVING count(DISTINCT region_code) >= 0.8 * any_value(region_count);

COMMENT ON VIEW specialisation_years IS 'Years in which a statistical table covers a country: location quotients for at least four fifths of its regions of a level.';

-- Location quotients with the names of region and industry, and what can be said for certain:
-- is_specialised is true where even the lower bound exceeds one, false where even the upper
-- bound does not, and null where rounding or a hidden figure leaves it open.
-- is_latest is true in the last year in which a series covers its country.
CREATE OR REPLACE VIEW specialisation_named AS
SELECT
    s.country_code,
    s.region_code,
    r.region_name,
    s.region_level,
    s.industry_code,
    i.industry_name,
    i.industry_level,
    s.year,
    s.location_quotient,
    s.lq_lower,
    s.lq_upper,
    CASE
        WHEN s.lq_lower > 1 THEN true
        WHEN s.lq_upper <= 1 THEN false
    END AS is_specialised,
    s.size_share,
    s.focus_share,
    s.growth_pct,
    s.persons,
    s.is_additive,
    s.basis,
    s.base,
    s.reference_area,
    s.stat_table_id,
    coalesce(s.year = (
        SELECT max(c.year) FROM specialisation_years AS c
        WHERE c.stat_table_id = s.stat_table_id AND c.basis = s.basis
            AND c.country_code = s.country_code AND c.region_level = s.region_level
    ), false) AS is_latest
FROM specialisation AS s
LEFT JOIN region AS r ON r.vintage = s.region_vintage AND r.region_code = s.region_code
LEFT JOIN industry AS i
    ON i.nace_revision = s.nace_revision AND i.industry_code = s.industry_code;

COMMENT ON VIEW specialisation_named IS 'Location quotients with names, and whether specialisation is certain under rounding and suppression.';
COMMENT ON COLUMN specialisation_named.is_specialised IS 'True where even lq_lower exceeds one, false where even lq_upper does not, null where rounding or a hidden figure leaves it open.';
COMMENT ON COLUMN specialisation_named.is_latest IS 'True in the last year in which the series covers the country at this level: quotients for at least four fifths of its regions.';
