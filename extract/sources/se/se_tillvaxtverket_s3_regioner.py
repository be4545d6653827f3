"""Smart specialisation region by region: the areas that each Swedish county has chosen.

The page has a heading per county and a list of areas below it. The transcription knows only
how many entries each list has, so it marks them as left out.
"""

import re

from extract.declarations import declared
from extract.pages.lists import Line, read_lines, read_sections
from extract.pages.outline import open_document
from warehouse.records import Area, Capture, Records, StrategyRecord

SPEC = declared("se_tillvaxtverket_s3_regioner").spec

#: First word of the 21 counties' names, as headings print them, genitive or not.
_COUNTY = re.compile(
    r"(?:Region )?(?:Blekinge|Dalarna|Gotland|Gävleborg|Halland|Jämtland|Jönköping|Kalmar|Kronoberg"
    r"|Norrbotten|Skåne|Stockholm|Södermanland|Sörmland|Uppsala|Värmland|Västerbotten"
    r"|Västernorrland|Västmanland|Västra Götaland|Örebro|Östergötland)s?\b"
)


def parse(capture: Capture) -> Records:
    """The document, with one area per readable entry, named ``<county>: <area>``.

    Raises:
        SourceChangedError: No county heading is left, or one stands without its list.
    """
    lines = read_lines(capture)
    sections = read_sections(
        capture, _is_county, expected="a heading per county", end=r"^kontakt\b", lines=lines
    )
    named = [
        (section.heading.text, line)
        for section in sections
        for line in section.lines
        if not line.is_prose and not line.is_omitted
    ]
    strategy = StrategyRecord(
        strategy_id="se:s3-regioner",
        country_code="SE",
        publisher=SPEC.publisher,
        document=open_document(capture, SPEC.language),
        areas=tuple(
            Area(position, f"{county}: {line.text}", "smart_specialisation", line.locator)
            for position, (county, line) in enumerate(named, start=1)
        ),
    )
    return Records(strategies=(strategy,))


def _is_county(line: Line) -> bool:
    return line.level > 1 and bool(_COUNTY.match(line.text)) and len(line.text.split()) <= 4
