"""Kolada: key figures about business life in Swedish municipalities and regions.

Source: https://www.kolada.se/ , service https://api.kolada.se/v3/docs
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from extract.agencies.declared_tables import check_words
from extract.agencies.fetch_tables import fetch_kolada
from extract.agencies.kolada_cube import kolada_cube
from extract.batches import Batch
from extract.http.client import Client
from extract.sources._agencies import UNSEEN
from extract.spec import Licence, SourceSpec
from warehouse.records import Capture, Records
from warehouse.statistics import Content, StatisticalTable

SPEC = SourceSpec(
    source_id="se_kolada_business",
    title="Key figures of business life by municipality (Kolada)",
    country_code="SE",
    publisher="Council for the Promotion of Municipal Analyses (RKA)",
    kind="statistics",
    licence=Licence("Kolada's terms", "Source: Kolada", "https://www.kolada.se/om-oss/api"),
    landing_url="https://www.kolada.se/",
    cadence="yearly",
    language="sv",
    bounds=UNSEEN,
    reviewed_on=dt.date(2026, 11, 22),
    remark="Live only: no figures are bundled. Revisions and removals come unannounced; Kolada is "
    "not to be cited for figures computed from it.",
)

TABLES = (
    StatisticalTable(
        "kolada:business",
        {
            "N45702": Content("industry_diversity", "as published"),
            "N00999": Content("new_firms", "as published"),
            "N00926": Content("bankruptcies", "as published"),
            "N03937": Content("unemployment", "as published"),
            "N00904": Content("tax_base", "as published"),
        },
        region="municipality",
        content="kpi",
        period="period",
        note="Areas: 0000 the country, 00 and the county code, four digits a municipality.",
    ),
)


def parse(capture: Capture) -> Records:
    """The cube of one page of key figures; a page may be empty."""
    cube = kolada_cube(capture, TABLES[0])
    check_words(cube, TABLES[0])
    return Records(cubes=(cube,) if cube.cells.num_rows else ())


def fetch(client: Client) -> Iterator[Batch]:
    """The declared key figures, live."""
    return fetch_kolada(client, SPEC, TABLES)
