"""How many clusters, networks and gold labels Denmark had, as regions and institutes counted."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="klyngestrategi-2016",
        url="https://www.regioner.dk/services/publikationer/regional-udvikling/national-klyngestrategi-20",
        strategy_id="dk:klyngetal-2016",
        subject=r"klyngestrategi|klynger",
        mark=r"national klyngestrategi",
        data_year=2016,
        scope="clusters and networks in Denmark",
    ),
    PolicyPage(
        name="guldklynger-2017",
        url="https://regionsyddanmark.dk/om-region-syddanmark/presse-og-nyheder/nyhedsarkiv/2017/september-2017/fem-gange-guld-til-syddanmark",
        strategy_id="dk:guldklynger-2017",
        subject=r"guld",
        publisher="Region Syddanmark",
        data_year=2017,
        scope="gold labels in Southern Denmark, Denmark and Europe",
    ),
    PolicyPage(
        name="netvaerk-2014",
        url="https://gts-net.dk/nyheder/nyhed/rti-giver-stoette-til-22-nationale-innovationsnetvaerk/",
        strategy_id="dk:innovationsnetvaerk-2014-2018",
        subject=r"innovationsnetværk",
        publisher="GTS-net",
        scope="innovation networks",
    ),
)

SPEC = policy_source(
    "dk_regioner_klyngetal",
    "Numbers of Danish clusters, networks and gold labels, 2014-2017",
    PAGES,
    publisher="Danske Regioner",
    attribution="Danske Regioner, Region Syddanmark, GTS-net",
    landing_url="https://www.regioner.dk/",
    cadence="once",
    language="da",
    reviewed_on=dt.date(2026, 11, 22),
)
