-- Which sources a table rests on, under which terms, and how fresh they are: what to print
-- beside a chart, and what a dashboard shows as "data as of".
--     SELECT attribution, licence FROM table_provenance WHERE table_name = 'employment';
CREATE OR REPLACE VIEW table_provenance AS
WITH
series AS (
    SELECT stat_table_id, max_by(capture_id, cell_count) AS capture_id
    FROM stat_table
    GROUP BY stat_table_id
),
entities AS (
    SELECT s.entity_id, s.source_id, max_by(s.capture_id, c.captured_at) AS capture_id
    FROM statement AS s
    JOIN capture AS c USING (capture_id)
    GROUP BY s.entity_id, s.source_id
),
stated AS (
    SELECT 'cluster_existence' AS table_name, statement_id FROM cluster_existence
    UNION ALL SELECT 'cluster_host', statement_id FROM cluster_host
    UNION ALL SELECT 'cluster_identifier', statement_id FROM cluster_identifier
    UNION ALL SELECT 'cluster_industry', statement_id FROM cluster_industry
    UNION ALL SELECT 'cluster_name', statement_id FROM cluster_name
    UNION ALL SELECT 'control_cluster', statement_id FROM control_cluster
    UNION ALL SELECT 'label_award', statement_id FROM label_award
    UNION ALL SELECT 'member_count', statement_id FROM member_count
    UNION ALL SELECT 'organisation_identifier', statement_id FROM organisation_identifier
    UNION ALL SELECT 'participation', statement_id FROM participation
    UNION ALL SELECT 'succession', statement_id FROM succession
),
proof AS (
    SELECT t.table_name, s.capture_id FROM stated AS t JOIN statement AS s USING (statement_id)
    UNION ALL
    SELECT 'cluster', e.capture_id FROM cluster AS t JOIN entities AS e ON e.entity_id = t.cluster_id
    UNION ALL
    SELECT 'organisation', e.capture_id
    FROM organisation AS t
    JOIN entities AS e ON e.entity_id = t.organisation_id
    UNION ALL
    SELECT 'programme', e.capture_id
    FROM programme AS t
    JOIN entities AS e ON e.entity_id = t.programme_id
    UNION ALL SELECT 'employment', capture_id FROM employment
    UNION ALL SELECT 'observation', capture_id FROM observation
    UNION ALL SELECT 'population', capture_id FROM population
    UNION ALL SELECT 'quality_indicator', capture_id FROM quality_indicator
    UNION ALL SELECT 'region_boundary', capture_id FROM region_boundary
    UNION ALL SELECT 'regional_measure', capture_id FROM regional_measure
    UNION ALL SELECT 'stat_table', capture_id FROM stat_table
    UNION ALL SELECT 'stat_table_code', capture_id FROM stat_table_code
    UNION ALL SELECT 'statement', capture_id FROM statement
    UNION ALL SELECT 'strategy', capture_id FROM strategy
    UNION ALL SELECT 'strategy_area', capture_id FROM strategy_area
    UNION ALL SELECT 'strategy_figure', capture_id FROM strategy_figure
    UNION ALL SELECT 'strategy_target', capture_id FROM strategy_target
    UNION ALL SELECT 'survey_finding', capture_id FROM survey_finding
    UNION ALL SELECT 'shift_share', s.capture_id FROM shift_share JOIN series AS s USING (stat_table_id)
    UNION ALL
    SELECT 'specialisation', s.capture_id FROM specialisation JOIN series AS s USING (stat_table_id)
    UNION ALL
    SELECT 'target_progress', s.capture_id FROM target_progress JOIN strategy AS s USING (strategy_id)
    UNION ALL
    SELECT 'target_progress', s.capture_id
    FROM target_progress AS t
    JOIN strategy AS s ON s.strategy_id = t.figure_strategy_id
),
told AS (
    SELECT t.table_name, s.source_id, max(s.as_of) AS as_of
    FROM stated AS t
    JOIN statement AS s USING (statement_id)
    GROUP BY ALL
    UNION ALL
    SELECT 'statement', source_id, max(as_of) FROM statement GROUP BY source_id
),
renewed AS (
    -- By the number: the engine in a browser casts no instant to a date.
    SELECT capture_id, CAST(make_timestamp(epoch_us(max(source_updated_at))) AS DATE) AS as_of
    FROM stat_table
    GROUP BY capture_id
)
SELECT
    p.table_name,
    c.source_id,
    any_value(o.title) AS title,
    any_value(o.licence) AS licence,
    any_value(o.licence_url) AS licence_url,
    any_value(o.attribution) AS attribution,
    any_value(o.state) AS state,
    max(c.captured_at) AS newest_captured_at,
    greatest(max(c.as_of), max(renewed.as_of), any_value(told.as_of)) AS newest_as_of,
    count(*) AS row_count
FROM proof AS p
JOIN capture AS c USING (capture_id)
JOIN source AS o ON o.source_id = c.source_id
LEFT JOIN renewed ON renewed.capture_id = c.capture_id
LEFT JOIN told ON told.table_name = p.table_name AND told.source_id = c.source_id
GROUP BY p.table_name, c.source_id;

COMMENT ON VIEW table_provenance IS 'Which sources a table rests on, under which terms, and how fresh they are.';
COMMENT ON COLUMN table_provenance.title IS 'Title of the source.';
COMMENT ON COLUMN table_provenance.newest_captured_at IS 'UTC instant of the newest capture of this source that the table rests on.';
COMMENT ON COLUMN table_provenance.newest_as_of IS 'Latest day that such a capture, or a statement of the table from it, says it is of, or on which the agency renewed the table in it; null when none says.';
COMMENT ON COLUMN table_provenance.row_count IS 'Rows that rest on the source; a row of several sources counts with each.';
