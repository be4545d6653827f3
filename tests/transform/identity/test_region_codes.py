from __future__ import annotations

from transform.identity.region_codes import RegionCodes
from warehouse.reviewed import ROOT


def _row(code: str, name: str, country: str, national: str) -> dict[str, str]:
    return {
        "vintage": "NUTS-2024",
        "region_kind": "nuts3",
        "region_code": code,
        "region_name": name,
        "region_country_code": country,
        "national_code": national,
    }


ROWS = [
    _row("SE212", "Kronobergs län", "SE", "07"),
    _row("DK042", "Østjylland", "DK", "08"),
    _row("NO072", "Troms / Romsa / Tromssa", "NO", "55"),
    _row("SE321", "Västernorrlands län", "SE", "22"),
]


def test_codes_and_names_of_each_country() -> None:
    codes = RegionCodes(ROWS)
    assert codes.find("SE", "07") == "SE212"
    assert codes.find("SE", "Kronoberg") == codes.find("SE", "Kronobergs län") == "SE212"
    assert codes.find("NO", "Romsa") == "NO072"
    assert codes.find("DK", "08") == "DK042"
    assert codes.find("DK", "07") is None


def test_regions_as_their_bodies_write_them() -> None:
    codes = RegionCodes([*ROWS, _row("SE232", "Västra Götalands län", "SE", "14"),
                         _row("SE124", "Örebro län", "SE", "18"),
                         _row("SE322", "Jämtlands län", "SE", "23"),
                         _row("NO081", "Oslo", "NO", "03")])  # fmt: skip
    for name, code in {
        "Region Kronoberg": "SE212", "Region Örebro län": "SE124",
        "Västra Götalandsregionen": "SE232", "Region Jämtland Härjedalen": "SE322",
        "Landstinget i Kronoberg": "SE212", "Region Va\u0308sternorrland": "SE321",
    }.items():  # fmt: skip
        assert codes.find("SE", name) == code, name
    assert codes.find("NO", "Troms - Romsa - Tromssa") == "NO072"
    assert codes.find("NO", "Troms – Romsa fylkeskommune") == "NO072"
    assert codes.find("DK", "Landsdel Østjylland") == "DK042"
    for name in ("Troms fylke", "Troms fylkeskommune - Romssa fylkkasuohkan",
                 "Statsforvalteren i Troms", "Fylkesmannen i Troms"):  # fmt: skip
        assert codes.find("NO", name) == "NO072", name
    assert codes.find("NO", "Oslo kommune") == "NO081"
    assert codes.find("NO", "55 Troms - Romsa") == codes.find("NO", "55 Troms") == "NO072"
    assert codes.find("SE", "07 Örebro län") is None
    assert codes.find("DK", "Province Østjylland") == "DK042"
    assert codes.find("SE", "Örebro läns landsting") == "SE124"
    for name in (
        "Osloregionen",
        "Statsforvalteren i Oslo og Viken",
        "Oslo - Troms",
        "Viken",
        "Region Sjælland",
    ):
        assert codes.find("NO", name) is None, name


def test_an_old_code_that_was_split_has_no_answer() -> None:
    def cross(code: str, relation: str) -> dict[str, str]:
        return {
            "from_vintage": "NO-fylke-2020",
            "from_code": "54",
            "to_vintage": "NUTS-2024",
            "to_code": code,
            "relation": relation,
        }

    assert RegionCodes(ROWS, [cross("NO072", "part_of")]).find("NO", "54") == "NO072"
    both = [cross("NO072", "part_of"), cross("NO073", "part_of")]
    assert RegionCodes(ROWS, both).find("NO", "54") is None
    assert RegionCodes(ROWS, [cross("NO072", "split")]).find("NO", "54") is None


def test_a_county_that_went_into_another_as_a_whole_is_known_by_its_old_name() -> None:
    old = {**_row("10", "Vest-Agder", "NO", None), "vintage": "NO-fylke-pre2020",
           "region_kind": "county", "valid_to_year": 2019}  # fmt: skip
    crosswalk = [{"from_code": "10", "to_vintage": "NUTS-2024", "to_code": "NO072",
                  "relation": "part_of"}]  # fmt: skip
    assert RegionCodes([*ROWS, old], crosswalk).find("NO", "Vest-Agder fylke") == "NO072"
    assert RegionCodes([*ROWS, old]).find("NO", "Vest-Agder") is None


def test_a_county_whose_last_municipalities_all_lie_in_one_of_today() -> None:
    def old(code: str, name: str, kind: str, last: int) -> dict[str, object]:
        return {**_row(code, name, "NO", ""), "vintage": "NO-old", "region_kind": kind,
                "valid_to_year": last}  # fmt: skip

    rows = [*ROWS, _row("NO081", "Oslo", "NO", "03"), old("90", "Gammelfylket", "county", 2019),
            old("9001", "A", "municipality", 2019), old("9002", "B", "municipality", 2019),
            old("9003", "C", "municipality", 2001)]  # fmt: skip

    def find(name: str, second: str) -> str | None:
        crosswalk = [
            {"from_code": code, "to_vintage": "NUTS-2024", "to_code": region, "relation": "part_of"}
            for code, region in (("9001", "NO072"), ("9002", second), ("9003", "NO081"))
        ]
        return RegionCodes(rows, crosswalk).find("NO", name)  # fmt: skip

    assert find("Gammelfylket", "NO072") == find("90", "NO072") == "NO072"
    assert find("Gammelfylket", "NO081") is None


def test_every_county_of_the_reference_is_found_by_its_national_code() -> None:
    import csv

    with (ROOT / "region.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = RegionCodes(rows)
    nuts3 = [
        row
        for row in rows
        if row["vintage"] == "NUTS-2024" and row["region_kind"] == "nuts3" and row["national_code"]
    ]
    assert len(nuts3) >= 45
    for row in nuts3:
        assert codes.find(row["region_country_code"], row["national_code"]) == row["region_code"]
