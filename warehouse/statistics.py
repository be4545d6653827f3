"""What a statistical table of an agency declares, so that its cells can be understood.

A declaration says which dimension is region, industry, content and period, what each
content measures and in which unit, and how region and industry codes are to be read.
Everything else about a table stays the agency's own.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Literal

from warehouse.errors import SourceChangedError
from warehouse.texts import Pattern

Basis = Literal["workplace_persons", "residence_persons", "workplace_jobs"]
Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "once"]

#: Stands in ``observation`` for a role that a table has no dimension for; SDMX's
#: "not applicable".
NOT_APPLICABLE = "_Z"

#: As the name of a dimension: the one that no other role claims.
THE_OTHER_ONE = "*"


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    """What one content of a table measures.

    Attributes:
        measure: Our name, for example ``persons_employed_at_workplace``.
        unit: Unit as published, in plain words: ``persons``, ``1000 persons``.
        label: Regular expression for the label, searched without regard to case, where
            the agency's code for the content is not known for certain; it then decides.
        multiplier: Published figure times this is the figure in the base unit.
        step: Rounding step of published figures, in the unit as published; 0 for counts.
        steps: Beginning of a region code to its rounding step, where a country differs.
        basis: Whom and where it counts, if it is employment.
        is_summable: False for rates and indices, which must not be summed over regions.
    """

    measure: str
    unit: str
    label: Pattern | None = None
    multiplier: float = 1.0
    step: float = 0.0
    basis: Basis | None = None
    is_summable: bool = True
    steps: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def step_of(self, region: str) -> float:
        """The rounding step of one region's figures."""
        found = [name for name in self.steps if region.startswith(name)]
        return self.steps[max(found, key=len)] if found else self.step


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """Cells that are weak though the agency puts no flag on them; they get status ``U``.

    Attributes:
        industries: The table's own industry codes.
        periods: Its own periods.
        regions: Regular expression that its whole region codes match.
    """

    industries: tuple[str, ...]
    periods: tuple[str, ...]
    regions: Pattern


