-- The divisions of NACE that a code holds or lies in: an aggregate that a source publishes, a
-- section, a division itself, a group or class (whose division it only lies in).
CREATE OR REPLACE VIEW industry_division AS
SELECT industry_code, division_code, is_whole, is_named FROM aggregate_division
UNION ALL
SELECT parent_code, industry_code, true, true FROM industry
WHERE industry_level = 'division' AND nace_revision = 'NACE-Rev.2'
UNION ALL
SELECT industry_code, left(industry_code, 2), industry_level = 'division', true FROM industry
WHERE industry_level IN ('division', 'group', 'class') AND nace_revision = 'NACE-Rev.2';

COMMENT ON VIEW industry_division IS 'The divisions of NACE that an industry code holds or lies in.';
