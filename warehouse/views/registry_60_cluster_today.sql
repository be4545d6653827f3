-- Which clusters exist today, and who carries them; `today` is the release's reference day:
--     SELECT name, host, region, since FROM cluster_today WHERE country_code = 'DK';
CREATE OR REPLACE VIEW cluster_today AS
WITH
newest_host AS (
    SELECT cluster_id, max(valid_from) AS since, max_by(organisation_id, valid_from) AS organisation_id
    FROM cluster_host
    WHERE valid_from IS NOT NULL
    GROUP BY cluster_id
),
host AS (
    -- The organisation that hosts it by the newest word that still holds; what has no day is older
    -- than all that has, and of one day what a page says counts more than what is inferred. A word
    -- from before another began to host it is over.
    SELECT h.cluster_id, max_by(o, w.word) AS body, max(w.word) AS word
    FROM cluster_host AS h
    JOIN organisation AS o USING (organisation_id)
    JOIN statement AS s USING (statement_id)
    CROSS JOIN release AS r
    LEFT JOIN newest_host AS n ON n.cluster_id = h.cluster_id AND n.organisation_id <> h.organisation_id
    CROSS JOIN LATERAL (SELECT {'day': coalesce(h.as_of, h.valid_from, DATE '0001-01-01'), 'said': NOT s.is_inferred} AS word) AS w
    WHERE coalesce(h.valid_to, r.reference_date) >= r.reference_date
        AND NOT coalesce(n.since > coalesce(h.as_of, h.valid_from), false)
    GROUP BY h.cluster_id
),
own AS (
    SELECT c.cluster_id, max(w.word) AS word, min(i.identifier) AS identifier
    FROM cluster AS c
    JOIN statement AS s
        ON s.statement_id = c.own_body_statement_id OR (s.property = 'legal_form' AND s.entity_id = c.cluster_id)
    CROSS JOIN LATERAL (SELECT {'day': coalesce(s.as_of, s.valid_from, DATE '0001-01-01'), 'said': NOT s.is_inferred} AS word) AS w
    LEFT JOIN cluster_identifier AS i
        ON i.cluster_id = c.cluster_id AND i.scheme IN ('NO-BRC', 'DK-CVR', 'SE-ON') AND NOT i.is_struck_off
    WHERE c.own_body_statement_id IS NOT NULL
    GROUP BY c.cluster_id
),
carrier AS (
    -- Another body or itself, by the same order. Where neither is newer or surer nobody can tell,
    -- and neither is shown.
    SELECT cluster_id, h.body, nullif(h.word.day, DATE '0001-01-01') AS host_day, o.identifier,
        nullif(o.word.day, DATE '0001-01-01') AS own_day,
        CASE
            WHEN o.cluster_id IS NULL OR h.word > o.word THEN 'host'
            WHEN h.cluster_id IS NULL OR h.word < o.word THEN 'own'
        END AS who
    FROM host AS h
    FULL JOIN own AS o USING (cluster_id)
),
host_number AS (
    SELECT organisation_id, min(identifier) AS identifier
    FROM organisation_identifier
    WHERE NOT is_struck_off
    GROUP BY organisation_id
),
level_now AS (
    SELECT cluster_id, max_by(h, coalesce(h.valid_from, DATE '0001-01-01')) AS latest
    FROM cluster_history((SELECT reference_date FROM release)) AS h
    WHERE coalesce(h.valid_from, h.valid_to) IS NOT NULL
    GROUP BY cluster_id
),
first_word AS (
    -- The finest of the dates that give its first day.
    SELECT entity_id AS cluster_id, day,
        min_by(precision, list_position(['day', 'month', 'year'], precision)) AS precision
    FROM (
        SELECT entity_id, valid_from AS day, date_precision AS precision FROM statement
        UNION ALL SELECT entity_id, as_of, as_of_precision FROM statement
        UNION ALL SELECT entity_id, make_date(TRY_CAST(value AS INTEGER), 1, 1), 'year'
        FROM statement WHERE property = 'start_year'
    )
    WHERE precision IN ('day', 'month', 'year')
    GROUP BY ALL
),
industry AS (
    SELECT i.cluster_id, min_by(s.name, i.industry_rank) AS sector
    FROM cluster_industry AS i
    JOIN sector AS s USING (sector_code)
    GROUP BY i.cluster_id
),
region_name AS (
    SELECT region_code, min(region_name) AS region
    FROM region
    WHERE region_kind = 'nuts3' AND vintage = 'NUTS-2024'
    GROUP BY region_code
)
SELECT
    c.country_code,
    c.cluster_id,
    c.name,
    CASE h.who WHEN 'host' THEN h.body.name WHEN 'own' THEN c.name END AS host,
    CASE h.who WHEN 'host' THEN h.host_day WHEN 'own' THEN h.own_day END AS host_date,
    c.own_body_statement_id IS NOT NULL AS is_own_body,
    CASE h.who WHEN 'host' THEN n.identifier WHEN 'own' THEN h.identifier END AS host_identifier,
    c.region_code,
    g.region,
    e.valid_from AS since,
    f.precision AS since_precision,
    l.latest.programme_id AS programme_id,
    l.latest.level AS level,
    l.latest.possible_level AS possible_level,
    i.sector,
    m.member_count,
    m.qualifier AS member_qualifier,
    m.is_inferred AS member_is_inferred,
    m.counted AS member_counted,
    m.as_of AS member_count_date,
    c.website,
    e.last_seen_date,
    e.existence_rule AS rule,
    e.statement_id,
    coalesce(s.statement_url, p.url) AS proof_url
