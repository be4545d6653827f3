"""From mentions to the registry's tables: the order of the steps, and nothing else.

First the clusters and organisations that the sources name; then what business registers and
funders know of them, added to identities that are settled.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from transform.enrichment.funding import match_projects
from transform.enrichment.register_matches import match_registers
from transform.enrichment.unit_decisions import UnitDecisions, split_decisions
from transform.identity.decisions import Decisions
from transform.identity.entities import Identities, resolve
from transform.identity.region_codes import RegionCodes
from transform.registry.clusters import Frame, registry_tables
from transform.registry.controls import Control, control_totals
from transform.registry.existence import Policy
from transform.registry.precedence import Row
from transform.registry.statements import Correction, statements
from warehouse.records import Capture, FundedProject, Mention, RegisterUnit
from warehouse.reviewed import made

#: What is known beside the sources: reference tables, and files that people review.
TABLES_NEEDED = ("region", "region_crosswalk", "programme_level", "existence_rule")
FILES_NEEDED = ("decisions", "corrections", "published_total")


@dataclasses.dataclass(frozen=True, slots=True)
class Registry:
    """What :func:`build_registry` made.

    Attributes:
        tables: Table name to rows: ``statement``, ``control_total``, ``control_cluster``, tables of
            :func:`transform.registry.clusters.registry_tables`.
        identities: Finds a cluster by name, for tables that name clusters too.
    """

    tables: dict[str, list[Row]]
    identities: Identities


def build_registry(
    mentions: Iterable[tuple[Capture, Mention]],
    known: Mapping[str, Iterable[Row]],
    *,
    units: Iterable[tuple[Capture, RegisterUnit]] = (),
    projects: Iterable[tuple[Capture, FundedProject]] = (),
    today: dt.date | None = None,
    complete: bool = True,
) -> Registry:
    """All registry tables from all mentions.

    Args:
        mentions: Mentions with the captures that hold them, in any order.
        known: Rows by name of ``TABLES_NEEDED`` and ``FILES_NEEDED``; none where one is left out.
        units: What business registers answered, with the captures that hold it.
        projects: Funded projects, with the captures that hold them.
        today: The day for which status is said; decisions with a date of review are held
            against it.
        complete: False when only some sources were read; decisions and corrections about the
            others are then not asked to apply.

    Raises:
        ContractError: A reviewed row has expired, or a claim cannot be used.
    """
    region, crosswalk, levels, existence = (known.get(name, ()) for name in TABLES_NEEDED)
    decisions, corrections, totals = (known.get(name, ()) for name in FILES_NEEDED)
    regions = RegionCodes(region, crosswalk)
    about_names, about_units = split_decisions(decisions)
    frame = Frame(regions, tuple(levels), Policy.of(existence), today or dt.date.max)
    identities = resolve(
        mentions, Decisions(about_names), regions=regions, today=today, complete=complete
    )
    answers, funded = list(units), list(projects)
    candidates: list[Row] = []
    if answers or funded:
        stated = statements(identities)
        tables = {**registry_tables(stated, identities, frame), "statement": stated}
        registers = match_registers(
            tables, answers, regions, UnitDecisions(about_units), today=today, complete=complete
        )
        grants = match_projects(tables, funded)
        identities = dataclasses.replace(
            identities, mentions=(*identities.mentions, *registers.found, *grants.found)
        )
        candidates = [*registers.candidates, *grants.candidates]
    mended = [made(Correction, row, "corrections.csv") for row in corrections]
    rows = statements(identities, mended, complete=complete)
    tables = registry_tables(rows, identities, frame)
    tables["match_candidate"] += candidates
    tables["statement"] = rows
    controls = [made(Control, row, "published_total.csv") for row in totals]
    tables |= control_totals(tables["participation"], rows, tables["cluster_existence"], controls)
    return Registry(tables, identities)
