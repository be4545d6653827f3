"""The page on hosting says what is so: its code runs in a release folder."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest

from tests.load.conftest import Publish

PAGE = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text(encoding="utf-8")


def test_code_of_the_page_runs(
    tables: dict[str, pa.Table], publish_tables: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(publish_tables(tables).path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        exec(compile(block, "docs/hosting.md", "exec"), {})
    Path("CITATION.cff").write_text("changed")
    with pytest.raises(AssertionError, match=r"CITATION\.cff"):
        exec(compile(blocks[-1], "docs/hosting.md", "exec"), {})


def test_layout_of_the_page_is_the_layout(
    tables: dict[str, pa.Table], publish_tables: Publish
) -> None:
    found = {path.name for path in publish_tables(tables).path.iterdir()}
    layout = PAGE.split("```")[1]
    named = set(re.findall(r"^ {6}(?:(\S+)  )?(\S+?)(?:/\S*)?(?: |$)", layout, flags=re.MULTILINE))
    # Quality report and site are written by extras, which these synthetic releases lack.
    assert {name for names in named for name in names if name} - {"quality", "site"} == found
