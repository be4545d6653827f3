"""Judge the strategy reader on the labelled texts: ``python -m tests.evaluation.run``.

Prints precision and recall per language, how often each field is right, and the errors.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from extract.prose.document import read_document
from transform.strategies.reader import Reading, read_targets
from warehouse.records import Block, Document

HERE = Path(__file__).parent
#: Files of labelled texts; ``pages`` are whole documents beside the sentences of ``blind``.
PARTS = ("build", "judge", "blind", "pages")
_FILES = {"pages": "blind_pages/expected.jsonl"}
#: Every how many texts of a part tuned and held ones take turns.
_TURNS = {"blind": 2, "pages": 1}
#: The fields that must all be right for a row to count.
JUDGED_FIELDS = (
    "value",
    "value_max",
    "unit",
    "comparator",
    "year",
    "baseline_value",
    "baseline_year",
)
OTHER_FIELDS = ("kind", "period")

Row = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """Expected and found rows of one sentence or page, matched.

    Attributes:
        sentence_id: As in the file.
        language: As labelled.
        sentence: Its text, or the file of a page.
        right: Rows with all judged fields right.
        missed: Labelled rows not found so.
        invented: Rows found that no label asks for.
        pairs: Labelled rows with the row found for them, right or nearly.
    """

    sentence_id: str
    language: str
    sentence: str
    right: int
    missed: tuple[Row, ...]
    invented: tuple[Row, ...]
    pairs: tuple[tuple[Row, Row], ...]


def load_part(part: str) -> list[Row]:
    """Labelled sentences, or pages, of one of ``PARTS``."""
    lines = (HERE / _FILES.get(part, f"{part}.jsonl")).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def held_half(part: str, texts: Sequence[Any]) -> list[Any]:
    """The texts of a blind part that the rules were not tuned on: its second of each two turns."""
    turn = _TURNS[part]
    return [text for index, text in enumerate(texts) if index // turn % 2]


def judge(case: Row) -> Judgement:
    """Read one labelled sentence or page and match what is found with its labels.

    Rows under ``optional`` may be read or left out: they count neither way.
    """
    found = [_row(reading) for reading in read_targets(_document(case))]
    pairs, missed = _match(case["rows"], found)
    right = len(pairs)
    _match(case.get("optional", []), found)
    pairs += zip(missed, found, strict=False)
    return Judgement(
        case["id"],
        case["language"],
        case.get("sentence") or case["page"],
        right,
        tuple(missed),
        tuple(found),
        tuple(pairs),
    )


def _document(case: Row) -> Document:
    if "page" in case:
        return read_document((HERE / "blind_pages" / case["page"]).read_bytes())
    blocks = [Block("heading", case["heading"], "heading")] if "heading" in case else []
    return Document(
        title=case.get("heading", ""),
        language=case["language"],
        blocks=(*blocks, Block("paragraph", case["sentence"], "sentence")),
    )


def _match(labels: Iterable[Row], found: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row]]:
    """Labels with the rows that are like them, which leave ``found``, and the labels left."""
    pairs, missed = [], []
    for wanted in labels:
        match = next((row for row in found if _same(row, wanted)), None)
        if match is None:
            missed.append(wanted)
        else:
            found.remove(match)
            pairs.append((wanted, match))
    return pairs, missed


def _row(reading: Reading) -> Row:
    return {name: getattr(reading, name) for name in (*JUDGED_FIELDS, *OTHER_FIELDS)}


def _same(row: Row, wanted: Row) -> bool:
    return all(_is_right(row, wanted, name) for name in JUDGED_FIELDS)


def _is_right(row: Row, wanted: Row, name: str) -> bool:
    """Whether a field has the labelled value, or one of them where two readings are careful."""
    label = wanted.get(name)
    return row[name] in label if isinstance(label, list) else bool(row[name] == label)


def score(judgements: Iterable[Judgement]) -> tuple[float, float, int, int, int]:
    """Precision, recall, right, found and labelled rows."""
    listed = list(judgements)
    right = sum(j.right for j in listed)
    found = right + sum(len(j.invented) for j in listed)
    labelled = right + sum(len(j.missed) for j in listed)
    return (
        (right / found if found else 1.0),
        (right / labelled if labelled else 1.0),
        right,
        found,
        labelled,
    )


def _print_part(part: str, judgements: Sequence[Judgement], *, show_errors: bool) -> None:
    by_language: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_language[judgement.language].append(judgement)
    print(f"\n{part}: {len(judgements)} texts")
    print(
        f"{'language':<10}{'texts':>10}{'rows':>7}{'found':>7}{'right':>7}{'precision':>11}{'recall':>9}"
    )
    for language, listed in [*sorted(by_language.items()), ("all", list(judgements))]:
        precision, recall, right, found, labelled = score(listed)
        print(
            f"{language:<10}{len(listed):>10}{labelled:>7}{found:>7}{right:>7}{precision:>11.3f}{recall:>9.3f}"
        )
    if part in _TURNS:
        precision, recall, right, found, labelled = score(held_half(part, judgements))
        print(f"{'held half':<20}{labelled:>7}{found:>7}{right:>7}{precision:>11.3f}{recall:>9.3f}")
    fields: Counter[str] = Counter()
    pairs = [pair for judgement in judgements for pair in judgement.pairs]
    for wanted, row in pairs:
        fields.update(name for name in JUDGED_FIELDS if _is_right(row, wanted, name))
        fields.update(n for n in OTHER_FIELDS if n not in wanted or row[n] == wanted[n])
    shares = ", ".join(
        f"{n} {fields[n] / max(1, len(pairs)):.3f}" for n in (*JUDGED_FIELDS, *OTHER_FIELDS)
    )
    print(f"fields right of {len(pairs)} matched rows: {shares}")
    if show_errors:
        for judgement in judgements:
            if judgement.missed or judgement.invented:
                print(f"  {judgement.sentence_id}: {judgement.sentence}")
                for row in judgement.missed:
                    print(f"      missed   {_brief(row)}")
                for row in judgement.invented:
                    print(f"      invented {_brief(row)}")


def _brief(row: Row) -> str:
    return " ".join(
        f"{k}={row[k]}" for k in (*OTHER_FIELDS[:1], *JUDGED_FIELDS) if row.get(k) is not None
    )


def main() -> None:
    """Print the tables; ``--no-judge-errors`` hides what must not be seen while tuning."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="one part only")
    parser.add_argument("--no-judge-errors", action="store_true")
    options = parser.parse_args()
    for part in PARTS if options.part is None else (options.part,):
        judgements = [judge(case) for case in load_part(part)]
        hide = part == "judge" and options.no_judge_errors
        _print_part(part, judgements, show_errors=not hide)


if __name__ == "__main__":
    main()
