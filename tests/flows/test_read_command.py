"""``nordic-clusters read``: JSON and nothing else, a table, clear refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.extract.prose.pdf_writer import write_pdf
from tests.flows.typed import Typed, typed
from tests.patience import PATIENCE_SECONDS

PAGE = (
    "<html><body><nav><a>300 nyheder</a></nav><h1>Klyngeplan 2020-2024</h1><ul><li>Mindst 2.000 virksomheder "  # noqa: E501
    "skal deltage (status 2019: 1.600)</li><li>14,5 % af midlerne er private</li></ul></body></html>"  # noqa: E501
)
KEYS = {
    "kind",
    "value",
    "value_max",
    "unit",
    "comparator",
    "year",
    "baseline_value",
    "baseline_year",
    "indicator",
    "sentence",
    "confidence",
    "period",
    "qualifier",
    "locator",
    "is_doubtful",
    "cues",
}


def run(*arguments: str | Path, stdin: bytes = b"") -> Typed:
    return typed("read", *arguments, stdin=stdin)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_json_is_all_there_is_on_standard_output(page: Path) -> None:
    result = run(page, "--json")
    rows = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [set(row) for row in rows] == [KEYS] * 2
    assert [(row["kind"], row["value"], row["year"], row["baseline_value"]) for row in rows] == [
        ("target", 2000, 2024, 1600),
        ("figure", 14.5, None, None),
    ]
    assert '"value": 2000,' in result.stdout  # whole numbers stay whole
    assert rows[0]["cues"]["value"] == "2.000"
    assert not rows[0]["is_doubtful"]


def test_a_table_for_people(page: Path) -> None:
    result = run(page)
    assert result.exit_code == 0
    assert "Klyngeplan 2020-2024 (da): 2 rows" in result.stdout
    assert "2,000" in result.stdout


def test_a_pdf_and_a_language_given(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(write_pdf([["Minst 40 bedrifter skal delta i 2026.", "Det er viktig."]]))
    (row,) = json.loads(run(path, "--language", "nb", "--json").stdout)
    assert (row["value"], row["unit"], row["locator"]) == (
        40,
        "companies",
        "page[1]/line[1]/sentence[1]",
    )


def test_the_input_is_read_for_a_dash() -> None:
    assert len(json.loads(run("-", "--json", stdin=PAGE.encode()).stdout)) == 2


def test_a_document_without_rows_is_an_empty_array(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Klynger er bra for alle.", encoding="utf-8")
    assert json.loads(run(path, "--json").stdout) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (write_pdf([["x"]])[:200], "pdf-damaged"),
        (write_pdf([[]]), "pdf-no-text"),
        (b"", "document-empty"),
        (b"PK\x03\x04", "document-unsupported"),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_ends_with_2(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    result = run(path, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_an_unknown_language_ends_with_2(page: Path) -> None:
    result = run(page, "--language", "fi")
    assert result.exit_code == 2
    assert "language-unknown" in result.stderr


def test_notes_go_to_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.replace("skal", "skal på Ærø").encode("cp1252"))
    result = run(path, "--json")
    assert "read as cp1252" in result.stderr
    assert "på Ærø" in json.loads(result.stdout)[0]["sentence"]


def test_neither_prefect_nor_great_expectations_is_imported(page: Path) -> None:
    code = (
        "import contextlib, sys; from flows.cli import main\n"
        f"with contextlib.suppress(SystemExit): main(['read', {str(page)!r}, '--json'])\n"
        "assert not {'prefect', 'great_expectations'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()