@dataclasses.dataclass(frozen=True, slots=True)
class RegionScheme:
    """How (some of) a table's region codes are read.

    Attributes:
        vintage: A vintage of the reference table ``region``.
        prefix: Text the agency puts before the code (``F-``, ``K-`` at SSB).
        is_harmonised: False to keep the codes in their own vintage.
    """

    vintage: str
    prefix: str = ""
    is_harmonised: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Roles:
    """The dimensions of one captured table by role."""

    region: str | None
    industry: str | None
    content: str | None
    period: str
    others: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class StatisticalTable:
    """The declaration of one statistical table.

    Attributes:
        stat_table_id: Agency and table: ``ssb:11713``. An older edition that the archive keeps
            beside the one the agency has now is a table of its own: ``eurostat:x@2020``.
        contents: Code in the content dimension to what it measures; ``*`` for a table
            without such a dimension. A code that is not here stands for itself.
        region: Id of the region dimension, None if there is none.
        industry: Id of the industry dimension, None if there is none, ``*`` for the one
            that no other role claims.
        content: Id of the dimension whose codes are contents, None if there is none.
        period: Id of the time dimension.
        cadence: How often it is published.
        regions: How region codes are read, tried in order; empty for a table that is not
            carried into harmonised tables.
        industry_scheme: Scheme of ``industry_crosswalk``, None as for ``regions``.
        industry_by: Whether the scheme goes by the industries' codes or by their labels.
        only: Dimension to the one code that counts in harmonised tables.
        summed: Dimensions whose codes are disjoint and are summed in harmonised tables.
        total_is_summed: True where the table holds no total over industries.
        country_is_summed: True where the table, as captured, holds no row for the country.
        reference_areas: Country to the harmonised region that location quotients of its
            regions compare with; empty for no location quotients.
        has_unallocated: True where the country exceeds the sum of its regions.
        breaks: Years in which the series breaks, by the agency or because another register
            began.
        nace_revision: Revision of the industry codes.
        doubts: Cells that are weak without a flag; the note says why.
        counted_on: Which day of its period a count of inhabitants is of.
        default_status: Observation status of a cell without a symbol; ``P`` for tables that
            are preliminary as a whole.
        select: Dimension to the codes (or expressions) to ask for; all where not named.
        codelists: Dimension to the agency's code list to ask for.
        fallback: Path of the table in the agency's older interface, where it differs.
        title: The table's title, for answers that carry none (Eurostat's TSV).
        note: What a reader must know, in our words.
    """

    stat_table_id: str
    contents: Mapping[str, Content] = dataclasses.field(default_factory=dict)
    region: str | None = "Region"
    industry: str | None = None
    content: str | None = "ContentsCode"
    period: str = "Tid"
    cadence: Cadence = "yearly"
    regions: tuple[RegionScheme, ...] = ()
    industry_scheme: str | None = None
    industry_by: Literal["code", "label"] = "code"
    only: Mapping[str, str] = dataclasses.field(default_factory=dict)
    summed: tuple[str, ...] = ()
    total_is_summed: bool = False
    country_is_summed: bool = False
    reference_areas: Mapping[str, str] = dataclasses.field(default_factory=dict)
    has_unallocated: bool = False
    breaks: tuple[int, ...] = ()
    nace_revision: str = "NACE-Rev.2"
    doubts: tuple[Doubt, ...] = ()
    counted_on: Literal["first_day", "last_day"] = "first_day"
    default_status: str = "A"
    select: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    codelists: Mapping[str, str] = dataclasses.field(default_factory=dict)
    fallback: str | None = None
    title: str | None = None
    note: str | None = None

    @property
    def agency(self) -> str:
        """The agency's short name, the part before the colon."""
        return self.stat_table_id.partition(":")[0]

    @property
    def code(self) -> str:
        """The agency's own id of the table."""
        return self.stat_table_id.partition(":")[2].partition("@")[0]

    @property
    def edition(self) -> str | None:
        """The older edition that this is; None for the table as the agency has it now."""
        return self.stat_table_id.partition("@")[2] or None

    def roles(self, dimensions: Mapping[str, Mapping[str, str]], url: str | None = None) -> Roles:
        """Which dimension of a captured table plays which role.

        Raises:
            SourceChangedError: A declared dimension is not there.
        """
        actual = {name.casefold(): name for name in dimensions}
        # StatBank writes TID in one of its formats and Tid in another; Eurostat time in JSON-stat
        # and TIME_PERIOD in TSV.
        actual.setdefault("time", actual.get("time_period", "time"))
        own = {
            name: actual.get(name.casefold(), name)
            for name in (self.region, self.industry, self.content, self.period)
            if name is not None and name != THE_OTHER_ONE
        }
        claimed = set(own.values())
        missing = sorted(name for name in claimed if name not in dimensions)
        left = [name for name in dimensions if name not in claimed]
        industry = own.get(self.industry or "")
        if self.industry == THE_OTHER_ONE:
            industry = left[0] if len(left) == 1 else None
            left = []
        if missing or (self.industry is not None and industry is None):
            raise SourceChangedError(
                f"the dimensions of table {self.stat_table_id} are not those declared",
                source_id=self.stat_table_id,
                url=url,
                place="dimension ids",
                expected=", ".join(missing) or "one dimension beside region, content and time",
                found=", ".join(dimensions),
                remedy="compare the table's metadata with its declaration in extract/sources",
            )
        return Roles(
            own.get(self.region or ""),
            industry,
            own.get(self.content or ""),
            own[self.period],
            tuple(left),
        )

    def contents_of(
        self, dimensions: Mapping[str, Mapping[str, str]], url: str | None = None
    ) -> dict[str, Content]:
        """The captured content codes with what they measure.

        A code the declaration does not know stands for itself.

        Raises:
            SourceChangedError: A declared content is not there, or fits several codes.
        """
        dimension = self.roles(dimensions, url).content
        if dimension is None:
            return dict(self.contents)
        labels = dimensions[dimension]
        found: dict[str, Content] = {}
        for code, content in self.contents.items():
            fits = [code] if content.label is None else _matching(content.label, labels)
            if len(fits) != 1 or fits[0] not in labels:
                raise SourceChangedError(
                    f"content {code} of table {self.stat_table_id} is not where it was",
                    source_id=self.stat_table_id,
                    url=url,
                    place=f"dimension {dimension}",
                    expected=f"one label like '{content.label}'" if content.label else code,
                    found="; ".join(f"{key}: {label}" for key, label in labels.items())[:400],
                    remedy="compare the table's metadata with its declaration in extract/sources",
                )
            found[fits[0]] = content
        return {
            code: found.get(code) or Content(measure=code, unit="as published") for code in labels
        }


def _matching(pattern: str, labels: Mapping[str, str]) -> list[str]:
    return [code for code, label in labels.items() if re.search(pattern, label, re.IGNORECASE)]
