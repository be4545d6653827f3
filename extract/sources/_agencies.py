"""What several sources of one agency share: terms, and the words of an unseen live answer."""

from __future__ import annotations

import datetime as dt

from extract.spec import Bounds, Licence

SSB_LICENCE = Licence(
    "CC BY 4.0", "Source: Statistics Norway", "https://www.ssb.no/en/diverse/lisens"
)
SCB_LICENCE = Licence(
    "CC0 1.0", "Source: Statistics Sweden", "https://www.scb.se/vara-tjanster/oppna-data/"
)
DST_LICENCE = Licence(
    "CC BY 4.0",
    "Source: Statistics Denmark",
    "https://www.dst.dk/da/Statistik/hjaelp-til-statistikbanken/api",
)
EUROSTAT_LICENCE = Licence(
    "Commission Decision 2011/833/EU",
    "Source: Eurostat",
    "https://ec.europa.eu/eurostat/about-us/policies/copyright",
)

#: Sources that no bundled figures stand for: nothing was seen yet, so only an empty answer
#: is refused.
UNSEEN = Bounds(1, 20_000_000, 0, dt.date(2026, 11, 22), max_bytes=300_000_000)
