"""Ten questions about clusters, answered in Python; see docs/questions.md for what they mean."""

# %% [markdown]
# # Ten questions in Python
#
# The questions of `docs/questions.md`, answered from a release with DuckDB, pandas and polars, and
# drawn with Altair. Run it whole, or cell by cell in an editor that knows `# %%`:
#
#     python docs/examples/ten_questions.py warehouse/current plots
#
# The first argument is a release folder (default: warehouse/current), the second one the folder
# for the plots (default: plots). Plots are HTML pages with their scripts inside: they open offline.
# It needs polars, altair and vl-convert-python beside what `make run` sets up: `make test`
# brings them, or `pip install` by these names.

# %%
import json
import sys
from pathlib import Path

import altair as alt
import duckdb
import polars as pl
import pyarrow.parquet as pq

arguments = [value for value in sys.argv[1:] if not value.startswith("-")]
# Resolved once: `current` may move on to a newer release while this runs, its target stays whole.
release = Path(arguments[0] if arguments else "warehouse/current").resolve()
plots = Path(arguments[1] if len(arguments) > 1 else "plots")
plots.mkdir(parents=True, exist_ok=True)
base = duckdb.connect(str(release / "nordic_clusters.duckdb"), read_only=True)


def save(chart: alt.TopLevelMixin, name: str) -> None:
    """Write a chart as one page that needs no network."""
    chart.save(plots / f"{name}.html", inline=True)


# %% [markdown]
# ## 1. Which sources are stale, and why?

# %%
troubled = base.sql(
    "SELECT source_id, state, state_detail FROM source "
    "WHERE state IN ('stale', 'failed', 'missing') ORDER BY source_id"
).df()
print(troubled.to_string(index=False))

# %% [markdown]
# ## 2. What changed since the last release?
#
# Empty in a first release.

# %%
changes = base.sql("SELECT * FROM change_summary ORDER BY table_name, change_kind").df()
print(changes.to_string(index=False) if len(changes) else "nothing: a first release")

# %% [markdown]
# ## 3. Which rule failed, and on what?

# %%
failed = base.sql(
    "SELECT severity, rule_code, table_name, unexpected_count, checked_count "
    "FROM data_quality WHERE NOT success ORDER BY severity, rule_code"
).df()
print(failed.to_string(index=False))

# %% [markdown]
# ## 4. Which clusters were Arena on 1 January 2018?
#
# And, as a picture, how many were at each level on the first day of every year. A stay whose end
# nobody states counts until the programme's own limit for the level (NCE has none), so the last
# years are upper bounds.

# %%
arena = base.sql(
    "SELECT name, valid_from, is_end_known FROM cluster_history('2018-01-01') "
    "WHERE level = 'arena' ORDER BY name"
).df()
print(arena.to_string(index=False))

levels = pl.concat(
    base.execute(
        """
        SELECT CAST($year AS INTEGER) AS year, level, count(*) AS cluster_count
        FROM cluster_history(make_date(CAST($year AS INTEGER), 1, 1))
        WHERE country_code = 'NO' AND level IN ('arena', 'arena_pro', 'nce', 'gce', 'mature')
        GROUP BY ALL
        """,
        {"year": year},
    ).pl()
    for year in range(2008, 2024)
)
save(
    alt.Chart(levels, title="Clusters in the Norwegian programme on 1 January, by level")
    .mark_bar()
    .encode(
        x=alt.X("year:O", title=None),
        y=alt.Y("cluster_count:Q", title="clusters that sources name"),
        color=alt.Color("level:N", title="level"),
        tooltip=["year", "level", "cluster_count"],
    ),
    "04_levels",
)

# %% [markdown]
# ## 5. What is known about GCE NODE, and who says so?

# %%
facts = base.execute("SELECT * FROM cluster_facts(?)", ["no:gce-node"]).pl()
print(facts.select("property", "value", "valid_from", "as_of", "source_id", "locator"))

# %% [markdown]
# ## 6. What did each strategy promise, and what came of it?
#
# The picture shows how far each target lies from its stated start, and, as a cross, the later
# figure where it may be compared. Pairs that may not be are in the printed table only: a picture
# would compare them.

# %%
promised = base.sql(
    "SELECT strategy_id, position, indicator, target_value, target_year, baseline_value, "
    "baseline_year, figure_value, figure_year, outcome, reason FROM target_outcome "
    "WHERE target_value IS NOT NULL ORDER BY strategy_id, position"
).df()
columns = ["strategy_id", "indicator", "target_value", "target_year", "figure_value", "outcome"]
print(promised[columns].to_string(index=False))

