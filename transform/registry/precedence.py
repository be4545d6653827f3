"""Which of several statements wins: declared once, here.

Nothing is lost by losing: every statement stays in table ``statement``.

- In general: the higher confidence; then the newer ``as_of`` (a dated word before an undated
  one); then a document as the agency sent it before one that we transcribed, and that before one
  that we composed; then the id, so that every build agrees.
- ``start_year``: the highest confidence; then the year that most pages give; then the earliest
  year, because later ones mostly date a legal form or a programme.
- The start of a participation: a date before none; then the highest confidence; then the more
  exact date; then the earlier one. A more exact date within the winner's year or month refines it.
- The name: the newest that a source calls primary, former ones set apart.
"""

import collections
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from transform.dates import precision_rank
from warehouse.vocabulary import CAPTURE_METHODS

Row = dict[str, Any]
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
_METHOD = {method: rank for rank, method in enumerate(CAPTURE_METHODS)}


class Precedence:
    """Orders statements from best to worst; ``methods`` are capture id to capture method."""

    def __init__(self, methods: Mapping[str, str]) -> None:
        self._methods = methods

    def order(self, row: Row) -> tuple[int, int, int, str]:
        """Sort key of the general rule; the smallest is the best."""
        as_of: dt.date | None = row["as_of"]
        return (
            _CONFIDENCE[row["confidence"]],
            -as_of.toordinal() if as_of else 0,
            _METHOD[self._methods[row["capture_id"]]],
            row["statement_id"],
        )

    def order_start(self, row: Row) -> tuple[bool, int, int, dt.date, tuple[int, int, int, str]]:
        """Sort key for the start of a participation or an award."""
        return (
            row["valid_from"] is None,
            _CONFIDENCE[row["confidence"]],
            precision_rank(row["date_precision"]),
            row["valid_from"] or dt.date.max,
            self.order(row),
        )

    def best(self, rows: Iterable[Row]) -> Row | None:
        """The best statement by the general rule."""
        return min(rows, key=self.order, default=None)

    def best_year(self, rows: Iterable[Row]) -> int | None:
        """The year by the rule for ``start_year``."""
        found = list(rows)
        if not found:
            return None
        top = min(_CONFIDENCE[row["confidence"]] for row in found)
        pages: dict[int, set[str]] = collections.defaultdict(set)
        for row in found:
            if _CONFIDENCE[row["confidence"]] == top:
                pages[int(row["value"])].add(row["statement_url"] or row["source_id"])
        return min(pages, key=lambda year: (-len(pages[year]), year))
