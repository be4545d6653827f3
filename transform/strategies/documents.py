"""Rows of the strategy tables from what the sources of strategies give.

The prose is read by a function that comes in as an argument, so that the tables and the
reader can be tested apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from transform.dates import first_day, precision_of
from transform.strategies.reader.reading import Reading
from warehouse.records import Area, Capture, Document, Indicator, Records, StrategyRecord
from warehouse.tables import TABLES

Row = dict[str, Any]
ReadTargets = Callable[[Document], Sequence[Reading]]
ResolveCluster = Callable[[str], str | None]

GUIDE_MARK = "guide_mark"
_AUDITS = ("in_silver_audit", "in_gold_audit")


def strategy_tables(
    parsed: Iterable[tuple[Capture, Records]],
    read_targets: ReadTargets,
    resolve_cluster: ResolveCluster | None = None,
) -> dict[str, list[Row]]:
    """Rows for the six strategy tables.

    Args:
        parsed: Captures with what their source's parser made of them. Of two captures of
            one strategy the later one counts.
        read_targets: Reads the quantified aims and figures of a document.
        resolve_cluster: Cluster id for a name, None where in doubt.

    Returns:
        Rows by table: ``strategy``, ``strategy_area``, ``strategy_target``,
        ``strategy_figure``, ``quality_indicator``, ``survey_finding``.
    """
    pairs = sorted(parsed, key=lambda pair: (pair[0].captured_at, pair[0].capture_id))
    latest = {
        strategy.strategy_id: (capture, strategy)
        for capture, records in pairs
        for strategy in records.strategies
    }
    tables: dict[str, list[Row]] = {
        "strategy": [],
        "strategy_area": [],
        "strategy_target": [],
        "strategy_figure": [],
        "quality_indicator": _quality_indicators(pairs),
        "survey_finding": _survey_findings(pairs),
    }
    for _, (capture, strategy) in sorted(latest.items()):
        readings = list(read_targets(strategy.document))
        tables["strategy"].append(_strategy(capture, strategy))
        tables["strategy_area"].extend(_areas(capture, strategy, resolve_cluster))
        tables["strategy_target"].extend(_targets(capture, strategy, readings))
        tables["strategy_figure"].extend(_figures(capture, strategy, readings))
    return tables


def _strategy(capture: Capture, strategy: StrategyRecord) -> Row:
    document = strategy.document
    published = document.published or capture.as_of
    return TABLES["strategy"].row(
        capture,
        document,
        strategy,
        published_date=first_day(published),
        date_precision=precision_of(published),
        url=strategy.url or capture.url,
    )


def _areas(
    capture: Capture, strategy: StrategyRecord, resolve_cluster: ResolveCluster | None
) -> list[Row]:
    return [
        TABLES["strategy_area"].row(
            capture,
            strategy,
            area,
            area_name=area.name,
            cluster_id=resolve_cluster(area.cluster_name)
            if resolve_cluster and area.cluster_name
            else None,
            statement_url=area.url,
        )
        for area in strategy.areas
    ]


def _targets(capture: Capture, strategy: StrategyRecord, readings: Sequence[Reading]) -> list[Row]:
    """Targets in the document's order; a guide mark without a number is a target in words."""
    order = {block.locator: index for index, block in enumerate(strategy.document.blocks)}
    marks = [area for area in strategy.areas if area.area_type == GUIDE_MARK]
    found: list[tuple[int, Row]] = []
    read_marks: set[int] = set()
    for reading in readings:
        if reading.kind != "target":
            continue
        mark = _mark_of(reading, marks)
        if mark:
            read_marks.add(mark.position)
        place = _block_of(reading.locator)
        found.append(
            (
                order.get(place, len(order)),
                _target(reading) | {"mark_number": mark.position if mark else None},
            )
        )
    found.extend(
        (order.get(mark.locator, len(order)), _target_in_words(mark, strategy.document))
        for mark in marks
        if mark.position not in read_marks
    )
    found.sort(key=lambda item: item[0])
    return [
        {
            "strategy_id": strategy.strategy_id,
            "position": position,
            **row,
            "capture_id": capture.capture_id,
        }
        for position, (_, row) in enumerate(found, start=1)
    ]


def _target(reading: Reading) -> Row:
    return TABLES["strategy_target"].row(
        reading,
        target_value=reading.value,
        target_value_max=reading.value_max,
        target_year=reading.year,
        confidence_score=reading.confidence,
    )


def _target_in_words(mark: Area, document: Document) -> Row:
    return {
        "indicator": mark.name,
        "target_year": document.valid_to_year,
        "mark_number": mark.position,
        "locator": mark.locator,
        "sentence": mark.name,
        # The document itself numbers it among its aims: nothing was guessed.
        "confidence_score": 1.0,
    }


def _mark_of(reading: Reading, marks: Sequence[Area]) -> Area | None:
    place = _block_of(reading.locator)
    return next((mark for mark in marks if mark.locator == place), None)


def _block_of(locator: str) -> str:
    """The block of a sentence's locator (``li[9]/sentence[2]`` is in ``li[9]``)."""
    return re.sub(r"/(?:sentence|s)\[\d+\]$", "", locator)


def _figures(capture: Capture, strategy: StrategyRecord, readings: Sequence[Reading]) -> list[Row]:
    figures = (reading for reading in readings if reading.kind == "figure")
    return [
        TABLES["strategy_figure"].row(
            capture,
            strategy,
            reading,
            position=position,
            year=reading.year or strategy.data_year,
            confidence_score=reading.confidence,
        )
        for position, reading in enumerate(figures, start=1)
    ]


def _quality_indicators(pairs: Sequence[tuple[Capture, Records]]) -> list[Row]:
    """One row per number: title, section and page of the official list, audits of any."""
    numbered = sorted(
        ((indicator, capture) for capture, records in pairs for indicator in records.indicators),
        key=lambda item: item[0].indicator_number,
    )
    rows = []
    for _, group in itertools.groupby(numbered, key=lambda item: item[0].indicator_number):
        found = list(group)
        # The list with page numbers is the published criteria; others retell it.
        title, capture = next((item for item in found if item[0].page), found[0])
        audits = {audit: _first_known(audit, (item for item, _ in found)) for audit in _AUDITS}
        rows.append(TABLES["quality_indicator"].row(capture, title, **audits))
    return rows


def _first_known(audit: str, indicators: Iterable[Indicator]) -> bool | None:
    values: Iterable[bool | None] = (getattr(indicator, audit) for indicator in indicators)
    return next((value for value in values if value is not None), None)


def _survey_findings(pairs: Sequence[tuple[Capture, Records]]) -> list[Row]:
    latest = {
        finding.survey_id: (capture, records)
        for capture, records in pairs
        for finding in records.findings
    }
    return [
        TABLES["survey_finding"].row(capture, finding)
        for survey_id, (capture, records) in sorted(latest.items())
        for finding in records.findings
        if finding.survey_id == survey_id
    ]
