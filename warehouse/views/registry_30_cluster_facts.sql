-- An id that a statement is about, as it is; of another nothing would come, which reads as if nothing
-- were known: an error that names the nearest.
CREATE OR REPLACE MACRO known_id(wanted_id) AS CASE
    WHEN wanted_id IN (SELECT entity_id FROM statement) THEN wanted_id
    ELSE error('no cluster has the id ''' || coalesce(wanted_id, 'NULL') || '''; the nearest: ' || (
        SELECT string_agg(cluster_id, '; ' ORDER BY likeness DESC, cluster_id) FROM (
            SELECT cluster_id, max(greatest(
                jaro_winkler_similarity(lower(name), lower(coalesce(wanted_id, ''))),
                jaro_winkler_similarity(cluster_id, lower(coalesce(wanted_id, '')))
            )) AS likeness
            FROM cluster_name GROUP BY cluster_id ORDER BY likeness DESC, cluster_id LIMIT 3
        )
    ) || '; cluster_name has every name')
END;

COMMENT ON MACRO known_id IS 'known_id(wanted_id): the id of a cluster, or an error that names the nearest.';

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
WHERE s.entity_id = known_id(wanted_id)
ORDER BY s.property, s.valid_from, s.as_of, s.value, s.statement_id;

COMMENT ON MACRO TABLE cluster_facts IS 'cluster_facts(wanted_id): every statement about a cluster with its source, page and place in the capture.';
-- COLUMN cluster_facts.value IS 'What is stated, as text.';
-- COLUMN cluster_facts.valid_from IS 'First day of which it is stated, as exact as `date_precision` says.';
-- COLUMN cluster_facts.source_title IS 'Title of the source.';
-- COLUMN cluster_facts.url IS 'Page that says it.';
