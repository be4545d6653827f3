"""Bundled tables against the collected material they were written from, cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundled_statistics import bundled_cubes
from warehouse.records import Cube

DATA = Path(__file__).parents[4] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the collected material is not here")


def rows(path: str) -> Iterator[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def cells(stat_table_id: str, *dimensions: str) -> dict[tuple[str, ...], float | None]:
    """Value by codes, over all captures of a table."""
    found: dict[tuple[str, ...], float | None] = {}
    for _, cube in bundled_cubes():
        if cube.stat_table_id == stat_table_id:
            found |= dict(
                zip(
                    zip(*(cube.cells[name].to_pylist() for name in dimensions), strict=True),
                    cube.cells["value"].to_pylist(),
                    strict=True,
                )
            )
    return found


def cube_of(stat_table_id: str) -> Cube:
    return next(cube for _, cube in bundled_cubes() if cube.stat_table_id == stat_table_id)


def number(text: str) -> float | None:
    return float(text) if text else None


def test_regional_accounts_of_norway() -> None:
    labels = {label: code for code, label in cube_of("ssb:11713").dimensions["Naring"].items()}
    columns = {
        "nc_employed": "employed_k",
        "nc_gva": "gva_mnok",
        "nc_gva_volume": "gva_vol_pct",
        "nc_gfcf": "gfcf_mnok",
        "nc_compensation": "comp_emp_mnok",
    }
    expected = {
        (row["region_code"], labels[row["industry_label"]], content, row["year"]): number(row[name])
        for row in rows("no_ssb_11713/ssb_11713_tidy.csv")
        for content, name in columns.items()
    }
    found = cells("ssb:11713", "Region", "Naring", "ContentsCode", "Tid")
    assert found.keys() == expected.keys()
    differing = {
        key: (found[key], value)
        for key, value in expected.items()
        if found[key] != (None if value is None else pytest.approx(value, abs=1e-9))
    }
    assert not differing


def test_registers_of_sweden() -> None:
    sexes = {"M": "1", "F": "2"}
    assert cells("scb:TAB900", "Region", "SNI2007", "Kon", "Tid") == {
        (row["lan_code"], row["sni2007"], sexes[row["sex"]], row["year"]): float(row["employed"])
        for row in rows("se_scb_rams/scb_rams_dagbef_lan_sni2007_sex_2008_2016.csv")
    }
    contents = {"workplace": "000005FG", "residence": "000005FH"}
    assert cells("scb:TAB3785", "Region", "SNI2007", "ContentsCode", "Tid") == {
        (row["lan_code"], row["sni_code"], contents[row["content"]], row["year"]): float(
            row["persons"]
        )
        for row in rows("se_scb_bas/scb_bas_lan_sni2007_2020_2025.csv")
    }


def test_landsdele_of_denmark() -> None:
    found = cells("eurostat:nama_10r_3empers@2020", "geo", "nace_r2", "time")
    expected = {
        (row["geo"], row["nace_r2"], row["year"]): float(row["persons"]) / 1000
        for row in rows("dk_eurostat_empers/eurostat_nama_10r_3empers_DK_2000_2018_long.csv")
    }
    assert found == expected


def test_municipalities_of_telemark() -> None:
    cube = next(
        cube
        for _, cube in bundled_cubes()
        if cube.stat_table_id == "ssb:13470" and len(cube.dimensions["Region"]) == 17
    )
    regions = {label: code for code, label in cube.dimensions["Region"].items()}
    groups = {label: code for code, label in cube.dimensions["NACE2007"].items()}
    found = cells("ssb:13470", "Region", "NACE2007", "Tid")
    path = "no_ssb_13470/ssb_13470_telemark_kommuner_2016_2025_original.csv"
    checked = 0
    for row in rows(path):
        key = (regions[row["region"]], groups[row["næring (SN2007)"]], row["år"])
        assert found[key] == float(row["value"])
        checked += 1
    assert checked == 2_890


def test_labour_force_survey_with_its_flags() -> None:
    lines = (DATA / "nordic_eurostat_lfs" / "lfst_r_lfe2en2_DK_SE_NO.tsv").read_text("utf-8")
    head, *body = lines.splitlines()
    years = [year.strip() for year in head.split("\t")[1:]]
    cube = cube_of("eurostat:lfst_r_lfe2en2")
    names = ("nace_r2", "age", "geo", "time")
    keys = list(zip(*(cube.cells[name].to_pylist() for name in names), strict=True))
    values = dict(zip(keys, cube.cells["value"].to_pylist(), strict=True))
    flags = dict(zip(keys, cube.cells["raw_status"].to_pylist(), strict=True))
    for line in body:
        codes, *figures = line.split("\t")
        _, nace, age, geo = codes.split(",")
        for year, text in zip(years, figures, strict=True):
            figure, _, flag = text.strip().partition(" ")
            key = (nace, age, geo, year)
            assert values[key] == (None if figure == ":" else float(figure)), key
            assert flags[key] == (flag or None), key
