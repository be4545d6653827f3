-- What there is to ask, so that SHOW TABLES leads to the macros, too. Macros are no tables to
-- DuckDB: a name with parentheses is called with values, FROM cluster_history('2018-01-01').
CREATE OR REPLACE VIEW contents AS
SELECT table_name AS name, 'table' AS kind, table_name AS call, comment AS description
FROM duckdb_tables() WHERE NOT internal
UNION ALL
SELECT view_name, 'view', view_name, comment
FROM duckdb_views() WHERE NOT internal AND view_name <> 'contents'
UNION ALL
SELECT
    function_name,
    CASE function_type WHEN 'table_macro' THEN 'table macro' ELSE 'macro' END,
    function_name || '(' || array_to_string(parameters, ', ') || ')',
    -- A comment of a macro begins with its call, for those who read it elsewhere.
    regexp_replace(comment, '^\w+\([^)]*\): ', '')
FROM duckdb_functions() WHERE NOT internal AND function_type LIKE '%macro'
ORDER BY ALL;

COMMENT ON VIEW contents IS 'Every table, view and macro of the release: what it is called, how, and what it says.';
COMMENT ON COLUMN contents.name IS 'Name of the table, view or macro.';
COMMENT ON COLUMN contents.kind IS 'table, view, table macro (stands after FROM) or macro (stands where a value does).';
COMMENT ON COLUMN contents.call IS 'As it is written in a query; a macro with its parameters.';
COMMENT ON COLUMN contents.description IS 'What it holds or answers.';
