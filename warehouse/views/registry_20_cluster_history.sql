-- Which clusters existed on a day, under which name, at which level, with which labels:
--     SELECT * FROM cluster_history('2018-01-01') WHERE level = 'arena';
-- One row per cluster and programme (one with nulls where it was in none that is known).
-- A level counts from its first known day: the start, else the day a source speaks of it.
CREATE OR REPLACE MACRO cluster_history(on_date) AS TABLE
WITH
day AS (SELECT CAST(on_date AS DATE) AS d),
ends AS (
    SELECT predecessor_id AS cluster_id, max(event_date) AS ended_on
    FROM succession
    WHERE succession_kind <> 'renamed' AND event_date IS NOT NULL
    GROUP BY predecessor_id
),
stays AS (
    SELECT
        p.*,
        coalesce(p.valid_from, s.valid_from, s.as_of) AS known_from
    FROM participation AS p
    JOIN statement AS s ON s.statement_id = p.statement_id
),
begins AS (
    -- The first day on which anything shows that the cluster was there.
    SELECT cluster_id, min(first_day) AS known_from
    FROM (
        SELECT cluster_id, make_date(start_year, 1, 1) AS first_day FROM cluster
        UNION ALL SELECT cluster_id, first_seen_date FROM cluster
        UNION ALL SELECT cluster_id, known_from FROM stays
        UNION ALL SELECT cluster_id, awarded FROM label_award
        UNION ALL SELECT cluster_id, valid_from FROM cluster_name
        UNION ALL SELECT predecessor_id, event_date FROM succession
    )
    GROUP BY cluster_id
),
existing AS (
    SELECT c.cluster_id, c.country_code, c.name AS current_name, e.ended_on, b.known_from
    FROM cluster AS c
    CROSS JOIN day
    JOIN begins AS b USING (cluster_id)
    LEFT JOIN ends AS e USING (cluster_id)
    WHERE b.known_from <= day.d
      AND (e.ended_on IS NULL OR e.ended_on > day.d)
      AND (c.end_year IS NULL OR c.end_year >= year(day.d))
),
names AS (
    -- Of the names whose validity holds the day: the one that began last.
    SELECT n.cluster_id, max_by(n.name, coalesce(n.valid_from, DATE '0001-01-01')) AS name
    FROM cluster_name AS n
    CROSS JOIN day
    WHERE (n.valid_from IS NOT NULL OR n.valid_to IS NOT NULL)
      AND coalesce(n.valid_from, DATE '0001-01-01') <= day.d
      AND coalesce(n.valid_to, DATE '9999-12-31') >= day.d
    GROUP BY n.cluster_id
),
levels AS (
    SELECT s.*
    FROM stays AS s
    CROSS JOIN day
    WHERE s.known_from <= day.d AND (s.valid_to IS NULL OR s.valid_to >= day.d)
),
labels AS (
    -- Only labels whose published validity holds the day.
    SELECT a.cluster_id, list(DISTINCT a.label ORDER BY a.label) AS labels
    FROM label_award AS a
    CROSS JOIN day
    WHERE a.awarded <= day.d AND a.valid_until >= day.d
    GROUP BY a.cluster_id
)
SELECT
    x.cluster_id,
    x.country_code,
    coalesce(n.name, x.current_name) AS name,
    n.name IS NOT NULL AS is_name_dated,
    x.current_name,
    l.programme_id,
    l.level,
    l.brand,
    l.valid_from,
    l.valid_to,
    l.valid_to IS NOT NULL AS is_end_known,
    b.labels,
    l.statement_id
FROM existing AS x
LEFT JOIN names AS n USING (cluster_id)
LEFT JOIN levels AS l USING (cluster_id)
LEFT JOIN labels AS b USING (cluster_id)
ORDER BY x.cluster_id, l.programme_id;
