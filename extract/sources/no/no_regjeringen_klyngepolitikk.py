"""Norwegian government on clusters: white paper 39 (2012-2013) and the budget for 2014."""

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="meld-st-39",
        url="http://www.regjeringen.no/no/dokumenter/meld-st-39-20122013/id729296/?ch=6",
        strategy_id="no:meld-st-39-2012-2013",
        subject=r"meld\. st\. 39|mangfold av vinnere",
        lists=(AnnouncedList("priority", r"prioriterer.*områd", "priority areas"),),
        valid_years=(None, None),
    ),
    PolicyPage(
        name="budsjett-2014",
        url="https://www.regjeringen.no/no/aktuelt/vil-styrke-naringsklyngene/id745248/",
        strategy_id="no:klyngebudsjett-2014",
        subject=r"næringsklyng",
        valid_years=(2014, 2014),
    ),
)

SPEC = policy_source(
    "no_regjeringen_klyngepolitikk",
    "Norwegian government: priority areas and cluster budget 2014",
    PAGES,
    publisher="Nærings- og fiskeridepartementet",
    attribution="Source: regjeringen.no",
    landing_url="https://www.regjeringen.no/",
    cadence="once",
    language="nb",
    reviewed_on=dt.date(2026, 11, 22),
)
