"""What docs/adding-a-source.md teaches: two new files, and the release has a new cluster."""

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
#: Synthetic: no such region, no such clusters.
PAGE = """<!doctype html><html lang="sv"><title>Kluster</title><main><ul class="kluster">
<li>Exempelklustret Nordljus</li><li>Innovation Provskog</li></ul></main></html>"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with one more source: its module and its capture, and no other change."""
    tree = tmp_path_factory.mktemp("house")
    for name in ("flows", "transform", "expectations", "load", "warehouse"):
        (tree / name).symlink_to(REPO / name)
    shutil.copytree(REPO / "extract", tree / "extract")
    module, sidecar = re.findall(r"```(?:python|json)\n(.*?)```", GUIDE, re.DOTALL)[:2]
    source_id = re.findall(r'source_id="(\w+)"', module)[0]
    (tree / "extract" / "sources" / source_id[:2] / f"{source_id}.py").write_text(
        module, encoding="utf-8"
    )
    folder = tree / "extract" / "bundled" / source_id
    folder.mkdir()
    (folder / "kluster.html").write_text(PAGE, encoding="utf-8")
    (folder / "kluster.html.json").write_text(sidecar, encoding="utf-8")
    return tree


def _run(tree: Path, root: Path) -> dict[str, object]:
    """What the real command says of its run, which starts a Prefect server of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "run", "--json", "--root", str(root)],
        cwd=tree, env=os.environ | {"PYTHONPATH": str(tree), "PREFECT_API_URL": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
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
        ("Exempelklustret Nordljus", "ul.kluster/li[1]", page),
        ("Innovation Provskog", "ul.kluster/li[2]", page),
    ]
    assert sources == 1
