-- Inhabitants of today's regions: an agency's own row of a region, or the sum of the regions that
-- make it up where all of them are there. `place` says which regions of a table make up which.
WITH
counted AS (
    SELECT
        o.stat_table_id, p.country_code, p.target_code, p.vintage, p.region_level, o.capture_id,
        p.is_direct, o.period,
        sum(o.value) AS persons,
        CASE WHEN bool_or(p.is_approximate) THEN 'D'
            ELSE substr(any_value(status_order), max(strpos(status_order, o.obs_status)), 1)
        END AS obs_status,
        any_value(p.counted_on) AS counted_on
    FROM observation AS o JOIN place AS p USING (stat_table_id, region_code)
    WHERE o.measure = 'population'
    GROUP BY ALL
    HAVING count(DISTINCT o.region_code) = any_value(p.part_count) AND count(*) = count(o.value)
),
dated AS (
    SELECT
        *,
        CAST(left(period, 4) AS INTEGER) AS year,
        -- 2026, 2026Q2, 2026M04: first month and length of the period.
        CASE substr(period, 5, 1)
            WHEN 'Q' THEN 3 * CAST(substr(period, 6) AS INTEGER) - 2
            WHEN 'M' THEN CAST(substr(period, 6) AS INTEGER)
            ELSE 1 END AS month,
        CASE substr(period, 5, 1) WHEN 'Q' THEN 3 WHEN 'M' THEN 1 ELSE 12 END AS length,
        make_date(year, month, 1) AS first_day,
        CASE counted_on WHEN 'last_day'
            THEN CAST(first_day + to_months(length) - INTERVAL 1 DAY AS DATE)
            ELSE first_day END AS reference_date
    FROM counted
)
SELECT
    country_code, target_code AS region_code, vintage AS region_vintage, region_level,
    CAST(year AS INTEGER) AS year, reference_date, persons, obs_status, stat_table_id, capture_id
FROM dated LEFT JOIN capture_time USING (capture_id)
QUALIFY row_number() OVER (
    PARTITION BY stat_table_id, target_code, reference_date
    ORDER BY is_direct DESC, captured_at DESC NULLS LAST, capture_id
) = 1
