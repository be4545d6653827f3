"""Grants to clusters on the pages of Danmarks Erhvervsfremmebestyrelse."""

import datetime as dt
import re
from collections.abc import Iterator

from extract.discovery import Getter, fetch_with_discovery
from extract.pages.grants import parse_grant
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Capture, Records

_SITE = "https://erhvervsfremmebestyrelsen.dk"

SPEC = SourceSpec(
    source_id="dk_deb_grants",
    title="Grant pages of clusters: Info om indsatsen",
    publisher="Danmarks Erhvervsfremmebestyrelse",
    kind="registry",
    licence=Licence("not stated", "Source: Danmarks Erhvervsfremmebestyrelse"),
    landing_url=f"{_SITE}/",
    requests=(
        Request(f"{_SITE}/vision-denmark", "vision-denmark"),
        Request(
            f"{_SITE}/klyngeindsats-life-science-og-velfaerdsteknologi",
            "klyngeindsats-life-science",
        ),
        Request(
            f"{_SITE}/klyngeprogram-25-28-avanceret-produktion-klyngebevilling",
            "klyngeprogram-25-28-avanceret-produktion",
        ),
    ),
    cadence="monthly",
    language="da",
    bounds=Bounds(minimum=2, maximum=60, seen=3, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="One page per grant; others are found by the links of the page on clusters. Values that "
    "were not readable stand as […]. Three pages a month.",
)


def fetch(client: Getter) -> Iterator[Request | Capture]:
    """The declared grants, and those that the page on strongholds and clusters links to."""
    return fetch_with_discovery(
        client,
        SPEC,
        listings=(f"{_SITE}/danske-styrkepositioner-og-fremtidens-klynger",),
        is_wanted=lambda _, url: bool(re.search(r"/klyngeindsats-|/klyngeprogram-25-28-", url)),
        parse=parse,
    )


def parse(capture: Capture) -> Records:
    """The recipient of the grant with period and sums; see ``parse_grant``.

    Raises:
        SourceChangedError: The block "Info om indsatsen" is not as known.
    """
    return parse_grant(capture, r"^info om indsatsen\b")
