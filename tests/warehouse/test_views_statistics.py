"""The views over statistics, on the bundled tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import warehouse
from extract.registry import declarations
from tests.bundled_statistics import bundled_cubes, bundled_tables
from warehouse.reference import load_reference

#: Those that need no clusters.
VIEWS = [
    path
    for path in sorted((Path(warehouse.__file__).parent / "views").glob("statistics_*.sql"))
    if "clusters" not in path.name
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        for name, table in {**load_reference().tables, **bundled_tables()}.items():
            opened.register(f"{name}_arrow", table)
            opened.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_arrow")
        captures = sorted({capture.capture_id for capture, _ in bundled_cubes()})
        opened.execute(
            "CREATE TABLE capture AS SELECT unnest(?) AS capture_id, TIMESTAMPTZ '2026-11-28' "
            "AS captured_at",
            [captures],
        )
        for view in VIEWS:
            opened.execute(view.read_text())
        yield opened


def test_every_row_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    (rows, regions, industries) = connection.execute(
        "SELECT count(*), count(region_name), count(industry_name) FROM specialisation_named"
    ).fetchone()
    assert rows == regions == industries == bundled_tables()["specialisation"].num_rows


def test_certainty_follows_the_bounds(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = dict(
        connection.execute(
            "SELECT is_specialised, count(*) FROM specialisation_named GROUP BY 1"
        ).fetchall()
    )
    assert set(kinds) == {True, False, None}
    wrong = connection.execute(
        """SELECT count(*) FROM specialisation_named
           WHERE (is_specialised AND location_quotient <= 1)
              OR (NOT is_specialised AND location_quotient > 1)"""
    ).fetchone()
    assert wrong == (0,)


def test_rogaland_leads_in_services_to_oil(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        """SELECT region_name, year, rank_of_region FROM top_specialisation
           WHERE region_code = 'NO0A1' AND industry_code = '09.1'
             AND stat_table_id = 'ssb:11713'"""
    ).fetchall()
    assert found == [("Rogaland", 2019, 1)]


def test_each_region_s_ranks_start_at_one(connection: duckdb.DuckDBPyConnection) -> None:
    regions, firsts = connection.execute(
        """SELECT count(DISTINCT region_code),
                  count(*) FILTER (rank_in_region = 1) FROM top_specialisation"""
    ).fetchone()
    assert regions == firsts > 40


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.execute(query).fetchall()


class TestPreferred:
    def test_no_region_twice_in_one_year(self, connection: duckdb.DuckDBPyConnection) -> None:
        doubled = rows(
            connection,
            """SELECT country_code, region_code, industry_code, year FROM employment_preferred
               GROUP BY ALL HAVING count(*) > 1""",
        )
        assert doubled == []
        assert rows(connection, "SELECT count(*) FROM employment_preferred") > [(10_000,)]

    def test_a_step_from_one_table_to_another_is_a_break(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        firsts = rows(
            connection,
            """SELECT region_code, stat_table_id, is_break FROM employment_preferred
               WHERE country_code = 'SE' AND region_code = 'SE110' AND industry_code = 'TOTAL'
               QUALIFY row_number() OVER (PARTITION BY stat_table_id ORDER BY year) = 1
               ORDER BY year""",
        )
        assert len(firsts) > 1
        assert [is_break for _, _, is_break in firsts] == [False] + [True] * (len(firsts) - 1)

    def test_every_preferred_table_is_declared_and_its_years_do_not_overlap(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        named = {name for (name,) in rows(connection, "SELECT stat_table_id FROM preferred_series")}
        assert named <= declarations().keys()
        overlaps = rows(
            connection,
            """SELECT a.stat_table_id, b.stat_table_id FROM preferred_series AS a
               JOIN preferred_series AS b USING (country_code, measure, industry_level)
               WHERE a.first_year < b.first_year AND coalesce(a.last_year, 9999) >= b.first_year""",
        )
        assert overlaps == []


class TestLatest:
    def test_a_table_of_one_county_is_not_the_country_s_latest(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        found = rows(
            connection,
            """SELECT DISTINCT stat_table_id, year FROM specialisation_named
               WHERE is_latest AND country_code = 'NO' AND region_level = 'nuts3'""",
        )
        assert found == [("ssb:11713", 2019)]

    def test_every_latest_year_has_quotients(self, connection: duckdb.DuckDBPyConnection) -> None:
        empty = rows(
            connection,
            """SELECT stat_table_id, country_code FROM specialisation_named WHERE is_latest
               GROUP BY ALL HAVING count(location_quotient) = 0""",
        )
        assert empty == []

    def test_every_country_says_how_old_its_figures_are(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        years = dict(
            rows(
                connection,
                """SELECT country_code, max(last_year) FROM figures_age
                   WHERE is_preferred AND measure = 'workplace_persons' AND nuts3_count >= 11
                   GROUP BY 1""",
            )
        )
        assert years.keys() == {"DK", "SE", "NO"}
        assert years["NO"] == 2019
        assert rows(
            connection,
            "SELECT nuts3_count FROM figures_age WHERE stat_table_id = 'ssb:13470'",
        ) == [(1,)]


class TestSpecialisedIn:
    @pytest.mark.parametrize(
        "word", ["C", "c", "manufacturing", "industri", " Tillverkningsindustri"]
    )
    def test_manufacturing_has_one_row_for_each_region_of_three_countries(
        self, connection: duckdb.DuckDBPyConnection, word: str
    ) -> None:
        counts = connection.execute(
            """SELECT country_code, count(*), count(DISTINCT region_code), count(DISTINCT year),
                      bool_or(is_missing_country) FROM specialised_in(?) GROUP BY 1 ORDER BY 1""",
            [word],
        ).fetchall()
        assert counts == [
            ("DK", 11, 11, 1, False), ("NO", 15, 15, 1, False), ("SE", 21, 21, 1, False),
        ]  # fmt: skip

    def test_one_industry_is_what_the_table_of_quotients_says(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        wrong = rows(
            connection,
            """SELECT * FROM specialised_in('construction') AS a
               LEFT JOIN specialisation AS s
                   ON s.stat_table_id = a.stat_table_id AND s.region_code = a.region_code
                   AND s.year = a.year AND s.industry_code = 'F' AND s.basis = 'workplace_persons'
               WHERE (a.location_quotient, a.lq_lower, a.lq_upper)
                   IS DISTINCT FROM (s.location_quotient, s.lq_lower, s.lq_upper)""",
        )
        assert wrong == []

    def test_a_wider_industry_says_what_it_also_holds(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        (found,) = rows(
            connection,
            """SELECT DISTINCT industry_code, industry_note FROM specialised_in('L')
               WHERE country_code = 'NO'""",
        )
        assert found[0] == "L68A+L_X_L68A"  # two parts of L that make it up
        (found,) = rows(
            connection,
            """SELECT DISTINCT industry_code, industry_note FROM specialised_in('E')
               WHERE country_code = 'SE'""",
        )
        assert found == ("D_E", "asked: E; answered by D_E, which also holds 35")

    def test_a_sum_of_industries_has_the_quotient_of_the_sum(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        (row,) = rows(
            connection,
            """SELECT industry_code, persons, location_quotient FROM specialised_in('maritim')
               WHERE region_name = 'Rogaland'""",
        )
        parts = "('C29_C30', 'H50.1_H50.2')"
        (sums,) = rows(
            connection,
            f"""SELECT sum(persons) FILTER (region_code = 'NO0A1' AND industry_code IN {parts}),
                       sum(persons) FILTER (region_code = 'NO0A1' AND industry_code = 'TOTAL'),
                       sum(persons) FILTER (region_code = 'NO' AND industry_code IN {parts}),
                       sum(persons) FILTER (region_code = 'NO' AND industry_code = 'TOTAL')
                FROM employment WHERE stat_table_id = 'ssb:11713' AND year = 2019""",
        )
        cell, region, industry, total = sums
        assert row[:2] == ("C29_C30+H50.1_H50.2", cell)
        assert row[2] == pytest.approx((cell / region) / (industry / total))

    def test_a_country_that_cannot_be_answered_says_why(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        missing = rows(
            connection,
            """SELECT country_code, region_code, missing_reason FROM specialised_in('maritime')
               WHERE is_missing_country""",
        )
        assert [(country, region) for country, region, _ in missing] == [("DK", None), ("SE", None)]
        assert all("tells these industries apart" in reason for _, _, reason in missing)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("agri-food", "Agri food"), ("cultural_creative", "Cultural and creative industries")],
    )
    def test_hyphens_and_case_make_no_other_word(
        self, connection: duckdb.DuckDBPyConnection, one: str, other: str
    ) -> None:
        notes = [
            connection.execute(
                "SELECT DISTINCT industry_note FROM specialised_in(?) ORDER BY 1", [word]
            ).fetchall()
            for word in (one, other)
        ]
        assert notes[0] == notes[1] != []

    def test_many_words_at_once_are_answered_as_one_by_one(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        words = ["C", "maritim", "livsmedel", "sjømat", "L", "wind power"]
        together = connection.execute("FROM industry_answer(?)", [words]).fetchall()
        alone = [
            connection.execute("FROM industry_answer([?])", [word]).fetchall()
            for word in sorted(words)
        ]
        assert together == [row for rows in alone for row in rows]

    def test_an_older_table_answers_for_the_years_that_it_is_preferred_in(
        self, connection: duckdb.DuckDBPyConnection
    ) -> None:
        found = rows(
            connection,
            """SELECT stat_table_id, year, choice FROM industry_answer(['construction'])
               WHERE country_code = 'SE' ORDER BY choice""",
        )
        assert [choice for _, _, choice in found] == [1, 2, 3]
        assert [year for _, year, _ in found] == sorted((y for _, y, _ in found), reverse=True)
        assert found[-1][0] == "scb:TAB900"

    def test_no_parent_is_added_to_its_child(self, connection: duckdb.DuckDBPyConnection) -> None:
        for (code,) in rows(
            connection, "SELECT industry_code FROM industry WHERE industry_level = 'section'"
        ):
            doubled = connection.execute(
                """SELECT * FROM (SELECT DISTINCT unnest(string_split(industry_code, '+')) AS code,
                       country_code FROM specialised_in($code)) AS a
                   JOIN industry_crosswalk AS n ON n.industry_code = a.code AND n.parent_code IN (
                       SELECT unnest(string_split(industry_code, '+')) FROM specialised_in($code)
                       WHERE country_code = a.country_code)""",
                {"code": code},
            ).fetchall()
            assert doubled == []

    @pytest.mark.parametrize(
        ("word", "near"),
        [
            ("manufacturin", "manufacturing"),
            ("fiskri", "fisker"),
            ("", "is called ''; industry_term"),
            (None, "'NULL'; industry_term"),
            ("zzzzqq", "'zzzzqq'; industry_term"),
            ("cross_sector", "no industries belong to sector 'cross_sector'"),
            ("TOTAL", "no industry or sector"),  # all industries are specialised nowhere
            ("all activities", "nearest: (?!all activities)"),
        ],
    )
    def test_a_word_that_nobody_knows_names_the_nearest(
        self, connection: duckdb.DuckDBPyConnection, word: str | None, near: str
    ) -> None:
        with pytest.raises(duckdb.Error, match=near):
            connection.execute("SELECT * FROM specialised_in(?)", [word]).fetchall()


def test_what_is_not_in_an_answer_is_not_counted_with_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Of arms (25.4) and of space craft (30.3) Norway's answer holds the second only, whole."""
    notes = rows(connection, "SELECT industry_note FROM industry_answer(['defence', 'seafood'])")
    lacking = [note for (note,) in notes if "; not in it: " in note]
    assert any("; counted with all of " in note for note in lacking)
    for note in lacking:
        parts = dict(part.split(": ", 1) for part in note.split("; ") if ": " in part)
        _, _, counted = note.partition("; counted with all of ")
        missing = set(parts["not in it"].split("; ")[0].split(", "))
        assert missing.isdisjoint(counted.split(", ")), note


def test_a_region_s_top_holds_each_industry_once_in_its_newest_year(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for key, what in (("region_code", "*"), ("country_code", "DISTINCT year")):
        more = f"""SELECT {key}, industry_code FROM top_specialisation
                   GROUP BY ALL HAVING count({what}) > 1"""
        assert rows(connection, more) == []
