"""Targets against later figures of the same indicator, and where the two may not be compared."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from transform.strategies.reader.reading import LEAST_CONFIDENCE
from warehouse.errors import ContractError
from warehouse.reviewed import made, reviewed
from warehouse.tables import TABLES

Row = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A break that the publishers of a reporting series themselves declare, one per statement.

    Attributes:
        series: How the names of the series begin (``strategy.series``).
        last_year: Last year before the break.
        reason: What they say, in our words.
        url: The page that says it.
    """

    series: str
    last_year: int
    reason: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorBridge:
    """Two indicators of nearly the same thing, worth showing side by side; what differs."""

    target_indicator: str
    figure_indicator: str
    difference: str


#: Words of the document in place of a code of the indicator list are never matched.
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+|[a-z]+")
_AT_MOST = frozenset({"at_most", "less_than", "decrease_to"})


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """A reviewed answer: may this target be held against that figure?

    ``figure_words`` tells figures of one text apart.
    """

    strategy_id: str
    indicator: str
    figure_strategy_id: str
    figure_indicator: str
    figure_words: str | None
    is_comparable: bool
    reason: str

    def is_about(self, target: Row, figure: Row) -> bool:
        """Whether it is of these two."""
        return (
            (self.strategy_id, self.indicator) == (target["strategy_id"], target["indicator"])
            and self.figure_strategy_id == figure["strategy_id"]
            and self.figure_indicator == figure["indicator"]
            and (self.figure_words or "") in (figure.get("sentence") or "")
        )


