-- Which regions gained or lost a specialisation between two years of one series:
--     SELECT * FROM specialisation_change(2008, 2016) WHERE outcome IN ('gained', 'lost');
-- outcome compares what is certain at both ends (see specialisation_named): gained, lost, kept,
-- never; 'open' where the bounds leave one end open. is_change_certain is true where the two
-- intervals do not touch. break_years are the years in between in which the series breaks: the
-- quotient is a ratio within one year, so it outlives a break better than a count does, but a
-- break that moves persons between industries moves it too.
CREATE OR REPLACE MACRO specialisation_change(year_before, year_after) AS TABLE
WITH
asked AS (
    SELECT CASE WHEN max(years) = 2 AND year_before < year_after THEN year_before ELSE error(
        'no series runs from ' || year_before || ' to ' || year_after
            || '; specialisation_years has the years of each, the earlier is asked for first'
    ) END AS first_year
    FROM (
        SELECT count(DISTINCT year) AS years FROM specialisation
        WHERE year IN (year_before, year_after) GROUP BY stat_table_id, basis
    )
),
breaks AS (
    SELECT stat_table_id, basis, region_code, list(DISTINCT year ORDER BY year) AS break_years
    FROM employment
    WHERE is_break AND year > year_before AND year <= year_after
    GROUP BY stat_table_id, basis, region_code
)
SELECT
    a.country_code,
    a.region_code,
    a.region_name,
    a.region_level,
    a.industry_code,
    a.industry_name,
    b.year AS year_before,
    a.year AS year_after,
    b.location_quotient AS lq_before,
    a.location_quotient AS lq_after,
    a.location_quotient - b.location_quotient AS lq_change,
    a.lq_lower > b.lq_upper OR a.lq_upper < b.lq_lower AS is_change_certain,
    CASE
        WHEN a.is_specialised IS NULL OR b.is_specialised IS NULL THEN 'open'
        WHEN a.is_specialised AND b.is_specialised THEN 'kept'
        WHEN a.is_specialised THEN 'gained'
        WHEN b.is_specialised THEN 'lost'
        ELSE 'never'
    END AS outcome,
    k.break_years,
    a.persons AS persons_after,
    a.basis,
    a.stat_table_id
FROM specialisation_named AS b
JOIN specialisation_named AS a
    ON a.stat_table_id = b.stat_table_id
    AND a.basis = b.basis
    AND a.region_code = b.region_code
    AND a.industry_code = b.industry_code
LEFT JOIN breaks AS k
    ON k.stat_table_id = a.stat_table_id
    AND k.basis = a.basis
    AND k.region_code = a.region_code
WHERE b.year = (SELECT first_year FROM asked) AND a.year = year_after AND a.industry_code <> 'TOTAL'
ORDER BY abs(lq_change) DESC NULLS LAST, a.region_code, a.industry_code, a.basis, a.stat_table_id;

COMMENT ON MACRO TABLE specialisation_change IS 'specialisation_change(year_before, year_after): location quotients at both ends, and whether a specialisation was certainly gained, lost, kept.';
-- COLUMN specialisation_change.year_before IS 'The earlier year asked for.';
-- COLUMN specialisation_change.year_after IS 'The later year asked for.';
-- COLUMN specialisation_change.lq_before IS 'Location quotient in the earlier year.';
-- COLUMN specialisation_change.lq_after IS 'Location quotient in the later year.';
-- COLUMN specialisation_change.lq_change IS 'Later less earlier quotient; null where one is not known.';
-- COLUMN specialisation_change.is_change_certain IS 'Whether the bounds of the two quotients do not touch: no rounding makes the change.';
-- COLUMN specialisation_change.outcome IS 'What became of the specialisation, as far as bounds tell: gained, lost, kept, never, or open where they leave one end open.';
-- COLUMN specialisation_change.break_years IS 'Years between in which the series breaks; null when none.';
-- COLUMN specialisation_change.persons_after IS 'Persons in the later year; null where suppressed.';
