-- What each NUTS 3 region is most specialised in, in the latest year in which a preferred table tells
-- the industry apart in its country. Ranks only: no threshold of anybody's is applied but that of the
-- quotient itself, that even its lower bound exceeds one.
CREATE OR REPLACE VIEW top_specialisation AS
SELECT
    country_code,
    region_code,
    region_name,
    row_number() OVER (
        PARTITION BY s.region_code
        ORDER BY location_quotient DESC, persons DESC, industry_code
    ) AS rank_in_region,
    row_number() OVER (
        PARTITION BY s.country_code, s.industry_code
        ORDER BY location_quotient DESC, persons DESC, region_code
    ) AS rank_of_region,
    industry_code,
    industry_name,
    year,
    location_quotient,
    lq_lower,
    lq_upper,
    size_share,
    focus_share,
    persons,
    reference_area,
    stat_table_id
FROM (
    -- Of tables that follow one another each has a latest year of its own.
    SELECT n.*
    FROM specialisation_named AS n
    SEMI JOIN employment_preferred AS p
        ON p.stat_table_id = n.stat_table_id AND p.region_code = n.region_code
        AND p.industry_code = n.industry_code AND p.year = n.year
    WHERE is_latest
        AND region_level = 'nuts3'
        AND basis = 'workplace_persons'
        AND industry_code <> 'TOTAL'
    QUALIFY n.year = max(n.year) OVER (PARTITION BY n.country_code, n.industry_code)
) AS s
WHERE is_specialised AND location_quotient IS NOT NULL;

COMMENT ON VIEW top_specialisation IS 'What each NUTS 3 region is most specialised in, by rank: every industry once, in the latest year of the preferred tables.';
COMMENT ON COLUMN top_specialisation.rank_in_region IS 'Place of the industry among those of the region, 1 for the highest quotient.';
COMMENT ON COLUMN top_specialisation.rank_of_region IS 'Place of the region among those of the country in this industry, 1 for the highest quotient.';
