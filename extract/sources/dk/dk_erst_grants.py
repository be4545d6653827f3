"""Grants to clusters on Erhvervsstyrelsen's pages "Udvikling i Danmark"."""

from extract.pages.grants import parse_grant
from warehouse.records import Capture, Records


def parse(capture: Capture) -> Records:
    """The recipient of the grant with period, sums and postcode; see ``parse_grant``.

    Raises:
        SourceChangedError: The block "Projektinformation" is not as known.
    """
    return parse_grant(capture, r"^projektinformation\b")
