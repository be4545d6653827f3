-- One row per cluster: what it is now, its levels, labels, members and identifiers.
CREATE OR REPLACE VIEW cluster_current AS
WITH
level_now AS (
    -- As cluster_history has it on the release's day; of a stay without any day, from an undated
    -- list, nobody says that it lasts.
    SELECT
        cluster_id,
        list(
            {
                'programme_id': programme_id,
                'level': coalesce(level, possible_level),
                'valid_from': valid_from,
                'is_possible': possible_level IS NOT NULL
            }
            ORDER BY programme_id, coalesce(level, possible_level)
        ) AS levels_now
    FROM cluster_history((SELECT reference_date FROM release))
    WHERE coalesce(valid_from, valid_to) IS NOT NULL AND programme_id IS NOT NULL
    GROUP BY cluster_id
),
level_last AS (
    SELECT
        cluster_id,
        max_by(level, coalesce(valid_from, valid_to)) AS last_level,
        max(coalesce(valid_from, valid_to)) AS last_level_date
    FROM participation
    WHERE coalesce(valid_from, valid_to) IS NOT NULL
    GROUP BY cluster_id
),
label_now AS (
    -- A label without a published end is no proof that it is still valid: it is left out.
    SELECT cluster_id, list(DISTINCT label ORDER BY label) AS labels_valid
    FROM label_award, release
    WHERE valid_until >= reference_date AND coalesce(awarded, reference_date) <= reference_date
    GROUP BY cluster_id
),
label_ever AS (
    SELECT cluster_id, list(DISTINCT label ORDER BY label) AS labels_ever
    FROM label_award
    GROUP BY cluster_id
),
identifiers AS (
    SELECT
        cluster_id,
        list({'scheme': scheme, 'identifier': identifier} ORDER BY scheme, identifier) AS identifiers
    FROM cluster_identifier
    GROUP BY cluster_id
),
other_names AS (
    SELECT cluster_id, list(name ORDER BY name) AS other_names
    FROM cluster_name
    WHERE name_kind <> 'primary'
    GROUP BY cluster_id
)
SELECT
    c.cluster_id,
    c.country_code,
    c.name,
    n.other_names,
    c.entity_kind,
    c.status,
    c.region_code,
    c.place,
    c.sector,
    c.website,
    CASE WHEN c.status = 'exists' THEN t.host ELSE c.host_organisation END AS host_organisation,
    c.start_year,
    c.end_year,
    l.levels_now,
    ll.last_level,
    ll.last_level_date,
    lb.labels_valid,
    le.labels_ever,
    m.member_count,
    m.qualifier AS member_count_qualifier,
    m.is_inferred AS member_count_is_inferred,
    m.as_of AS member_count_as_of,
    i.identifiers,
    c.first_seen_date,
    c.last_seen_date
FROM cluster AS c
LEFT JOIN cluster_today AS t USING (cluster_id)
LEFT JOIN level_now AS l USING (cluster_id)
LEFT JOIN level_last AS ll USING (cluster_id)
LEFT JOIN label_now AS lb USING (cluster_id)
LEFT JOIN label_ever AS le USING (cluster_id)
LEFT JOIN newest_member_count AS m USING (cluster_id)
LEFT JOIN identifiers AS i USING (cluster_id)
LEFT JOIN other_names AS n USING (cluster_id);

COMMENT ON VIEW cluster_current IS 'One row per cluster: what it is now, its levels, labels, members and identifiers.';
COMMENT ON COLUMN cluster_current.other_names IS 'Former names, aliases and legal names, in alphabetical order; null when none is known.';
COMMENT ON COLUMN cluster_current.levels_now IS 'Stays that cover the release''s reference day, of a cluster that exists then: programme, level and start; `is_possible` where only the year or month of the start is known and the day lies in it, as `possible_level` of `cluster_history`. A stay without a known end counts until the programme''s own limit, one of which neither start nor end is known not at all. Null when there is none.';
COMMENT ON COLUMN cluster_current.host_organisation IS 'Of a cluster that exists, its host today, as in `cluster_today.host`; of another the last one known.';
COMMENT ON COLUMN cluster_current.last_level IS 'Latest level: that of the latest dated stay in any programme, ended or not. What holds today is in `levels_now`.';
COMMENT ON COLUMN cluster_current.last_level_date IS 'First day (or else last day) of that stay.';
COMMENT ON COLUMN cluster_current.labels_valid IS 'ECEI labels whose published end lies on or after the release''s reference day. A label without a published end is left out.';
COMMENT ON COLUMN cluster_current.labels_ever IS 'ECEI labels ever awarded, as far as sources tell.';
COMMENT ON COLUMN cluster_current.member_count IS 'Latest dated number of members; earlier ones are in `member_count`.';
COMMENT ON COLUMN cluster_current.member_count_qualifier IS 'How exact that number is (more_than, about, ...); null: exactly as said.';
COMMENT ON COLUMN cluster_current.member_count_is_inferred IS 'Whether the number or its day is concluded from the page, which does not say it in so many words.';
COMMENT ON COLUMN cluster_current.member_count_as_of IS 'The day of which that number is said.';
COMMENT ON COLUMN cluster_current.identifiers IS 'Scheme and identifier of every identifier that is known.';
