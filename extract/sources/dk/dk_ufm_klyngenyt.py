"""Appointments of Danish innovation networks (2018) and national clusters (2020)."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="innovationsnetvaerk-2018",
        url="https://ufm.dk/aktuelt/nyheder/2018/fremtidens-danske-videnbrobyggere-er-udvalgt",
        strategy_id="dk:innovationsnetvaerk-2019-2020",
        subject=r"innovationsnetværk",
        valid_years=(2019, 2020),
    ),
    PolicyPage(
        name="klynger-2020",
        url="https://ufm.dk/aktuelt/pressemeddelelser/2020/ministre-glaeder-sig-over-fordeling-af-viden-og-erhvervsklynger-i-hele-landet",
        strategy_id="dk:klyngeudpegning-2020",
        subject=r"klynger",
        mark=r"nationale klynger",
        valid_years=(2021, 2024),
    ),
)

SPEC = policy_source(
    "dk_ufm_klyngenyt",
    "Appointment of innovation networks 2018 and national clusters 2020",
    PAGES,
    publisher="Uddannelses- og Forskningsministeriet",
    attribution="Source: Uddannelses- og Forskningsministeriet",
    landing_url="https://ufm.dk/aktuelt/nyheder",
    cadence="monthly",
    language="da",
    reviewed_on=dt.date(2026, 11, 22),
)
