-- What changed since the release before, by table and kind. Empty in a first release.
CREATE OR REPLACE VIEW change_summary AS
SELECT
    table_name,
    change_kind,
    count(DISTINCT row_key) AS row_count,
    array_to_string(list(DISTINCT column_name ORDER BY column_name), ', ') AS column_names,
    array_to_string(list_slice(list(DISTINCT row_key ORDER BY row_key), 1, 3), '; ') AS examples
FROM change
GROUP BY table_name, change_kind;

COMMENT ON VIEW change_summary IS 'What changed since the release before, by table and kind; empty in a first release.';
COMMENT ON COLUMN change_summary.row_count IS 'Rows of the table that were added, removed or changed.';
COMMENT ON COLUMN change_summary.column_names IS 'Columns in which rows changed; null for added and removed rows.';
COMMENT ON COLUMN change_summary.examples IS 'Keys of up to three of these rows.';
