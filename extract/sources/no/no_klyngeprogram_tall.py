"""Aims and numbers of the Norwegian cluster programme 2006-2023, told by press and evaluators."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="nce-2006",
        url="https://www.tu.no/artikler/ingen-ekspertise-i-nord/262319",
        strategy_id="no:nce-ramme-2006",
        subject=r"norwegian centres of expertise",
        data_year=2006,
        valid_years=(2006, 2006),
        publisher="Kommunal- og regionaldepartementet",
    ),
    PolicyPage(
        name="nce-2007",
        url="https://www.gcesubsea.no/article/15600/Tre_nye_ekspertsentre",
        strategy_id="no:nce-maal-2010",
        subject=r"nce",
        mark=r"minst 10",
        valid_years=(2007, 2010),
        publisher="Innovasjon Norge",
    ),
    PolicyPage(
        name="nce-2009",
        url="https://www.tu.no/artikler/tre-nye-ekspertisesentre/238299",
        strategy_id="no:nce-2009",
        subject=r"nce",
        mark=r"tre nye er det 12",
        data_year=2009,
        publisher="Innovasjon Norge",
    ),
    PolicyPage(
        name="arena-2012",
        url="https://www.regjeringen.no/no/dokumentarkiv/stoltenberg-ii/nhd/Nyheter-og-pressemeldinger/nyheter/2012/naringsklynger-gjor-susen/id685800/",
        strategy_id="no:arena-ramme-2012",
        subject=r"arena",
        data_year=2012,
        valid_years=(2012, 2012),
        publisher="Nærings- og handelsdepartementet",
    ),
    PolicyPage(
        name="nic-2017",
        url="https://www.shifter.no/forskningsradet-innovasjon-norge-norwegian-innovations-clusters/norge-far-forste-naeringsklynge-for-finansteknologi/105459",
        strategy_id="no:klyngeprogram-ramme-2017",
        subject=r"klyngeprogrammet",
        mark=r"finansteknologi",
        data_year=2017,
        publisher="Innovasjon Norge",
    ),
    PolicyPage(
        name="gce-2019",
        url="https://oxfordresearch.no/2019/09/25/oxford-research-har-evaluert-global-centres-of-expertice-klyngene/",
        strategy_id="no:gce-2019",
        subject=r"gce",
        mark=r"fem år igjen",
        data_year=2019,
        publisher="Innovasjon Norge",
    ),
    PolicyPage(
        name="nic-2023",
        url="https://www.menon.no/klyngeprogrammet-til-innovasjon-norge-erfaringer-og-innsikt-fra-nitten-sluttevalueringer/",
        strategy_id="no:klyngeprogram-2002-2023",
        subject=r"klyngeprogrammet",
        mark=r"halvparten",
        publisher="Innovasjon Norge",
    ),
    PolicyPage(
        name="nic-2023-klynger",
        url="https://www.kystens.no/nyheter/vil-endre-statens-innovasjonsstotte-mener-dagens-ordning-fungerer-for-darlig-og-kan-bidra-til-slosing-med-skattekroner/2-1-1411529",
        strategy_id="no:klyngeprogram-2023",
        subject=r"klyngeprogrammet",
        mark=r"28 klynger",
        data_year=2023,
        publisher="Innovasjon Norge",
    ),
    PolicyPage(
        name="eyde-2017",
        url="https://arendalstidende.no/nyheter/ti-ar-klynge/",
        strategy_id="no:eyde-energi-2017",
        subject=r"eyde",
        publisher="Eyde-klyngen",
        valid_years=(2010, None),
    ),
)

SPEC = policy_source(
    "no_klyngeprogram_tall",
    "Norwegian cluster programme: aims, numbers and outcomes 2006-2023",
    PAGES,
    publisher="Innovasjon Norge",
    attribution="The pages named; facts in our words",
    landing_url="https://nic.innovasjonnorge.no/",
    cadence="once",
    language="nb",
    reviewed_on=dt.date(2026, 11, 28),
    remark="One page per aim or count; figures as the page has them, sentences ours.",
)
