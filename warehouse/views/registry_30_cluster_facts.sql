-- Every fact about a cluster with its source, page and place in the capture:
--     SELECT * FROM cluster_facts('no:gce-node');
CREATE OR REPLACE MACRO cluster_facts(wanted_id) AS TABLE
SELECT
    s.property,
    s.value,
    s.qualifier,
    s.is_inferred,
    s.detail,
    s.valid_from,
    s.valid_to,
    s.date_precision,
    s.as_of,
    s.confidence,
    s.source_id,
    o.title AS source_title,
    coalesce(s.statement_url, c.url) AS url,
    s.locator,
    c.captured_at,
    c.method,
    c.sha256,
    s.statement_id
FROM statement AS s
JOIN capture AS c USING (capture_id)
JOIN source AS o ON o.source_id = s.source_id
WHERE s.entity_id = wanted_id
ORDER BY s.property, s.valid_from, s.as_of, s.value, s.statement_id;

COMMENT ON MACRO TABLE cluster_facts IS 'cluster_facts(wanted_id): every statement about a cluster with its source, page and place in the capture.';
-- COLUMN cluster_facts.value IS 'What is stated, as text.';
-- COLUMN cluster_facts.valid_from IS 'First day of which it is stated, as exact as `date_precision` says.';
-- COLUMN cluster_facts.source_title IS 'Title of the source.';
-- COLUMN cluster_facts.url IS 'Page that says it.';
