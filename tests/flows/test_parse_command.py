"""``nordic-clusters parse`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract import BUNDLED_ROOT
from tests.flows.typed import typed

PAGE = BUNDLED_ROOT / "eu_eucles_labels" / "2024-q3.html"
ADDRESS = json.loads(PAGE.with_name(f"{PAGE.name}.json").read_bytes())["url"]


def run(*arguments: object) -> str:
    result = typed("parse", *arguments)
    assert result.exit_code == 0
    return result.stdout


def test_every_kind_of_record_is_printed() -> None:
    folder = BUNDLED_ROOT / "eu_gisco_nuts3"
    (outlines,) = folder.glob("*.geojson")
    found = json.loads(run("eu_gisco_nuts3", outlines, "--json"))
    assert len(found["boundaries"]) > 20


@pytest.mark.parametrize(
    ("name", "options", "url"),
    [
        (PAGE.name, [], ADDRESS),
        ("saved.html", [], "https://eucles.be/"),
        ("saved.html", ["--url", "https://eucles.be/x"], "https://eucles.be/x"),
    ],
)
def test_the_error_names_the_page_by_its_file_name_or_as_told(
    name: str, options: list[str], url: str, tmp_path: Path
) -> None:
    damaged = tmp_path / name
    damaged.write_bytes(b"<!DOCTYPE html><html><body><p>Moved.</p></body></html>")
    refused = typed("parse", "eu_eucles_labels", damaged, *options)
    assert refused.exit_code == 1
    assert f" {url}" in refused.stderr


def test_what_a_parser_did_not_foresee_names_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.pages import lists

    def surprise(*_: object, **__: object) -> None:
        raise KeyError("nobody foresaw")

    monkeypatch.setattr(lists, "parse_html", surprise)
    refused = typed("parse", "eu_eucles_labels", PAGE)
    assert refused.exit_code == 1
    assert "place: extract/pages/lists.py, line " in refused.stderr
    assert "a run keeps the traceback" in refused.stderr
