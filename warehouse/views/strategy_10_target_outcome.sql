-- What each strategy promised and what came of it, one row per target. Of the later figures of
-- the same indicator (table target_progress has all, with the reasons) a comparable one is
-- shown before others, and among these the one nearest to the target's year.
CREATE OR REPLACE VIEW target_outcome AS
WITH
figures AS (
    SELECT
        p.*,
        s.title AS figure_title,
        row_number() OVER (
            PARTITION BY p.strategy_id, p.position
            ORDER BY
                p.is_comparable DESC,
                abs(p.figure_year - p.target_year),
                p.figure_year DESC,
                p.figure_strategy_id,
                p.figure_position
        ) AS choice,
        count(*) OVER (PARTITION BY p.strategy_id, p.position) AS figure_count
    FROM target_progress AS p
    JOIN strategy AS s ON s.strategy_id = p.figure_strategy_id
)
SELECT
    t.strategy_id,
    s.country_code,
    s.title,
    s.publisher,
    t.position,
    t.indicator,
    t.comparator,
    t.target_value,
    t.target_value_max,
    t.unit,
    t.period,
    t.target_year,
    t.baseline_value,
    t.baseline_year,
    CASE
        WHEN f.strategy_id IS NULL THEN 'no later figure'
        WHEN f.is_comparable THEN 'comparable figure'
        ELSE 'figure not comparable'
    END AS outcome,
    coalesce(f.figure_count, 0) AS figure_count,
    f.figure_value,
    f.figure_year,
    f.figure_title,
    f.attainment_pct,
    coalesce(f.verdict, 'no_outcome_yet') AS verdict,
    coalesce(f.verdict_reason, 'No later figure of this indicator is known.') AS verdict_reason,
    f.reason,
    s.url,
    t.locator
FROM strategy_target AS t
JOIN strategy AS s USING (strategy_id)
LEFT JOIN figures AS f
    ON f.strategy_id = t.strategy_id AND f.position = t.position AND f.choice = 1;

COMMENT ON VIEW target_outcome IS 'What each strategy promised and what came of it: one row per target, with the best later figure that is known.';
COMMENT ON COLUMN target_outcome.title IS 'Title of the strategy that set the target.';
COMMENT ON COLUMN target_outcome.outcome IS 'comparable figure, figure not comparable (reason says why), or no later figure.';
COMMENT ON COLUMN target_outcome.figure_count IS 'Later figures of the same indicator in table `target_progress`.';
COMMENT ON COLUMN target_outcome.figure_title IS 'Title of the document that reports the figure.';
COMMENT ON COLUMN target_outcome.url IS 'Page of the strategy.';
COMMENT ON COLUMN target_outcome.locator IS 'Place of the target in the strategy''s capture.';
