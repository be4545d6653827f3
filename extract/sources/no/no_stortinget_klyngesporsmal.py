"""A question in the Norwegian parliament on the delayed cluster programme, 2023-2024."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

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

SPEC = policy_source(
    "no_stortinget_klyngesporsmal",
    "Stortinget, written question 15:1117 (2023-2024)",
    PAGES,
    publisher="Stortinget",
    attribution="Source: Stortinget",
    cadence="once",
    language="nb",
    reviewed_on=dt.date(2026, 11, 22),
)