class Pairs:
    """The reviewed answers, and which of them were asked for.

    Args:
        rows: Rows of ``warehouse/reference/target_pair.csv``.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]] = ()) -> None:
        self._all = [made(Pair, row, "target_pair.csv") for row in rows]
        self._used: set[Pair] = set()

    def find(self, target: Row, figure: Row) -> Pair | None:
        """The reviewed answer about these two."""
        found = next((pair for pair in self._all if pair.is_about(target, figure)), None)
        self._used |= {found} if found else set()
        return found

    def check(self, known: Container[str]) -> None:
        """Every reviewed pair whose documents are there is there itself.

        Raises:
            ContractError: A row names a target or a figure that its document does not give.
        """
        for pair in self._all:
            documents = pair.strategy_id, pair.figure_strategy_id
            if pair not in self._used and all(one in known for one in documents):
                raise ContractError(
                    "a reviewed pair of target and figure is not there",
                    place=f"target_pair.csv: {' '.join(documents)} {pair.indicator} "
                    f"{pair.figure_indicator} {pair.figure_words or ''}".rstrip(),
                    remedy="mend or delete the row in warehouse/reference/target_pair.csv",
                )


def target_progress(
    targets: Iterable[Row],
    figures: Iterable[Row],
    strategies: Iterable[Row],
    reviewed: Iterable[Mapping[str, str]] = (),
) -> list[dict[str, Any]]:
    """Rows of ``target_progress``: each target with every later figure of its indicator.

    Rows that the reader itself holds for doubtful are left out on both sides.

    A figure joins a target when both are of one country, one unit and one indicator of the
    controlled list (or of two that a bridge ties), and its year is after the target's
    baseline, or not before the first year of the target's document; or when a reviewer has
    looked at the two. A reviewer's word decides whether they compare. Elsewhere they do
    across no declared break, in one document or over one stated scope; of two documents
    that state none, only if one publisher reports both.

    Args:
        targets: Rows of ``strategy_target``.
        figures: Rows of ``strategy_figure``.
        strategies: Rows of ``strategy`` for both.
        reviewed: Rows of ``warehouse/reference/target_pair.csv``.

    Returns:
        Rows ordered by target and figure; ``attainment_pct`` only where comparable.

    Raises:
        ContractError: A reviewed pair is not there.
    """
    documents = {row["strategy_id"]: row for row in strategies}
    pairs = Pairs(reviewed)
    known = sorted(
        (f for f in figures if f.get("year") is not None and _is_sure(f)),
        key=lambda row: (row["strategy_id"], row["position"]),
    )
    rows = []
    for target in sorted(targets, key=lambda row: (row["strategy_id"], row["position"])):
        if target.get("target_value") is None or not _is_sure(target):
            continue
        document = documents[target["strategy_id"]]
        for figure in known:
            other, pair = documents[figure["strategy_id"]], pairs.find(target, figure)
            if pair or _belongs(target, document, figure, other):
                rows.append(_progress(target, document, figure, other, pair))
    pairs.check(documents)
    return rows


def _is_sure(row: Row) -> bool:
    confidence = row.get("confidence_score")
    return confidence is None or confidence >= LEAST_CONFIDENCE


def _belongs(target: Row, document: Row, figure: Row, other: Row) -> bool:
    return (
        document["country_code"] == other["country_code"]
        and target.get("unit") == figure.get("unit")
        and (_is_same(target, figure) or _bridge(target, figure) is not None)
        and _is_later(target, document, figure)
    )


def _is_same(target: Row, figure: Row) -> bool:
    return target["indicator"] == figure["indicator"] and bool(_CODE.fullmatch(target["indicator"]))


def _bridge(target: Row, figure: Row) -> IndicatorBridge | None:
    pair = (target["indicator"], figure["indicator"])
    return next(
        (
            b
            for b in reviewed(IndicatorBridge, "indicator_bridge")
            if (b.target_indicator, b.figure_indicator) == pair
        ),
        None,
    )


def _is_later(target: Row, document: Row, figure: Row) -> bool:
    year: int = figure["year"]
    baseline = target.get("baseline_year")
    if baseline is not None:
        return bool(year > baseline)
    first = document.get("valid_from_year")
    if first is None and document.get("published_date") is not None:
        first = document["published_date"].year
    return first is not None and year >= first


def _progress(
    target: Row, document: Row, figure: Row, other: Row, pair: Pair | None
) -> dict[str, Any]:
    if pair:
        is_comparable, reason = pair.is_comparable, pair.reason
    else:
        objections = _objections(target, document, figure, other)
        is_comparable = not objections
        reason = "; ".join(objections) or "same indicator, unit and scope, no declared break"
    value, aim = figure["value"], target["target_value"]
    verdict, why = _verdict(target, figure) if is_comparable else ("not_comparable", reason)
    return TABLES["target_progress"].row(
        target,
        figure_strategy_id=figure["strategy_id"],
        figure_position=figure["position"],
        figure_value=value,
        figure_year=figure["year"],
        is_comparable=is_comparable,
        reason=reason,
        attainment_pct=100 * value / aim if aim and is_comparable else None,
        verdict=verdict,
        verdict_reason=why,
    )


def _verdict(target: Row, figure: Row) -> tuple[str, str]:
    """What the figure says about the target, and why."""
    value, aim, most = figure["value"], target["target_value"], target.get("target_value_max")
    comparator, due, year = target.get("comparator"), target.get("target_year"), figure["year"]
    if comparator in _AT_MOST:
        is_met = value < aim if comparator == "less_than" else value <= aim
    else:
        is_met = value > aim if comparator == "more_than" else value >= aim
    is_met = is_met and (most is None or value <= most)
    bound = f"{aim:,.0f}" if most is None else f"{aim:,.0f} to {most:,.0f}"
    said = f"{value:,.0f} in {year}, aimed at {bound}" + (f" by {due}" if due else "")
    if is_met:
        return "met", said
    if due is None or year < due:
        return "on_the_way", said
    return "missed", said


def _objections(target: Row, document: Row, figure: Row, other: Row) -> Sequence[str]:
    """Why the two may not be compared; empty where they may."""
    found = []
    bridge = _bridge(target, figure)
    if bridge is not None:
        found.append(bridge.difference)
    found.extend(
        f"{entry.reason} ({entry.url})"
        for entry in reviewed(SeriesBreak, "series_break")
        if _crosses(entry, target, document, other)
    )
    if document["strategy_id"] == other["strategy_id"]:
        return found
    scope, counted = document.get("scope"), other.get("scope")
    if scope != counted:
        found.append(
            f"scope differs: target {scope or 'not stated'}, figure {counted or 'not stated'}"
        )
    elif scope is None and document["publisher"] != other["publisher"]:
        found.append(
            "neither document states its scope, the publishers differ "
            f"({document['publisher']}, {other['publisher']}), and nobody has reviewed the pair"
        )
    return found


def _crosses(entry: SeriesBreak, target: Row, document: Row, other: Row) -> bool:
    """Whether the figure's series is broken after what the target was measured from."""
    if not (other.get("series") or "").startswith(entry.series):
        return False
    start = target.get("baseline_year") or document.get("valid_from_year")
    return start is None or start <= entry.last_year
