"""A question in the Norwegian parliament on the delayed cluster programme, 2023-2024.

Source: https://www.stortinget.no/no/Saker-og-publikasjoner/Sporsmal/Skriftlige-sporsmal-og-svar/Skriftlig-sporsmal/?qid=97530
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="svar-1117",
        url="https://www.stortinget.no/no/Saker-og-publikasjoner/Sporsmal/Skriftlige-sporsmal-og-svar/Skriftlig-sporsmal/?qid=97530",
        strategy_id="no:stortinget-15-1117",
        subject=r"klyngeprogram",
        data_year=2024,
        scope="member companies of clusters",
        valid_years=(None, None),
    ),
)

SPEC = SourceSpec(
    source_id="no_stortinget_klyngesporsmal",
    title="Stortinget, written question 15:1117 (2023-2024)",
    country_code="NO",
    publisher="Stortinget",
    kind="strategy",
    licence=Licence("not stated", "Source: Stortinget"),
    landing_url="https://www.stortinget.no/no/Saker-og-publikasjoner/Sporsmal/Skriftlige-sporsmal-og-svar/Skriftlig-sporsmal/?qid=97530",
    requests=requests_for(PAGES),
    cadence="once",
    language="nb",
    bounds=Bounds(minimum=1, maximum=3, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
