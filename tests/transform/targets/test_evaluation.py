"""The bars on the labelled sentences, held on the part the rules were never tuned on."""

from __future__ import annotations

import pytest

from tests.evaluation.run import PARTS, judge, load_part, score


@pytest.mark.parametrize("part", PARTS)
def test_precision_and_recall(part: str) -> None:
    precision, recall, *_ = score([judge(case) for case in load_part(part)])
    assert precision >= 0.95
    assert recall >= 0.90


def test_the_labelled_set_is_large_and_balanced() -> None:
    cases = [case for part in PARTS for case in load_part(part)]
    assert len(cases) >= 240
    assert len({case["sentence"] for case in cases}) == len(cases)
    assert {case["language"] for case in cases} == {"da", "sv", "nb", "nn", "en"}
    without = sum(1 for case in cases if not case["rows"])
    assert without >= sum(1 for case in cases if case["rows"])


def test_a_wrong_row_counts_as_missed_and_invented() -> None:
    case = {
        "id": "x",
        "language": "da",
        "sentence": "Mindst 50 virksomheder skal deltage.",
        "rows": [
            {
                "kind": "target",
                "value": 60,
                "value_max": None,
                "unit": "companies",
                "comparator": "at_least",
                "year": None,
                "baseline_value": None,
                "baseline_year": None,
                "period": None,
            }
        ],
    }
    result = judge(case)
    assert (result.right, len(result.missed), len(result.invented)) == (0, 1, 1)
