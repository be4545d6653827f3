-- Which clusters existed on a day, under which name, at which level, with which labels:
--     SELECT * FROM cluster_history('2018-01-01') WHERE level = 'arena';
-- One row per stay that covers the day: a cluster in two programmes has two rows, one in none that is
-- known has one, with nulls. Count clusters with count(DISTINCT cluster_id).
-- `level` is what sources show for that day. Where only the year (or month) of the start is known
-- and the day lies in it, before any on which a source saw it, the level stands in
-- `possible_level` instead. `is_end_known` is false
-- where no source gives an end; such a level counts until the programme's own limit. Existence is
-- that of `cluster_existence`, by the rule named in `existence_rule`.
CREATE OR REPLACE MACRO cluster_history(on_date) AS TABLE
WITH
day AS (SELECT CAST(on_date AS DATE) AS d),
seen AS (
    -- The first day in a year on which a source sees it at a level: by then it had begun. As text,
    -- for the engine in a browser has no functions for JSON.
    SELECT
        entity_id AS cluster_id,
        value AS programme_id,
        regexp_extract(detail, '"level": "([^"]*)"', 1) AS level,
        min(as_of) AS day
    FROM statement
    WHERE property = 'participation' AND as_of_precision = 'day' AND contains(detail, '"event": "observed"')
    GROUP BY entity_id, value, level, year(as_of)
),
stays AS (
    SELECT
        p.*,
        -- A page that looks back on a stay saw it no later than its last day.
        coalesce(p.valid_from, CASE WHEN s.as_of > p.valid_to THEN p.valid_to ELSE s.as_of END) AS first_day,
        CASE
            WHEN p.valid_from IS NULL THEN first_day
            WHEN p.date_precision = 'year' THEN least(make_date(year(p.valid_from), 12, 31), seen.day)
            WHEN p.date_precision = 'month' THEN least(last_day(p.valid_from), seen.day)
            ELSE p.valid_from
        END AS certain_from,
        coalesce(p.valid_to, DATE '9999-12-31') AS last_day_in
    FROM participation AS p
    JOIN statement AS s ON s.statement_id = p.statement_id
    LEFT JOIN seen
        ON seen.cluster_id = p.cluster_id
        AND seen.programme_id = p.programme_id
        AND seen.level = p.level
        AND year(seen.day) = year(p.valid_from)
),
existing AS (
    SELECT c.cluster_id, c.country_code, c.name AS current_name, e.existence_rule, e.last_seen_date
    FROM cluster AS c
    JOIN cluster_existence AS e USING (cluster_id)
    CROSS JOIN day
    WHERE e.state = 'exists' AND e.valid_from <= day.d AND e.valid_to >= day.d
),
names AS (
    SELECT n.cluster_id, max_by(n.name, n.first_day) AS name
    FROM cluster_name_span AS n
    CROSS JOIN day
    WHERE n.first_day <= day.d AND n.last_day >= day.d
    GROUP BY n.cluster_id
),
levels AS (
    SELECT s.*, s.certain_from <= day.d AS is_certain
    FROM stays AS s
    CROSS JOIN day
    WHERE s.first_day <= day.d AND s.last_day_in >= day.d
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
    CASE WHEN l.is_certain THEN nullif(l.level, 'not_stated') END AS level,
    CASE WHEN NOT l.is_certain THEN nullif(l.level, 'not_stated') END AS possible_level,
    l.brand,
    l.valid_from,
    l.date_precision,
    l.valid_to,
    coalesce(l.valid_to_basis NOT IN ('programme_rule', 'none_known'), false) AS is_end_known,
    l.valid_to_basis,
    b.labels,
    l.statement_id,
    x.existence_rule,
    x.last_seen_date
FROM existing AS x
LEFT JOIN names AS n USING (cluster_id)
LEFT JOIN levels AS l USING (cluster_id)
LEFT JOIN labels AS b USING (cluster_id)
ORDER BY x.cluster_id, l.programme_id;

COMMENT ON MACRO TABLE cluster_history IS 'cluster_history(on_date): which clusters existed on a day, under which name, at which level, with which labels. One row per stay that covers the day; a cluster in no known programme has one, with nulls. A day after `release.reference_date` gets what the evidence of today would still carry then: no forecast.';
-- COLUMN cluster_history.name IS 'The name it went by on the day; that of today where none is dated.';
-- COLUMN cluster_history.is_name_dated IS 'Whether a source dates that name; false where that of today stands in.';
-- COLUMN cluster_history.current_name IS 'Its name on the reference day of the release.';
-- COLUMN cluster_history.programme_id IS 'Programme of the stay that covers the day; null where it was in none that is known.';
-- COLUMN cluster_history.level IS 'Level that sources show for the day; null where there is none, or where it is only possible.';
-- COLUMN cluster_history.possible_level IS 'Level of a stay of which only the year or month of the start is known, while the day lies in it: it may not have begun yet.';
-- COLUMN cluster_history.valid_from IS 'First day of the stay, as exact as `date_precision` says; null where a source only saw it, and it counts from that day.';
-- COLUMN cluster_history.valid_to IS 'Last day of the stay, known or supposed: `valid_to_basis` says which; null where nothing tells of an end.';
-- COLUMN cluster_history.is_end_known IS 'Whether a source gives or implies the end of the stay; false where it is that of the programmes rule, or none is known.';
-- COLUMN cluster_history.labels IS 'ECEI labels whose published validity holds the day; null when none.';
-- COLUMN cluster_history.statement_id IS 'Statement that shows the stay.';
-- COLUMN cluster_history.existence_rule IS 'Why it counts as existing on the day: a rule of table `existence_rule`.';
-- COLUMN cluster_history.last_seen_date IS 'Latest day of which a source shows it within that existence.';
