"""Which sources a run looks at."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from extract.registry import source, sources
from warehouse.errors import NordicClustersError
from warehouse.vocabulary import COUNTRIES


@dataclasses.dataclass(frozen=True, slots=True)
class Selection:
    """Sources by id, by country, or all.

    Attributes:
        chosen: Source ids; empty means all.
        countries: Country codes; empty means all. Sources about all of Europe belong to
            every country.
    """

    chosen: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, source_ids: Iterable[str] | None = None, countries: Iterable[str] | None = None
    ) -> Selection:
        """A checked selection.

        Raises:
            NordicClustersError: An unknown source or country.
        """
        chosen = tuple(source_ids or ())
        for source_id in chosen:
            source(source_id)
        codes = tuple(code.upper() for code in countries or ())
        unknown = [code for code in codes if code not in COUNTRIES]
        if unknown:
            raise NordicClustersError(
                f"there is no country {', '.join(unknown)} here",
                expected=", ".join(COUNTRIES),
                remedy="use the two-letter codes",
            )
        return cls(chosen, codes)

    @property
    def is_everything(self) -> bool:
        """Whether nothing was left out."""
        return not self.chosen and not self.countries

    def source_ids(self) -> list[str]:
        """Ids of the sources chosen, in order.

        Raises:
            NordicClustersError: Nothing is left.
        """
        found = [
            source_id
            for source_id, known in sources().items()
            if (not self.chosen or source_id in self.chosen)
            and (not self.countries or known.spec.country_code in {*self.countries, "EU"})
        ]
        if not found:
            raise NordicClustersError(
                "no source is left of this choice",
                found=f"sources {', '.join(self.chosen) or 'all'}, "
                f"countries {', '.join(self.countries) or 'all'}",
                remedy="`nordic-clusters sources` lists what there is",
            )
        return found
