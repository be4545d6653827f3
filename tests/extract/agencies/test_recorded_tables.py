"""Declarations of live tables against what the agencies themselves said of these tables.

Transcribed facts: dimensions, codes and periods; no figures.
"""

from __future__ import annotations

import math

import pytest

from extract.agencies.table_metadata import (
    Dimension,
    TableMetadata,
    check_metadata,
    complete_selection,
)
from extract.registry import declarations

#: https://api.statbank.dk/v1/tables?lang=en , recorded on 6 September 2025.
STATBANK = {
    "ERHV1": ("industry (DB07)", "unit", "time"),
    "ERHV6": ("region", "industry (DB07 10-grouping)", "size of workplace", "time"),
    "GF12": ("municipality", "industry (DB07 10- 19- and 127 grouping and detailed)", "time"),
    "NRBB10": ("region", "socioeconomic status", "industry", "time"),
    "NRBP10": ("region", "transaction", "industry", "price unit", "time"),
    "RAS310": ("region", "education", "industry (DB07)", "age", "sex", "time"),
}
#: What the declarations call a content: several in one dimension.
CONTENTS = {"unit", "socioeconomic status", "transaction"}


@pytest.mark.parametrize("code", STATBANK)
def test_statbank_s_list_has_the_dimensions_that_are_declared(code: str) -> None:
    variables = STATBANK[code]
    table = declarations()[f"dst:{code}"]
    assert (table.region is not None) == bool({"region", "municipality"} & set(variables))
    assert (table.industry is not None) == any(one.startswith("industry") for one in variables)
    assert (table.content is not None) == bool(CONTENTS & set(variables))


def scb_population() -> TableMetadata:
    """https://statistikdatabasen.scb.se/api/v2/tables/TAB6471/metadata of 8 June 2026, cut.

    Two of its counties, three of its 290 municipalities, two of its 134 ages and groups.
    """

    def dimension(
        code: str, values: tuple[str, ...], *, is_eliminable: bool = False, is_time: bool = False
    ) -> Dimension:
        return Dimension(
            code, code, {one: one for one in values}, is_time=is_time, is_eliminable=is_eliminable
        )

    months = tuple(f"2025M{n:02}" for n in range(1, 13)) + tuple(f"2026M0{n}" for n in range(1, 5))
    return TableMetadata(
        table_id="TAB6471",
        title="Folkmängden per månad efter region, ålder, kön och månad",
        url="https://statistikdatabasen.scb.se/api/v2/tables/TAB6471/metadata",
        dimensions=(
            dimension("Region", ("00", "01", "25", "0114", "2583", "2584"), is_eliminable=True),
            dimension("Alder", ("0", "TotSA", "0-9", "100+10")),
            dimension("Kon", ("TotSa", "1", "2"), is_eliminable=True),
            dimension("ContentsCode", ("000007SF",)),
            dimension("Tid", months, is_time=True),
        ),
    )


def test_scb_s_population_is_as_declared_and_asked_for_by_county_without_ages() -> None:
    table = declarations()["scb:TAB6471"]
    actual = scb_population()
    assert check_metadata(table, actual) == []
    asked = complete_selection(actual, table.select)
    assert asked["Region"] == ("00", "01", "25")
    assert (asked["Alder"], asked["Kon"]) == (("TotSA",), ("TotSa",))
    assert math.prod(len(codes) for codes in asked.values()) == 3 * 16
