"""Kolada: key figures about business life in Swedish municipalities and regions.

Source: https://www.kolada.se/ , service https://api.kolada.se/v3/docs
"""

import datetime as dt

from extract.sources._publishers import UNSEEN
from extract.spec import Licence, SourceSpec
from warehouse.statistics import Content, StatisticalTable

SPEC = SourceSpec(
    source_id="se_kolada_business",
    title="Key figures of business life by municipality (Kolada)",
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
        "kolada:kpi",
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
