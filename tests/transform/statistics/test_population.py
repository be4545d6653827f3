"""Inhabitants: sums of parts, days of reference, and what stays away."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from tests.bundled_statistics import bundled_tables, rows_where
from tests.statistics_cases import cube_of, jsonstat
from transform.statistics.observations import observation_tables
from transform.statistics.population import population_table
from warehouse.errors import ContractError
from warehouse.reference import load_reference
from warehouse.statistics import Content, RegionScheme, StatisticalTable


def made(
    regions: list[str],
    periods: list[str],
    values: list[float | None],
    groups: list[str] | None = None,
    **changes: object,
) -> pa.Table:
    facts: dict[str, object] = {
        "stat_table_id": "ssb:T1",
        "contents": {"P": Content("population", "persons")},
        "regions": (RegionScheme("NO-fylke-pre2020"),),
    }
    table = StatisticalTable(**{**facts, **changes})  # type: ignore[arg-type]
    extra = {"Alder": groups or ["1", "2"]} if groups or table.summed else {}
    body = jsonstat({"Region": regions, **extra, "ContentsCode": ["P"], "Tid": periods}, values)
    declared = {table.stat_table_id: table}
    observation = observation_tables([cube_of(body, table)], declared, load_reference())[
        "observation"
    ]
    return population_table(observation, declared, load_reference())


class TestSums:
    def test_a_region_of_today_is_the_sum_of_its_parts(self) -> None:
        # Agder (NO092) was Aust-Agder and Vest-Agder.
        found = made(["09", "10"], ["2018"], [100, 150])
        assert [(row["region_code"], row["persons"]) for row in found.to_pylist()] == [
            ("NO092", 250)
        ]

    @pytest.mark.parametrize("values", [[100, None], [None, 150]])
    def test_a_sum_with_a_hidden_part_is_not_given(self, values: list[float | None]) -> None:
        assert made(["09", "10"], ["2018"], values).num_rows == 0

    def test_a_sum_with_a_part_that_the_table_lacks_is_not_given(self) -> None:
        assert made(["09"], ["2018"], [100]).num_rows == 0

    def test_disjoint_groups_are_summed(self) -> None:
        found = made(["08"], ["2018"], [40, 60], summed=("Alder",))
        assert found["persons"].to_pylist() == [100]

    def test_groups_that_nobody_settles_are_refused(self) -> None:
        with pytest.raises(ContractError, match="nobody settles"):
            made(["08"], ["2018"], [40, 60], groups=["1", "2"])


@pytest.mark.parametrize(
    ("period", "counted_on", "day"),
    [
        ("2026", "first_day", dt.date(2026, 1, 1)),
        ("2026", "last_day", dt.date(2026, 12, 31)),
        ("2024M02", "last_day", dt.date(2024, 2, 29)),
        ("2026M12", "first_day", dt.date(2026, 12, 1)),
        ("2025Q3", "first_day", dt.date(2025, 7, 1)),
        ("2025Q4", "last_day", dt.date(2025, 12, 31)),
    ],
)
def test_a_period_has_its_day(period: str, counted_on: str, day: dt.date) -> None:
    (row,) = made(["08"], [period], [7], counted_on=counted_on).to_pylist()
    assert (row["reference_date"], row["year"]) == (day, int(period[:4]))


class TestBundled:
    @pytest.mark.parametrize(
        ("country", "day", "persons", "regions"),
        [
            # Statistics Norway's and Statistics Sweden's own totals of these days.
            ("NO", dt.date(2023, 1, 1), 5_488_984, 15),
            ("NO", dt.date(2024, 1, 1), 5_550_203, 15),
            ("SE", dt.date(2026, 1, 31), 10_604_483, 21),
        ],
    )
    def test_regions_make_up_the_published_country(
        self, country: str, day: dt.date, persons: int, regions: int
    ) -> None:
        rows = rows_where(bundled_tables()["population"], country_code=country, reference_date=day)
        (whole,) = [row for row in rows if row["region_level"] == "country"]
        parts = [row["persons"] for row in rows if row["region_level"] == "nuts3"]
        assert whole["persons"] == sum(parts) == persons
        assert len(parts) == regions
