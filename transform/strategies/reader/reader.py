"""From a document to its targets and figures: context of headings, sentences, tables."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from transform.strategies.reader.comparators import strip_comparator
from transform.strategies.reader.cues import announces_aims, leads_to_aims
from transform.strategies.reader.numbers import may_hold_number
from transform.strategies.reader.read_tables import Above, read_table, read_values
from transform.strategies.reader.reading import Reading
from transform.strategies.reader.rejections import is_price
from transform.strategies.reader.sentence import Context, read_sentence
from transform.strategies.reader.sentences import normalise, split_sentences
from transform.strategies.reader.table_columns import Column
from transform.strategies.reader.table_measures import gives_unit
from transform.strategies.reader.units import CURRENCIES, krone_of
from transform.strategies.reader.value_lines import (
    Pair,
    join_pairs,
    parse_line,
    read_labelled,
    read_run,
    start_of,
    without_year_before,
)
from transform.strategies.reader.wordlists import folded, pattern
from transform.strategies.reader.years import year_of_heading
from warehouse.records import Block, Document

_HEADINGS = frozenset({"title", "heading", "slide"})
#: "4.2 Kluster", "7 Næringsklynger": the heading's own number.
_SECTION_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}\.?(?=\s[A-ZÆØÅÄÖ]))\s")
#: The title of a report says which year its figures are of.
_REPORT = pattern("outline.report")
_KEY_FIGURES = pattern("outline.key_figures")
_KEY_FIGURE = re.compile(
    r"^(?P<label>[^\W\d_][^\d:.;!?]{2,60}?)\s(?P<value>(?:ca\.?\s|over\s)?(?!(?:19|20)\d{2}\W*$)"
    r"\d[\d .,]*(?:\s?[^\W\d_%]{1,9}\.?){0,2}%?)$"
)
_SOURCE = re.compile(r"(?:kilder?|källor?|källa|kjelder?|sources?)\s?:\s", re.IGNORECASE)
_CONTENTS = pattern("outline.contents")
_ENDS_IN_PAGE = re.compile(r"[^\W\d]\W*\s\d{1,3}$")
#: "Mere eksport: andelen stiger til 36 pct." is an item without a bullet.
_LABELLED_AIM = re.compile(r"[A-ZÆØÅÄÖ][^.:\d]{2,40}:\s[^.]{1,100}\.?$")
#: "Regleringsbrev för budgetåret 2024": the year of the budget that the lines below make up.
_BUDGET = pattern("outline.budget")
#: "1:5 Näringslivsutveckling 489 750", "Sum kap. 2460 431 150".
_AMOUNT = re.compile(
    r"(?:[\w:.]*\d[\w:.]*\s)?(?P<label>[^\W\d_].{2,80}?)(?:(?<!\d)|(?<=kap\. \d{4}))\s"
    r"(?P<value>[-–]?\d{1,3}(?:[ .]\d{3}){1,2})|"
    r"(?P<name>[^\W\d_][^:\d]{2,60}):\s(?P<amount>\d[\d .]*(?:,\d+)?)"
)
_STATUS_SENTENCE = pattern("outline.status_sentence")
_AIM_SENTENCE = re.compile(r"(?:mål\w*|target|goal)\b", re.IGNORECASE)
#: "We earlier stated 710; that was counted twice."
_SAID_EARLIER = pattern("withdrawn.earlier")
_WAS_WRONG = folded("withdrawn.wrong")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_SPAN_OF_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]")
#: Confidence of an aim that is one by its year alone: doubtful.
_FORESEEN = 0.65
_LEAD_IN_MAXIMUM = 300
_LONGEST_SENTENCE = 2000
_LINE_MAXIMUM = 100
_SPECIFIC = 100
_OPENING = 4


@dataclasses.dataclass(slots=True)
class _Outline:
    """Headings and lead-in lines above the block that is being read."""

    headings: dict[int, str] = dataclasses.field(default_factory=dict)
    lead_in: str = ""
    last_line: str = ""
    currency: str | None = None
    report_year: int | None = None
    amounts_in: str = ""
    budget_year: int | None = None

    def enter(self, block: Block, text: str, *, opens_list: bool = False) -> None:
        """Note what a block means for those below it; ``opens_list``: an item comes next."""
        is_caption = "/caption[" in f"/{block.locator}"
        self.last_line = text if is_caption or len(text) <= _LINE_MAXIMUM else ""
        if _is_line(text) and _BUDGET.search(text):
            self.budget_year = year_of_heading(text) or self.budget_year
        if gives_unit(text):
            self.amounts_in = text
            if block.kind not in _HEADINGS:
                return
        elif not _is_line(text) or (block.kind in _HEADINGS and block.level):
            self.amounts_in = ""
        if block.kind in _HEADINGS:
            level = block.level or (1 if block.kind == "title" else 7)
            if text.endswith(":"):
                # A line of its own that announces a list belongs under the heading above.
                self.lead_in = text
                return
            self.headings = {k: v for k, v in self.headings.items() if k < level}
            self.headings[level] = text
            self.lead_in = ""
        elif block.kind == "paragraph":
            opens_figures = _is_line(text) and _KEY_FIGURES.match(text)
            if opens_figures or _announces(text, opens_list=opens_list):
                self.lead_in = (split_sentences(text) or [text])[-1]
            elif not _is_line(text):
                self.lead_in = ""

    def nearest(self) -> str:
        """The heading directly above."""
        return self.headings[max(self.headings)] if self.headings else ""

    def year(self) -> int | None:
        """The year that lead-in or headings speak of, nearest first; the title has its own say."""
        texts = [
            self.last_line if _BARE_YEAR.fullmatch(self.last_line) else "",
            self.lead_in,
            *(self.headings[k] for k in sorted(self.headings, reverse=True) if k > 1),
        ]
        return next((year for year in map(year_of_heading, texts) if year), None)

    def above(self, document: Document) -> Above:
        """What stands above a table or a line of values."""
        return Above(
            self.nearest(),
            self.last_line,
            document.valid_to_year,
            self.report_year or self.budget_year,
            self.currency,
            document.valid_from_year,
        )

    def read_amount(
        self, text: str, language: str, locator: str, document: Document
    ) -> Iterator[Reading]:
        """The reading of a line of a budget whose unit stands above: a label and an amount."""
        match = _AMOUNT.fullmatch(text) if self.amounts_in else None
        if match:
            above = self.above(document)._replace(
                caption=self.amounts_in,
                heading=self.lead_in,
            )
            pair = (Column("", None, "", None, 1), match["value"] or match["amount"])
            label = (match["label"] or match["name"]).rstrip(" :")
            yield from read_values([pair], label, language, locator, above)

    def is_aim(self) -> bool:
        """Whether the list or section below announces aims."""
        return leads_to_aims(self.lead_in) or announces_aims(self.nearest())


def _announces(text: str, *, opens_list: bool) -> bool:
    """Whether a paragraph announces the list below: by a colon, or as a sentence left open."""
    is_open = text.endswith(":") or (opens_list and not text.endswith((".", "!", "?")))
    return is_open and len(text) <= _LEAD_IN_MAXIMUM


def _is_line(text: str) -> bool:
    """Whether a paragraph is a line of a list without bullets: short, and no sentence."""
    return len(text) <= _LINE_MAXIMUM and not text.endswith((".", "!", "?", ":"))


def read_targets(document: Document) -> list[Reading]:
    """Read the quantified aims and reported figures of a document.

    Args:
        document: As :func:`extract.prose.document.read_document` gives it. Boilerplate is not
            read; the language of a block, its headings and the document's years are used.

    Returns:
        Readings in reading order; the same fact stated twice is returned once.
    """
    headings = {block.locator for block in document.blocks if block.kind in _HEADINGS}
    report_year = _report_year(document)
    found = _read_blocks(document, report_year)
    in_time = (_in_time(reading, document, report_year or 0) for reading in found)
    readings = list(_once(in_time))
    said = {_amount(r) for r in readings if r.locator.rpartition("/")[0] not in headings}
    # A headline often says first what the text below says in full.
    return [
        reading
        for reading in readings
        if reading.locator.rpartition("/")[0] not in headings or _amount(reading) not in said
    ]


def _in_time(reading: Reading, document: Document, report: int) -> Reading:
    """A figure of a year that has not come: its year is another's, or it is an aim.

    What a page reports is not of a year after its own, which only a heading or the plan names; nor
    is it a report where its own clause names one. Money is set aside for years to come.
    """
    cues = dict(reading.cues)
    published = int(document.published[:4]) if document.published else 0
    is_told = reading.kind == "target" or reading.unit in CURRENCIES
    if (
        is_told
        or not reading.year
        or reading.year <= max(published, report)
        or not published + report
    ):
        return reading
    if cues.get("year") in {"heading", "document", "label or heading"}:
        return dataclasses.replace(reading, year=None)
    is_bare = not cues.get("kind") or _BARE_YEAR.fullmatch(cues["kind"])
    is_late = reading.year > max(published + 1 if published else 0, report)
    if is_bare and is_late and not _SPAN_OF_YEARS.search(reading.sentence):
        return dataclasses.replace(
            reading, kind="target", confidence=min(reading.confidence, _FORESEEN)
        )
    return reading


def _amount(reading: Reading) -> tuple[float, float | None, str]:
    return reading.value, reading.value_max, reading.unit


def _read_blocks(document: Document, report_year: int | None) -> Iterator[Reading]:
    outline = _Outline(report_year=report_year)
    groups = itertools.groupby(document.blocks, key=lambda b: b.kind == "cell")
    runs = [(is_cell, list(group)) for is_cell, group in groups]
    for (is_cell, blocks), (_, following) in itertools.zip_longest(
        runs, runs[1:], fillvalue=(False, [])
    ):
        if is_cell:
            below = following[0] if following else None
            note = normalise(below.text) if below and below.kind == "paragraph" else ""
            yield from _read_tables(blocks, document, outline, note)
            continue
        yield from _read_prose(blocks, document, outline)


def _read_prose(
    blocks: Sequence[Block], document: Document, outline: _Outline
) -> Iterator[Reading]:
    """Readings of the blocks between tables; lines of values that follow each other are one run."""
    pending: list[Reading] = []  # of the block before, whose aim a status may follow
    index = 0
    while index < len(blocks):
        block, text = blocks[index], _labelled(normalise(blocks[index].text), outline)
        language = block.language or document.language
        run, label, stop = _value_run(blocks, index)
        above = outline.above(document)
        found: list[Reading] = []
        if run and pending and pending[-1].kind == "target" and not label:
            found = start_of(run, pending[-1], language, above)
            if found and found[0].kind == "target":
                pending.pop()
        if run and not found:
            name = label or outline.lead_in or outline.last_line or outline.nearest()
            if name:
                found = list(
                    read_run(run, name, language, block.locator, above, is_own=bool(label))
                )
        yield from pending
        if not found:
            stop = index + 1
            found = list(outline.read_amount(text, language, block.locator, document))
            if not found and "→" not in text:
                found = list(_read_block(block, text, document, outline))
            if not found and block.kind not in _HEADINGS:
                found = list(read_labelled(text, language, block.locator, above))
            following = blocks[stop] if stop < len(blocks) else None
            opens_list = following is not None and following.kind == "item"
            outline.enter(block, text, opens_list=opens_list)
            if found and _is_line(text):
                outline.last_line = ""  # a value with its year heads no other
        pending, index = found, stop
    yield from pending


def _labelled(text: str, outline: _Outline) -> str:
    """Below "Nøkkeltall" a line "Partnere 125" is a label with its value."""
    is_short = len(text) <= _LINE_MAXIMUM
    if is_short and any(map(_KEY_FIGURES.search, (outline.nearest(), outline.lead_in))):
        found = _KEY_FIGURE.fullmatch(text)
        if found and strip_comparator(f"{found['label']} ")[2]:  # "Over 1.200" is no label
            return f"{found['label']}: {found['value']}"
    return text


def _value_run(blocks: Sequence[Block], start: int) -> tuple[list[Pair], str, int]:
    """Values of a run of lines, their label where the first has one, and where the run ends."""
    run: list[Pair] = []
    label = ""
    for index in range(start, len(blocks)):
        own, pairs = parse_line(normalise(blocks[index].text))
        is_joined = pairs and blocks[index].kind not in _HEADINGS and not (run and own)
        if not is_joined:
            return run, label, index
        label = label or own
        run += pairs
    return run, label, len(blocks)


def _read_tables(
    blocks: list[Block], document: Document, outline: _Outline, note: str
) -> Iterator[Reading]:
    above = outline.above(document)
    if _is_line(note.rstrip(".")) and gives_unit(note.rstrip(".")):
        above = above._replace(caption=note)  # "Tall i mill. kroner." below it
    for _, group in itertools.groupby(blocks, key=lambda b: b.locator.rpartition("/row[")[0]):
        table = list(group)
        readings = list(read_table(table, document.language, above))
        if not readings:
            for _, cells in itertools.groupby(table, key=lambda c: c.locator.rpartition("/")[0]):
                row = list(cells)
                text = normalise(" ".join(cell.text for cell in row))
                place = row[0].locator.rpartition("/")[0]
                readings += outline.read_amount(text, document.language, place, document)
        yield from readings
        heads = [cell.text for cell in table if "/row[1]/" in cell.locator]
        if not readings and not any(is_price(0, text) for text in heads):
            for cell in join_pairs(table):  # tables of facts, or that only lay out prose
                text = normalise(cell.text)
                label, pairs = parse_line(text)
                found = read_run(
                    pairs, label, document.language, cell.locator, above, is_own=bool(label)
                )
                dated = list(found) if label and len(pairs) > 1 else []
                yield from dated or _read_block(cell, text, document, outline)


def _read_block(
    block: Block, text: str, document: Document, outline: _Outline
) -> Iterator[Reading]:
    if _ENDS_IN_PAGE.search(text) and _CONTENTS.fullmatch(outline.nearest()):
        return
    if _SOURCE.match(text):
        return
    is_heading = block.kind in _HEADINGS
    is_listed = block.kind in {"item", "cell"} or (bool(outline.lead_in) and _is_line(text))
    aim, year = outline.is_aim() and not is_heading, outline.year()
    context = Context(
        language=block.language or document.language,
        is_aim=aim and (is_listed or announces_aims(outline.nearest())),
        heading_year=None if is_heading else year,
        last_year=document.valid_to_year,
        report_year=outline.report_year,
        is_heading=is_heading,
        published=int(document.published[:4]) if document.published else None,
        currency=outline.currency,
        is_plan=_ends_plan(document, year),
        is_told=not (is_listed or _is_line(text) or _LABELLED_AIM.match(text))
        and block.kind == "paragraph",
    )
    text = _SECTION_NUMBER.sub("", text) if is_heading else without_year_before(text)
    for reading in _join_status(_read_sentences(block, text, context)):
        if reading.unit == krone_of(context.language):
            outline.currency = reading.unit  # another currency holds for its own paragraph only
        yield reading


def _report_year(document: Document) -> int | None:
    """The year of a report, from its title or one of the lines that open it."""
    opening = [block.text for block in document.blocks[:_OPENING] if _is_line(block.text)]
    says = (text for text in (document.title, *opening) if _REPORT.search(text))
    return next(filter(None, map(year_of_heading, says)), None)


def _ends_plan(document: Document, year: int | None) -> bool:
    """Whether a heading's year is the last one of a plan: aims are of it, figures are not."""
    first, last = document.valid_from_year, document.valid_to_year
    return year is not None and year == last and first != last


