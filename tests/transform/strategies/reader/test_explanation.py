"""Each row says which words gave each field, and marks itself where too much was inferred."""

from __future__ import annotations

import dataclasses

from tests.transform.strategies.reader.test_notation import read
from transform.strategies.progress import target_progress


def test_a_row_names_the_words_behind_its_fields() -> None:
    (reading,) = read("da", "Senest 2029 skal mindst 45 virksomheder deltage.")
    assert dict(reading.cues) == {
        "value": "45",
        "unit": "virksomheder",
        "comparator": "mindst",
        "year": "2029",
        "kind": "Senest",
    }


def test_an_inferred_unit_says_so() -> None:
    (reading,) = read("nb", "Antallet medlemmer har økt til 45.")
    assert dict(reading.cues)["unit"].startswith("subject: ")
    assert dict(reading.cues)["comparator"] == "økt til"


def test_doubtful_rows_are_marked_and_compared_with_nothing() -> None:
    (reading,) = read("nb", "Klyngen skal ha 45 medlemmer i 2024.")
    assert not reading.is_doubtful
    assert dataclasses.replace(reading, confidence=0.6).is_doubtful
    strategy = {
        "strategy_id": "s", "country_code": "NO", "publisher": "p", "valid_from_year": 2020,
        "valid_to_year": 2024, "scope": "", "series": None, "edition_year": None, "data_year": None,
    }  # fmt: skip
    target = {
        "strategy_id": "s", "position": 1, "indicator": "cluster_members", "unit": "members",
        "target_value": 45.0, "target_value_max": None, "target_year": 2024,
        "comparator": "exactly", "baseline_value": None, "baseline_year": None, "sentence": "x",
        "confidence_score": 0.9,
    }  # fmt: skip
    figure = {
        "strategy_id": "s", "position": 1, "indicator": "cluster_members", "unit": "members",
        "value": 50.0, "value_max": None, "year": 2024, "qualifier": None, "sentence": "y",
        "confidence_score": 0.9,
    }  # fmt: skip
    assert len(target_progress([target], [figure], [strategy])) == 1
    doubtful = {**figure, "confidence_score": 0.6}
    assert target_progress([target], [doubtful], [strategy]) == []
    assert target_progress([{**target, "confidence_score": 0.6}], [figure], [strategy]) == []
