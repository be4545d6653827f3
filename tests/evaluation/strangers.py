"""Judge the reader on whole pages of strangers: ``python -m tests.evaluation.strangers``.

The pages are synthetic, written by someone who had read neither rules nor other sets. A row is
found when value and class of unit are right; strictly, when comparator, year and baseline are
too. Optional rows cost nothing when missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.prose.document import read_document
from transform.strategies.reader import read_targets

HERE = Path(__file__).parent / "strangers"
UNITS = frozenset(
    (
        *("companies", "clusters", "members", "people", "jobs", "projects", "organisations"),
        *("DKK", "SEK", "NOK", "EUR", "USD", "percent", "percentage_points"),
    )
)
Row = dict[str, Any]


def judge(page: Row) -> Counter[str]:
    """How many rows of a page are wanted, found, strictly right, and invented."""
    path = HERE / "pages" / page["file"]
    document = read_document(path.read_bytes())
    free = [_row(reading) for reading in read_targets(document)]
    kept: list[Row] = []
    count: Counter[str] = Counter()
    for want in sorted(page["expected"], key=lambda row: bool(row.get("optional"))):
        near = [row for row in free if _is_found(row, want)]
        is_wanted = not want.get("optional")
        count["wanted"] += is_wanted
        if near:
            best = max(near, key=lambda row: sum(_rights(row, want)))
            free.remove(best)
            kept.append(best)
            count["found"] += is_wanted
            count["strict"] += is_wanted and all(_rights(best, want))
    arguable = [float(text) for text in page.get("not_judged", ()) if _is_number(text)]
    for row in free:
        again = any(
            _close(row["value"], one["value"]) and row["unit"] == one["unit"] for one in kept
        )
        count["invented"] += not again and row["value"] not in arguable
    return count


def pages() -> Iterator[Row]:
    """The pages with what is to be found in them."""
    for line in (HERE / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def rates(count: Counter[str]) -> tuple[float, float, float, float]:
    """Precision, recall, and both of the strict kind."""
    read = max(1, count["found"] + count["invented"])
    wanted = max(1, count["wanted"])
    right = count["found"], count["strict"]
    return right[0] / read, right[0] / wanted, right[1] / read, right[1] / wanted


def _row(reading: Any) -> Row:
    row: Row = dataclasses.asdict(reading)
    return row | {"unit": _unit(row["unit"])}


def _unit(unit: str | None) -> str:
    return unit if unit in UNITS else "other"


def _is_found(row: Row, want: Row) -> bool:
    values = [want["value"], *(want.get("value_alt") or [])]
    units = {_unit(unit) for unit in _allowed(want, "unit")}
    return row["unit"] in units and any(_close(row["value"], value) for value in values)


def _rights(row: Row, want: Row) -> tuple[bool, bool, bool]:
    comparators = {one or "exactly" for one in _allowed(want, "comparator")}
    years = {*_allowed(want, "year"), *(want.get("period") or ())}
    base = want.get("baseline_value")
    return (
        (row["comparator"] or "exactly") in comparators,
        want.get("year") is None or row["year"] in years,
        row["baseline_value"] is None if base is None else _close(row["baseline_value"], base),
    )


def _allowed(want: Row, name: str) -> list[Any]:
    more = want.get(f"{name}_alt") or []
    return [want.get(name), *(more if isinstance(more, list) else [more])]


def _close(one: Any, other: Any) -> bool:
    return one is not None and other is not None and math.isclose(one, other, rel_tol=1e-9)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def main() -> None:
    """Print the rates of each language and of all."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    found: dict[str, Counter[str]] = {}
    for page in pages():
        found.setdefault(page["lang"], Counter()).update(judge(page))
    whole: Counter[str] = sum(found.values(), Counter())
    for name, count in [*sorted(found.items()), ("all", whole)]:
        precision, recall, strict_precision, strict_recall = rates(count)
        print(
            f"{name:4} wanted {count['wanted']:4}  precision {precision:.3f} recall {recall:.3f}  "
            f"strict {strict_precision:.3f} {strict_recall:.3f}"
        )


if __name__ == "__main__":
    main()
