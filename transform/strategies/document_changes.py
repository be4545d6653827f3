"""What changed in a document's own content between two captures of one page.

White space, menus and the order of a page's furniture are no changes: only the blocks of the
content count, by their folded words. Wording is compared within one kind of block, so that a
heading never counts as the new wording of a paragraph.
"""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz

from transform.strategies.reader.reading import Reading
from warehouse.records import Block, Capture, Document, Records

Row = dict[str, Any]
ReadTargets = Callable[[Document], Sequence[Reading]]

#: From this likeness on (0 to 1, of words in any order) a block is reworded, below it the one
#: was removed and the other added. A sentence with its numbers changed scores about 0.8.
REWORDED_FROM = 0.6
#: How far apart among the changed blocks two wordings of one block may stand; keeps the
#: comparison of a wholly rewritten page linear.
_WINDOW = 200

_PROMISES = ("indicator", "unit")
_FIGURES = ("comparator", "value", "value_max", "year", "baseline_value", "baseline_year", "period")


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """One capture's document."""

    capture: Capture
    document: Document


def document_changes(
    parsed: Iterable[tuple[Capture, Records]], read_targets: ReadTargets
) -> list[Row]:
    """Rows of ``document_change`` for every two captures in a row of one page's document.

    Args:
        parsed: Captures with their records; a page's captures are put in order of time, and
            fetched ones are never held against transcribed ones.
        read_targets: Reads the quantified aims of a document.

    Returns:
        Rows by later capture and number of the change; none for the first capture of a
        page, or where nothing but white space and furniture differs.
    """
    # A transcription is in our own words: held against the page itself, all would be reworded.
    histories: dict[tuple[str, str, str, str], list[Version]] = {}
    for capture, records in sorted(
        parsed, key=lambda pair: (pair[0].captured_at, pair[0].capture_id)
    ):
        for strategy in records.strategies:
            key = (capture.source_id, capture.url, capture.method, strategy.strategy_id)
            histories.setdefault(key, []).append(Version(capture, strategy.document))
    rows: list[Row] = []
    for versions in histories.values():
        for before, after in itertools.pairwise(versions):
            if before.capture.sha256 != after.capture.sha256:
                rows.extend(compare_versions(before, after, read_targets))
    return rows


def compare_versions(before: Version, after: Version, read_targets: ReadTargets) -> list[Row]:
    """The changes from one version to the next, content first, then targets.

    Args:
        before: The earlier capture.
        after: The later capture of the same page.
        read_targets: Reads the quantified aims of a document.
    """
    changes = [
        *_block_changes(before.document.blocks, after.document.blocks),
        *_target_changes(read_targets(before.document), read_targets(after.document)),
    ]
    return [
        {
            "source_id": after.capture.source_id,
            "url": after.capture.url,
            "from_capture_id": before.capture.capture_id,
            "to_capture_id": after.capture.capture_id,
            "change_number": number,
            **change,
        }
        for number, change in enumerate(changes, start=1)
    ]


def _block_changes(before: Sequence[Block], after: Sequence[Block]) -> list[Row]:
    matcher = difflib.SequenceMatcher(
        a=[_words(block) for block in before], b=[_words(block) for block in after], autojunk=False
    )
    removed: list[Block] = []
    added: list[Block] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            removed.extend(before[i1:i2])
            added.extend(after[j1:j2])
    pairs = _pair(removed, added)
    by_before = {id(old): (old, new, likeness) for old, new, likeness in pairs}
    paired_after = {id(new) for _, new, _ in pairs}
    changes: list[Row] = []
    for block in removed:
        if id(block) in by_before:
            old, new, likeness = by_before[id(block)]
            kind = "moved" if _words(old) == _words(new) else "reworded"
            changes.append(_block_row(kind, old, new, likeness))
        else:
            changes.append(_block_row("removed", block, None, None))
    changes.extend(
        _block_row("added", None, block, None) for block in added if id(block) not in paired_after
    )
    return changes


