"""Reference data: vintages, crosswalks, industries, status maps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bundled_statistics import rows_where
from warehouse.errors import ContractError
from warehouse.reference import ROOT, load_reference

REFERENCE = load_reference()


def to_nuts3(vintage: str, code: str) -> dict[str, str]:
    rows = rows_where(
        REFERENCE["region_crosswalk"], from_vintage=vintage, from_code=code, to_vintage="NUTS-2024"
    )
    return {row["to_code"]: row["relation"] for row in rows}


class TestRegions:
    @pytest.mark.parametrize(
        ("vintage", "country", "level", "count"),
        [
            ("NUTS-2024", "DK", "nuts3", 11),
            ("NUTS-2024", "SE", "nuts3", 21),
            ("NUTS-2024", "NO", "nuts3", 17),
            ("NUTS-2021", "NO", "nuts3", 13),
            ("NUTS-2016", "NO", "nuts3", 19),
            ("NO-fylke-pre2020", "NO", "county", 20),
            ("NO-fylke-2020", "NO", "county", 11),
            ("NO-fylke-2024", "NO", "county", 15),
            ("NO-kommune-2024", "NO", "municipality", 357),
            ("NO-kommune-pre2024", "NO", "municipality", 521),
            ("SE-kommun", "SE", "municipality", 290),
            ("DK-kommune", "DK", "municipality", 99),
        ],
    )
    def test_counts(self, vintage: str, country: str, level: str, count: int) -> None:
        regions = REFERENCE["region"]
        rows = rows_where(regions, vintage=vintage, region_country_code=country, region_kind=level)
        assert len(rows) == count

    def test_landsdele_of_midtjylland_are_not_in_the_order_of_nuts(self) -> None:
        assert to_nuts3("DK-landsdel", "09") == {"DK042": "exact"}
        assert to_nuts3("DK-landsdel", "10") == {"DK041": "exact"}
        assert to_nuts3("DK-landsdel", "11") == {"DK050": "exact"}

    def test_old_municipalities_lead_to_the_county_of_today(self) -> None:
        assert to_nuts3("NO-kommune-pre2024", "1567") == {"NO060": "part_of"}  # Rindal moved
        assert to_nuts3("NO-kommune-pre2024", "1444") == {"NO0A3": "part_of"}  # Hornindal, too
        assert to_nuts3("NO-kommune-pre2024", "1571") == {"NO060": "part_of"}  # and Halsa
        assert to_nuts3("NO-kommune-pre2024", "0101") == {"NO083": "part_of"}
        # Snillfjord went to three municipalities of one county, Tysfjord to two.
        assert to_nuts3("NO-kommune-pre2024", "5012") == {"NO060": "part_of"}
        divided = rows_where(
            REFERENCE["region_crosswalk"],
            from_vintage="NO-kommune-pre2024",
            from_code="1850",
            to_vintage="NO-kommune-2024",
        )
        assert {(row["to_code"], row["relation"]) for row in divided} == {
            ("1806", "split"), ("1875", "split"),
        }  # fmt: skip

    def test_counties_that_were_divided_have_no_single_successor(self) -> None:
        assert to_nuts3("NO-fylke-2020", "30") == dict.fromkeys(
            ["NO083", "NO084", "NO085"], "split"
        )
        assert to_nuts3("NUTS-2021", "NO074") == {"NO072": "split", "NO073": "split"}

    def test_old_counties_that_lost_or_won_land_are_approximate(self) -> None:
        assert to_nuts3("NO-fylke-pre2020", "05") == {"NO020": "approximate"}
        assert to_nuts3("NO-fylke-pre2020", "08") == {"NO094": "exact"}
        assert to_nuts3("NO-fylke-pre2020", "09") == {"NO092": "part_of"}

    def test_troms_took_back_an_old_code(self) -> None:
        assert REFERENCE.regions_of("NUTS-2016")["NO072"]["region_name"] == "Troms"
        assert "NO072" not in REFERENCE.regions_of("NUTS-2021")
        assert REFERENCE.regions_of("NUTS-2024")["NO072"]["national_code"] == "55"

    def test_every_nuts3_region_of_today_has_a_parent_of_its_vintage(self) -> None:
        regions = REFERENCE.regions_of("NUTS-2024")
        for code, row in regions.items():
            if row["region_kind"] == "nuts3":
                assert row["parent_code"] == code[:-1]


class TestIndustries:
    def test_nace_is_whole(self) -> None:
        levels = REFERENCE["industry"]["industry_level"].to_pylist()
        counts = {level: levels.count(level) for level in ("section", "division", "group", "class")}
        assert counts == {"section": 21, "division": 88, "group": 272, "class": 615}

    @pytest.mark.parametrize("scheme", ["ssb-11713", "sn2007-17", "sni2007-16", "eurostat-a10"])
    def test_a_scheme_s_additive_industries_cover_every_section_once(self, scheme: str) -> None:
        parents = dict(
            zip(
                REFERENCE["industry"]["industry_code"].to_pylist(),
                REFERENCE["industry"]["parent_code"].to_pylist(),
                strict=True,
            )
        )
        rows = rows_where(
            REFERENCE["industry_crosswalk"], scheme_name=scheme, industry_role="additive"
        )
        letters: list[str] = []
        for code in {row["industry_code"] for row in rows} - {"UNK"}:
            letters += sections_of(code, parents)
        assert set("ABCDEFGHIJKLMNOPQRST") <= set(letters)
        whole = [code for code in letters if code not in "ABHL"]
        assert len(whole) == len(set(whole)), "a section is counted twice"


def sections_of(code: str, parents: dict[str, str | None]) -> list[str]:
    if code == "R90-T97":
        return list("RST")
    if len(code) == 3 and code[1] in "-_" and code[0].isalpha():
        first, last = code[0], code[2]
        return [chr(one) for one in range(ord(first), ord(last) + 1)]
    while parents.get(code):
        code = parents[code] or code
    return [code]


class TestStatuses:
    def test_hidden_missing_and_impossible_are_told_apart(self) -> None:
        ssb = REFERENCE.statuses("ssb")
        assert (ssb[":"][1], ssb["."][1], ssb[".."][1]) == ("Q", "M", "O")

    @pytest.mark.parametrize(
        ("agency", "symbol", "status"),
        [("eurostat", ":", "O"), ("eurostat", ":c", "Q"), ("eurostat", ":bu", "B"),
         ("eurostat", "cbu", "Q"), ("eurostat", ":z", "M"), ("eurostat", ":p", "P"),
         ("eurostat", "", None), ("eurostat", ":§", None), ("ssb", "...", "L"),
         ("ssb", "....", None), ("ssb", "..*", None), ("scb", ".:", None), ("kolada", "", None)],
    )  # fmt: skip
    def test_of_several_flags_the_telling_one_counts(
        self, agency: str, symbol: str, status: str | None
    ) -> None:
        assert REFERENCE.status_of(agency, symbol) == status

    def test_every_flag_of_eurostat_says_more_than_no_figure(self) -> None:
        for flag, (_, status) in REFERENCE.statuses("eurostat").items():
            assert REFERENCE.status_of("eurostat", f":{flag}") == status

    def test_an_agency_without_a_map_is_refused(self) -> None:
        with pytest.raises(ContractError, match="no status map for agency atlantis"):
            REFERENCE.statuses("atlantis")


def test_a_code_that_points_nowhere_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "reference"
    shutil.copytree(ROOT, root)
    path = root / "region_crosswalk.csv"
    path.write_text(path.read_text() + "SE-lan,99,NUTS-2024,SE110,exact,\n")
    with pytest.raises(ContractError, match=r"region_crosswalk\.from_code.*99"):
        load_reference(root)
