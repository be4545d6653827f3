-- How many clusters there were for a million inhabitants, on the days that inhabitants are counted.
-- A cluster counts as in cluster_history; one whose region no source tells counts in its country
-- only, so the regions do not add up to it.
CREATE OR REPLACE VIEW clusters_per_million AS
WITH
day AS (SELECT DISTINCT country_code, reference_date FROM population_preferred),
existing AS (
    SELECT DISTINCT d.reference_date, h.country_code, h.cluster_id
    FROM day AS d
    JOIN LATERAL (SELECT country_code, cluster_id FROM cluster_history(d.reference_date)) AS h
        ON h.country_code = d.country_code
),
counted AS (
    SELECT reference_date, region_code, count(*) AS cluster_count
    FROM (
        SELECT e.reference_date, unnest([e.country_code, c.region_code]) AS region_code
        FROM existing AS e JOIN cluster AS c USING (cluster_id)
    )
    GROUP BY ALL
)
SELECT
    p.country_code, p.region_code, r.region_name, p.region_level, p.year, p.reference_date,
    coalesce(c.cluster_count, 0) AS cluster_count,
    p.persons,
    coalesce(c.cluster_count, 0) / p.persons * 1e6 AS clusters_per_million,
    p.is_newest,
    p.stat_table_id
FROM population_preferred AS p
JOIN region AS r ON r.vintage = p.region_vintage AND r.region_code = p.region_code
LEFT JOIN counted AS c ON c.region_code = p.region_code AND c.reference_date = p.reference_date
WHERE p.region_level IN ('country', 'nuts3') AND p.persons > 0
ORDER BY p.country_code, p.region_code, p.year;

COMMENT ON VIEW clusters_per_million IS 'Clusters that existed for each million inhabitants, by country and NUTS 3 region, on the days that inhabitants were counted.';
COMMENT ON COLUMN clusters_per_million.cluster_count IS 'Clusters that existed on the day, as cluster_history has them; in a region, those whose region is known.';
COMMENT ON COLUMN clusters_per_million.is_newest IS 'True for the newest count of the country or region.';
COMMENT ON COLUMN clusters_per_million.clusters_per_million IS 'Clusters for each million inhabitants on the day.';
