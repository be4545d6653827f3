"""The 22 Swedish clusters of Tillväxtverket's S3 pilot, from the programme's page."""

from extract.pages.claims import participation, region
from extract.pages.counties import swedish_county_code
from extract.pages.lists import Line, lines_between
from extract.pages.select import changed, shorten
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-s3-piloten"


def parse(capture: Capture) -> Records:
    """One mention per line ``<name>, <county>`` between the two sentences around the list.

    Raises:
        SourceChangedError: The sentences are gone, or a line between them is no entry.
    """
    lines = lines_between(
        capture,
        r"^(dessa (\w+ ){0,2}ingår|th(e|ese)\b.*\b(are included|take part|participat))",
        r"^(kontakt|contact)\b",
    )
    entries = [line for line in lines if not line.is_prose and not line.is_omitted]
    return Records(mentions=tuple(_read(line, capture) for line in entries))


def _read(line: Line, capture: Capture) -> Mention:
    name, _, county = line.text.rstrip(" .").rpartition(",")
    code = swedish_county_code(county.strip())
    if not name or code is None:
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected="<name>, <Swedish county>",
            found=shorten(line.text),
        )
    return Mention(
        "cluster",
        "SE",
        name.strip(),
        line.locator,
        claims=(
            participation(PROGRAMME, line.locator, level="participant", event="admitted"),
            region(code, "SE-lan", line.locator),
        ),
    )
