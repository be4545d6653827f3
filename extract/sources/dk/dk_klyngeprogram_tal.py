"""Grants, aims and counts of the Danish national clusters 2019-2025."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="tilsagn-2022",
        url="https://erhvervsfremmebestyrelsen.dk/175-mio-kr-skal-hjaelpe-danmarks-klynger-til-drive-innovationen-i-smverne-til-nye-hoejder",
        strategy_id="dk:innovationskraft-2023-2024-tilsagn",
        subject=r"klynger",
        mark=r"få gavn",
        valid_years=(2023, 2024),
    ),
    PolicyPage(
        name="tilsagn-2022-ritzau",
        url="https://localeyes.dk/ritzau/r44757-9999-prm-175-mio-kr-skal-hjaelpe-danmarks-klynger-til-at-drive-innovationen-i-smverne-til-nye-hoejder",
        strategy_id="dk:innovationskraft-2023-2024-maal",
        subject=r"klynger",
        mark=r"3\.900",
        valid_years=(2023, 2024),
    ),
    PolicyPage(
        name="dfir-2025",
        url="https://dfir.faellesweb.dk/english/dfirbriefs/2025/september/dfirbrief-55-the-new-cluster-programme-2025-2028",
        strategy_id="dk:klyngeprogram-2025-2028-udpegning",
        subject=r"cluster programme",
        language="en",
        data_year=2025,
        valid_years=(2025, 2028),
    ),
    PolicyPage(
        name="konsolidering-2019",
        url="http://clusterexcellencedenmark.dk/da-DK/Nyhed.aspx?Action=1&NewsId=887&M=NewsV2&PID=19",
        strategy_id="dk:klyngekonsolidering-2019",
        subject=r"klyngekonsolidering",
        data_year=2019,
    ),
    PolicyPage(
        name="ministeriet-2024",
        url="https://ufm.dk/en/research-and-innovation/cooperation-between-research-and-innovation/collaboration-between-research-and-industry/national-clusters/copy_of_innovation-networks-denmark",
        strategy_id="dk:nationale-klynger-2024",
        subject=r"national clusters",
        language="en",
        data_year=2024,
        publisher="Uddannelses- og Forskningsministeriet",
    ),
)

SPEC = policy_source(
    "dk_klyngeprogram_tal",
    "Danish national clusters: grants, aims and counts 2019-2025",
    PAGES,
    publisher="Danmarks Erhvervsfremmebestyrelse",
    attribution="The pages named; facts in our words",
    landing_url="https://erhvervsfremmebestyrelsen.dk/",
    cadence="once",
    language="da",
    reviewed_on=dt.date(2026, 11, 28),
    remark="Figures as the page has them, sentences ours.",
)
