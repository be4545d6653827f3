-- 1. Which sources are stale, and why?
SELECT source_id, state, state_detail FROM source
WHERE state IN ('stale', 'failed', 'missing') ORDER BY source_id;

-- 2. What changed since the last release?
SELECT previous_release_id, added_count, removed_count, changed_count FROM release_summary;

-- 3. Which rule failed, and on what?
SELECT severity, rule_code, table_name, unexpected_count, checked_count
FROM data_quality WHERE NOT success ORDER BY severity, rule_code;

-- 4. Which clusters were Arena on 1 January 2018?
SELECT name, current_name, valid_from, date_precision, is_end_known
FROM cluster_history('2018-01-01') WHERE level = 'arena' ORDER BY name;

-- 5. What is known about GCE NODE, and who says so?
SELECT property, value, valid_from, as_of, source_id, locator
FROM cluster_facts('no:gce-node') WHERE property IN ('label', 'members', 'participation', 'start_year');

-- 6. What did each strategy promise, and what came of it?
SELECT strategy_id, indicator, target_value AS target, target_year AS by_year,
       figure_value AS figure, figure_year, outcome
FROM target_outcome WHERE target_value IS NOT NULL ORDER BY strategy_id, position;

-- 7. Where is manufacturing specialised, and how sure is that?
SELECT country_code, region_name, year, round(location_quotient, 2) AS lq,
       round(lq_lower, 2) AS lower, round(lq_upper, 2) AS upper, is_specialised
FROM specialised_in('manufacturing') WHERE location_quotient > 1.3;

-- 8. How did a cluster develop?
SELECT happened_on, date_role, date_precision AS exact_to, until_date, aspect, what, detail
FROM cluster_timeline('se:paper-province');

-- 9. Which regions gained or lost a specialisation?
SELECT outcome, country_code, region_name, industry_name,
       round(lq_before, 2) AS lq_2008, round(lq_after, 2) AS lq_2016, break_years
FROM specialisation_change(2008, 2016)
WHERE outcome IN ('gained', 'lost') AND region_level = 'nuts3'
ORDER BY abs(lq_change) DESC LIMIT 12;

-- 10. Which release, licence and freshness has this table?
SELECT source_id, licence, attribution, newest_as_of, row_count
FROM table_provenance WHERE table_name = 'employment' ORDER BY source_id;
