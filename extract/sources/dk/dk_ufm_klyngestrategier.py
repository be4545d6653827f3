"""The Danish cluster strategies of 2013 and 2016 on the ministry's publication pages."""

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="strategi-2013",
        url="https://ufm.dk/publikationer/2013/strategi-for-samarbejde-om-danmarks-klynge-og-netvaerksindsats",
        strategy_id="dk:klyngestrategi-2013",
        subject=r"strategi for samarbejde",
        lists=(AnnouncedList("focus_area", r"\bfokusområder\b", "focus areas"),),
    ),
    PolicyPage(
        name="klyngestrategi-2-0",
        url="https://ufm.dk/publikationer/2016/klyngestrategi-2-0-strategi-for-danmarks-klynge-og-netvaerksindsats-2016-2018",
        strategy_id="dk:klyngestrategi-2.0-publication",
        subject=r"klyngestrategi 2\.0",
        lists=(AnnouncedList("focus_area", r"\b(?:indsats|fokus)?områder\b", "focus areas"),),
        publisher="Klyngeforum",
    ),
)

SPEC = policy_source(
    "dk_ufm_klyngestrategier",
    "Danish cluster strategies, publication pages of the ministry",
    PAGES,
    publisher="Uddannelses- og Forskningsministeriet",
    attribution="Source: Uddannelses- og Forskningsministeriet",
    landing_url="https://ufm.dk/",
    cadence="yearly",
    language="da",
    reviewed_on=dt.date(2026, 11, 22),
    remark="The guide marks of the second strategy are in dk_klyngeforum_klyngestrategi_2016.",
)
