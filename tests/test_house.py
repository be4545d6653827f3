"""The house's lines: who may import whom, and who may import what from outside."""

from __future__ import annotations

import ast
import collections
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import cli

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
    """Those of the product: releases that lie in the clone carry examples of code."""
    for path in sorted((REPO / package).rglob("*.py")):
        if not path.is_relative_to(REPO / "warehouse" / "releases"):
            yield path


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
MAX_FILES = 30
#: Methods that a library calls by name.
OVERRIDES = frozenset({"emit"})


def _product() -> list[Path]:
    return [path for package in sorted(ALLOWED) for path in _modules(package)]


def test_modules_fit_on_a_few_screens() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in _product()}
    assert {str(p.relative_to(REPO)): n for p, n in sizes.items() if n > MAX_LINES} == {}


def test_folders_fit_on_a_screen() -> None:
    folders = collections.Counter(p.parent for p in _product() if p.name != "__init__.py")
    assert {str(p.relative_to(REPO)): n for p, n in folders.items() if n > MAX_FILES} == {}


def test_no_file_name_occurs_twice() -> None:
    names = collections.Counter(path.name for path in _product() if path.name != "__init__.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_imports_go_in_no_circle() -> None:
    modules = {".".join(path.relative_to(REPO).with_suffix("").parts): path for path in _product()}
    graph = {
        name: {found for found in _imported(path) if found in modules}
        for name, path in modules.items()
    }
    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError, naming it


def test_every_module_is_loaded_by_another() -> None:
    """Or by name: sources by their declarations, commands by the command line's table."""
    loaded = {
        name
        for path in [*_product(), *(REPO / "nordic_clusters").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _named(node)
    }
    prefect = (REPO / "prefect.yaml").read_text(encoding="utf-8").replace("/", ".")
    loaded |= set(re.findall(r"[\w.]+(?=\.py:)", prefect))
    loaded |= set(re.findall(r"-m ([\w.]+)", (REPO / "Makefile").read_text(encoding="utf-8")))
    firsts = {words.split()[0] for words in cli.COMMANDS}
    loaded |= {f"flows.commands.{cli.MODULES.get(one, one)}" for one in firsts}
    by_declaration = {path.stem for path in (REPO / "extract" / "sources").rglob("*.toml")}
    lonely = [
        name
        for path in _product()
        if path.stem not in {"__init__", *by_declaration}
        for name in [".".join(path.relative_to(REPO).with_suffix("").parts)]
        if name not in loaded
    ]
    assert lonely == []


def _imported(path: Path) -> Iterator[str]:
    """Dotted names that a module imports when it is loaded, not inside its functions."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        yield from _named(node)


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_public_function_has_a_caller_in_the_product() -> None:
    used: set[str] = set()
    for path in _product():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                used.add(node.id)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.Constant) and path.name == "cli.py":
                used.add(str(node.value))  # its table of commands
    # Entry points of deployments and of the package, and names that templates ask for.
    others = [REPO / "prefect.yaml", REPO / "pyproject.toml", *(REPO / "load").rglob("*.j2")]
    for path in others:
        used |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    lonely = [
        f"{path.relative_to(REPO)}:{node.lineno} {node.name}"
        for path in _product()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name not in used
        and node.name not in OVERRIDES
        and not _is_registered(node)
    ]
    assert lonely == []


def _is_registered(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator hands it to somebody who calls it (a command, a flow)."""
    passive = {"property", "staticmethod", "classmethod", "cache", "cached_property", "dataclass"}
    names = {
        getattr(part, "attr", getattr(part, "id", ""))
        for decorator in node.decorator_list
        for part in [decorator.func if isinstance(decorator, ast.Call) else decorator]
    }
    return bool(names - passive - {"contextmanager", "override"})


def test_no_function_only_passes_its_arguments_on() -> None:
    found = []
    for path in _product():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.decorator_list:
                continue
            body = [part for part in node.body if not _is_docstring(part)]
            if len(body) == 1 and isinstance(body[0], ast.Return):
                call = body[0].value
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Name)
                    and _passes_on(node, call)
                ):
                    found.append(f"{path.relative_to(REPO)}:{node.lineno} {node.name}")
    assert found == []


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _passes_on(function: ast.FunctionDef, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name):
        return False  # a library's function under a name of ours says what it is for
    taken = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    given = [arg.id for arg in call.args if isinstance(arg, ast.Name)]
    return bool(taken) and taken == given and len(given) == len(call.args) and not call.keywords
