"""What the sources of one statistical agency share: who it is, and the terms of its figures."""

import dataclasses
import datetime as dt

from extract.spec import Bounds, Licence, SourceSpec
from warehouse.statistics import Cadence

#: Sources that no bundled figures stand for: nothing was seen yet, so only an empty answer
#: is refused.
UNSEEN = Bounds(1, 20_000_000, 0, dt.date(2026, 11, 22), max_bytes=300_000_000)
_LIVE_ONLY = "Live only: no figures are bundled."


@dataclasses.dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher of statistics.

    Attributes:
        name: As it writes itself.
        licence: Terms of its figures.
        language: Language in which its tables are asked for.
    """

    name: str
    licence: Licence
    language: str

    def source(
        self,
        source_id: str,
        title: str,
        landing_url: str,
        *,
        reviewed_on: dt.date,
        bounds: Bounds = UNSEEN,
        remark: str = _LIVE_ONLY,
        cadence: Cadence = "yearly",
    ) -> SourceSpec:
        """The declaration of one of its sources.

        Args:
            source_id: Its id, the module's name.
            title: What its tables hold.
            landing_url: Where a reader finds them.
            reviewed_on: The day it was looked at last.
            bounds: How many figures are healthy.
            remark: What is bundled, and what live runs bring.
            cadence: How often there is news.
        """
        return SourceSpec(
            source_id=source_id,
            title=title,
            publisher=self.name,
            kind="statistics",
            licence=self.licence,
            landing_url=landing_url,
            cadence=cadence,
            language=self.language,
            bounds=bounds,
            reviewed_on=reviewed_on,
            remark=remark,
        )


DST = Publisher(
    "Statistics Denmark",
    Licence(
        "CC BY 4.0",
        "Source: Statistics Denmark",
        "https://www.dst.dk/da/Statistik/hjaelp-til-statistikbanken/api",
    ),
    "en",
)
EUROSTAT = Publisher(
    "Eurostat",
    Licence(
        "Commission Decision 2011/833/EU",
        "Source: Eurostat",
        "https://ec.europa.eu/eurostat/about-us/policies/copyright",
    ),
    "en",
)
SCB = Publisher(
    "Statistics Sweden (SCB)",
    Licence("CC0 1.0", "Source: Statistics Sweden", "https://www.scb.se/vara-tjanster/oppna-data/"),
    "sv",
)
SSB = Publisher(
    "Statistics Norway (SSB)",
    Licence("CC BY 4.0", "Source: Statistics Norway", "https://www.ssb.no/en/diverse/lisens"),
    "nb",
)
