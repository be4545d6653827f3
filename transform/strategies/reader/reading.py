"""What the strategy reader returns."""

from __future__ import annotations

import dataclasses
from typing import Literal

#: Readings below are marked, and left out of ``target_progress``.
LEAST_CONFIDENCE = 0.7


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A quantified aim or a reported figure, read from one sentence or table row.

    Attributes:
        kind: ``target`` for an aim, ``figure`` for what a document reports.
        value: The number, scale applied; the factor for ``multiply_by``; the lower end of a
            range.
        value_max: Upper end of a range, else None.
        unit: A plain word of :data:`transform.strategies.reader.units.COUNT_UNITS`, ``percent``,
            ``percentage_points``, ``factor`` or an ISO 4217 code.
        comparator: A member of ``warehouse.vocabulary.COMPARATORS``.
        year: The year aimed at, or the year reported; None where the document does not say.
        baseline_value: The value compared with, in the same unit.
        baseline_year: Its year.
        indicator: A code of :data:`transform.strategies.reader.indicators.INDICATORS`, else the
            document's own words.
        period: ``yearly``, ``cumulative``, ``by_date`` or None.
        qualifier: How exact (``about``, ``nearly``, ``more_than`` …), None when exact.
        sentence: The sentence as printed.
        locator: ``<block's locator>/sentence[n]`` or the table row's locator.
        confidence: 0 to 1.
        cues: Pairs of field and the words of the page that gave it.
    """

    kind: Literal["target", "figure"]
    value: float
    value_max: float | None
    unit: str
    comparator: str
    year: int | None
    baseline_value: float | None
    baseline_year: int | None
    indicator: str
    period: str | None
    qualifier: str | None
    sentence: str
    locator: str
    confidence: float
    cues: tuple[tuple[str, str], ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether so much was inferred that the row is compared with nothing."""
        return self.confidence < LEAST_CONFIDENCE
