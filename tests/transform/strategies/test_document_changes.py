"""Synthetic pages: two captures of one document, and what a reader would say changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transform.strategies.test_strategies import READING
from transform.strategies.document_changes import document_changes
from transform.strategies.reader.reading import Reading
from warehouse.records import Block, Capture, Document, Records, StrategyRecord
from warehouse.tables import TABLES

LINES = (
    "Klyngestrategi 2.0",
    "Klynger skal være bro mellem viden og virksomheder",
    "Mindst 2.000 virksomheder udvikler nye innovationer hvert år",
    "Klyngeforum står bag strategien",
)


def no_targets(document: Document) -> Sequence[Reading]:
    return ()


def version(day: int, lines: Sequence[str], menu: str = "Forside") -> tuple[Capture, Records]:
    blocks = tuple(
        Block("heading" if index == 1 else "paragraph", text, f"p[{index}]")
        for index, text in enumerate(lines, start=1)
    )
    content = "\n".join([menu, *lines])
    capture = Capture(
        capture_id=f"{day:016x}",
        source_id="dk_board_plan",
        url="https://example.org/plan",
        captured_at=dt.datetime(2026, 11, day, tzinfo=dt.UTC),
        method="http",
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        media_type="text/html",
        content=content.encode(),
    )
    document = Document("Plan", "da", blocks, boilerplate=(Block("item", menu, "li[1]"),))
    return capture, Records(strategies=(StrategyRecord("dk:plan", "DK", "Board", document),))


def kinds(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["document_change_kind"] for row in rows]


def test_menu_white_space_and_typography_are_no_changes() -> None:
    spaced = [line.replace(" ", "\u00a0 ") for line in LINES]
    later = version(2, spaced, menu="Forside | Nyt | 12 kommentarer")
    assert document_changes([version(1, LINES), later], no_targets) == []
    dashed = version(2, [*LINES, "2016–2018 og EU’s”label”"])
    plain = version(3, [*LINES, '2016-2018 og EU\'s"label"'])
    assert document_changes([dashed, plain], no_targets) == []


def test_added_removed_and_reworded_blocks() -> None:
    lines = [
        LINES[0],
        LINES[2].replace("2.000", "2.500"),
        LINES[3],
        "Et nyt afsnit om finansiering",
    ]
    rows = document_changes([version(2, lines), version(1, LINES)], no_targets)
    assert kinds(rows) == ["removed", "reworded", "added"]
    assert rows[0]["text_before"] == LINES[1]
    assert "2.500" in rows[1]["text_after"]
    assert 0.6 <= rows[1]["similarity"] < 1
    assert (rows[1]["locator_before"], rows[1]["locator_after"]) == ("p[3]", "p[2]")
    assert {row["from_capture_id"] for row in rows} == {f"{1:016x}"}
    assert [row["change_number"] for row in rows] == [1, 2, 3]
    assert TABLES["document_change"].to_arrow(rows).num_rows == 3


def test_a_block_elsewhere_has_moved() -> None:
    lines = [LINES[0], LINES[2], LINES[3], LINES[1]]
    rows = document_changes([version(1, LINES), version(2, lines)], no_targets)
    assert kinds(rows) == ["moved"]
    assert rows[0]["text_after"] == LINES[1]


def test_a_heading_is_not_the_new_wording_of_a_paragraph() -> None:
    old = ["Nyheder om klynger", "Klyngestrategi 2.0 for 2016"]
    new = ["Klyngestrategi 2.0 for 2018"]
    rows = document_changes([version(1, old), version(2, new)], no_targets)
    assert sorted(kinds(rows)) == ["added", "removed", "removed"]


def test_the_first_capture_and_equal_bytes_change_nothing() -> None:
    assert document_changes([version(1, LINES)], no_targets) == []
    assert document_changes([version(1, LINES), version(2, LINES)], no_targets) == []


def test_three_captures_are_compared_in_order_of_time() -> None:
    longer = [*LINES, "Et nyt afsnit"]
    rows = document_changes([version(3, LINES), version(1, LINES), version(2, longer)], no_targets)
    assert [(row["to_capture_id"][-1], row["document_change_kind"]) for row in rows] == [
        ("2", "added"),
        ("3", "removed"),
    ]


def test_a_transcription_is_not_held_against_the_page_itself() -> None:
    capture, records = version(1, ["Vores egne ord om strategien"])
    ours = (dataclasses.replace(capture, method="transcribed"), records)
    assert document_changes([ours, version(2, LINES)], no_targets) == []


def test_changed_added_and_removed_targets() -> None:
    gold = dataclasses.replace(
        READING, indicator="gold_label_clusters", unit="clusters", value=10.0
    )
    jobs = dataclasses.replace(READING, indicator="jobs_created", unit="jobs", value=1000.0)
    figure = dataclasses.replace(READING, kind="figure", value=5.0)
    before = (READING, gold, figure)
    after = (dataclasses.replace(READING, value=2500.0, year=2020), jobs)

    def read(document: Document) -> Sequence[Reading]:
        return before if len(document.blocks) == len(LINES) else after

    rows = document_changes([version(1, LINES), version(2, [*LINES, "Nyt afsnit"])], read)
    assert kinds(rows) == ["added", "target_changed", "target_removed", "target_added"]
    assert rows[1]["text_before"] == (
        "companies_with_new_innovations: at_least 2000 companies, yearly, by 2018, "
        "from 1600 in 2014"
    )
    assert "at_least 2500 companies, yearly, by 2020" in rows[1]["text_after"]
    assert "gold_label_clusters" in rows[2]["text_before"]
    assert "jobs_created" in rows[3]["text_after"]
    assert TABLES["document_change"].to_arrow(rows).num_rows == 4


def test_a_target_that_only_moved_is_unchanged() -> None:
    moved = dataclasses.replace(READING, locator="p[9]/sentence[1]", sentence="andre ord")

    def read(document: Document) -> Sequence[Reading]:
        return (READING,) if len(document.blocks) == len(LINES) else (moved,)

    rows = document_changes([version(1, LINES), version(2, [*LINES, "Nyt afsnit"])], read)
    assert kinds(rows) == ["added"]


@given(
    before=st.lists(st.sampled_from(LINES), max_size=6),
    after=st.lists(st.sampled_from(LINES), max_size=6),
)
def test_changes_account_for_every_block(before: list[str], after: list[str]) -> None:
    rows = document_changes([version(1, before), version(2, after)], no_targets)
    count = {kind: kinds(rows).count(kind) for kind in ("added", "removed")}
    assert len(after) - len(before) == count["added"] - count["removed"]


@pytest.mark.parametrize("copies", [1, 40])
def test_a_long_page_is_compared_in_little_time(copies: int) -> None:
    old = [f"Afsnit {n}: {LINES[n % 4]}" for n in range(copies * 20)]
    new = [line.replace("Klynge", "Cluster") for line in old]
    rows = document_changes([version(1, old), version(2, new)], no_targets)
    assert rows
    assert set(kinds(rows)) == {"reworded"}
