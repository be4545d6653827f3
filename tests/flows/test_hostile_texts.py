"""A thousand hostile texts in every place that a page may fill: tables, files, site, terminal."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from extract.archive import make_capture
from load.csv_files import write_csv
from load.parquet import table_path
from load.site.render import script_json, slug, web_url
from tests.flows.hostile_texts import hostile_mentions, hostile_texts
from transform.registry.from_mentions import Knowledge, build_registry
from warehouse.bounds import sift
from warehouse.records import Mention, Records
from warehouse.reference import load_reference
from warehouse.tables import TABLES
from warehouse.texts import FORBIDDEN, find_address_fault, find_fault, normal, show

COUNT, SEED = 1_000, 20261128
CAPTURE = make_capture(
    source_id="no_synthetic_texts",
    url="https://agency.example/",
    content=b"x",
    captured_at=dt.datetime(2026, 11, 28, tzinfo=dt.UTC),
    method="transcribed",
    media_type="text/html",
)


@pytest.fixture(scope="module")
def mentions() -> tuple[Mention, ...]:
    """The hostile clusters that keep the bounds."""
    return sift(Records(mentions=hostile_mentions(COUNT, SEED))).mentions


@pytest.fixture(scope="module")
def tables(mentions: tuple[Mention, ...]) -> dict[str, Any]:
    reference = load_reference()
    knowledge = Knowledge(
        regions=reference.tables["region"].to_pylist(),
        crosswalk=reference.tables["region_crosswalk"].to_pylist(),
        existence=reference.tables["existence_rule"].to_pylist(),
    )
    made = build_registry([(CAPTURE, one) for one in mentions], knowledge, complete=False)
    return {name: TABLES[name].to_arrow(rows) for name, rows in made.tables.items()}


def test_what_is_kept_and_what_is_set_aside(mentions: tuple[Mention, ...]) -> None:
    found = sift(Records(mentions=hostile_mentions(COUNT, SEED)))
    assert len(mentions) > COUNT // 3
    assert len(found.set_aside) > COUNT // 3
    for lost in found.set_aside:
        assert FORBIDDEN.search(lost.place + lost.reason) is None
        assert len(lost.place) + len(lost.reason) < 700
    for mention in mentions:
        for text in (mention.name, mention.locator, *(claim.value for claim in mention.claims)):
            assert find_fault(text, 20_000) is None
            assert normal(text) == text
        for claim in mention.claims:
            if claim.property == "website":
                assert find_address_fault(claim.value) is None


def test_values_come_through_the_tables_as_they_were(
    mentions: tuple[Mention, ...], tables: dict[str, Any]
) -> None:
    stated = set(tables["statement"]["value"].to_pylist())
    for mention in mentions:
        assert mention.name in stated
        for claim in mention.claims:
            assert claim.value in stated
    for cluster_id in tables["cluster"]["cluster_id"].to_pylist():
        assert len(slug(cluster_id)) <= 120


def test_csv_gives_the_values_back(tables: dict[str, Any], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    (tmp_path / "parquet").mkdir()
    for name, contract in TABLES.items():
        table = tables.get(name, contract.arrow_schema.empty_table())
        pq.write_table(table, table_path(tmp_path, name))
    write_csv(tmp_path)
    wanted = tables["statement"]["value"].to_pylist()
    for flavour in ("csv", "csv_spreadsheet"):
        with (tmp_path / flavour / "statement.csv").open(newline="", encoding="utf-8") as file:
            found = [row["value"] for row in csv.DictReader(file)]
        if flavour == "csv_spreadsheet":
            assert not any(value.startswith(("=", "+", "-", "@")) for value in found)
            found = [value.removeprefix("'") for value in found]
        assert found == wanted


@pytest.mark.parametrize("number", range(4))
def test_any_text_at_all_is_shown_linked_and_named_without_harm(number: int) -> None:
    for text in hostile_texts(COUNT, SEED + number):
        assert all(
            part.isprintable() or part in " \u00a0\u3000\u00ad\u200d\u200f\ufeff"
            for part in show(text)
        )
        assert len(slug(text).encode("ascii")) <= 120
        assert "/" not in slug(text)
        assert "<" not in script_json(text)
        link = web_url(text)
        assert link is None or link.lower().startswith(("http://", "https://"))
