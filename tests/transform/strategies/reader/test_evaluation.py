"""The bars on the labelled texts; ``judge`` is the part the rules were never tuned on."""

from __future__ import annotations

import pytest

from tests.evaluation.run import PARTS, held_half, judge, load_part, score

#: Precision and recall that each part must reach.
BARS = {"build": (0.95, 0.90), "judge": (0.95, 0.90), "blind": (0.95, 0.95), "pages": (0.95, 0.95)}
#: The halves of the blind parts that no rule was tuned on.
HELD_BARS = {"blind": (0.95, 0.95), "pages": (0.90, 0.90)}


@pytest.mark.parametrize("part", PARTS)
def test_precision_and_recall(part: str) -> None:
    precision, recall, *_ = score([judge(case) for case in load_part(part)])
    assert precision >= BARS[part][0]
    assert recall >= BARS[part][1]


@pytest.mark.parametrize("part", HELD_BARS)
def test_precision_and_recall_on_the_held_half(part: str) -> None:
    held = held_half(part, load_part(part))
    assert 0 < len(held) <= len(load_part(part)) / 2
    precision, recall, *_ = score([judge(case) for case in held])
    assert precision >= HELD_BARS[part][0]
    assert recall >= HELD_BARS[part][1]


def test_the_labelled_set_is_large_and_balanced() -> None:
    cases = [case for part in ("build", "judge", "blind") for case in load_part(part)]
    assert len(cases) >= 400
    assert len({case["sentence"] for case in cases}) == len(cases)
    assert {case["language"] for case in cases} == {"da", "sv", "nb", "nn", "en"}
    without = sum(1 for case in cases if not case["rows"])
    assert without >= sum(1 for case in cases if case["rows"])


def test_a_label_may_leave_a_field_or_a_row_open() -> None:
    row = {"value": 50, "unit": ["companies", "members"], "comparator": "at_least", "year": None}
    case = {"id": "x", "language": "da", "sentence": "Mindst 50 virksomheder skal deltage."}
    result = judge({**case, "rows": [row]})
    assert (result.right, len(result.missed), len(result.invented)) == (1, 0, 0)
    result = judge({**case, "rows": [], "optional": [row]})
    assert (result.right, len(result.missed), len(result.invented)) == (0, 0, 0)


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
