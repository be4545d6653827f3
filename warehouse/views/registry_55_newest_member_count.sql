-- The count of members that a cluster is shown with: the newest that has a day; of several of one day the
-- exact one, then the one that is said, then the largest.
CREATE OR REPLACE VIEW newest_member_count AS
FROM member_count
WHERE as_of IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY cluster_id
    ORDER BY as_of DESC, qualifier IS NULL DESC, is_inferred, member_count DESC, statement_id
) = 1;

COMMENT ON VIEW newest_member_count IS 'The newest dated count of members of each cluster, as `member_count` has it.';
