-- The release in one row: what it is, how fresh, what changed, which rules failed.
CREATE OR REPLACE VIEW release_summary AS
SELECT
    r.release_id,
    r.schema_version,
    r.created_at,
    r.previous_release_id,
    (SELECT count(*) FROM source) AS source_count,
    (SELECT count(*) FROM source WHERE state IN ('fresh', 'unchanged')) AS live_source_count,
    (SELECT count(*) FROM source WHERE state = 'bundled') AS bundled_source_count,
    (SELECT count(*) FROM source WHERE state IN ('stale', 'failed')) AS stale_source_count,
    (SELECT count(*) FROM source WHERE state = 'missing') AS missing_source_count,
    (SELECT max(captured_at) FROM capture) AS newest_captured_at,
    (SELECT count(*) FROM data_quality) AS rule_count,
    (SELECT count(*) FROM data_quality WHERE NOT success) AS failed_rule_count,
    d.added_count,
    d.removed_count,
    d.changed_count
FROM release AS r
CROSS JOIN (
    SELECT
        count(*) FILTER (change_kind = 'added') AS added_count,
        count(*) FILTER (change_kind = 'removed') AS removed_count,
        count(DISTINCT (table_name, row_key)) FILTER (change_kind = 'changed') AS changed_count
    FROM change
) AS d;

COMMENT ON VIEW release_summary IS 'The release in one row: what it is, how fresh, what changed since the one before, which rules failed.';
COMMENT ON COLUMN release_summary.source_count IS 'Sources that are declared.';
COMMENT ON COLUMN release_summary.live_source_count IS 'Sources that answered on the network for this release (fresh, unchanged).';
COMMENT ON COLUMN release_summary.bundled_source_count IS 'Sources read from the archive that ships with the code.';
COMMENT ON COLUMN release_summary.stale_source_count IS 'Sources that were asked and failed; their last good capture serves where there is one.';
COMMENT ON COLUMN release_summary.missing_source_count IS 'Sources of which there is no capture at all.';
COMMENT ON COLUMN release_summary.newest_captured_at IS 'UTC instant of the newest capture.';
COMMENT ON COLUMN release_summary.rule_count IS 'Quality rules that were asked.';
COMMENT ON COLUMN release_summary.failed_rule_count IS 'Rules that did not hold; table `data_quality` says which.';
COMMENT ON COLUMN release_summary.added_count IS 'Rows added since the release before.';
COMMENT ON COLUMN release_summary.removed_count IS 'Rows removed since the release before.';
COMMENT ON COLUMN release_summary.changed_count IS 'Rows changed since the release before.';
