-- The rules that the field knows and the contract cannot express.
--
-- Each is a head (code, table, severity, then what it asks) and a query that returns one row per
-- thing examined: item, what to show, and ok. What $name stands for is in expectations/domain.py.

-- domain.regions_sum_to_country of employment, error
-- Regions without suppressed cells add up to the country within rounding
SELECT concat_ws(' ', stat_table_id, basis, country_code, industry_code, year) AS item,
       abs(parts - whole) <= $room AS ok
FROM ($region_sums) WHERE hidden_count = 0;

-- domain.bounds_hold_value of employment, error
-- Where persons is published, the bounds hold it; where hidden, they are in order
SELECT concat_ws(' ', stat_table_id, region_code, industry_code, year) AS item,
       coalesce(persons_lower <= coalesce(persons, persons_lower) + 1e-6, true)
       AND coalesce(persons_upper >= coalesce(persons, persons_upper) - 1e-6, true)
       AND coalesce(persons_lower <= persons_upper + 1e-6, true) AS ok
FROM employment;

-- domain.lq_weighted_mean_is_one of specialisation, error
-- Location quotients weighted by the regions' size average to one per industry
SELECT concat_ws(' ', stat_table_id, basis, country_code, industry_code, year) AS item,
       abs(lq_mean - 1) <= $lq_weighted_mean + ($room) / whole AS ok
FROM ($region_sums) WHERE lq_missing_count = 0;

-- domain.focus_shares_sum_to_one of specialisation, error
-- The industries' shares of a region add up to one where none is hidden
SELECT concat_ws(' ', s.stat_table_id, s.basis, s.region_code, s.year) AS item,
       abs(sum(s.focus_share) - 1) <= $share_sum
           + sum(e.persons_upper - e.persons_lower)
             / greatest(sum(e.persons), 1) AS ok
FROM specialisation s
JOIN employment e
USING (stat_table_id, basis, region_code, industry_code, year)
WHERE s.is_additive
GROUP BY s.stat_table_id, s.basis, s.region_code, s.year
HAVING count(*) = count(s.focus_share);

-- domain.lq_within_bounds of specialisation, error
-- The location quotient lies within its bounds
SELECT concat_ws(' ', stat_table_id, region_code, industry_code, year) AS item,
       coalesce(lq_lower <= coalesce(location_quotient, lq_upper) + 1e-9, true)
       AND coalesce(lq_upper >= coalesce(location_quotient, lq_lower) - 1e-9, true)
       AS ok
FROM specialisation;

-- domain.one_series_per_region of preferred_series, error
-- What is to be added up has one figure per country, region, industry and year
SELECT concat_ws(' ', country_code, region_code, industry_code, year) AS item,
       count(*) = 1 AS ok
FROM employment_preferred GROUP BY ALL;

-- domain.inhabitants_add_up of population, error
-- The inhabitants of all regions of NUTS 3 are the country's within a thousandth
SELECT concat_ws(' ', country_code, stat_table_id, reference_date) AS item,
       abs(parts - whole.persons) <= 0.001 * whole.persons AS ok
FROM (SELECT country_code, stat_table_id, reference_date, sum(persons) AS parts
      FROM population WHERE region_level = 'nuts3'
      GROUP BY country_code, stat_table_id, reference_date
      QUALIFY count(*) = max(count(*)) OVER (PARTITION BY country_code))
JOIN population AS whole USING (country_code, stat_table_id, reference_date)
WHERE whole.region_level = 'country';

-- domain.one_level_at_a_time of participation, warn
-- A cluster holds one level of a programme at a time
--   A join, because DuckDB 1.5 answers a NOT EXISTS with these inequalities wrongly.
SELECT concat_ws(' ', a.cluster_id, a.programme_id, a.level, a.valid_from) AS item,
       count(b.cluster_id) = 0 AS ok
FROM participation a LEFT JOIN participation b
  ON b.cluster_id = a.cluster_id AND b.programme_id = a.programme_id
 AND b.level <> a.level AND b.valid_from > a.valid_from
 AND a.valid_to >= b.valid_from
GROUP BY a.statement_id, item;

-- domain.programme_is_described of programme, warn
-- A programme that takes clusters in has a name: else its id may be misspelt
SELECT programme_id AS item, name <> split_part(programme_id, ':prog-', 2) AS ok FROM programme;

-- domain.from_before_to of participation, error
-- A participation does not end before it begins
SELECT concat_ws(' ', cluster_id, programme_id, level) AS item,
       coalesce(valid_from <= valid_to, true) AS ok FROM participation;

-- domain.target_after_baseline of strategy_target, error
-- A target year is not before its baseline year
SELECT concat_ws(' ', strategy_id, position) AS item,
       coalesce(target_year >= baseline_year, true) AS ok FROM strategy_target;

-- domain.cluster_has_proof of cluster, error
-- Every cluster has a statement that leads to a capture with address and hash
SELECT cluster_id AS item,
       cluster_id IN (SELECT s.entity_id FROM statement s
                      JOIN capture c USING (capture_id)
                      WHERE c.url <> '' AND length(c.sha256) = 64) AS ok
FROM cluster;