def _read_sentences(block: Block, text: str, context: Context) -> Iterator[Reading]:
    sentences = split_sentences(text)
    numbered = [n for n, s in enumerate(sentences, 1) if may_hold_number(s, context.language)]
    takes_back = _WAS_WRONG.search(text.lower()) if numbered else None
    for number in numbered:
        sentence = sentences[number - 1]
        two = " ".join(sentences[number - 1 : number + 1]) if takes_back else ""
        if two and _SAID_EARLIER.search(sentence) and _WAS_WRONG.search(two.lower()):
            continue  # a figure that the text itself takes back
        place = f"{block.locator}/sentence[{number}]"
        topic = sentences[number - 2] if number > 1 else ""
        placed = context._replace(locator=place, topic=topic)
        for reading in read_sentence(sentence[:_LONGEST_SENTENCE], placed):
            if reading.unit in CURRENCIES:
                context = context._replace(currency=reading.unit)
            context = context._replace(told=(*context.told, reading))
            yield reading


def _join_status(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Make a status the baseline of the aim in the next sentence ("Status: 28. Goal: 35.")."""
    pending: Reading | None = None
    for reading in readings:
        if pending is not None and _is_aim_of(pending, reading):
            yield dataclasses.replace(
                reading, baseline_value=pending.value, baseline_year=pending.year
            )
            pending = None
            continue
        if pending is not None:
            yield pending
        pending = reading
    if pending is not None:
        yield pending


def _is_aim_of(status: Reading, aim: Reading) -> bool:
    return (
        status.kind == "figure"
        and aim.kind == "target"
        and aim.baseline_value is None
        and status.unit == aim.unit
        and status.sentence != aim.sentence
        and bool(_STATUS_SENTENCE.match(status.sentence) and _AIM_SENTENCE.match(aim.sentence))
    )


def _once(readings: Iterable[Reading]) -> Iterator[Reading]:
    seen: set[tuple[object, ...]] = set()
    for reading in readings:
        facts = (
            reading.kind,
            reading.value,
            reading.value_max,
            reading.unit,
            reading.comparator,
            reading.year,
            reading.baseline_value,
            reading.baseline_year,
            reading.indicator,
        )
        # Small counts agree by chance ("5 projects" here and there); large ones repeat a fact.
        key = facts if reading.value >= _SPECIFIC else (*facts, reading.sentence)
        if key not in seen:
            seen.add(key)
            yield reading
