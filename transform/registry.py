"""From mentions to the registry's tables: the order of the steps, and nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from transform.clusters import registry_tables
from transform.controls import control_totals
from transform.decisions import Decisions
from transform.identity import Identities, resolve
from transform.precedence import Row
from transform.region_codes import RegionCodes
from transform.statements import read_corrections, statements
from warehouse.records import Capture, Mention


@dataclasses.dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known beside the sources, as rows of the files in ``warehouse/reference``.

    Attributes:
        decisions: Reviewed matching decisions.
        corrections: Reviewed corrections.
        levels: Rows of table ``programme_level``.
        regions: Rows of table ``region``.
        crosswalk: Rows of table ``region_crosswalk``.
    """

    decisions: Iterable[Mapping[str, str]] = ()
    corrections: Iterable[Mapping[str, str]] = ()
    levels: Iterable[Row] = ()
    regions: Iterable[Mapping[str, Any]] = ()
    crosswalk: Iterable[Mapping[str, Any]] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Registry:
    """What :func:`build_registry` made.

    Attributes:
        tables: Table name to rows: ``statement``, ``control_total`` and the tables of
            :func:`transform.clusters.registry_tables`.
        identities: Finds a cluster by name, for tables that name clusters too.
    """

    tables: dict[str, list[Row]]
    identities: Identities


def build_registry(
    mentions: Iterable[tuple[Capture, Mention]],
    knowledge: Knowledge,
    *,
    today: dt.date | None = None,
    complete: bool = True,
) -> Registry:
    """All registry tables from all mentions.

    Args:
        mentions: Mentions with the captures that hold them, in any order.
        knowledge: Reviewed files and reference data.
        today: Day against which decisions with a date of review are held.
        complete: False when only some sources were read; decisions and corrections about the
            others are then not asked to apply.

    Raises:
        ContractError: A reviewed row has expired, or a claim cannot be used.
    """
    regions = RegionCodes(knowledge.regions, knowledge.crosswalk)
    identities = resolve(
        mentions, Decisions(knowledge.decisions), regions=regions, today=today, complete=complete
    )
    rows = statements(identities, read_corrections(knowledge.corrections), complete=complete)
    tables = registry_tables(rows, identities, regions, knowledge.levels)
    tables["statement"] = rows
    tables["control_total"] = control_totals(tables["participation"])
    return Registry(tables, identities)
