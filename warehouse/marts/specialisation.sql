-- Every region of NUTS 2 and 3 against its country (countries and NUTS 1 are what they are part
-- of). The reference area is the one that the table's declaration names, by the table's own row:
-- for Norway the country as published, which holds the 0.3 percent of persons whom the table
-- allocates to no county (sums of counties are unknown wherever one is hidden).
-- Persons of unknown industry have shares, but no specialisation. Growth is not reckoned across a
-- break, nor from or to a figure of low reliability.
SELECT
    e.* EXCLUDE (persons_lower, persons_upper, obs_status, is_break, capture_id),
    CASE WHEN is_ranked THEN location_quotient(e.persons, r.persons, i.persons, t.persons) END
        AS location_quotient,
    CASE WHEN is_ranked THEN location_quotient_lower(
        e.persons_lower, r.persons_upper, i.persons_upper, t.persons_lower, t.persons_upper
    ) END AS lq_lower,
    CASE WHEN is_ranked THEN location_quotient_upper(
        e.persons_upper, r.persons_lower, i.persons_lower, t.persons_upper
    ) END AS lq_upper,
    'total' AS base,
    a.reference_area,
    CASE WHEN i.persons > 0 THEN e.persons / i.persons END AS size_share,
    CASE WHEN r.persons > 0 THEN e.persons / r.persons END AS focus_share,
    CASE WHEN b.persons > 0 AND NOT e.is_break AND 'U' NOT IN (e.obs_status, b.obs_status)
        THEN (e.persons - b.persons) / b.persons * 100 END AS growth_pct
FROM employment AS e
JOIN reference_area AS a USING (stat_table_id, country_code)
LEFT JOIN employment AS r
    ON r.stat_table_id = e.stat_table_id AND r.basis = e.basis AND r.year = e.year
    AND r.region_code = e.region_code AND r.industry_code = 'TOTAL'
LEFT JOIN employment AS i
    ON i.stat_table_id = e.stat_table_id AND i.basis = e.basis AND i.year = e.year
    AND i.region_code = a.reference_area AND i.industry_code = e.industry_code
LEFT JOIN employment AS t
    ON t.stat_table_id = e.stat_table_id AND t.basis = e.basis AND t.year = e.year
    AND t.region_code = a.reference_area AND t.industry_code = 'TOTAL'
LEFT JOIN employment AS b
    ON b.stat_table_id = e.stat_table_id AND b.basis = e.basis AND b.year = e.year - 1
    AND b.region_code = e.region_code AND b.industry_code = e.industry_code
CROSS JOIN LATERAL (SELECT e.industry_code <> 'UNK' AND t.year IS NOT NULL AS is_ranked)
WHERE e.region_level IN ('nuts2', 'nuts3')
