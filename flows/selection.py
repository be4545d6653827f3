"""Which sources a run looks at."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from extract.registry import declarations, source, sources
from warehouse.errors import NordicClustersError
from warehouse.vocabulary import COUNTRIES


@dataclasses.dataclass(frozen=True, slots=True)
class Selection:
    """Sources by id, by country, or all.

    Attributes:
        chosen: Source ids; empty means all.
        countries: Country codes; empty means all. Sources about all of Europe belong to
            every country.
        tables: Statistical tables; empty means all. With one, sources without it are left out.
        since: Ask anew for what changed since that day, whatever the archive holds.
    """

    chosen: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    since: dt.date | None = None

    @classmethod
    def of(
        cls,
        source_ids: Iterable[str] | None = None,
        countries: Iterable[str] | None = None,
        tables: Iterable[str] | None = None,
        since: str | None = None,
    ) -> Selection:
        """A checked selection.

        Raises:
            NordicClustersError: An unknown source, country or table; a day that is none or to come.
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
        wanted = tuple(tables or ())
        if strange := [name for name in wanted if name not in declarations()]:
            raise NordicClustersError(
                f"there is no table {', '.join(strange)} here",
                expected=", ".join(declarations()),
                remedy="name a table as column stat_table_id has it",
            )
        try:
            day = dt.date.fromisoformat(since) if since else None
        except ValueError as error:
            raise NordicClustersError(
                "the day to begin at is none",
                expected="YYYY-MM-DD",
                found=str(since),
                remedy="correct --since",
            ) from error
        today = dt.datetime.now(dt.UTC).date()
        if day and day > today:
            raise NordicClustersError(
                "the day to begin at is still to come",
                expected=f"a day up to today, {today}",
                found=str(day),
                remedy="correct --since, or this machine's clock",
            )
        return cls(chosen, codes, wanted, day)

    @property
    def is_everything(self) -> bool:
        """Whether nothing was left out."""
        return self == EVERYTHING

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
            and (not self.tables or {one.stat_table_id for one in known.tables} & {*self.tables})
        ]
        if not found:
            raise NordicClustersError(
                "no source is left of this choice",
                found=f"sources {', '.join(self.chosen) or 'all'}, "
                f"countries {', '.join(self.countries) or 'all'}, "
                f"tables {', '.join(self.tables) or 'all'}",
                remedy="`nordic-clusters sources` lists what there is",
            )
        return found


#: All sources, and of each what is new.
EVERYTHING = Selection()
