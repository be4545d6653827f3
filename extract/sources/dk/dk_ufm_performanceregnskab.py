"""Danish performance accounts: what clusters and networks report year by year.

The edition year is the data year plus one, whom the figures cover changes, and the
publishers say that those of 2006-2015 are not directly comparable. So each page carries its
data year, scope and series, and progress is never computed across series.
"""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="netvaerk-2015",
        url="https://morecreative.dk/knowledge/innovationsnetvaerk-danmark-performanceregnskab-2016/",
        strategy_id="dk:performanceregnskab-2015-netvaerk",
        subject=r"innovationsnetværk|performanceregnskab",
        mark=r"performanceregnskab 2016",
        data_year=2015,
        edition_year=2016,
        scope="innovation networks",
        series="Performance account of the innovation networks 2006-2015",
    ),
    PolicyPage(
        name="alle-2015",
        url="https://www.tinv.dk/nyheder/2017/6/15/flleskommunikation-om-innovationsnetvrkenes-folkemdestand-2017",
        strategy_id="dk:performanceregnskab-2015",
        subject=r"innovationsnetværk",
        mark=r"klynger og innovationsnetværk|folkemøde",
        data_year=2015,
        scope="all clusters and networks",
        series="Performance account of all clusters and networks 2006-2015",
    ),
    PolicyPage(
        name="netvaerk-2016",
        url="http://clusterexcellencedenmark.dk/da-DK/Nyhed.aspx?Action=1&NewsId=699&M=NewsV2&PID=19",
        strategy_id="dk:performanceregnskab-2016-netvaerk",
        subject=r"innovationsnetværk",
        mark=r"innovationsnetværkene når",
        data_year=2016,
        scope="innovation networks",
        series="Performance account of the innovation networks 2016-",
    ),
    PolicyPage(
        name="alle-2016",
        url="http://www.clusterexcellencedenmark.dk/da-DK/Danske-netv%C3%A6rk-og-klynger/Effekter.aspx",
        strategy_id="dk:performanceregnskab-2016",
        subject=r"klynger",
        mark=r"effekter af",
        data_year=2016,
        scope="all clusters and networks",
        series="Performance account of all clusters and networks 2016-",
    ),
    PolicyPage(
        name="alle-2018",
        url="https://digitallead.dk/viden/hvad-er-en-klynge/",
        strategy_id="dk:performanceregnskab-2018",
        subject=r"hvad er en klynge",
        data_year=2018,
        scope="38 clusters and networks",
        series="Performance account of all clusters and networks 2016-",
    ),
    PolicyPage(
        name="tilfredshed-2022",
        url="https://cleancluster.dk/nyheder/virksomheder-viser-stor-tilfredshed-med-klyngeindsatsen/",
        strategy_id="dk:klyngetilfredshed-2022",
        subject=r"tilfredshed",
        data_year=2022,
        publisher="CLEAN",
        scope="companies and knowledge institutions surveyed",
        series="Survey among users of the national clusters",
    ),
)

SPEC = policy_source(
    "dk_ufm_performanceregnskab",
    "Performance accounts of Danish clusters and innovation networks",
    PAGES,
    publisher="Uddannelses- og Forskningsministeriet",
    attribution="The pages named, after the performance accounts",
    landing_url="https://ufm.dk/forskning-og-innovation/samspil-mellem-viden-og-innovation/viden-klynger-og-kommercialisering/klynger-og-innovationsnetvaerk/resultater-og-analyse",
    cadence="yearly",
    language="da",
    reviewed_on=dt.date(2026, 11, 22),
)
