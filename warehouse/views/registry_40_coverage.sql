-- What each source gave, how fresh it is, and where the tables are known to fall short of
-- totals that publishers state. item_kind is 'source' or 'published_total'.
CREATE OR REPLACE VIEW coverage AS
WITH
captures AS (
    SELECT
        source_id,
        count(*) AS capture_count,
        max(captured_at) AS newest_captured_at,
        max(as_of) AS newest_as_of,
        bool_or(method = 'http') AS has_http
    FROM capture
    GROUP BY source_id
),
statements AS (
    SELECT source_id, count(*) AS statement_count, count(DISTINCT entity_id) AS entity_count
    FROM statement
    GROUP BY source_id
)
SELECT
    'source' AS item_kind,
    s.source_id AS item_id,
    s.jurisdiction_code,
    s.title,
    s.kind,
    s.state,
    s.state_detail,
    s.record_count,
    coalesce(c.capture_count, 0) AS capture_count,
    coalesce(t.statement_count, 0) AS statement_count,
    coalesce(t.entity_count, 0) AS entity_count,
    c.newest_captured_at,
    c.newest_as_of,
    c.has_http,
    CAST(NULL AS INTEGER) AS published_count,
    CAST(NULL AS INTEGER) AS found_count,
    CAST(NULL AS INTEGER) AS gap_count,
    s.landing_url AS url,
    CASE WHEN s.state IN ('stale', 'failed', 'missing') THEN s.state_detail END AS known_gap
FROM source AS s
LEFT JOIN captures AS c USING (source_id)
LEFT JOIN statements AS t USING (source_id)
UNION ALL
SELECT
    'published_total',
    k.control_id,
    k.country_code,
    k.title,
    'registry',
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    k.published_count,
    k.found_count,
    k.gap_count,
    k.url,
    CASE
        WHEN k.gap_count > 0 THEN k.gap_count || ' of ' || k.published_count || ' not found'
        WHEN k.gap_count < 0 THEN -k.gap_count || ' more than published'
    END || coalesce('; ' || k.note, '')
FROM control_total AS k;

COMMENT ON VIEW coverage IS 'What each source gave and how fresh it is; published totals against what the tables hold.';
COMMENT ON COLUMN coverage.item_kind IS 'What the row is about: source, or published_total.';
COMMENT ON COLUMN coverage.item_id IS 'source_id, or control_id of table `control_total`.';
COMMENT ON COLUMN coverage.title IS 'Title of the source, or what the published total counts.';
COMMENT ON COLUMN coverage.capture_count IS 'Documents of the source that this release rests on.';
COMMENT ON COLUMN coverage.statement_count IS 'Statements that the source gave to the registry.';
COMMENT ON COLUMN coverage.entity_count IS 'Entities that those statements are about.';
COMMENT ON COLUMN coverage.newest_captured_at IS 'UTC instant of the newest document.';
COMMENT ON COLUMN coverage.newest_as_of IS 'Latest day that a document says it is of; null when none says.';
COMMENT ON COLUMN coverage.has_http IS 'True when at least one document was fetched and not transcribed.';
COMMENT ON COLUMN coverage.url IS 'Page of the source, or page that states the total.';
COMMENT ON COLUMN coverage.known_gap IS 'What is known to be lacking; null when nothing is.';
