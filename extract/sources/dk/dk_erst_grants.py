"""Grants to clusters on Erhvervsstyrelsen's pages "Udvikling i Danmark"."""

import datetime as dt

from extract.pages.grants import parse_grant
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Capture, Records

_SITE = "https://udviklingidanmark.erhvervsstyrelsen.dk"

SPEC = SourceSpec(
    source_id="dk_erst_grants",
    title="Grant pages of clusters: Projektinformation",
    publisher="Erhvervsstyrelsen",
    kind="registry",
    licence=Licence("not stated", "Source: Erhvervsstyrelsen, Udvikling i Danmark"),
    landing_url=f"{_SITE}/",
    requests=(
        Request(f"{_SITE}/klyngeorganisation-bedre-sundhed", "klyngeorganisation-bedre-sundhed"),
        Request(f"{_SITE}/danmarks-maritime-klynge", "danmarks-maritime-klynge"),
    ),
    cadence="monthly",
    language="da",
    bounds=Bounds(minimum=2, maximum=60, seen=2, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="The postcode of the recipient is the best place of a Danish cluster that there is. "
    "Values that were not readable stand as […]. Two pages a month.",
)


def parse(capture: Capture) -> Records:
    """The recipient of the grant with period, sums and postcode; see ``parse_grant``.

    Raises:
        SourceChangedError: The block "Projektinformation" is not as known.
    """
    return parse_grant(capture, r"^projektinformation\b")
