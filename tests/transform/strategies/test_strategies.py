"""Synthetic documents and readings: the tables alone, without parsers and reader."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from transform.strategies.documents import strategy_tables
from transform.strategies.reader.reading import Reading
from warehouse.records import (
    Area,
    Block,
    Capture,
    Document,
    Finding,
    Indicator,
    Records,
    StrategyRecord,
)
from warehouse.tables import TABLES

DOCUMENT = Document(
    title="Plan 2016-2018",
    language="da",
    blocks=(
        Block("title", "Plan 2016-2018", "h1[1]"),
        Block("item", "Mindst 2.000 virksomheder (status 2014: 1.600)", "li[1]"),
        Block("item", "En passende fordeling", "li[2]"),
        Block("item", "10 Guld- og 10 Sølv-klynger", "li[3]"),
        Block("paragraph", "44 klynger i 2016", "p[1]"),
    ),
    published="2016-04",
    valid_from_year=2016,
    valid_to_year=2018,
)
STRATEGY = StrategyRecord(
    strategy_id="dk:plan",
    country_code="DK",
    publisher="Board",
    document=DOCUMENT,
    areas=(
        Area(1, "Energi", "stronghold", "li[9]", cluster_name="Energy Cluster"),
        Area(1, "Mindst 2.000 virksomheder", "guide_mark", "li[1]"),
        Area(2, "En passende fordeling", "guide_mark", "li[2]"),
        Area(3, "10 Guld- og 10 Sølv-klynger", "guide_mark", "li[3]"),
    ),
    data_year=2015,
)
READING = Reading(
    kind="target",
    value=2000.0,
    value_max=None,
    unit="companies",
    comparator="at_least",
    year=2018,
    baseline_value=1600.0,
    baseline_year=2014,
    indicator="companies_with_new_innovations",
    period="yearly",
    qualifier=None,
    sentence="Mindst 2.000 virksomheder (status 2014: 1.600)",
    locator="li[1]/sentence[1]",
    confidence=0.9,
)


def reading(**values: Any) -> Reading:
    return dataclasses.replace(READING, **values)


READINGS = [
    reading(kind="figure", value=44.0, unit="clusters", year=None, locator="p[1]/sentence[1]"),
    reading(
        value=10.0, unit="clusters", indicator="gold_label_clusters", locator="li[3]/sentence[1]"
    ),
    reading(
        value=10.0, unit="clusters", indicator="silver_label_clusters", locator="li[3]/sentence[1]"
    ),
    READING,
]


def capture(day: int = 1, **values: Any) -> Capture:
    return Capture(
        capture_id=f"{day:016x}",
        source_id="dk_board_plan",
        url="https://example.org/plan",
        captured_at=dt.datetime(2026, 11, day, tzinfo=dt.UTC),
        method="transcribed",
        sha256="0" * 64,
        media_type="text/html",
        content=b"-",
        **values,
    )


def tables(*pairs: tuple[Capture, Records]) -> dict[str, list[dict[str, Any]]]:
    parsed = pairs or ((capture(), Records(strategies=(STRATEGY,))),)
    return strategy_tables(parsed, lambda _: READINGS, {"Energy Cluster": "dk:energy"}.get)


def test_rows_keep_the_contract() -> None:
    for name, rows in tables().items():
        assert TABLES[name].to_arrow(rows).num_rows == len(rows)


def test_the_strategy_with_its_dates() -> None:
    (row,) = tables()["strategy"]
    assert (row["valid_from_year"], row["valid_to_year"]) == (2016, 2018)
    assert (row["published_date"], row["date_precision"]) == (dt.date(2016, 4, 1), "month")
    assert row["url"] == "https://example.org/plan"


def test_publication_falls_back_to_the_day_of_the_facts() -> None:
    strategy = dataclasses.replace(STRATEGY, document=dataclasses.replace(DOCUMENT, published=None))
    records = Records(strategies=(strategy,))
    (row,) = tables((capture(as_of="2016-04-26"), records))["strategy"]
    assert (row["published_date"], row["date_precision"]) == (dt.date(2016, 4, 26), "day")
    (row,) = tables((capture(), records))["strategy"]
    assert (row["published_date"], row["date_precision"]) == (None, "unknown")


def test_three_marks_give_four_targets_in_the_documents_order() -> None:
    rows = tables()["strategy_target"]
    assert [(row["position"], row["mark_number"], row.get("target_value")) for row in rows] == [
        (1, 1, 2000.0),
        (2, 2, None),
        (3, 3, 10.0),
        (4, 3, 10.0),
    ]
    assert rows[0]["baseline_value"] == 1600.0
    assert [row["indicator"] for row in rows[2:]] == [
        "gold_label_clusters",
        "silver_label_clusters",
    ]


def test_a_mark_without_a_number_is_a_target_in_words() -> None:
    row = tables()["strategy_target"][1]
    assert row["indicator"] == row["sentence"] == "En passende fordeling"
    assert row["target_year"] == 2018
    assert row.get("comparator") is None


def test_li_1_is_not_li_10() -> None:
    readings = [reading(locator="li[10]/sentence[1]")]
    found = strategy_tables([(capture(), Records(strategies=(STRATEGY,)))], lambda _: readings)[
        "strategy_target"
    ]
    assert [row["mark_number"] for row in found] == [1, 2, 3, None]


def test_figures_take_the_documents_year_where_the_sentence_has_none() -> None:
    (row,) = tables()["strategy_figure"]
    assert (row["value"], row["year"], row["position"]) == (44.0, 2015, 1)


def test_areas_are_tied_to_known_clusters_only() -> None:
    rows = {(r["area_type"], r["position"]): r for r in tables()["strategy_area"]}
    assert rows["stronghold", 1]["cluster_id"] == "dk:energy"
    assert rows["guide_mark", 1]["cluster_id"] is None


def test_of_two_captures_the_later_counts() -> None:
    older = dataclasses.replace(STRATEGY, publisher="Old board")
    result = tables(
        (capture(2), Records(strategies=(STRATEGY,))), (capture(1), Records(strategies=(older,)))
    )
    assert [row["publisher"] for row in result["strategy"]] == ["Board"]
    assert {row["capture_id"] for row in result["strategy_target"]} == {f"{2:016x}"}


def test_the_official_list_names_indicators_and_others_add_the_audits() -> None:
    official = Indicator("1.2", "Geographical Concentration", "I STRUCTURE", "line[4]", page=10)
    retold = Indicator(
        "1.2", "Concentration", "I", "row[5]", in_silver_audit=False, in_gold_audit=True
    )
    later = Indicator("5.2", "Success Stories", "V", "line[31]", page=28)
    rows = tables(
        (capture(2), Records(indicators=(retold,))),
        (capture(1), Records(indicators=(official, later))),
    )["quality_indicator"]
    assert [row["indicator_number"] for row in rows] == ["1.2", "5.2"]
    assert (rows[0]["title"], rows[0]["page"]) == ("Geographical Concentration", 10)
    assert (rows[0]["in_silver_audit"], rows[0]["in_gold_audit"]) == (False, True)
    assert rows[0]["capture_id"] == f"{1:016x}"
    assert rows[1]["in_gold_audit"] is None
    assert TABLES["quality_indicator"].to_arrow(rows).num_rows == 2


def test_findings_of_the_later_capture() -> None:
    def finding(answer: str) -> Records:
        return Records(findings=(Finding("no:survey", "Hva?", 1, answer, "line[1]", 15, 45),))

    rows = tables((capture(1), finding("gammelt")), (capture(2), finding("nytt")))
    (row,) = rows["survey_finding"]
    assert (row["answer"], row["respondent_count"], row["invited_count"]) == ("nytt", 15, 45)