FROM cluster AS c
JOIN cluster_existence AS e ON e.cluster_id = c.cluster_id AND e.state = 'exists'
CROSS JOIN release AS r
JOIN statement AS s ON s.statement_id = e.statement_id
JOIN capture AS p ON p.capture_id = s.capture_id
LEFT JOIN carrier AS h ON h.cluster_id = c.cluster_id
LEFT JOIN host_number AS n ON n.organisation_id = h.body.organisation_id
LEFT JOIN level_now AS l ON l.cluster_id = c.cluster_id
LEFT JOIN first_word AS f ON f.cluster_id = c.cluster_id AND f.day = e.valid_from
LEFT JOIN newest_member_count AS m ON m.cluster_id = c.cluster_id
LEFT JOIN industry AS i ON i.cluster_id = c.cluster_id
LEFT JOIN region_name AS g ON g.region_code = c.region_code
WHERE r.reference_date BETWEEN e.valid_from AND e.valid_to
ORDER BY c.country_code, c.name;

COMMENT ON VIEW cluster_today IS 'Clusters that exist on the release''s reference day, with host, region, level, sector, members, and the proof.';
COMMENT ON COLUMN cluster_today.host IS 'Body that hosts or runs it, by the newest dated source: another, or its own name where it is a legal body of its own. Null when no source tells, or when one names another, one shows it as its own, and neither is the newer or the surer: both are in `cluster_host` and `cluster.own_body_statement_id`.';
COMMENT ON COLUMN cluster_today.host_date IS 'The day of which that is said; null where the page is undated.';
COMMENT ON COLUMN cluster_today.is_own_body IS 'Whether a source shows it as a legal body of its own: by number, legal form or name (`cluster.own_body_statement_id`).';
COMMENT ON COLUMN cluster_today.host_identifier IS 'National register number of that body.';
COMMENT ON COLUMN cluster_today.region IS 'Name of the NUTS 3 region.';
COMMENT ON COLUMN cluster_today.since IS 'First day of which any source shows it: a first sighting, and no founding unless `cluster.start_year` has its year. As exactly as `since_precision` tells: 1 January where only the year is known.';
COMMENT ON COLUMN cluster_today.since_precision IS 'How exact `since` is: day, month or year.';
COMMENT ON COLUMN cluster_today.programme_id IS 'Programme that it is in, the latest it came into; null where no dated stay reaches the day.';
COMMENT ON COLUMN cluster_today.level IS 'Level today: that of the latest stay which covers the reference day, as in `cluster_history` of that day; null where there is none, or where it is only possible. An ended level is in `cluster_current.last_level`.';
COMMENT ON COLUMN cluster_today.possible_level IS 'Level of a stay of which only the year or month of the start is known, while the reference day lies in it: it may not have begun yet.';
COMMENT ON COLUMN cluster_today.sector IS 'Name of its first sector in the closed list (`sector`); `cluster.sector` has the source''s words.';
COMMENT ON COLUMN cluster_today.member_count IS 'Latest dated number of members, or of what `member_counted` says.';
COMMENT ON COLUMN cluster_today.member_qualifier IS 'How exact it is (`more_than`, `about`, ...); null where the source gives it as exact.';
COMMENT ON COLUMN cluster_today.member_is_inferred IS 'Whether the number or its day is concluded from the page, which does not say it in so many words.';
COMMENT ON COLUMN cluster_today.member_counted IS 'What the source counts where it does not speak of members: partners, actors, ...; null: members.';
COMMENT ON COLUMN cluster_today.member_count_date IS 'The day of which that number is said.';
COMMENT ON COLUMN cluster_today.rule IS 'Why it counts as existing: a rule of `existence_rule`; `programme_rule` where no source says when its stay ended, so that both its end and the two years after it are supposed.';
COMMENT ON COLUMN cluster_today.proof_url IS 'The page that shows it.';
