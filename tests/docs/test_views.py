"""The views that answer the ten questions, held against the tables they rest on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from warehouse.tables import TABLES

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def _rows(
    base: duckdb.DuckDBPyConnection, query: str, values: list[str] | None = None
) -> list[tuple[object, ...]]:
    return base.execute(query, values).fetchall()


def test_one_row_for_each_target(base: duckdb.DuckDBPyConnection) -> None:
    keys = _rows(base, "SELECT strategy_id, position FROM target_outcome ORDER BY ALL")
    assert keys == _rows(base, "SELECT strategy_id, position FROM strategy_target ORDER BY ALL")


def test_the_outcome_says_what_target_progress_says(base: duckdb.DuckDBPyConnection) -> None:
    wrong = _rows(
        base,
        """
        SELECT o.strategy_id, o.position
        FROM target_outcome AS o
        LEFT JOIN (
            SELECT strategy_id, position, count(*) AS pairs,
                   bool_or(is_comparable) AS any_comparable
            FROM target_progress GROUP BY ALL
        ) AS p USING (strategy_id, position)
        WHERE o.figure_count <> coalesce(p.pairs, 0)
           OR o.outcome <> CASE
                WHEN p.pairs IS NULL THEN 'no later figure'
                WHEN p.any_comparable THEN 'comparable figure'
                ELSE 'figure not comparable'
            END
        """,
    )
    assert wrong == []


def test_a_comparable_figure_goes_before_a_nearer_one() -> None:
    with duckdb.connect() as connection:
        for name in ("strategy", "strategy_target", "target_progress"):
            connection.execute(
                re.sub(r" NOT NULL|,?\s*PRIMARY KEY ?\([^)]*\)", "", TABLES[name].ddl)
            )
        connection.execute(
            "INSERT INTO strategy (strategy_id, title) VALUES ('a', 'A'), ('b', 'B')"
        )
        connection.execute(
            "INSERT INTO strategy_target (strategy_id, position, target_year) VALUES ('a', 1, 2018)"
        )
        connection.execute(
            """INSERT INTO target_progress
               (strategy_id, position, target_year, figure_strategy_id, figure_position,
                figure_value, figure_year, is_comparable)
               VALUES ('a', 1, 2018, 'b', 1, 10, 2018, false),
                      ('a', 1, 2018, 'b', 2, 20, 2016, true),
                      ('a', 1, 2018, 'b', 3, 30, 2015, true)"""
        )
        connection.execute((VIEWS / "strategy_10_target_outcome.sql").read_text(encoding="utf-8"))
        found = connection.execute("SELECT outcome, figure_count, figure_value FROM target_outcome")
        assert found.fetchall() == [("comparable figure", 3, 20.0)]


def test_a_timeline_holds_every_row_about_the_cluster(base: duckdb.DuckDBPyConnection) -> None:
    cluster = "se:paper-province"
    counts = dict(
        base.execute(
            "SELECT aspect, count(*) FROM cluster_timeline(?) GROUP BY 1", [cluster]
        ).fetchall()
    )
    for aspect, table in (
        ("level", "participation"),
        ("label", "label_award"),
        ("members", "member_count"),
    ):
        (wanted,) = base.execute(
            f"SELECT count(*) FROM {table} WHERE cluster_id = ?", [cluster]
        ).fetchone() or (None,)
        assert wanted
        assert counts[aspect] == wanted


def test_a_timeline_runs_in_order_and_each_row_has_its_page(
    base: duckdb.DuckDBPyConnection,
) -> None:
    rows = _rows(base, "SELECT happened_on, date_role, url FROM cluster_timeline('no:gce-node')")
    dated = [day for day, _, _ in rows if day is not None]
    assert [day for day, _, _ in rows[: len(dated)]] == sorted(dated)  # type: ignore[type-var]
    assert all(str(url).startswith("http") for _, _, url in rows)
    assert all((day is None) == (role is None) for day, role, _ in rows)


def test_gains_and_losses_are_certain_at_both_ends(base: duckdb.DuckDBPyConnection) -> None:
    outcomes = _rows(
        base,
        """
        SELECT c.outcome, b.lq_lower, b.lq_upper, a.lq_lower, a.lq_upper
        FROM specialisation_change(2008, 2016) AS c
        JOIN specialisation AS b
            ON b.stat_table_id = c.stat_table_id AND b.basis = c.basis AND b.year = 2008
            AND b.region_code = c.region_code AND b.industry_code = c.industry_code
        JOIN specialisation AS a
            ON a.stat_table_id = c.stat_table_id AND a.basis = c.basis AND a.year = 2016
            AND a.region_code = c.region_code AND a.industry_code = c.industry_code
        """,
    )
    assert {row[0] for row in outcomes} == {"gained", "lost", "kept", "never", "open"}
    for outcome, low_before, high_before, low_after, high_after in outcomes:
        above = (low_before is not None and low_before > 1, low_after is not None and low_after > 1)  # type: ignore[operator]
        below = (
            high_before is not None and high_before <= 1,  # type: ignore[operator]
            high_after is not None and high_after <= 1,  # type: ignore[operator]
        )
        expected = {
            (True, True, False, False): "kept",
            (False, True, True, False): "gained",
            (True, False, False, True): "lost",
            (False, False, True, True): "never",
        }.get((*above, *below), "open")
        assert outcome == expected


def test_breaks_between_the_years_are_named(base: duckdb.DuckDBPyConnection) -> None:
    query = """SELECT DISTINCT break_years FROM specialisation_change({}, {})
               WHERE stat_table_id = 'ssb:11713'"""
    assert _rows(base, query.format(2008, 2016)) == [([2010, 2011, 2015],)]
    assert _rows(base, query.format(2015, 2016)) == [(None,)]


def test_an_industry_is_found_by_code_and_by_name(base: duckdb.DuckDBPyConnection) -> None:
    by_code = _rows(base, "SELECT * FROM specialised_in('C')")
    assert by_code
    assert by_code == _rows(base, "SELECT * FROM specialised_in('MANUFACTURING')")


#: Tables about the proof itself, and about pairs of names; they are no data to show and cite.
_ABOUT_PROOF = {
    "preferred_series",
    "source",
    "capture",
    "statement",
    "document_change",
    "identity_match",
}


def test_every_sourced_table_has_its_provenance(base: duckdb.DuckDBPyConnection) -> None:
    proofs = {"statement_id", "capture_id", "stat_table_id", "source_id"}
    sourced = {
        table.name
        for table in TABLES.values()
        if proofs & {column.name for column in table.columns}
    } - _ABOUT_PROOF
    filled = {name for name in sourced if _rows(base, f"SELECT 1 FROM {name} LIMIT 1")}
    shown = {
        str(name) for (name,) in _rows(base, "SELECT DISTINCT table_name FROM table_provenance")
    }
    assert filled <= shown
    text = (VIEWS / "release_30_table_provenance.sql").read_text(encoding="utf-8")
    assert all(f"'{name}'" in text for name in sourced)


@pytest.mark.parametrize(
    "table", ["employment", "participation", "strategy_target", "specialisation"]
)
def test_provenance_counts_every_row_once(base: duckdb.DuckDBPyConnection, table: str) -> None:
    total = _rows(base, f"SELECT count(*) FROM {table}")
    query = f"SELECT sum(row_count) FROM table_provenance WHERE table_name = '{table}'"
    assert _rows(base, query) == total


def test_the_summary_counts_each_source_in_one_state(base: duckdb.DuckDBPyConnection) -> None:
    assert _rows(
        base,
        """SELECT source_count = live_source_count + bundled_source_count + stale_source_count
                + missing_source_count FROM release_summary""",
    ) == [(True,)]


def test_changes_are_counted_by_row_and_not_by_column() -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLES["change"].ddl)
        connection.execute(
            """INSERT INTO change VALUES
               ('cluster', 'no:a', 'changed', 'name', 'A', 'B'),
               ('cluster', 'no:a', 'changed', 'sector', NULL, 'Fish'),
               ('cluster', 'no:b', 'added', NULL, NULL, NULL)"""
        )
        connection.execute((VIEWS / "release_20_change_summary.sql").read_text(encoding="utf-8"))
        assert connection.execute(
            "SELECT * FROM change_summary ORDER BY change_kind"
        ).fetchall() == [
            ("cluster", "added", 1, None, "no:b"),
            ("cluster", "changed", 1, "name, sector", "no:a"),
        ]


def test_clusters_per_million_counts_those_of_cluster_history(
    base: duckdb.DuckDBPyConnection,
) -> None:
    for country, day, count, persons, rate in _rows(
        base,
        """SELECT country_code, reference_date, cluster_count, persons, clusters_per_million
           FROM clusters_per_million WHERE region_level = 'country' AND is_newest""",
    ):
        existing = base.execute(
            "SELECT count(DISTINCT cluster_id) FROM cluster_history(?) WHERE country_code = ?",
            [day, country],
        ).fetchone()
        assert existing == (count,)
        assert rate == pytest.approx(count / persons * 1e6)  # type: ignore[operator]
        assert persons > 5_000_000  # type: ignore[operator]


def test_no_region_is_counted_twice_in_a_year(base: duckdb.DuckDBPyConnection) -> None:
    assert (
        _rows(
            base,
            "SELECT region_code, year FROM clusters_per_million GROUP BY ALL HAVING count(*) > 1",
        )
        == []
    )
    newest = _rows(base, "SELECT country_code, count(*) FROM clusters_per_million WHERE is_newest "
                         "AND region_level = 'nuts3' GROUP BY 1 ORDER BY 1")  # fmt: skip
    assert newest == [("DK", 11), ("NO", 15), ("SE", 21)]


def test_employment_has_its_names_and_no_row_twice(base: duckdb.DuckDBPyConnection) -> None:
    ((rows, named),) = _rows(
        base, "SELECT count(*), count(region_name) + count(industry_name) FROM employment_named"
    )
    assert (rows, named) == (_rows(base, "SELECT count(*) FROM employment")[0][0], 2 * rows)
    wrong = """SELECT 1 FROM employment_named AS e JOIN region AS r
               ON r.vintage = e.region_vintage AND r.region_code = e.region_code
               WHERE r.region_name IS DISTINCT FROM e.region_name"""
    assert _rows(base, wrong) == []


@pytest.mark.parametrize("column", ["country_code", "region_level"])
def test_what_has_a_region_is_joined_to_it_without_a_doubt(
    base: duckdb.DuckDBPyConnection, column: str
) -> None:
    held = _rows(
        base,
        """SELECT table_name FROM duckdb_columns() WHERE table_name <> 'region'
           GROUP BY ALL HAVING bool_or(column_name = 'region_code')
              AND bool_or(column_name = ?)""",
        [column],
    )
    assert {"employment", "population", "regional_measure", "specialisation"} <= {
        name for (name,) in held
    }
    for (name,) in held:
        query = f"SELECT {column}, region_kind FROM {name} JOIN region USING (region_code) LIMIT 1"
        assert len(_rows(base, query)) == 1, name


def test_a_table_shares_its_key_only_with_regions() -> None:
    columns = {name: set(table.arrow_schema.names) for name, table in TABLES.items()}
    shared = {
        name: columns["region"] & of_table - {"region_code"}
        for name, of_table in columns.items()
        if name != "region" and "region_code" in of_table
    }
    assert {name: both for name, both in shared.items() if both} == {"region_boundary": {"vintage"}}


def test_the_vintage_gives_each_row_its_region_once(base: duckdb.DuckDBPyConnection) -> None:
    for name in ("employment", "population", "regional_measure", "specialisation", "shift_share"):
        joined = f"""SELECT count(region_name) FROM {name} JOIN region USING (region_code)
                     WHERE vintage = region_vintage"""
        assert _rows(base, joined) == _rows(base, f"SELECT count(*) FROM {name}"), name


def test_contents_names_everything_that_can_be_asked(base: duckdb.DuckDBPyConnection) -> None:
    held = {row[0]: row[1:] for row in _rows(base, "SELECT name, kind, call FROM contents")}
    assert {name for name, (kind, _) in held.items() if kind == "table"} == TABLES.keys()
    shown = {name for (name,) in _rows(base, "SHOW TABLES")}
    assert shown == {name for name, (kind, _) in held.items() if "macro" not in kind} | {"contents"}
    assert held["cluster_history"] == ("table macro", "cluster_history(on_date)")
    assert held["location_quotient"][0] == "macro"
    assert not _rows(base, "FROM contents WHERE coalesce(description, '') = ''")


def test_pages_tell_a_host_from_a_body_of_its_own(released: Path) -> None:
    pages = released / "current" / "site" / "clusters"
    own, hosted = (
        (pages / f"no-{name}.html").read_text("utf-8") for name in ("gce-node", "gce-blue-maritime")
    )
    assert "a legal body of its own" in own
    assert "hosted by GCE NODE" not in own
    assert "hosted by ÅKP AS, with" in hosted


def test_today_and_current_say_the_same_of_a_cluster(
    base: duckdb.DuckDBPyConnection, released: Path
) -> None:
    shared = (
        "country_code name region_code website member_count last_seen_date {}qualifier "
        "{}is_inferred {} {}"
    )
    today = shared.format("member_", "member_", "member_count_date", "host")
    now = shared.format("member_count_", "member_count_", "member_count_as_of", "host_organisation")
    select = (
        "SELECT cluster_id, {} FROM {} WHERE cluster_id IN (SELECT cluster_id FROM cluster_today)"
    )
    ours, theirs = (
        sorted(_rows(base, select.format(", ".join(columns.split()), view)))
        for columns, view in ((today, "cluster_today"), (now, "cluster_current"))
    )
    assert ours == theirs
    page = (released / "current" / "site" / "clusters.html").read_text("utf-8")
    entries = json.loads(
        page.partition('type="application/json"')[2].partition(">")[2].partition("</script>")[0]
    )
    listed = {(one["id"], one["members"], one["qualifier"]) for one in entries["clusters"]}
    assert listed == set(
        _rows(base, "SELECT cluster_id, member_count, member_count_qualifier FROM cluster_current")
    )


@pytest.mark.parametrize("macro", ["cluster_facts", "cluster_timeline"])
def test_an_id_that_nobody_knows_is_told_with_the_nearest(
    base: duckdb.DuckDBPyConnection, macro: str
) -> None:
    for asked in ("GCE NODE", "no:gce-nod"):
        with pytest.raises(
            duckdb.InvalidInputException, match=f"'{asked}'; the nearest: no:gce-node"
        ):
            base.execute(f"SELECT count(*) FROM {macro}(?)", [asked]).fetchall()


@pytest.mark.parametrize("years", ["2016, 2008", "1900, 2008", "2008, 2024"])
def test_years_that_no_series_spans_in_that_order_are_told(
    base: duckdb.DuckDBPyConnection, years: str
) -> None:
    told = f"no series runs from {years.replace(', ', ' to ')}"
    with pytest.raises(duckdb.InvalidInputException, match=told):
        base.execute(f"SELECT count(*) FROM specialisation_change({years})").fetchall()


def test_a_table_is_as_fresh_as_the_newest_word_in_it(base: duckdb.DuckDBPyConnection) -> None:
    """Capture, statement, or the renewal of a statistical table: the newest of them."""
    told = """SELECT source_id, newest_as_of FROM table_provenance
              WHERE table_name = 'statement' AND newest_as_of IS NOT NULL ORDER BY ALL"""
    newest = """SELECT s.source_id, greatest(max(s.as_of), max(c.as_of)) AS day
                FROM statement AS s JOIN capture AS c USING (capture_id)
                GROUP BY s.source_id HAVING day IS NOT NULL ORDER BY ALL"""
    assert _rows(base, told) == _rows(base, newest) != []
