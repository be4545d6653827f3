"""Harmonised employment: sums of old counties, bounds of hidden cells, kept breaks."""

from __future__ import annotations

import pytest

from tests.bundled_statistics import bundled_tables, rows_where
from tests.statistics_cases import (
    cell,
    cube_of,
    declared,
    grid_tables,
    jsonstat,
    tables_of,
)
from warehouse.errors import ContractError
from warehouse.reference import load_reference
from warehouse.statistics import Content, RegionScheme
from warehouse.tolerances import (
    REGION_SUM_ABSOLUTE_PERSONS,
    REGION_SUM_RELATIVE,
    region_sums,
)

REGIONS = ("0", "08", "09", "10")
INDUSTRIES = ("01-03", "10-33")
FULL = {
    ("0", "01-03", "2019"): 60, ("0", "10-33", "2019"): 140,
    ("08", "01-03", "2019"): 10, ("08", "10-33", "2019"): 40,
    ("09", "01-03", "2019"): 20, ("09", "10-33", "2019"): 50,
    ("10", "01-03", "2019"): 30, ("10", "10-33", "2019"): 50,
}  # fmt: skip


def employment(values: dict, table=None, status=None):
    table = table or declared()
    return grid_tables(table, REGIONS, INDUSTRIES, ("2019",), values, status)["employment"]


class TestRegions:
    def test_old_counties_are_summed_to_the_county_of_today(self) -> None:
        row = cell(employment(FULL), "NO092", "A", 2019)
        assert (row["persons"], row["region_vintage"], row["region_level"]) == (
            50,
            "NUTS-2024",
            "nuts3",
        )
        assert (row["obs_status"], row["is_additive"]) == ("A", True)

    def test_a_county_of_today_needs_all_its_parts(self) -> None:
        table = declared()
        values = {key: value for key, value in FULL.items() if key[0] != "10"}
        made = grid_tables(table, ("0", "08", "09"), INDUSTRIES, ("2019",), values)["employment"]
        assert {row["region_code"] for row in made.to_pylist()} == {"NO", "NO094"}

    def test_land_that_moved_is_told_by_the_status(self) -> None:
        values = {("11", "01-03", "2019"): 7, ("18", "01-03", "2019"): 9}
        made = grid_tables(declared(), ("11", "18"), ("01-03",), ("2019",), values)["employment"]
        assert cell(made, "NO0A1", "A", 2019)["obs_status"] == "A"
        assert cell(made, "NO071", "A", 2019)["obs_status"] == "D"

    def test_a_county_counts_only_while_it_existed(self) -> None:
        values = {
            ("16", "01-03", "2017"): 10, ("17", "01-03", "2017"): 5, ("50", "01-03", "2018"): 16,
        }  # fmt: skip
        made = grid_tables(declared(), ("16", "17", "50"), ("01-03",), ("2017", "2018"), values)
        got = [cell(made["employment"], "NO060", "A", year)["persons"] for year in (2017, 2018)]
        assert got == [15, 16]

    def test_an_unknown_region_is_refused(self) -> None:
        with pytest.raises(ContractError, match=r"no declared scheme.*found: 77"):
            grid_tables(declared(), ("77",), ("01-03",), ("2019",), {("77", "01-03", "2019"): 1})

    def test_a_region_s_own_row_counts_before_the_sum_of_its_municipalities(self) -> None:
        codes = [c for c in load_reference().regions_of("NO-kommune-2024") if c.startswith("40")]
        table = declared(
            regions=(RegionScheme("NO-fylke-2024", "F-"), RegionScheme("NO-kommune-2024", "K-"))
        )
        towns = [f"K-{code}" for code in codes]
        one = {"Region": towns, "N": ["01-03"], "ContentsCode": ["P"], "Tid": ["2019", "2020"]}
        two = {"Region": ["F-40"], "N": ["01-03"], "ContentsCode": ["P"], "Tid": ["2020"]}
        made = tables_of(
            table,
            cube_of(jsonstat(one, [3] * 2 * len(towns)), table),
            cube_of(jsonstat(two, [99]), table),
        )["employment"]
        assert cell(made, "NO094", "A", 2019)["persons"] == 51
        assert cell(made, "NO094", "A", 2020)["persons"] == 99

    def test_the_country_is_summed_only_from_all_its_regions(self) -> None:
        table = declared(
            country_is_summed=True,
            regions=(RegionScheme("NO-fylke-2024", "F-"),),
        )
        codes = [
            f"F-{code}"
            for code, row in load_reference().regions_of("NO-fylke-2024").items()
            if row["region_kind"] == "county"
        ]
        assert len(codes) == 15
        for some, has_country in ((codes, True), (codes[:-1], False)):
            values = {(code, "01-03", "2019"): 2 for code in some}
            made = grid_tables(table, some, ("01-03",), ("2019",), values)["employment"]
            rows = {row["region_code"]: row["persons"] for row in made.to_pylist()}
            assert rows.get("NO") == (30 if has_country else None)

    def test_codes_of_several_vintages_in_one_table(self) -> None:
        """Each year on its own counties, as Norway's tables are."""
        table = declared(
            regions=tuple(map(RegionScheme, ("NO-fylke-pre2020", "NO-fylke-2020", "NO-fylke-2024")))
        )
        regions, years = ("04", "05", "34", "30", "33"), ("2019", "2020", "2024")
        values = {
            ("04", "01-03", "2019"): 1, ("05", "01-03", "2019"): 2, ("34", "01-03", "2020"): 4,
            ("34", "01-03", "2024"): 5, ("30", "01-03", "2020"): 6, ("33", "01-03", "2024"): 7,
        }  # fmt: skip
        made = grid_tables(table, regions, ("01-03",), years, values)["employment"]
        found = {
            (row["region_code"], row["year"]): (row["persons"], row["obs_status"])
            for row in made.to_pylist()
            if row["industry_code"] == "A"
        }
        assert found == {
            ("NO020", 2019): (3, "D"), ("NO020", 2020): (4, "A"), ("NO020", 2024): (5, "A"),
            ("NO085", 2024): (7, "A"),
        }  # fmt: skip


