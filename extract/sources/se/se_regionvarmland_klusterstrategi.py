"""Cluster strategy and smart specialisation of Region Värmland."""

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="klusterstrategi",
        url="https://regionvarmland.se/utveckling-tillvaxt/hamta-material/strategidokument/klusterstrategi/",
        strategy_id="se:varmland-klusterstrategi-2013",
        subject=r"klusterstrategi",
        lists=(AnnouncedList("monitored_indicator", r"indikatorer", "indicators"),),
        valid_years=(2013, None),
    ),
    PolicyPage(
        name="smart-specialisering",
        language="en",
        url="https://docslib.org/doc/12325417/smart-specialisation-2015-2020",
        is_fetched=False,
        strategy_id="se:varmland-s3-2015-2020",
        subject=r"smart specialisation",
        lists=(AnnouncedList("priority", r"specialisations", "specialisations"),),
    ),
)

SPEC = policy_source(
    "se_regionvarmland_klusterstrategi",
    "Region Värmland: cluster strategy and smart specialisation",
    PAGES,
    publisher="Region Värmland",
    attribution="Source: Region Värmland",
    landing_url="https://regionvarmland.se/",
    cadence="yearly",
    language="sv",
    reviewed_on=dt.date(2026, 11, 22),
    remark="The cluster strategy names indicators without target values.",
)
