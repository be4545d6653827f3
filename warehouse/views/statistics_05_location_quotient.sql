-- The formula behind every location quotient of the release, to be used on other sums too:
--     LQ = (cell / region) / (industry / total)
-- cell: the industry in the region; region: all industries there; industry: the industry in the
-- reference area; total: all industries there. Null (no statement) where the region or the
-- reference area has nobody, where the industry is absent from the reference area (0/0), or where
-- a figure is unknown; 0 where the industry exists but not in this region.
-- Source: European Cluster Observatory, http://www.clusterobservatory.eu/index.php?id=49 .
CREATE OR REPLACE MACRO location_quotient(cell, region, industry, total) AS
CASE WHEN region > 0 AND industry > 0 AND total > 0 THEN (cell * total) / (region * industry) END;

COMMENT ON MACRO location_quotient IS 'location_quotient(cell, region, industry, total): the share of an industry in a region over its share in the reference area.';

-- When each figure lies anywhere in its interval. The quotient grows with the cell and the
-- reference total and falls with the region's and the industry's total, so its ends are reached at
-- the ends of the intervals. An upper bound that is null is no bound; a lower bound of zero for a
-- total leaves the quotient without an upper bound, which is null here.
CREATE OR REPLACE MACRO location_quotient_lower(cell_lower, region_upper, industry_upper, total_lower, total_upper) AS
CASE
    WHEN cell_lower IS NULL OR total_lower IS NULL
        OR region_upper <= 0 OR industry_upper <= 0 OR total_upper <= 0 THEN NULL
    WHEN region_upper IS NULL OR industry_upper IS NULL OR total_lower <= 0 THEN 0.0
    ELSE (cell_lower * total_lower) / (region_upper * industry_upper)
END;

COMMENT ON MACRO location_quotient_lower IS 'location_quotient_lower(cell_lower, region_upper, industry_upper, total_lower, total_upper): the least quotient that the intervals allow.';

CREATE OR REPLACE MACRO location_quotient_upper(cell_upper, region_lower, industry_lower, total_upper) AS
location_quotient(cell_upper, region_lower, industry_lower, total_upper);

COMMENT ON MACRO location_quotient_upper IS 'location_quotient_upper(cell_upper, region_lower, industry_lower, total_upper): the largest quotient that the intervals allow, null where there is none.';
