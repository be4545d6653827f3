"""ESCA's tables of benchmarked clusters for Denmark and Norway: bronze labels and their ends."""

import logging

from extract.pages.claims import label
from extract.pages.columns import Row, read_table
from extract.pages.lists import OMITTED
from extract.pages.select import changed
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

#: The site names countries by an id in the address; the page does not repeat the country.
_COUNTRIES = {
    "85085f32-41ea-4057-9858-bde654060578": ("DK", "denmark"),
    "9e0e2d07-b7a9-47ae-a816-cf7692205403": ("NO", "norway"),
}
_COLUMNS = {
    "name": r"(cluster )?name",
    "portfolio": r"comparative portfolio",
    "website": r"www|website",
    "valid_until": r"label valid( until)?|valid until",
}

_COMPARED = "The table has it as the portfolio with which the cluster is compared"

_LOGGER = logging.getLogger("nordic_clusters.sources")


def parse(capture: Capture) -> Records:
    """One mention per named row, with the bronze label and the day it is valid to.

    Raises:
        SourceChangedError: The address names no known country, the table is gone, or no row
            has a name.
    """
    country = next((code for key, (code, _) in _COUNTRIES.items() if key in capture.url), None)
    if country is None:
        raise changed(
            capture,
            "The address names no country that is known",
            place="url",
            expected="country=" + " or ".join(_COUNTRIES),
            found=capture.url,
        )
    rows, unknown = read_table(capture, _COLUMNS, optional=("portfolio", "website"))
    mentions = []
    for row in rows:
        if row.cells["name"] in ("", OMITTED):
            _LOGGER.info("%s: %s has no name", capture.url, row.locator)
        else:
            mentions.append(_read(row, country, capture))
    if not mentions:
        raise changed(
            capture,
            "No row of the table has a name",
            place="column Name",
            expected="names of clusters",
            found=f"{len(rows)} rows without",
        )
    return Records(mentions=tuple(mentions), set_aside=unknown)


def _read(row: Row, country: str, capture: Capture) -> Mention:
    printed = row.cells["valid_until"]
    valid_until = find_date(printed)
    if valid_until is None and printed not in ("", OMITTED):
        raise changed(
            capture,
            "The end of a label is no date",
            place=f"{row.locator}, column Label valid until",
            expected="YYYY/MM/DD",
            found=printed,
        )
    claims = [label("bronze", row.locator, issuer="ESCA", valid_until=valid_until)]
    if row.cells.get("portfolio"):
        claims.append(Claim("sector", row.cells["portfolio"], row.locator).concluded(_COMPARED))
    if site := row.links.get("website") or row.cells.get("website"):
        claims.append(Claim("website", site, row.locator))
    return Mention("cluster", country, row.cells["name"], row.locator, tuple(claims))
