"""What clusters work in: the reviewer's rows, else the words of their sources."""

from __future__ import annotations

from typing import Any

import pytest

from transform.registry.industries import IndustryWords, cluster_industries
from warehouse.errors import ContractError
from warehouse.reference import load_reference
from warehouse.reviewed import reviewed_rows

REFERENCE = load_reference()
WORDS = IndustryWords(
    REFERENCE["industry_word"].to_pylist(), REFERENCE["sector_industry"].to_pylist()
)
CLUSTER = {"cluster_id": "no:havklynga", "country_code": "NO"}


def _statement(
    prop: str, value: str, entity_id: str = "no:havklynga", *, is_inferred: bool = False
) -> dict[str, Any]:
    return {
        "statement_id": f"{prop}-{value}",
        "entity_id": entity_id,
        "property": prop,
        "value": value,
        "is_inferred": is_inferred,
    }


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("maritim næring", "NO", {("mobility", "30.1"), ("mobility", "50")}),
        ("Havbruksteknologi", "NO", {("agri_food", "03")}),
        ("skogsnäring", "SE", {("energy_intensive", code) for code in ("02", "16", "17")}),
        ("Life science", "DK", {("health", code) for code in ("21", "32.5", "72.11")}),
        ("advanced manufacturing", "SE", {("production", "25"), ("production", "28")}),
        ("unheard of", "DK", set()),
    ],
)
def test_words_of_any_of_the_languages_lead_to_sector_and_industry(
    text: str, country: str, expected: set[tuple[str, str]]
) -> None:
    assert {(sector, nace) for sector, nace, _ in WORDS.read(text, country)} == expected


def test_a_short_word_counts_only_where_it_stands_alone() -> None:
    assert WORDS.read("Digital kapital", "DK") != []
    assert WORDS.read("capital", "DK") == []  # "it" inside a word is no information technology


def test_the_most_telling_statement_is_the_proof() -> None:
    rows = cluster_industries(
        [CLUSTER],
        [_statement("name", "Solklynga solenergi"), _statement("sector", "sjømat")],
        [],
        WORDS,
    )
    assert {row["nace_code"] for row in rows} == {"03", "10.2"}
    assert {row["statement_id"] for row in rows} == {"sector-sjømat"}
    assert {row["basis"] for row in rows} == {"stated"}
    assert [row["industry_rank"] for row in rows] == [1, 2]
    inferred = [_statement("sector", "sjømat", is_inferred=True)]
    rows = cluster_industries([CLUSTER], inferred, [], WORDS)
    assert {row["basis"] for row in rows} == {"inferred"}


def test_a_reviewers_rows_stand_instead_of_the_words() -> None:
    reviewed = [
        {"cluster_id": "no:havklynga", "sector_code": "digital", "nace_code": "", "reason": "Why"}
    ]
    rows = cluster_industries([CLUSTER], [_statement("sector", "sjømat")], reviewed, WORDS)
    assert [(row["sector_code"], row["nace_code"], row["basis"]) for row in rows] == [
        ("digital", None, "reviewed")
    ]


def test_a_reviewed_row_about_nobody_stops_the_build() -> None:
    reviewed = [
        {"cluster_id": "no:borte", "sector_code": "digital", "nace_code": "", "reason": "Why"}
    ]
    statements = [_statement("sector", "sjømat")]
    with pytest.raises(ContractError, match="no:borte"):
        cluster_industries([CLUSTER], statements, reviewed, WORDS)
    assert cluster_industries([CLUSTER], statements, reviewed, WORDS, complete=False)


def test_every_word_that_means_industries_only_has_a_sector_for_them_or_is_a_section() -> None:
    words = {(row["word"], row["language"]) for row in REFERENCE["industry_word"].to_pylist()}
    assert len(words) > 500
    assert {language for _, language in words} == {"da", "sv", "nb", "nn", "en"}
    for word, country in (("maritime", "NO"), ("forest", "SE"), ("life science", "DK")):
        assert WORDS.read(word, country)


def test_the_reviewers_rows_lead_to_codes_that_are_there_each_once() -> None:
    sectors = set(REFERENCE["sector"]["sector_code"].to_pylist())
    industries = set(REFERENCE["industry"]["industry_code"].to_pylist())
    rows = reviewed_rows("cluster_industry")
    assert {row["sector_code"] for row in rows} <= sectors
    assert {row["nace_code"] for row in rows} <= industries | {""}
    keys = [(row["cluster_id"], row["sector_code"], row["nace_code"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(row["reason"] for row in rows)
