"""The Danish cluster strategies of 2013 and 2016 on the ministry's publication pages.

Source: https://ufm.dk/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

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

SPEC = SourceSpec(
    source_id="dk_ufm_klyngestrategier",
    title="Danish cluster strategies, publication pages of the ministry",
    country_code="DK",
    publisher="Uddannelses- og Forskningsministeriet",
    kind="strategy",
    licence=Licence("not stated", "Source: Uddannelses- og Forskningsministeriet"),
    landing_url="https://ufm.dk/",
    requests=requests_for(PAGES),
    cadence="yearly",
    language="da",
    bounds=Bounds(minimum=2, maximum=6, seen=2, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="The guide marks of the second strategy are in dk_klyngeforum_klyngestrategi_2016.",
)
