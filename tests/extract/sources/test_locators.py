"""Every place that a bundled statement names is found again by a plain parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
import pytest

from extract.archive import bundled_captures
from extract.registry import source, sources
from transform.strategies.reader import read_targets
from warehouse.records import Capture

PROSE = [
    key
    for key, adapter in sources().items()
    if adapter.spec.kind in {"registry", "strategy"} and bundled_captures(key)
]
ELEMENT = re.compile(r"(?P<tag>[a-z][a-z0-9]*)\[(?P<number>\d+)\]")


def found(capture: Capture, locator: str) -> str | None:
    """The text at a locator, by what any reader of HTML or of lines can do."""
    text = capture.content.decode(capture.encoding or "utf-8")
    lines = text.replace("\r\n", "\n").split("\n")
    if not capture.media_type.endswith("html"):
        match = re.match(r"line\[(\d+)\]", locator)
        return lines[int(match[1]) - 1] if match and int(match[1]) <= len(lines) else None
    tree = lxml.html.fromstring(text)
    elements: list[lxml.html.HtmlElement] = []
    for part in locator.split("/"):
        match = ELEMENT.fullmatch(part)
        assert match, locator
        tag, number = match["tag"], int(match["number"])
        if tag == "row":
            elements = elements[0].xpath(".//tr")[number - 1 : number]
        elif tag not in {"page", "sentence"}:  # numbers printed in the text, and sentences
            elements = tree.xpath(f"(//{tag})[{number}]")
    return " ".join(elements[0].text_content().split()) if elements else None


def places(capture: Capture) -> Iterator[tuple[str, str | None]]:
    """Locators of everything that the capture states, with a text that must stand there."""
    records = source(capture.source_id).read(capture)
    for mention in records.mentions:
        for claim in mention.claims:
            is_text = claim.property in {"sector", "place", "host_organisation", "members"}
            is_said = is_text and claim.confidence != "low"
            is_ours = capture.media_type == "text/csv"
            first = claim.value.removeprefix("DK-").partition("; ")[0]
            yield claim.locator, claim.value if is_ours else first if is_said else None
    for strategy in records.strategies:
        for area in strategy.areas:
            yield area.locator, area.name
        for row in read_targets(strategy.document):
            yield row.locator, None
    for finding in records.findings:
        yield finding.locator, finding.answer
    for indicator in records.indicators:
        yield indicator.locator, indicator.title


@pytest.mark.parametrize("source_id", PROSE)
def test_what_is_stated_stands_where_the_locator_says(source_id: str) -> None:
    for capture in bundled_captures(source_id):
        for locator, expected in places(capture):
            text = found(capture, locator)
            assert text, (capture.url, locator)
            if expected is not None:
                squeezed = re.sub(r"\W+", "", text.casefold())
                assert re.sub(r"\W+", "", expected.casefold()) in squeezed, (locator, expected)


def test_thousands_of_places_are_looked_up() -> None:
    assert sum(1 for key in PROSE for one in bundled_captures(key) for _ in places(one)) > 2_500
