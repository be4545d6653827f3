-- How a cluster developed, one event a row, each with its source:
--     SELECT * FROM cluster_timeline('se:paper-province');
-- aspect is name, start, end, level, label, members, host, grant or succession. date_role tells
-- what happened_on is: 'from', the aspect begins; 'seen', a source says it was so on that day
-- (when it began is not known); null where no source gives a day. Members do not hold until the
-- next count: they are points.
CREATE OR REPLACE MACRO cluster_timeline(wanted_id) AS TABLE
WITH
events AS (
    SELECT
        'name' AS aspect,
        n.name AS what,
        n.name_kind AS detail,
        n.valid_from AS from_date,
        n.first_seen_date AS seen_date,
        n.valid_to AS until_date,
        n.statement_id
    FROM cluster_name AS n
    WHERE n.cluster_id = wanted_id AND n.name_kind IN ('primary', 'former')
    UNION ALL
    SELECT
        CASE s.property WHEN 'start_year' THEN 'start' ELSE 'end' END,
        s.value,
        s.detail,
        make_date(TRY_CAST(s.value AS INTEGER), 1, 1),
        s.as_of,
        NULL,
        s.statement_id
    FROM statement AS s
    WHERE s.entity_id = known_id(wanted_id) AND s.property IN ('start_year', 'end_year')
    UNION ALL
    SELECT
        'level',
        p.level,
        concat_ws(', ', g.name, p.event),
        p.valid_from,
        s.as_of,
        p.valid_to,
        p.statement_id
    FROM participation AS p
    JOIN statement AS s USING (statement_id)
    LEFT JOIN programme AS g USING (programme_id)
    WHERE p.cluster_id = wanted_id
    UNION ALL
    SELECT
        'label',
        a.label,
        concat_ws(', ', a.issuer, CAST(a.score_pct AS VARCHAR) || ' percent'),
        a.awarded,
        NULL,
        a.valid_until,
        a.statement_id
    FROM label_award AS a
    WHERE a.cluster_id = wanted_id
    UNION ALL
    SELECT
        'members',
        CAST(m.member_count AS VARCHAR),
        m.qualifier,
        NULL,
        m.as_of,
        NULL,
        m.statement_id
    FROM member_count AS m
    WHERE m.cluster_id = wanted_id
    UNION ALL
    SELECT 'host', o.name, NULL, h.valid_from, h.as_of, h.valid_to, h.statement_id
    FROM cluster_host AS h
    JOIN organisation AS o USING (organisation_id)
    WHERE h.cluster_id = wanted_id
    UNION ALL
    SELECT 'grant', s.value, s.detail, s.valid_from, s.as_of, s.valid_to, s.statement_id
    FROM statement AS s
    WHERE s.entity_id = wanted_id AND s.property = 'grant_amount'
    UNION ALL
    SELECT
        'succession',
        x.succession_kind,
        concat_ws(
            ' to ',
            coalesce(x.predecessor_name, x.predecessor_id),
            coalesce(x.successor_name, x.successor_id)
        ),
        x.event_date,
        NULL,
        NULL,
        x.statement_id
    FROM succession AS x
    WHERE wanted_id IN (x.predecessor_id, x.successor_id)
)
SELECT
    coalesce(e.from_date, e.seen_date) AS happened_on,
    CASE
        WHEN e.from_date IS NOT NULL THEN 'from'
        WHEN e.seen_date IS NOT NULL THEN 'seen'
    END AS date_role,
    CASE
        WHEN e.from_date IS NULL THEN s.as_of_precision
        WHEN e.aspect IN ('start', 'end') THEN 'year'
        ELSE s.date_precision
    END AS date_precision,
    e.until_date,
    e.aspect,
    e.what,
    nullif(e.detail, '') AS detail,
    s.source_id,
    coalesce(s.statement_url, c.url) AS url,
    e.statement_id
FROM events AS e
JOIN statement AS s USING (statement_id)
JOIN capture AS c USING (capture_id)
ORDER BY happened_on NULLS LAST, e.aspect, e.what, e.statement_id;

COMMENT ON MACRO TABLE cluster_timeline IS 'cluster_timeline(wanted_id): how a cluster developed: names, levels, labels, members, hosts, grants, successions in order of time, each with its source.';
-- COLUMN cluster_timeline.happened_on IS 'Day of the event, as exact as `date_precision` says: where `date_role` is seen, the day of which a source shows it; null where no source gives a day.';
-- COLUMN cluster_timeline.date_role IS 'from: it begins on that day; seen: a source shows it so, and when it began is not known; null without a day.';
-- COLUMN cluster_timeline.date_precision IS 'How exact happened_on is.';
-- COLUMN cluster_timeline.until_date IS 'Last day of what began, known or supposed; null where it is a point, or open.';
-- COLUMN cluster_timeline.aspect IS 'What developed: name, start, end, level, label, members, host, grant or succession.';
-- COLUMN cluster_timeline.what IS 'The name, year, level, label, number, host, sum or kind of succession.';
-- COLUMN cluster_timeline.detail IS 'More about it: kind of name, programme and event, issuer and score, who became what; null when there is none.';
-- COLUMN cluster_timeline.url IS 'Page that says it.';
