-- Where an industry is specialised compared with its country, and how sure that is. Ask by a code of
-- NACE Rev. 2, by a name in English, Danish, Norwegian or Swedish, or by a sector:
--     SELECT * FROM specialised_in('C');
--     SELECT * FROM specialised_in('maritim') WHERE is_specialised;
-- One row per region of NUTS 3, from the preferred table that fits best (industry_answer has the rules)
-- and then the newest year in which it covers the country. A country without such a table has one row
-- that says why. A word that nobody knows is an error that names the nearest.
CREATE OR REPLACE MACRO specialised_in(wanted_industry) AS TABLE
WITH
answer AS (
    SELECT * FROM industry_answer([CAST(wanted_industry AS VARCHAR)])
    WHERE choice = 1 OR missing_reason IS NOT NULL
)
SELECT
    n.country_code, c.region_code, r.region_name, n.year, n.industry_code, n.industry_note,
    c.location_quotient, c.lq_lower, c.lq_upper, c.persons,
    n.missing_reason IS NOT NULL AS is_missing_country, n.missing_reason, n.industry_name,
    CASE WHEN c.lq_lower > 1 THEN true WHEN c.lq_upper <= 1 THEN false END AS is_specialised,
    n.reference_area, n.stat_table_id
FROM answer AS n
LEFT JOIN (
    SELECT * FROM specialisation_of_sums((
        SELECT list({country_code: country_code, stat_table_id: stat_table_id, codes: codes})
        FROM answer WHERE choice = 1
    ))
) AS c USING (country_code, stat_table_id, codes, year)
LEFT JOIN region AS r ON r.vintage = 'NUTS-2024' AND r.region_code = c.region_code
WHERE n.missing_reason IS NOT NULL OR r.region_code IS NOT NULL
ORDER BY n.country_code, c.location_quotient DESC NULLS LAST, c.region_code;

COMMENT ON MACRO TABLE specialised_in IS 'specialised_in(wanted_industry): location quotients of an industry (NACE code, name in four languages, or sector) in all NUTS 3 regions by the table that fits best, with bounds; a country without one says why.';
-- COLUMN specialised_in.industry_code IS 'Codes of the tables industries that answer, joined by +.';
-- COLUMN specialised_in.industry_name IS 'Names of the industries that answer, joined by +.';
-- COLUMN specialised_in.is_specialised IS 'True where even lq_lower exceeds one, false where even lq_upper does not, null where rounding or a hidden figure leaves it open.';
