"""What docs/adding-a-source.md teaches: the guide's own files are green and make clusters."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow

REPO = Path(__file__).resolve().parents[2]
GUIDE = (REPO / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
#: The guide's own files: no such region, no such clusters.
TOML, PYTHON, HTML, JSON = (
    re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    for kind in ("toml", "python", "html", "json")
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with one more source, as the guide has it, and no other change."""
    tree = tmp_path_factory.mktemp("house")
    for name in ("flows", "transform", "expectations", "load", "warehouse", "pyproject.toml"):
        (tree / name).symlink_to(REPO / name)
    shutil.copytree(REPO / "extract", tree / "extract")
    shutil.copytree(REPO / "tests" / "extract" / "sources", tree / "tests" / "extract" / "sources")
    for folder in (Path("tests"), Path("tests") / "extract"):
        for path in (REPO / folder).iterdir():
            if not (tree / folder / path.name).exists():
                (tree / folder / path.name).symlink_to(path)
    module, test = PYTHON
    source_id = re.findall(r'bundled_captures\("(\w+)"\)', test)[0]
    bundled = Path("extract") / "bundled" / source_id
    (tree / bundled).mkdir()
    for place, (text,) in {
        f"extract/sources/{source_id[:2]}/{source_id}.toml": TOML,
        f"extract/sources/{source_id[:2]}/{source_id}.py": [module],
        f"tests/extract/sources/test_{source_id}.py": [test],
        str(bundled / "kluster.html"): HTML,
        str(bundled / "kluster.html.json"): JSON,
    }.items():
        (tree / place).write_text(text, encoding="utf-8")
    return tree


def _start(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=tree, env=os.environ | {"PYTHONPATH": str(tree), "PREFECT_API_URL": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_guide_s_source_passes_what_every_registry_source_is_tested_for(tree: Path) -> None:
    of_it_or_of_all = "se_exempel_kluster or test_registry_facts"
    done = _start(tree, "pytest", "-n", "0", "-rp", "-k", of_it_or_of_all, "tests/extract/sources")
    assert done.returncode == 0, done.stdout
    passed = re.findall(r"^PASSED .*\W(test_\w+)(?:\[|$).*", done.stdout, re.MULTILINE)
    assert {
        *("test_harmless_change_changes_nothing", "test_emptied_list_is_refused"),
        *("test_other_document_is_refused", "test_wrong_character_set_is_refused"),
        *("test_what_is_stated_stands_where_the_locator_says", "test_names_of_the_list"),
        *("test_bundled_documents_are_healthy", "test_no_name_belongs_to_two_clusters"),
    } <= set(passed)
    assert "skipped" not in done.stdout


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
            """SELECT cluster.name, statement.locator, capture.url
               FROM cluster JOIN statement ON entity_id = cluster_id
               JOIN capture USING (capture_id)
               WHERE statement.source_id = 'se_exempel_kluster' AND property = 'name'
               ORDER BY ALL"""
        ).fetchall()
        (sources,) = base.execute(
            "SELECT count(*) FROM source WHERE source_id = 'se_exempel_kluster'"
        ).fetchone() or (0,)
    page = "https://region.example/kluster"
    assert found == [
        ("Havsklustret Exempel", "li[2]", page),
        ("Innovation Provskog", "li[3]", page),
        ("Skogsklustret Exempel", "li[1]", page),
    ]
    assert sources == 1
