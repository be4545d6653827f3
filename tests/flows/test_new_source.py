"""What docs/adding-a-source.md teaches: the guide's own files are green and make clusters."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pytest

from extract.agencies.declared_tables import parse_statistics
from extract.archive import make_capture
from extract.typed_toml import value
from warehouse.statistics import StatisticalTable

pytestmark = pytest.mark.slow

REPO = Path(__file__).resolve().parents[2]
GUIDE = (REPO / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
#: The guide's own files: no such region, no such clusters.
TOML, PYTHON, HTML, JSON = (
    re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    for kind in ("toml", "python", "html", "json")
)
TEST, TABLE_TEST, MODULE = PYTHON
LIST, DOCUMENT, TABLE = "se_exempel_kluster", "se_exempel_strategi", "se_scb_exempel"
#: A declaration, a bundled capture and a test; a document needs no test.
FILES = {
    f"extract/sources/se/{LIST}.toml": TOML[0],
    f"extract/bundled/{LIST}/kluster.html": HTML[0],
    f"tests/extract/sources/test_{LIST}.py": TEST,
    f"extract/sources/se/{DOCUMENT}.toml": TOML[1],
    f"extract/bundled/{DOCUMENT}/strategi.html": HTML[1],
    f"extract/sources/se/{TABLE}.toml": TOML[2],
    f"extract/bundled/{TABLE}/EXEMPEL.json": JSON[0],
    f"tests/extract/sources/test_{TABLE}.py": TABLE_TEST,
}


def test_its_table_of_eurostat_is_a_declaration() -> None:
    (said,) = tomllib.loads(TOML[3])["tables"]
    table = value(StatisticalTable, said, "tables[1]")
    body = "unit,geo\\TIME_PERIOD\t2025 \nPC,SE33\t7.4 bu\n"
    url = (
        "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/tgs00010/PC.SE33?format=TSV"
    )
    capture = make_capture(
        source_id="eu_eurostat_trial", url=url, content=body.encode(), method="transcribed",
        captured_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), media_type="text/plain",
    )  # fmt: skip
    (cube,) = parse_statistics(capture, (table,)).cubes
    assert cube.cells.select(["value", "raw_status"]).to_pylist() == [
        {"value": 7.4, "raw_status": "bu"}
    ]


def _house(tree: Path, files: dict[str, str]) -> Path:
    """The house with more sources, as the guide has them, and no other change."""
    for name in ("flows", "transform", "expectations", "load", "warehouse", "pyproject.toml"):
        (tree / name).symlink_to(REPO / name)
    shutil.copytree(REPO / "extract", tree / "extract")
    shutil.copytree(REPO / "tests" / "extract" / "sources", tree / "tests" / "extract" / "sources")
    for folder in (Path("tests"), Path("tests") / "extract"):
        for path in (REPO / folder).iterdir():
            if not (tree / folder / path.name).exists():
                (tree / folder / path.name).symlink_to(path)
    for place, text in files.items():
        (tree / place).parent.mkdir(exist_ok=True)
        (tree / place).write_text(text, encoding="utf-8")
    return tree


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _house(tmp_path_factory.mktemp("house"), FILES)


def _start(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=tree, env=os.environ | {"PYTHONPATH": str(tree), "PREFECT_API_URL": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def _passed(tree: Path, chosen: str, *folders: str) -> set[str]:
    """Names of the tests of sources that pass, where none fails and none is left out."""
    places = folders or ("tests/extract/sources",)
    done = _start(tree, "pytest", "-n", "0", "-rp", "-k", chosen, *places)
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
    return set(re.findall(r"^PASSED .*\W(test_\w+)(?:\[|$).*", done.stdout, re.MULTILINE))


OF_A_REGISTRY = {
    *("test_harmless_change_changes_nothing", "test_emptied_list_is_refused"),
    *("test_other_document_is_refused", "test_wrong_character_set_is_refused"),
    *("test_what_is_stated_stands_where_the_locator_says", "test_names_of_the_list"),
    *("test_bundled_documents_are_healthy", "test_no_name_belongs_to_two_clusters"),
    "test_an_entry_that_reads_differently_is_refused",
}


def test_the_guide_s_source_passes_what_every_registry_source_is_tested_for(tree: Path) -> None:
    assert _passed(tree, f"{LIST} or test_registry_facts") >= OF_A_REGISTRY


def test_its_document_passes_what_every_policy_page_is_tested_for(tree: Path) -> None:
    assert _passed(tree, DOCUMENT) >= {
        "test_the_page_is_the_document_it_is_declared_to_be",
        "test_white_space_and_entities_change_nothing",
        "test_another_page_under_the_address_is_refused",
        "test_what_is_stated_stands_where_the_locator_says",
    }


def test_its_table_passes_what_every_table_is_tested_for(tree: Path) -> None:
    places = (
        f"tests/extract/sources/test_{TABLE}.py",
        "tests/extract/agencies/test_declared_tables.py",
        "tests/extract/test_archive.py",
        "tests/transform/statistics/test_observations.py",
    )
    assert _passed(tree, "not TestSymbols", *places) >= {
        *("test_cells_of_the_table", "test_sources_are_within_their_healthy_bounds"),
        *("test_every_cell_arrives", "test_sums_of_values_arrive"),
        "test_captures_keep_the_agency_s_own_address_and_figures",
        "test_everything_bundled_says_how_it_was_made_is_addressed_and_owned",
    }


def test_its_module_reads_the_same_page(tmp_path: Path) -> None:
    bare = TOML[0].partition("[list]")[0]
    files = FILES | {
        f"extract/sources/se/{LIST}.toml": bare,
        f"extract/sources/se/{LIST}.py": MODULE,
    }
    assert _passed(_house(tmp_path, files), f"{LIST} or test_registry_facts") >= OF_A_REGISTRY


def _run(tree: Path, root: Path) -> dict[str, object]:
    """What the real command says of its run, which starts a Prefect server of its own."""
    done = _start(tree, "flows.cli", "run", "--json", "--root", str(root))
    assert done.returncode == 0, done.stderr
    for word in ("Traceback", "WARNING", "Going on without Prefect"):
        assert word not in done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_a_page_that_names_unknown_clusters_makes_them(tree: Path, tmp_path: Path) -> None:
    first = _run(tree, tmp_path)
    assert first["is_new"]
    again = _run(tree, tmp_path)
    assert (again["release_id"], again["is_new"]) == (first["release_id"], False)
    with duckdb.connect(str(tmp_path / "current" / "nordic_clusters.duckdb"), True) as base:
        found = base.execute(
            """SELECT cluster.name, start_year, place, statement.locator, capture.url
               FROM cluster JOIN statement ON entity_id = cluster_id
               JOIN capture USING (capture_id)
               WHERE statement.source_id = ? AND property = 'name'
               ORDER BY ALL""",
            [LIST],
        ).fetchall()
        aims = base.execute(
            "SELECT comparator, target_value, unit, target_year FROM strategy_target "
            "WHERE strategy_id = 'se:exempel-strategi'"
        ).fetchall()
        areas = base.execute(
            "SELECT area_name FROM strategy_area WHERE strategy_id = 'se:exempel-strategi' "
            "ORDER BY position"
        ).fetchall()
        cells = base.execute(
            "SELECT region_code, period, measure, value FROM observation "
            "WHERE stat_table_id = 'scb:EXEMPEL' ORDER BY value LIMIT 1"
        ).fetchall()
        (count,) = base.execute(
            "SELECT count(*) FROM source WHERE source_id IN (?, ?, ?)", [LIST, DOCUMENT, TABLE]
        ).fetchone() or (0,)
    page = "https://region.example/kluster"
    assert found == [
        ("Havsklustret Exempel", 2017, "Kalix", "li[2]", page),
        ("Innovation Provskog", 2021, "Lycksele", "li[3]", page),
        ("Skogsklustret Exempel", 2014, "Umeå", "li[1]", page),
    ]
    assert aims == [("at_least", 40.0, "companies", 2030)]
    assert areas == [("Skog och trä",), ("Hav och kust",)]
    assert cells == [("24", "2024", "new_enterprises", 11.0)]
    assert count == 3
