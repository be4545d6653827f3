-- How complete and how old the facts about the clusters that exist today are, by country.
CREATE OR REPLACE VIEW coverage_today AS
SELECT
    country_code,
    count(*) AS cluster_count,
    round(100 * avg(CAST(region_code IS NOT NULL AS INTEGER))) AS region_pct,
    round(100 * avg(CAST(host IS NOT NULL OR is_own_body AS INTEGER))) AS host_pct,
    round(100 * avg(CAST(host_identifier IS NOT NULL AS INTEGER))) AS host_identifier_pct,
    round(100 * avg(CAST(sector IS NOT NULL AS INTEGER))) AS sector_pct,
    round(100 * avg(CAST(member_count IS NOT NULL AS INTEGER))) AS member_count_pct,
    round(100 * avg(CAST(coalesce(last_seen_date >= DATE '2024-01-01', false) AS INTEGER))) AS seen_since_2024_pct,
    median(last_seen_date)::DATE AS median_last_seen_date,
    min(last_seen_date) AS oldest_last_seen_date
FROM cluster_today
GROUP BY country_code
ORDER BY country_code;

COMMENT ON VIEW coverage_today IS 'How complete and how old the facts about the clusters that exist today are, by country.';
COMMENT ON COLUMN coverage_today.cluster_count IS 'Clusters that exist on the reference day.';
COMMENT ON COLUMN coverage_today.region_pct IS 'Share with a NUTS 3 region, percent.';
COMMENT ON COLUMN coverage_today.host_pct IS 'Share with a host or a legal body of its own, percent.';
COMMENT ON COLUMN coverage_today.host_identifier_pct IS 'Share whose host has a register number here, percent.';
COMMENT ON COLUMN coverage_today.sector_pct IS 'Share with a sector, percent.';
COMMENT ON COLUMN coverage_today.member_count_pct IS 'Share with a dated number of members, percent.';
COMMENT ON COLUMN coverage_today.seen_since_2024_pct IS 'Share that a source of 2024 or later shows, percent.';
COMMENT ON COLUMN coverage_today.median_last_seen_date IS 'Median of the days on which they were last seen.';
COMMENT ON COLUMN coverage_today.oldest_last_seen_date IS 'The oldest of those days.';
