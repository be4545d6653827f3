"""The house's lines: who may import whom, and who may import what from outside."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
ALLOWED = {
    "warehouse": {"warehouse"},
    "extract": {"extract", "warehouse"},
    "transform": {"transform", "warehouse"},
    "expectations": {"expectations", "warehouse"},
    "load": {"load", "warehouse"},
    "flows": {"flows", "extract", "transform", "expectations", "load", "warehouse"},
}
OURS = set(ALLOWED) | {"tests", "benchmarks"}


def _modules(package: str) -> Iterator[Path]:
    yield from sorted((REPO / package).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_packages_import_only_what_they_may(package: str) -> None:
    for path in _modules(package):
        foreign = (_imports(path) & OURS) - ALLOWED[package]
        assert not foreign, f"{path.relative_to(REPO)} imports {foreign}"


def test_only_flows_imports_prefect() -> None:
    for package in set(ALLOWED) - {"flows"}:
        for path in _modules(package):
            assert "prefect" not in _imports(path), path.relative_to(REPO)


def test_one_module_imports_great_expectations() -> None:
    found = {
        str(path.relative_to(REPO))
        for package in ALLOWED
        for path in _modules(package)
        if "great_expectations" in _imports(path)
    }
    assert found == {"expectations/engine.py"}


def test_stages_load_without_prefect_or_great_expectations() -> None:
    code = (
        "import sys, extract.registry, transform, load.release, expectations.gate;"
        "extract.registry.sources();"
        "heavy = {'prefect', 'great_expectations'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_file_names_this_machine_or_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=True
    ).stdout.split()
    secrets = ("/" + "root/", "/" + "work/main", "pypi" + ".org/simple", "index" + "-url ")
    for name in listed:
        path = REPO / name
        if not path.is_file() or path.suffix in {".png", ".pdf", ".parquet"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for secret in secrets:
            assert secret not in text, f"{name} holds {secret}"


MAX_LINES = 450


def _product() -> list[Path]:
    return [path for package in sorted(ALLOWED) for path in _modules(package)]


def test_modules_fit_on_a_few_screens() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in _product()}
    assert {str(p.relative_to(REPO)): n for p, n in sizes.items() if n > MAX_LINES} == {}


def test_imports_go_in_no_circle() -> None:
    modules = {".".join(path.relative_to(REPO).with_suffix("").parts): path for path in _product()}
    graph = {
        name: {found for found in _imported(path) if found in modules}
        for name, path in modules.items()
    }
    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError, naming it


def _imported(path: Path) -> Iterator[str]:
    """Dotted names that a module imports when it is loaded, not inside its functions."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
