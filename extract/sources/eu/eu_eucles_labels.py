"""EUCLES's quarterly news of labelled clusters: who in the three countries got which label."""

import re
from collections.abc import Iterator

from extract.declarations import declared
from extract.discovery import Getter, fetch_with_discovery
from extract.pages.claims import label
from extract.pages.lists import Line, read_lines, read_sections
from extract.pages.select import changed, shorten
from extract.spec import Request
from extract.written_dates import find_date
from warehouse.records import Capture, Mention, Records

SPEC = declared("eu_eucles_labels").spec

_LABEL = re.compile(r"\b(gold|silver|bronze)\b", re.IGNORECASE)
_COUNTRIES = {
    "denmark": "DK",
    "sweden": "SE",
    "norway": "NO",
    "\U0001f1e9\U0001f1f0": "DK",
    "\U0001f1f8\U0001f1ea": "SE",
    "\U0001f1f3\U0001f1f4": "NO",
}
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
#: Other countries that posts name: their entries are known for entries and left out.
_ELSEWHERE = (
    "Austria|Belgium|Bulgaria|Croatia|Cyprus|Czechia|Czech Republic|Estonia|Finland|France|"
    "Germany|Greece|Hungary|Iceland|Ireland|Italy|Latvia|Lithuania|Luxembourg|Malta|Moldova|"
    "Netherlands|Poland|Portugal|Romania|Serbia|Slovakia|Slovenia|Spain|Switzerland|Türkiye|"
    "Turkey|Ukraine|United Kingdom"
)
_ENTRY = re.compile(
    rf"(?P<name>.+?)[\s,(–-]+(?P<country>denmark|sweden|norway|{_ELSEWHERE}|{_FLAG})\)?",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December"
)


def fetch(client: Getter) -> Iterator[Request | Capture]:
    """The declared post, and the posts of other quarters that the front page links to."""
    return fetch_with_discovery(
        client,
        SPEC,
        listings=("https://eucles.be/", "https://eucles.be/news/"),
        is_wanted=lambda _, url: bool(re.search(r"label\w*-clusters", url)),
        parse=parse,
    )


def parse(capture: Capture) -> Records:
    """One mention per line ``<name> <country or flag>`` below a heading that names a label.

    Raises:
        SourceChangedError: The title has no year, or no heading names a label.
    """
    lines = read_lines(capture, with_images=True)
    title = next(
        (line for line in lines if _MONTHS.search(line.text) and find_date(line.text)), None
    )
    year = find_date(title.text) if title else None
    if title is None or year is None:
        raise changed(
            capture,
            "The post does not say which months it is about",
            place="page",
            expected="July, August and September 2024",
            found=shorten(lines[0].text) if lines else "nothing",
        )
    months = ", ".join(dict.fromkeys(_MONTHS.findall(title.text)))
    sections = read_sections(
        capture,
        _opens,
        expected="headings Gold, Silver or Bronze",
        lines=lines,
        entry=lambda line: bool(_ENTRY.fullmatch(line.text)),
    )
    mentions = [
        mention
        for section in sections
        for line in section.lines
        if (mention := _read(line, section.heading, year[:4], months))
    ]
    return Records(mentions=tuple(mentions))


def _opens(line: Line) -> bool:
    return (
        line.level != 1
        and len(line.text.split()) <= 4
        and bool(_LABEL.search(line.text))
        and not _ENTRY.fullmatch(line.text)
    )


def _read(line: Line, heading: Line, year: str, months: str) -> Mention | None:
    match = _ENTRY.fullmatch(line.text)
    country = _COUNTRIES.get(match["country"].lower()) if match else None
    if match is None or country is None:
        return None
    colour = _LABEL.search(heading.text)
    claim = label(
        colour[1].lower() if colour else "",
        line.locator,
        issuer="EUCLES",
        awarded=year,
        period=f"{months} {year}",
    )
    return Mention("cluster", country, match["name"].strip(), line.locator, (claim,))
