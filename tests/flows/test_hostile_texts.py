"""A thousand hostile texts in every place that a page may fill, through a whole release."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import pytest

import extract.registry
import warehouse.bounds
from extract.archive import LocalArchive, make_capture
from extract.registry import Source, source, sources
from extract.spec import Bounds
from flows import build, pipeline, selection, stage
from flows.settings import Settings
from load.site.render import script_json, slug, web_url
from tests.flows.hostile_texts import hostile_mentions, hostile_strategies, hostile_texts
from tests.flows.typed import typed
from warehouse.bounds import sift
from warehouse.records import Records
from warehouse.texts import FORBIDDEN, find_address_fault, find_fault, normal, show

pytestmark = pytest.mark.slow

COUNT, SEED = 1_000, 20261128
GIVEN = {
    "no_synthetic_list": Records(mentions=hostile_mentions(COUNT, SEED)),
    "no_synthetic_plan": Records(strategies=hostile_strategies(COUNT, SEED)),
}
_MODELS = {
    "no_synthetic_list": "no_innovasjonnorge_admissions",
    "no_synthetic_plan": "no_regjeringen_klyngepolitikk",
}
#: One country's figures: hostile texts stand in none, and the gate asks that there be some.
_STATISTICS = {"no_ssb_employment", "no_ssb_population", "no_ssb_regional_accounts"}
_SCHEMES = {"http", "https", "urn", "mailto"}
#: Scripts that are data.
_DATA_TYPES = {"application/json", "application/ld+json"}
#: Printed as themselves: spaces, and joiners that scripts need.
_KEPT = " \u00a0\u3000\u00ad\u200d\u200f\ufeff"


def _declared(source_id: str) -> Source:
    spec = dataclasses.replace(
        source(_MODELS[source_id]).spec,
        source_id=source_id,
        requests=(),
        bounds=Bounds(1, 10**6, 1, dt.date(2026, 11, 28)),
    )
    return Source(spec, lambda _: GIVEN[source_id])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with a release of bundled captures and hostile texts."""
    folder = tmp_path_factory.mktemp("hostile-texts")
    declared = {
        source_id: one
        for source_id, one in sources().items()
        if one.spec.kind != "statistics" or source_id in _STATISTICS
    } | {source_id: _declared(source_id) for source_id in GIVEN}
    archive = LocalArchive(folder / "archive")
    for source_id in GIVEN:
        archive.store(
            make_capture(
                source_id=source_id,
                url=f"https://agency.example/{source_id}",
                content=source_id.encode(),
                captured_at=dt.datetime(2026, 11, 28, tzinfo=dt.UTC),
                method="transcribed",
                media_type="text/html",
            )
        )
    with pytest.MonkeyPatch.context() as patches:
        for place in (extract.registry, stage, build, pipeline, selection):
            patches.setattr(place, "sources", lambda: declared)
        patches.setattr(warehouse.bounds, "MOST_SET_ASIDE", 1.0)
        result = pipeline.run(Settings(folder), selection.Selection())
    assert result.is_new
    return folder


@pytest.fixture(scope="module")
def kept() -> Records:
    """What of the hostile texts keeps the bounds."""
    found = [sift(one) for one in GIVEN.values()]
    return Records(mentions=found[0].mentions, strategies=found[1].strategies)


