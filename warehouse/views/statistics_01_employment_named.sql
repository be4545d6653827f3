-- Employment with the names that belong to its own vintage of regions and revision of industries:
-- a join by region_code alone would give a row for each vintage that has the code.
CREATE OR REPLACE VIEW employment_named AS
SELECT
    e.country_code,
    e.region_code,
    r.region_name,
    e.region_level,
    e.industry_code,
    i.industry_name,
    e.year,
    e.persons,
    e.persons_lower,
    e.persons_upper,
    e.obs_status,
    e.is_break,
    e.is_additive,
    e.basis,
    e.stat_table_id,
    e.region_vintage,
    e.nace_revision
FROM employment AS e
LEFT JOIN region AS r ON r.vintage = e.region_vintage AND r.region_code = e.region_code
LEFT JOIN industry AS i
    ON i.nace_revision = e.nace_revision AND i.industry_code = e.industry_code;

COMMENT ON VIEW employment_named IS 'Persons employed with the names of region and industry, one row as in employment.';
