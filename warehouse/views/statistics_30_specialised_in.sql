-- Where an industry is specialised compared with its country, and how sure that is; by code or
-- by name. NUTS 3, latest year of each series at the place of work:
--     SELECT * FROM specialised_in('C');
--     SELECT * FROM specialised_in('manufacturing') WHERE is_specialised;
CREATE OR REPLACE MACRO specialised_in(wanted_industry) AS TABLE
SELECT
    country_code,
    region_code,
    region_name,
    industry_code,
    industry_name,
    year,
    location_quotient,
    lq_lower,
    lq_upper,
    is_specialised,
    persons,
    reference_area,
    stat_table_id
FROM specialisation_named
WHERE (industry_code = wanted_industry OR lower(industry_name) = lower(wanted_industry))
    AND is_latest
    AND region_level = 'nuts3'
    AND basis = 'workplace_persons'
ORDER BY country_code, stat_table_id, location_quotient DESC NULLS LAST, region_code;

COMMENT ON MACRO TABLE specialised_in IS 'specialised_in(wanted_industry): location quotients of an industry (code or name) in all NUTS 3 regions, latest year of each series, with bounds.';