def _pair(removed: Sequence[Block], added: Sequence[Block]) -> list[tuple[Block, Block, float]]:
    """Blocks that are each other's wording, the likest first; each is used once."""
    old_words = [_words(block) for block in removed]
    new_words = [_words(block) for block in added]
    likely = [
        (likeness, index, place)
        for index, old in enumerate(removed)
        for place in range(max(0, index - _WINDOW), min(len(added), index + _WINDOW + 1))
        if _is_heading(old) == _is_heading(added[place])
        and (likeness := fuzz.token_sort_ratio(old_words[index], new_words[place]) / 100)
        >= REWORDED_FROM
    ]
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for likeness, index, place in sorted(likely, key=lambda item: (-item[0], item[1], item[2])):
        if index not in used_old and place not in used_new:
            used_old.add(index)
            used_new.add(place)
            pairs.append((removed[index], added[place], likeness))
    return pairs


def _block_row(kind: str, old: Block | None, new: Block | None, likeness: float | None) -> Row:
    block = new or old
    return {
        "document_change_kind": kind,
        "block_kind": block.kind if block else None,
        "text_before": old.text if old else None,
        "text_after": new.text if new else None,
        "similarity": likeness,
        "locator_before": old.locator if old else None,
        "locator_after": new.locator if new else None,
    }


def _target_changes(before: Sequence[Reading], after: Sequence[Reading]) -> list[Row]:
    """Targets matched by what they count, in their order; then what they promise of it."""
    old = _by_promise(before)
    new = _by_promise(after)
    changes: list[Row] = []
    for key in dict.fromkeys([*old, *new]):
        older, newer = old.get(key, []), new.get(key, [])
        unchanged = [reading for reading in older if _figures(reading) in map(_figures, newer)]
        kept = [_figures(reading) for reading in unchanged]
        older = [reading for reading in older if _figures(reading) not in kept]
        newer = [reading for reading in newer if _figures(reading) not in kept]
        changes.extend(_target_row(*pair) for pair in itertools.zip_longest(older, newer))
    return changes


def _by_promise(readings: Sequence[Reading]) -> dict[tuple[Any, ...], list[Reading]]:
    found: dict[tuple[Any, ...], list[Reading]] = {}
    for reading in readings:
        if reading.kind == "target":
            key = tuple(getattr(reading, name) for name in _PROMISES)
            found.setdefault(key, []).append(reading)
    return found


def _target_row(old: Reading | None, new: Reading | None) -> Row:
    kind = "target_changed" if old and new else "target_added" if new else "target_removed"
    return {
        "document_change_kind": kind,
        "text_before": _describe(old) if old else None,
        "text_after": _describe(new) if new else None,
        "locator_before": old.locator if old else None,
        "locator_after": new.locator if new else None,
    }


def _figures(reading: Reading) -> tuple[Any, ...]:
    return tuple(getattr(reading, name) for name in _FIGURES)


def _describe(reading: Reading) -> str:
    """The target as one line: ``companies: at_least 2000, by 2018, from 1600 in 2014``."""
    amount = f"{reading.value:g}"
    if reading.value_max is not None:
        amount += f" to {reading.value_max:g}"
    parts = [f"{reading.indicator}: {reading.comparator} {amount} {reading.unit}"]
    if reading.period:
        parts.append(reading.period)
    if reading.year is not None:
        parts.append(f"by {reading.year}")
    if reading.baseline_value is not None:
        year = f" in {reading.baseline_year}" if reading.baseline_year is not None else ""
        parts.append(f"from {reading.baseline_value:g}{year}")
    return ", ".join(parts)


def _words(block: Block) -> str:
    """The block's words with typography evened out: what a reader would call the same text."""
    text = unicodedata.normalize("NFKC", block.text)
    for typographic, plain in (("’", "'"), ("”", '"'), ("“", '"'), ("–", "-"), ("\u00ad", "")):
        text = text.replace(typographic, plain)
    return " ".join(text.split()).casefold()


def _is_heading(block: Block) -> bool:
    return block.kind in ("title", "heading")
