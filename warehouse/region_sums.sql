-- One row per series, country, industry and year whose regions of the finest level cover the
-- country: parts (their sum), whole (the reference area's own figure), hidden_count, rounding
-- (how far rounding alone may set the two apart, persons), lq_mean (location quotients weighted
-- by the regions' size) and lq_missing_count.
WITH finest AS (
    SELECT stat_table_id, country_code,
           max(region_level) FILTER (region_level IN ('nuts2', 'nuts3')) AS region_level
    FROM employment GROUP BY ALL
), part AS (
    SELECT e.stat_table_id, e.basis, e.country_code, e.industry_code, e.year,
           count(*) AS region_count, count(*) - count(e.persons) AS hidden_count,
           sum(e.persons) AS parts, sum(e.persons_upper - e.persons_lower) / 2 AS rounding,
           sum(s.location_quotient * total.persons) / sum(total.persons) AS lq_mean,
           count(*) - count(s.location_quotient) AS lq_missing_count
    FROM employment AS e
    JOIN finest USING (stat_table_id, country_code, region_level)
    JOIN employment AS total
      ON total.industry_code = 'TOTAL' AND total.stat_table_id = e.stat_table_id
     AND total.basis = e.basis AND total.region_code = e.region_code AND total.year = e.year
    LEFT JOIN specialisation AS s
      ON s.stat_table_id = e.stat_table_id AND s.basis = e.basis AND s.year = e.year
     AND s.region_code = e.region_code AND s.industry_code = e.industry_code
    GROUP BY ALL
), covering AS (
    SELECT stat_table_id, basis, country_code, year
    FROM part JOIN (
        SELECT region_country_code AS country_code, vintage, region_kind AS region_level,
               count(*) AS all_count
        FROM region GROUP BY ALL
    ) AS known USING (country_code)
    JOIN finest USING (stat_table_id, country_code, region_level)
    WHERE industry_code = 'TOTAL' AND region_count >= 0.8 * all_count
    GROUP BY ALL
), area AS (
    SELECT DISTINCT stat_table_id, country_code, reference_area FROM specialisation
)
SELECT part.* REPLACE (
           part.rounding + (country.persons_upper - country.persons_lower) / 2 AS rounding
       ),
       country.persons AS whole
FROM part
JOIN covering USING (stat_table_id, basis, country_code, year)
JOIN area USING (stat_table_id, country_code)
JOIN employment AS country
  ON country.region_code = area.reference_area
 AND country.stat_table_id = part.stat_table_id AND country.basis = part.basis
 AND country.industry_code = part.industry_code AND country.year = part.year
WHERE country.persons > 0
