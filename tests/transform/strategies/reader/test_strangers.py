"""Pages of strangers keep what they reached."""

from __future__ import annotations

from collections import Counter

from tests.evaluation.strangers import judge, pages, rates


def test_pages_of_strangers_lose_nothing() -> None:
    whole: Counter[str] = sum((judge(page) for page in pages()), Counter())
    precision, recall, strict_precision, strict_recall = rates(whole)
    assert whole["wanted"] == 495
    assert precision >= 0.985
    assert recall >= 0.965
    assert strict_precision >= 0.97
    assert strict_recall >= 0.95
