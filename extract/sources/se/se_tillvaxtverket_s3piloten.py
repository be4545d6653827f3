"""The 22 Swedish clusters of Tillväxtverket's S3 pilot, from the programme's page."""

import datetime as dt

from extract.pages.claims import participation, region
from extract.pages.counties import swedish_county_code
from extract.pages.lists import Line, lines_between
from extract.pages.select import changed, shorten
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-s3-piloten"
_URL = (
    "https://tillvaxtverket.se/amnesomraden/regional-kapacitet/smart-specialisering/"
    "klusterprogram.html"
)

SPEC = SourceSpec(
    source_id="se_tillvaxtverket_s3piloten",
    title="Klusterprogram: S3-piloten",
    publisher="Tillväxtverket",
    kind="registry",
    licence=Licence("not stated", "Source: Tillväxtverket"),
    landing_url=_URL,
    requests=(Request(_URL, "klusterprogram"),),
    cadence="monthly",
    language="sv",
    bounds=Bounds(minimum=20, maximum=30, seen=22, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="22 clusters of about 40 applicants; the years are not on this page. One page, monthly: "
    "robots.txt and the client's pace per host are enough. Tillväxtverket writes IUC Skåne for "
    "IUC Syd and names only 'Datacenter' for Norrbotten.",
)


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