class TestIndustries:
    def test_an_unknown_industry_is_refused(self) -> None:
        with pytest.raises(ContractError, match=r"scheme does not know.*found: 98-99"):
            grid_tables(declared(), ("08",), ("98-99",), ("2019",), {("08", "98-99", "2019"): 1})

    def test_the_total_is_the_sum_of_disjoint_industries(self) -> None:
        row = cell(employment(FULL), "NO094", "TOTAL", 2019)
        assert (row["persons"], row["is_additive"]) == (50, False)

    def test_a_dimension_that_nobody_settles_is_refused(self) -> None:
        table = declared()
        body = jsonstat(
            {"Region": ["08"], "N": ["01-03"], "Kon": ["1", "2"], "ContentsCode": ["P"],
             "Tid": ["2019"]}, [1, 2],
        )  # fmt: skip
        with pytest.raises(ContractError, match="dimensions that nobody settles"):
            tables_of(table, cube_of(body, table))
        summed = declared(summed=("Kon",))
        made = tables_of(summed, cube_of(body, summed))["employment"]
        assert cell(made, "NO094", "A", 2019)["persons"] == 3
        women = declared(only={"Kon": "2"})
        made = tables_of(women, cube_of(body, women))["employment"]
        assert cell(made, "NO094", "A", 2019)["persons"] == 2


class TestHidden:
    def test_one_hidden_cell_follows_from_the_country(self) -> None:
        values = {**FULL, ("10", "01-03", "2019"): None}
        made = employment(values, status={("10", "01-03", "2019"): ":"})
        row = cell(made, "NO092", "A", 2019)
        assert (row["persons"], row["obs_status"]) == (None, "Q")
        assert (row["persons_lower"], row["persons_upper"]) == (50, 50)

    def test_two_hidden_cells_of_one_new_county_are_known_together(self) -> None:
        values = {**FULL, ("09", "01-03", "2019"): None, ("10", "01-03", "2019"): None}
        row = cell(employment(values), "NO092", "A", 2019)
        assert (row["persons_lower"], row["persons_upper"]) == (50, 50)

    def test_persons_allocated_to_no_county_leave_room_below(self) -> None:
        values = {**FULL, ("10", "01-03", "2019"): None}
        row = cell(employment(values, declared(has_unallocated=True)), "NO092", "A", 2019)
        assert (row["persons_lower"], row["persons_upper"]) == (20, 50)

    def test_rounding_is_an_interval_around_what_is_published(self) -> None:
        content = Content("persons", "1000 persons", None, 1000.0, 1.0, "workplace_persons")
        row = cell(employment(FULL, declared(contents={"P": content})), "NO094", "A", 2019)
        assert (row["persons"], row["persons_lower"], row["persons_upper"]) == (10000, 9500, 10500)

    def test_without_totals_there_is_no_upper_bound(self) -> None:
        made = grid_tables(declared(), ("08",), ("01-03",), ("2019",), {})["employment"]
        row = cell(made, "NO094", "A", 2019)
        assert (row["persons"], row["persons_lower"], row["persons_upper"]) == (None, 0, None)


