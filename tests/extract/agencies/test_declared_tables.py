"""Declared statistical tables: every bundled cell arrives, and a new table is one declaration."""

from __future__ import annotations

import dataclasses
import inspect
import json

import pytest

from extract.agencies.declared_tables import parse_statistics
from extract.archive import bundled_captures
from extract.registry import declarations, sources
from extract.spec import declaration_path
from tests.bundled_statistics import bundled_cubes
from tests.statistics_cases import capture_of, jsonstat, tables_of
from warehouse.errors import FormatError, SourceChangedError
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SIZES = {
    "ssb:11713": [52_920],
    "ssb:13470": [51, 2_890],
    "scb:TAB3785": [4_488],
    "scb:TAB900": [6_048],
    "eurostat:lfst_r_lfe2en2": [13_440],
    "eurostat:nama_10r_3empers@2020": [5_415],
    "eurostat:nama_10r_2gdp": [3_060],
    "eurostat:nama_10r_3empers": [1_456, 2_094],
    "eurostat:nama_10r_3gdp": [5_336],
    "eurostat:demo_r_pjangrp3": [855],
    "ssb:07459": [2_499],
    "scb:TAB6471": [924],
}
ASKED_FOR = {
    "ssb": ["11713", "13470", "07091", "12937", "08076", "09391", "07459"],
    "scb": ["TAB3204", "TAB3785", "TAB900", "TAB5837", "TAB6329", "TAB3138", "TAB6471"],
    "dst": ["ERHV6", "ERHV1", "RAS310", "NRBP10", "NRBB10", "GF12", "FORSK01"],
    "eurostat": [
        "nama_10r_3empers", "nama_10r_3gdp", "sbs_r_nuts2021", "lfst_r_lfe2en2", "nama_10r_2gdp",
        "nama_10r_3empers@2020", "demo_r_pjangrp3",
    ],
    "kolada": ["kpi"],
}  # fmt: skip


class TestBundled:
    def test_every_cell_arrives(self) -> None:
        found: dict[str, list[int]] = {}
        for _, cube in bundled_cubes():
            found.setdefault(cube.stat_table_id, []).append(cube.cells.num_rows)
        assert {name: sorted(found.get(name, ())) for name in SIZES} == SIZES

    def test_captures_keep_the_agency_s_own_address_and_figures(self) -> None:
        for capture, _ in bundled_cubes():
            assert capture.method != "composed"
            assert capture.url.startswith("https://")
            assert len(capture.content) < 1_500_000

    def test_sources_are_within_their_healthy_bounds(self) -> None:
        for source in sources().values():
            captures = bundled_captures(source.spec.source_id)
            if source.spec.kind == "statistics" and captures:
                count = sum(len(source.parse(capture)) for capture in captures)
                place = f"bounds in {declaration_path(source.spec.source_id)}"
                assert source.spec.bounds.seen == count, (
                    f"{place}: write seen = {count}, what `nordic-clusters parse` prints for "
                    "all bundled files together"
                )
                assert source.spec.bounds.minimum <= count <= source.spec.bounds.maximum, place

    def test_invented_codes_are_marked_and_labels_are_the_table_s(self) -> None:
        cube = next(cube for _, cube in bundled_cubes() if cube.stat_table_id == "ssb:11713")
        assert all(code.startswith("nc_") for code in cube.dimensions["Naring"])
        assert cube.dimensions["Naring"]["nc_C29-C30"] == (
            "Verftsindustri og annen transportmiddelindustri"
        )


class TestDeclarations:
    def test_every_table_asked_for_is_declared(self) -> None:
        wanted = {f"{agency}:{code}" for agency, codes in ASKED_FOR.items() for code in codes}
        assert wanted <= declarations().keys()

    def test_a_measure_has_one_unit_family_and_ids_are_unique(self) -> None:
        declared = [table.stat_table_id for source in sources().values() for table in source.tables]
        assert len(declared) == len(set(declared))
        for table in declarations().values():
            measures = [content.measure for content in table.contents.values()]
            assert len(measures) == len(set(measures)), table.stat_table_id

    def test_every_source_of_statistics_can_be_fetched(self) -> None:
        for source in sources().values():
            if source.spec.kind == "statistics":
                assert source.fetch is not None, source.spec.source_id


# A table that no source declares yet: everything it takes is this declaration.
def new_table() -> StatisticalTable:
    return StatisticalTable(
        "ssb:13472",
        {"SysselEtterArbste": Content("persons_employed", "persons", basis="workplace_persons")},
        industry="NACE2007",
        regions=(RegionScheme("NO-fylke-2024", "F-"), RegionScheme("NO-fylke-2024")),
        industry_scheme="sn2007-17",
        total_is_summed=True,
        reference_areas={"NO": "NO"},
        codelists={"Region": "agg_KommFylker"},
    )


def test_adding_a_pxweb_table_is_one_declaration_of_under_30_lines() -> None:
    assert len(inspect.getsource(new_table).splitlines()) < 30
    body = jsonstat(
        {
            "Region": ["0", "F-40"],
            "NACE2007": ["01-03", "10-33"],
            "ContentsCode": ["SysselEtterArbste"],
            "Tid": ["2025"],
        },
        [100, 300, 10, 10],
    )
    capture = capture_of(body, "https://data.ssb.no/api/pxwebapi/v2/tables/13472/data?lang=no")
    (cube,) = parse_statistics(capture, (new_table(),)).cubes
    made = tables_of(new_table(), (capture, cube))
    (row,) = [
        row
        for row in made["specialisation"].to_pylist()
        if (row["region_code"], row["industry_code"]) == ("NO094", "A")
    ]
    assert row["location_quotient"] == (10 / 20) / (100 / 400)


