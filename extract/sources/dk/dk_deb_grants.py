"""Grants to clusters on the pages of Danmarks Erhvervsfremmebestyrelse."""

import re
from collections.abc import Iterator

from extract.declarations import declared
from extract.discovery import Getter, fetch_with_discovery
from extract.pages.grants import parse_grant
from extract.spec import Request
from warehouse.records import Capture, Records

_SITE = "https://erhvervsfremmebestyrelsen.dk"

SPEC = declared("dk_deb_grants").spec


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