class TestBundled:
    def test_series_are_kept_apart_and_breaks_marked(self) -> None:
        made = bundled_tables()["employment"]
        bas = rows_where(made, stat_table_id="scb:TAB3785", region_code="SE110", industry_code="J")
        assert {row["basis"] for row in bas} == {"workplace_persons", "residence_persons"}
        assert {row["year"] for row in bas if row["is_break"]} == {2020}
        rams = rows_where(made, stat_table_id="scb:TAB900", region_code="SE110", industry_code="J")
        assert [row["year"] for row in rams] == list(range(2008, 2017))
        norway = rows_where(made, stat_table_id="ssb:11713", region_code="NO094", industry_code="C")
        assert [row["year"] for row in norway if row["is_break"]] == [2010, 2011, 2015]

    @pytest.mark.parametrize(
        ("table", "region", "industry", "year", "persons"),
        [
            ("scb:TAB900", "SE", "TOTAL", 2008, 4_406_789),  # the sexes and counties together
            ("scb:TAB900", "SE", "TOTAL", 2016, 4_828_325),
            ("scb:TAB900", "SE124", "F", 2008, 8_636),
            ("ssb:13470", "NO094", "TOTAL", 2022, 77_563),
            ("ssb:13470", "NO094", "C", 2022, 8_010),
            ("ssb:11713", "NO", "TOTAL", 2019, 2_836_100),
            ("eurostat:nama_10r_3empers@2020", "DK050", "TOTAL", 2018, 285_000),
            ("eurostat:nama_10r_3empers@2020", "DK05", "TOTAL", 2018, 284_990),
        ],
    )
    def test_published_totals(
        self, table: str, region: str, industry: str, year: int, persons: float
    ) -> None:
        (row,) = rows_where(
            bundled_tables()["employment"],
            stat_table_id=table, region_code=region, industry_code=industry, year=year,
        )  # fmt: skip
        assert row["persons"] == persons

    def test_the_preliminary_register_s_total_is_the_published_one(self) -> None:
        (row,) = rows_where(
            bundled_tables()["employment"],
            stat_table_id="scb:TAB3785", region_code="SE", industry_code="TOTAL", year=2020,
            basis="workplace_persons",
        )  # fmt: skip
        assert (row["persons"], row["obs_status"]) == (5_007_649, "P")

    def test_regions_add_up_to_the_country_within_the_tolerance(self) -> None:
        import duckdb

        connection = duckdb.connect()
        for name in ("employment", "specialisation"):
            connection.register(name, bundled_tables()[name])
        connection.register("region", load_reference()["region"])
        room = f"rounding + {REGION_SUM_ABSOLUTE_PERSONS} + {REGION_SUM_RELATIVE} * whole"
        checked, wrong, mean_wrong = connection.execute(
            f"""SELECT count(*) FILTER (hidden_count = 0),
                       count(*) FILTER (hidden_count = 0 AND abs(parts - whole) > {room}),
                       count(*) FILTER (lq_missing_count = 0
                                        AND abs(lq_mean - 1) > ({room}) / whole)
                FROM ({region_sums()})"""
        ).fetchone()
        assert checked > 1_000
        assert (wrong, mean_wrong) == (0, 0)

    def test_every_nuts3_region_that_the_tables_cover_is_there(self) -> None:
        made = bundled_tables()["employment"].to_pylist()
        codes = {row["region_code"] for row in made if row["region_level"] == "nuts3"}
        counts = {
            country: sum(code.startswith(country) for code in codes)
            for country in ("DK", "SE", "NO")
        }
        assert counts == {"DK": 11, "SE": 21, "NO": 15}

    def test_hidden_figures_have_bounds_and_published_ones_lie_in_theirs(self) -> None:
        for row in bundled_tables()["employment"].to_pylist():
            assert row["persons_lower"] <= row["persons_upper"]
            if row["persons"] is not None:
                assert row["persons_lower"] <= row["persons"] <= row["persons_upper"]
