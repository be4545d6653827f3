"""Whole documents: context of headings, lists, tables, the five seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from transform.strategies.reader import read_targets
from warehouse.records import Block, Document

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"


def document(*blocks: Block, language: str = "da", **facts: Any) -> Document:
    return Document(title="", language=language, blocks=blocks, **facts)


def test_the_year_comes_from_the_heading_then_from_the_document() -> None:
    item = Block("item", "Mindst 50 virksomheder skal deltage", "li[1]")
    (headed,) = read_targets(
        document(Block("heading", "Pejlemærker for 2018", "h2[1]", level=2), item)
    )
    (governed,) = read_targets(document(item, valid_to_year=2023))
    (lonely,) = read_targets(document(item))
    assert [r.year for r in (headed, governed, lonely)] == [2018, 2023, None]
    assert headed.locator == "li[1]/sentence[1]"
    assert governed.confidence < lonely.confidence  # its year is inferred


def test_a_list_of_aims_needs_no_modal_verb() -> None:
    lead = Block("paragraph", "Indsatsen skal pejle efter følgende mål:", "p[1]")
    item = Block("item", "500 virksomheder deltager årligt", "li[1]")
    assert [r.kind for r in read_targets(document(lead, item))] == ["target"]
    assert [r.kind for r in read_targets(document(item))] == ["figure"]
    results = Block("heading", "Resultater 2019", "h2[1]", level=2)
    assert [(r.kind, r.year) for r in read_targets(document(results, item))] == [("figure", 2019)]


def test_lines_without_bullets_below_a_lead_in_are_its_list() -> None:
    lines = ("Mål 2020:", "45 klynger", "3 000 bedrifter", "Klyngene samles hvert år i Oslo.")
    blocks = [Block("paragraph", text, f"line[{n}]") for n, text in enumerate(lines)]
    found = read_targets(document(*blocks, Block("paragraph", "12 ansatte", "p"), language="nb"))
    assert [(r.kind, r.value, r.year) for r in found] == [
        ("target", 45, 2020),
        ("target", 3000, 2020),
        ("figure", 12, None),
    ]


def test_a_headline_that_the_text_repeats_gives_one_row() -> None:
    title = Block("title", "Ti klynger får støtte", "h1[1]", level=1)
    text = Block("paragraph", "Nå får 10 klynger støtte av staten.", "p[1]")
    assert [r.locator for r in read_targets(document(title, text, language="nb"))] == [
        "p[1]/sentence[1]"
    ]


def test_figures_of_an_annual_report_are_of_its_year() -> None:
    text = Block("paragraph", "Klyngene hadde 3 138 medlemmer.", "p[1]")
    report = Document(title="Årsrapport 2021", language="nb", blocks=(text,))
    assert [r.year for r in read_targets(report)] == [2021]


def test_a_table_with_years_down_the_side() -> None:
    table = cells([["År", "Virksomheder"], ["2021", "12.100"], ["2022", "13.400"]])
    assert [(r.value, r.year, r.locator) for r in read_targets(document(*table))] == [
        (12100, 2021, "table[1]/column[2]"),
        (13400, 2022, "table[1]/column[2]"),
    ]


def test_a_status_is_the_baseline_of_the_aim_in_the_next_sentence() -> None:
    text = "Status 2020: 28 klynger. Mål 2025: 35 klynger."
    (aim,) = read_targets(document(Block("paragraph", text, "p[1]"), language="nb"))
    assert (aim.value, aim.year, aim.baseline_value, aim.baseline_year) == (35, 2025, 28, 2020)


def test_a_new_heading_ends_the_list_of_aims() -> None:
    blocks = (
        Block("heading", "Mål for 2025", "h2[1]", level=2),
        Block("item", "100 medlemmer", "li[1]"),
        Block("heading", "Om klyngen", "h2[2]", level=2),
        Block("item", "40 ansatte", "li[2]"),
    )
    assert [(r.kind, r.year) for r in read_targets(document(*blocks))] == [
        ("target", 2025),
        ("figure", None),
    ]


def test_boilerplate_is_not_read() -> None:
    apart = Block("paragraph", "120 virksomheder har skrevet under.", "p[9]")
    assert (
        read_targets(document(Block("paragraph", "Intet tal her.", "p[1]"), boilerplate=(apart,)))
        == []
    )


def test_the_same_statement_is_returned_once() -> None:
    block = Block("paragraph", "Klyngen har 80 medlemmer.", "p[1]")
    assert len(read_targets(document(block, Block("paragraph", block.text, "p[2]")))) == 1


def test_every_space_and_dash_is_understood() -> None:
    text = "Minst 2\u202f000 bedrifter og 10\u201115\u00a0% av midlene skal ut innen 2030."
    found = read_targets(document(Block("paragraph", text, "p[1]"), language="nb"))
    assert [(r.value, r.value_max, r.unit) for r in found] == [
        (2000, None, "companies"),
        (10, 15, "percent"),
    ]


def cells(rows: list[list[str]]) -> list[Block]:
    return [
        Block("cell", text, f"table[1]/row[{r}]/cell[{c}]")
        for r, row in enumerate(rows, start=1)
        for c, text in enumerate(row, start=1)
    ]


def test_a_table_of_aims_joins_status_and_aim() -> None:
    table = cells(
        [
            ["Indikator", "Status 2019", "Mål 2024"],
            ["Antall medlemmer", "85", "minst 120"],
            ["Andel kvinner", "21 %", "40 %"],
            ["Møteplasser", "3", "5"],
        ]
    )
    found = read_targets(document(*table, language="nb"))
    assert [
        (r.kind, r.value, r.unit, r.comparator, r.year, r.baseline_value, r.baseline_year)
        for r in found
    ] == [
        ("target", 120, "members", "at_least", 2024, 85, 2019),
        ("target", 40, "percent", "exactly", 2024, 21, 2019),
        ("target", 5, "other:møteplasser", "exactly", 2024, 3, 2019),
    ]
    assert [r.is_doubtful for r in found] == [False, False, True]  # the label's noun is a guess
    assert found[0].locator == "table[1]/row[2]"


def test_a_table_of_years_gives_figures() -> None:
    table = cells([["", "2018", "2019"], ["Antal virksomheder", "1.200", "1.350"]])
    found = read_targets(document(*table))
    assert [(r.kind, r.value, r.unit, r.year) for r in found] == [
        ("figure", 1200, "companies", 2018),
        ("figure", 1350, "companies", 2019),
    ]


Row = tuple[str, float, str, str, int | None, float | None, int | None]
EXPECTED: dict[str, list[Row]] = {
    "000": [
        ("target", 2000, "companies", "at_least", 2018, 1600, 2014),
        ("target", 2500, "companies", "at_least", 2018, 1800, 2014),
        ("target", 1500, "companies", "at_least", 2018, 900, 2014),
        ("target", 10, "clusters", "at_least", 2018, None, None),
        ("target", 10, "clusters", "at_least", 2018, None, None),
    ],
    "001": [],
    "002": [
        ("figure", 200, "people", "about", None, None, None),
        ("figure", 120e6, "SEK", "exactly", 2012, None, None),
        ("figure", 15, "clusters", "exactly", None, None, None),
        ("figure", 700, "companies", "about", None, None, None),
        ("figure", 1e9, "SEK", "exactly", None, None, None),
    ],
    "003": [
        ("figure", 45, "clusters", "exactly", None, None, None),
        ("figure", 15, "responses", "exactly", None, None, None),
    ],
    "004": [],
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not on this machine")
@pytest.mark.parametrize("name", EXPECTED)
def test_seeds(name: str) -> None:
    # Reading documents belongs to another package; only tests join the two.
    from extract.prose.document import read_document

    (path,) = SEEDS.glob(f"{name}_*.txt")
    found = read_targets(read_document(path.read_bytes()))
    assert [
        (r.kind, r.value, r.unit, r.comparator, r.year, r.baseline_value, r.baseline_year)
        for r in found
    ] == EXPECTED[name]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not on this machine")
def test_the_guide_marks_carry_their_indicators() -> None:
    from extract.prose.document import read_document

    (path,) = SEEDS.glob("000_*.txt")
    found = read_targets(read_document(path.read_bytes()))
    assert [r.indicator for r in found] == [
        "companies_with_new_innovations",
        "companies_in_collaboration_projects",
        "companies_in_international_activities",
        "gold_label_clusters",
        "silver_label_clusters",
    ]
    assert [r.period for r in found[:3]] == ["yearly"] * 3
