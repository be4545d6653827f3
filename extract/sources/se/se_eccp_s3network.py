"""The S3 pilot's clusters on the European Cluster Collaboration Platform, with websites."""

import re

from extract.pages.claims import label, participation, region
from extract.pages.counties import swedish_county_code
from extract.pages.lists import Line, find_line, read_lines
from extract.pages.select import changed, shorten
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

_ENTRY = re.compile(
    r"(?P<name>.+),\s*(?P<county>[^,]+?)(?:[\s:–-]+(?P<site>(?:https?://)?(?:www)?\S+\.[a-z]{2,}\S*))?",
    re.IGNORECASE,
)
#: Hosts printed with a spelling that cannot be right and cannot be mended by rule.
_MISPRINTED = {"www.ttckarslkoga.se": "Karlskoga is misspelt; the right host is not confirmed"}
#: What of the label is concluded, and from what, where the sentence has no year.
_RECKONED = (
    "The page says it of all its clusters, without year or issuer: the year is the pilot's first, "
    "in which ESCA assessed one of them (automationsmaland.se/esca)"
)


def parse(capture: Capture) -> Records:
    """One mention per line ``<name>, <county> <website>``; all hold the label the page states.

    Raises:
        SourceChangedError: The sentence on the label or all entries are gone.
    """
    lines = read_lines(capture)
    bronze = lines[find_line(lines, r"\bbronze\b", capture)]
    awarded = _read_award(lines, bronze)
    entries = [entry for line in lines if (entry := _read(line, awarded)) is not None]
    if not entries:
        raise changed(
            capture,
            "The list of clusters is gone",
            place=f"after {bronze.locator}",
            expected="lines <name>, <Swedish county> <website>",
            found=f"{len(lines)} lines, the last: {shorten(lines[-1].text)}",
        )
    return Records(mentions=tuple(entries))


def _read_award(lines: tuple[Line, ...], bronze: Line) -> Claim:
    """The label all hold; its year is the pilot's first where the sentence gives none."""
    year = find_date(bronze.text)
    if year:
        return label("bronze", bronze.locator, issuer="ESCA", awarded=year)
    periods = (re.search(r"\b(20\d\d)\s?[-–]\s?20\d\d\b", line.text) for line in lines)
    first = next((period[1] for period in periods if period), None)
    return label(
        "bronze",
        bronze.locator,
        issuer="ESCA",
        awarded=first,
        is_inferred=first is not None,
        note=_RECKONED if first else None,
    )


def _read(line: Line, award: Claim) -> Mention | None:
    match = _ENTRY.fullmatch(line.text.rstrip(" ."))
    code = swedish_county_code(match["county"]) if match else None
    if match is None or code is None:
        return None
    claims = [
        participation(
            "se:prog-s3-piloten",
            line.locator,
            level="participant",
            event="listed",
            valid_from="2018",
            valid_to="2021",
            is_inferred=True,
            note="The years are those of the pilot's workshops",
        ),
        award,
        region(code, "SE-lan", line.locator),
    ]
    site = read_website(match["site"], line.locator)
    return Mention(
        "cluster", "SE", match["name"], line.locator, (*claims, site) if site else tuple(claims)
    )


def read_website(printed: str | None, locator: str) -> Claim | None:
    """The printed address with a host that can exist, or None.

    ``wwwcompare.se`` gets its lost dot back and says that this is inferred; addresses known
    to be misprinted are left out.
    """
    if not printed or printed in _MISPRINTED:
        return None
    mended = re.sub(r"^www(?=[^.])", "www.", printed)
    is_mended = mended != printed
    return Claim(
        "website",
        mended,
        locator,
        is_inferred=is_mended,
        detail={"note": "The page prints it without its first dot"} if is_mended else {},
    )
