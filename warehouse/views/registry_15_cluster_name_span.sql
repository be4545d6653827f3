-- Which of its names a cluster went by when: the one definition of `cluster_history` and the site.
--     SELECT name FROM cluster_name_span
--     WHERE cluster_id = 'no:ntsc' AND DATE '2018-01-01' BETWEEN first_day AND last_day;
-- A name holds from its start, or from where it is first seen in use, until its end, or
-- until the next one begins; a former name without either, until the cluster was renamed,
-- where it has no other, or else until it is last seen. One of which only the end is known held
-- before that, back to the end of the name before it.
CREATE OR REPLACE VIEW cluster_name_span AS
WITH
renamed AS (
    SELECT predecessor_id AS cluster_id, min(event_date) AS event_date
    FROM succession
    WHERE succession_kind = 'renamed' AND event_date IS NOT NULL
    GROUP BY predecessor_id
    HAVING count(DISTINCT event_date) = 1
)
SELECT
    cluster_id,
    name,
    first_day,
    coalesce(
        valid_to,
        lead(first_day) OVER (PARTITION BY cluster_id ORDER BY first_day, name) - 1,
        CASE
            WHEN name_kind = 'primary' THEN DATE '9999-12-31'
            ELSE greatest(first_day, last_seen_date, renamed_on)
        END
    ) AS last_day
FROM (
    SELECT
        n.*,
        CASE
            WHEN count(*) FILTER (n.name_kind = 'former') OVER (PARTITION BY n.cluster_id) = 1
            THEN r.event_date
        END AS renamed_on,
        CASE
            WHEN n.valid_from IS NOT NULL THEN n.valid_from
            WHEN n.name_kind = 'former' AND n.valid_to IS NOT NULL THEN coalesce(
                max(n.valid_to) OVER (
                    PARTITION BY n.cluster_id ORDER BY n.valid_to NULLS FIRST, n.name
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) + 1,
                DATE '0001-01-01'
            )
            ELSE n.first_seen_date
        END AS first_day
    FROM cluster_name AS n
    LEFT JOIN renamed AS r USING (cluster_id)
    WHERE n.name_kind IN ('primary', 'former')
)
WHERE first_day IS NOT NULL;

COMMENT ON VIEW cluster_name_span IS 'From when until when a cluster went by a name, as far as sources date it.';
COMMENT ON COLUMN cluster_name_span.first_day IS 'First day of the name; 0001-01-01 where only its end is known.';
COMMENT ON COLUMN cluster_name_span.last_day IS 'Last day of the name; 9999-12-31 where no end is known.';