class TestRefusals:
    TABLE = StatisticalTable("ssb:13472", {"P": Content("persons", "persons")}, industry="N")
    URL = "https://data.ssb.no/api/pxwebapi/v2/tables/13472/data"

    def body(self, **changes: list[str]) -> dict[str, object]:
        shape = {"Region": ["0"], "N": ["A"], "ContentsCode": ["P"], "Tid": ["2020"]}
        return jsonstat({**shape, **changes}, [1.0])

    def test_a_capture_of_an_undeclared_table(self) -> None:
        capture = capture_of(self.body(), "https://data.ssb.no/api/pxwebapi/v2/tables/99999/data")
        with pytest.raises(
            SourceChangedError, match=r"no single declared table.*expected: one of ssb:13472"
        ):
            parse_statistics(capture, (self.TABLE,))

    def test_a_truncated_answer_names_source_and_address(self) -> None:
        whole = capture_of(self.body(), self.URL)
        capture = dataclasses.replace(whole, content=whole.content[:-40])
        with pytest.raises(
            FormatError, match=r"source: no_ssb_employment; url: https://data\.ssb\.no"
        ):
            parse_statistics(capture, (self.TABLE,))

    def test_a_page_of_html(self) -> None:
        capture = dataclasses.replace(
            capture_of({}, self.URL), content=b"<!DOCTYPE html><html><body>Closed</body></html>"
        )
        with pytest.raises(FormatError, match="url: https://data"):
            parse_statistics(capture, (self.TABLE,))

    def test_a_content_that_is_gone(self) -> None:
        capture = capture_of(self.body(ContentsCode=["Q"]), self.URL)
        with pytest.raises(SourceChangedError, match=r"expected: P; found: Q"):
            parse_statistics(capture, (self.TABLE,))

    def test_a_code_that_the_declaration_counts_on(self) -> None:
        table = dataclasses.replace(self.TABLE, only={"Region": "00"})
        with pytest.raises(SourceChangedError, match=r"dimension Region; expected: 00; found: 0"):
            parse_statistics(capture_of(self.body(), self.URL), (table,))

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            (
                {"Region": ["0", "77"]},
                (r"its regions knows.*dimension Region; expected: NO-fylke-2024,"
                r".*found: 77.*next: leave regions out .* in observation only.*region\.csv"),
            ),
            ({"Region": ["0", "F-1"]}, r"found: F-1: F-1; next: leave regions out"),
            ({"Region": ["0", "NO011"]}, r"found: NO011.*name NUTS-2016 in regions, or leave"),
            (
                {"NACE2007": ["01-03", "1X"]},
                (r"its industry_scheme knows.*dimension NACE2007; "
                r"expected: sn2007-17; found: 1X.*leave industry_scheme out.*crosswalk\.csv"),
            ),
            (
                {"NACE2007": ["01-03", "B-E"]},
                r"found: B-E.*name .*eurostat-a10.* in industry_scheme",
            ),
        ],
    )  # fmt: skip
    def test_an_unknown_code_stops_at_the_source(
        self, changes: dict[str, list[str]], found: str
    ) -> None:
        shape = {
            "Region": ["0"], "NACE2007": ["01-03"], "ContentsCode": ["SysselEtterArbste"],
            "Tid": ["2025"], **changes,
        }  # fmt: skip
        capture = capture_of(jsonstat(shape, [1.0, 2.0]), self.URL)
        with pytest.raises(SourceChangedError, match=found):
            parse_statistics(capture, (new_table(),))

    def test_a_count_of_people_whose_regions_no_scheme_knows_stops_at_the_source(self) -> None:
        table = StatisticalTable(
            "ssb:13472",
            {"P": Content("population", "persons")},
            industry="N",
            regions=(RegionScheme("NO-fylke-2024"),),
        )
        with pytest.raises(SourceChangedError, match=r"dimension Region; .*found: 77: 77"):
            parse_statistics(capture_of(self.body(Region=["77"]), self.URL), (table,))
        births = dataclasses.replace(table, contents={"P": Content("births", "persons")})
        assert parse_statistics(capture_of(self.body(Region=["77"]), self.URL), (births,)).cubes

    def test_a_long_address_is_cut_in_the_message_and_kept_in_the_error(self) -> None:
        url = f"{self.URL}?codes={'0,' * 200}"
        with pytest.raises(SourceChangedError) as error:
            parse_statistics(capture_of(self.body(ContentsCode=["Q"]), url), (self.TABLE,))
        assert error.value.url == url
        assert f"; url: {self.URL}?…; place: dimension" in str(error.value)
        error.value.url = keys = f"https://agency.example/data/{'DK01+' * 100}?format=TSV"
        assert f"; url: {keys[:120]}…; place: dimension" in str(error.value)
        outer = SourceChangedError(
            f"no capture serves: {error.value}", source_id=error.value.source_id
        )
        assert str(outer).count("source: ") == 1
        error.value.url = short = f"{self.URL}?lang=no"
        assert f"; url: {short}; place: dimension" in str(error.value)

    def test_a_label_that_fits_two_contents(self) -> None:
        table = dataclasses.replace(self.TABLE, contents={"x": Content("persons", "persons", r"p")})
        body = self.body(ContentsCode=["P", "PP"])
        body["value"] = [1.0, 2.0]
        with pytest.raises(SourceChangedError, match="one label like 'p'"):
            parse_statistics(capture_of(body, self.URL), (table,))

    def test_dimension_ids_are_read_without_regard_to_case(self) -> None:
        body = json.loads(json.dumps(self.body()).replace('"Tid"', '"TID"'))
        (cube,) = parse_statistics(capture_of(body, self.URL), (self.TABLE,)).cubes
        assert self.TABLE.roles(cube.dimensions).period == "TID"