-- domain.inference_is_never_high of statement, error
-- What is inferred is not of high confidence
SELECT statement_id AS item,
       NOT is_inferred OR confidence <> 'high' AS ok
FROM statement;

-- domain.history_finds_what_controls_find of control_total, error
-- cluster_history on the day of each published total finds as many as the control
SELECT control_id AS item, found_count = (
    SELECT count(DISTINCT cluster_id) FROM cluster_history(on_date)
    WHERE list_contains(string_split(programme_ids, ' '), programme_id)) AS ok
FROM control_total WHERE on_date IS NOT NULL;

-- domain.one_answer_for_now of cluster, error
-- Status, cluster_existence, cluster_today, cluster_history and cluster_current agree
SELECT c.cluster_id AS item,
       (c.status = 'exists') = (t.cluster_id IS NOT NULL)
       AND (c.status = 'exists') = (h.cluster_id IS NOT NULL)
       AND (c.status = 'exists' OR n.levels_now IS NULL)
       AND n.status = c.status AS ok
FROM cluster AS c
JOIN cluster_current AS n USING (cluster_id)
LEFT JOIN cluster_today AS t USING (cluster_id)
LEFT JOIN (SELECT DISTINCT cluster_id
           FROM cluster_history((SELECT reference_date FROM release))) AS h
USING (cluster_id);

-- domain.today_is_filled of cluster, error
-- cluster_today names host, region, level, sector, members and proof of some clusters
SELECT unnest(['host', 'region', 'level', 'sector', 'member_count', 'proof_url']) AS item,
       unnest([count(host) > 0, count(region) > 0, count(level) > 0,
               count(sector) > 0, count(member_count) > 0, count(proof_url) > 0])
           AS ok
FROM cluster_today;

-- domain.region_is_one of cluster, warn
-- A region that sources give for a cluster is one of NUTS 3; the examples say why not
SELECT concat(entity_id, ': ', value, ' (', reason, ')') AS item,
       region_code IS NOT NULL AS ok
FROM (SELECT s.entity_id, s.value, c.region_code, coalesce(nullif(array_to_string(
          list_sort(list(DISTINCT concat_ws(' ', w.relation, w.to_code, w.note))),
          '; '), ''), 'no region of 2024 has that name or number') AS reason
      FROM statement AS s JOIN cluster AS c ON c.cluster_id = s.entity_id
      LEFT JOIN region_crosswalk AS w ON w.from_code = s.value
           AND w.to_vintage = 'NUTS-2024' AND starts_with(w.to_code, c.country_code)
      WHERE s.property = 'region' GROUP BY ALL);

-- domain.last_seen_holds_the_evidence of cluster, error
-- A cluster that exists was seen, and no stay, label or count of members is younger
SELECT c.cluster_id AS item,
       coalesce(max(e.day) <= c.last_seen_date, max(e.day) IS NULL)
       AND (c.status <> 'exists' OR c.last_seen_date IS NOT NULL) AS ok
FROM cluster AS c LEFT JOIN (
    SELECT cluster_id, valid_from AS day FROM participation
    UNION ALL SELECT cluster_id, awarded FROM label_award
    UNION ALL SELECT cluster_id, as_of FROM member_count) AS e USING (cluster_id)
GROUP BY c.cluster_id, c.last_seen_date, c.status;

-- domain.one_site_one_cluster of cluster_identifier, warn
-- Two clusters share a site only where a review told them apart: else one is renamed
SELECT a.identifier AS item, count(b.cluster_id) = count(*) FILTER (
    EXISTS (SELECT 1 FROM match_candidate AS m
            WHERE m.match_method = 'decision'
              AND m.entity_id IN (a.cluster_id, b.cluster_id)
              AND m.candidate_id IN (a.cluster_id, b.cluster_id))) AS ok
FROM cluster_identifier AS a
LEFT JOIN cluster_identifier AS b ON b.scheme = a.scheme
     AND b.identifier = a.identifier AND b.cluster_id > a.cluster_id
GROUP BY a.identifier;

-- domain.published_totals_are_met of control_total, warn
-- The tables hold as many clusters as the agencies published
SELECT control_id AS item, gap_count = 0 AS ok FROM control_total;

-- domain.sources_are_well of source, warn
-- No source is stale or failed; what was ever read gave records
SELECT source_id AS item,
       state NOT IN ('stale', 'failed')
       AND (record_count > 0 OR state = 'missing' OR kind = 'reference') AS ok
FROM source;

-- domain.captured_by_the_day of capture, warn
-- No capture is younger than the release's day: else a clock is wrong, or was
--   No error: one day of a wrong clock would bar every release after it.
--   As numbers: the day of an instant would be that of the machine's time zone.
SELECT concat(capture_id, ' of ', captured_at, ', the release is of ', day) AS item,
       epoch_us(captured_at) < epoch_us(day + 1) AS ok
FROM capture, (SELECT reference_date AS day FROM release);

-- domain.no_unexplained_shrinking of release, warn
-- No table lost more than a tenth of its rows against the release before
SELECT table_name AS item,
       rows_now >= (1 - $shrink_tolerance) * coalesce(rows_before, 0) AS ok
FROM row_count;