started = promised.dropna(subset=["baseline_value"]).assign(
    label=lambda frame: (
        frame["strategy_id"] + " " + frame["position"].astype(str) + ": " + frame["indicator"]
    ),
    target=lambda frame: frame["target_value"] / frame["baseline_value"],
    figure=lambda frame: (frame["figure_value"] / frame["baseline_value"]).where(
        frame["outcome"] == "comparable figure"
    ),
)
rows = alt.Chart(started).encode(y=alt.Y("label:N", title=None, axis=alt.Axis(labelLimit=420)))
promise = rows.mark_bar().encode(
    x=alt.X("target:Q", title="target as a multiple of its start"),
    tooltip=["baseline_value", "baseline_year", "target_value", "target_year"],
)
result = rows.mark_point(shape="cross", color="black").encode(x="figure:Q")
save((promise + result).properties(title="What was promised"), "06_targets")

# %% [markdown]
# ## 7. Where is manufacturing specialised, and how sure is that?
#
# The point is the quotient, the line what rounding and hidden cells allow. Where the line crosses
# one, the data do not say whether the region is specialised.

# %%
manufacturing = base.sql("SELECT * FROM specialised_in('manufacturing')").df()
manufacturing = manufacturing.dropna(subset=["location_quotient"])
columns = ["country_code", "region_name", "year", "location_quotient", "is_specialised"]
print(manufacturing[columns].round(2).to_string(index=False))

order = manufacturing.sort_values("location_quotient", ascending=False)["region_name"].tolist()
axis = alt.Y("region_name:N", sort=order, title=None)
points = alt.Chart(manufacturing).encode(y=axis, color=alt.Color("country_code:N", title="country"))
bounds = points.mark_rule().encode(
    x=alt.X("lq_lower:Q", title="location quotient (country = 1)"), x2="lq_upper:Q"
)
quotient = points.mark_point(filled=True).encode(
    x="location_quotient:Q",
    tooltip=["region_name", "year", "location_quotient", "lq_lower", "lq_upper"],
)
parity = alt.Chart(pl.DataFrame({"one": [1.0]})).mark_rule(strokeDash=[4, 4]).encode(x="one:Q")
save((bounds + quotient + parity).properties(title="Manufacturing, NUTS 3"), "07_manufacturing")

# %% [markdown]
# ## 8. How did a cluster develop?

# %%
timeline = base.execute("SELECT * FROM cluster_timeline(?)", ["se:paper-province"]).df()
print(timeline[["happened_on", "date_role", "until_date", "aspect", "what"]].to_string(index=False))

dated = timeline.dropna(subset=["happened_on"])
save(
    alt.Chart(dated, title="Paper Province, as sources tell it")
    .mark_point(filled=True, size=80)
    .encode(
        x=alt.X("happened_on:T", title=None),
        y=alt.Y("aspect:N", title=None),
        shape=alt.Shape("date_role:N", title="date"),
        tooltip=["happened_on", "date_precision", "aspect", "what", "detail", "source_id", "url"],
    )
    .properties(width=560),
    "08_timeline",
)

# %% [markdown]
# ## 9. Which regions gained or lost a specialisation?
#
# Certain changes only. A filled point lies across a break in the series.

# %%
moved = base.sql(
    "SELECT * FROM specialisation_change(2008, 2016) "
    "WHERE outcome IN ('gained', 'lost') AND region_level = 'nuts3'"
).pl()
print(moved.select("outcome", "region_name", "industry_name", "lq_before", "lq_after"))

drawn = moved.select(
    "outcome",
    "region_name",
    "industry_name",
    "lq_before",
    "lq_after",
    pl.col("break_years").is_not_null().alias("crosses_break"),
)
save(
    alt.Chart(drawn, title="Specialisations gained and lost, 2008 to 2016")
    .mark_point(size=70)
    .encode(
        x=alt.X("lq_before:Q", title="location quotient 2008", scale=alt.Scale(zero=False)),
        y=alt.Y("lq_after:Q", title="location quotient 2016", scale=alt.Scale(zero=False)),
        color=alt.Color("outcome:N", title=None),
        fillOpacity=alt.condition("datum.crosses_break", alt.value(0.8), alt.value(0.0)),
        fill=alt.Fill("outcome:N", legend=None),
        tooltip=list(drawn.columns),
    ),
    "09_change",
)

# %% [markdown]
# ## 10. Which release, licence and freshness has the table that I show?
#
# A Parquet file knows its release and licence by itself; the database knows both for each source.

# %%
employment = release / "parquet" / "employment.parquet"
footer = pq.read_metadata(employment).metadata
print("content", footer[b"release_content"].decode()[:8], "schema", footer[b"schema_version"])
print("release", json.loads((release / "manifest.json").read_bytes())["release_id"])
print(
    base.sql(
        "SELECT source_id, licence, attribution, newest_as_of, row_count "
        "FROM table_provenance WHERE table_name = 'employment' ORDER BY source_id"
    ).df()
)
latest = (
    pl.scan_parquet(employment)
    .filter(pl.col("industry_code") == "TOTAL", pl.col("region_level") == "country")
    .group_by("country_code", "stat_table_id", "basis")
    .agg(pl.col("year").max(), pl.col("persons").sort_by("year").last())
    .sort("country_code", "stat_table_id", "basis")
    .collect()
)
print(latest)

# %%
base.close()