@pytest.fixture
def database(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = root / "current" / "nordic_clusters.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def _column(database: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return [value for (value,) in database.execute(sql).fetchall()]


def test_what_is_kept_keeps_the_bounds_and_the_rest_is_set_aside_with_its_reason(
    kept: Records, database: duckdb.DuckDBPyConnection
) -> None:
    found = sift(GIVEN["no_synthetic_list"])
    assert len(found.mentions) > COUNT // 3
    assert len(found.set_aside) > COUNT // 3
    for lost in found.set_aside:
        assert FORBIDDEN.search(lost.place + lost.reason) is None
        assert len(lost.place) + len(lost.reason) < 700
    for mention in kept.mentions:
        for text in (mention.name, mention.locator, *(claim.value for claim in mention.claims)):
            assert find_fault(text, 20_000) is None
            assert normal(text) == text
        for claim in mention.claims:
            if claim.property == "website":
                assert find_address_fault(claim.value) is None
    told = (
        "SELECT unexpected_count FROM data_quality WHERE rule_code = 'set_aside.no_synthetic_list'"
    )
    places = {(lost.place, lost.reason) for lost in found.set_aside}
    assert _column(database, told) == [len(places)]


def test_values_come_through_the_database_as_they_were(
    kept: Records, database: duckdb.DuckDBPyConnection
) -> None:
    stated = set(_column(database, "SELECT value FROM statement"))
    for mention in kept.mentions:
        assert mention.name in stated
        assert {claim.value for claim in mention.claims} <= stated
    sentences = set(
        _column(
            database,
            "SELECT sentence FROM strategy_target WHERE strategy_id LIKE 'no:synthetic-%'",
        )
    )
    assert len(sentences) > COUNT // 4
    blocks = {block.text for one in kept.strategies for block in one.document.blocks}
    assert all(any(text in block for block in blocks) for text in sentences)
    titles = {one.document.title for one in kept.strategies}
    assert titles <= set(_column(database, "SELECT title FROM strategy"))


def test_parquet_and_csv_give_the_same_values(
    root: Path, database: duckdb.DuckDBPyConnection
) -> None:
    current = root / "current"
    wanted = sorted(_column(database, "SELECT value FROM statement"))
    parquet = str(current / "parquet" / "statement.parquet")
    assert sorted(_column(database, f"SELECT value FROM '{parquet}'")) == wanted
    for flavour in ("csv", "csv_spreadsheet"):
        with (current / flavour / "statement.csv").open(newline="", encoding="utf-8") as file:
            found = [row["value"] for row in csv.DictReader(file)]
        if flavour == "csv_spreadsheet":
            assert not any(value.startswith(("=", "+", "-", "@")) for value in found)
            found = [value.removeprefix("'") for value in found]
        assert sorted(found) == wanted


def test_pages_show_texts_and_hold_nothing_of_theirs(root: Path) -> None:
    pages = [*(root / "current").rglob("*.html")]
    assert len(pages) > COUNT // 3
    for page in pages:
        for element in lxml.html.fromstring(page.read_bytes()).iter(lxml.etree.Element):
            assert "evil" not in element.tag, page
            for name, value in element.attrib.items():
                assert not name.startswith("on"), (page, name)
                assert "evil" not in name, page
                if name in {"href", "src", "action", "xlink:href"}:
                    scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
                    assert scheme is None or scheme[1].lower() in _SCHEMES, (page, value)
            if element.tag == "script" and element.get("type") not in _DATA_TYPES:
                assert element.get("src"), page
                assert not (element.text or "").strip(), page


def test_data_of_pages_and_metadata_are_valid(root: Path) -> None:
    current = root / "current"
    for path in (current / "site" / "data").rglob("*.js"):
        _, _, text = path.read_text(encoding="utf-8").partition("] = ")
        json.loads(text.rstrip().removesuffix(";"))
        assert not set("<>&\u2028\u2029") & set(text)
    for path in (*current.rglob("*.json"), *current.rglob("*.jsonld")):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)


def test_files_are_named_by_harmless_names(root: Path) -> None:
    for path in (root / "current").resolve().rglob("*"):
        assert path.name.isascii()
        assert path.name.isprintable()
        assert len(path.name) <= 140
        assert not set('<>:"\\|?*') & set(path.name)


def test_the_terminal_is_shown_texts_and_told_nothing(root: Path) -> None:
    for words in (
        ("query", "SELECT value FROM statement", "--root", root),
        ("query", "SELECT * FROM strategy_target", "--root", root),
        ("status", "--root", root),
    ):
        said = typed(*words)
        assert said.exit_code == 0, said.stderr
        assert all(one.isprintable() or one in _KEPT for one in said.stdout.replace("\n", ""))


@pytest.mark.parametrize("number", range(4))
def test_any_text_at_all_is_shown_linked_and_named_without_harm(number: int) -> None:
    for text in hostile_texts(COUNT, SEED + number):
        assert all(part.isprintable() or part in _KEPT for part in show(text))
        assert len(slug(text).encode("ascii")) <= 120
        assert "/" not in slug(text)
        assert "<" not in script_json(text)
        link = web_url(text)
        assert link is None or link.lower().startswith(("http://", "https://"))
