"""All tables of a release from the records of all sources."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from transform.dates import first_day, precision_of
from transform.identity.entities import Identities
from transform.registry.from_mentions import FILES_NEEDED, TABLES_NEEDED, build_registry
from transform.registry.industries import IndustryWords, cluster_industries
from transform.statistics.employment import employment_table
from transform.statistics.marts import specialisation_tables
from transform.statistics.observations import observation_tables
from transform.statistics.population import population_table
from transform.statistics.regional_measures import regional_measure_table
from transform.strategies.document_changes import document_changes
from transform.strategies.documents import strategy_tables
from transform.strategies.progress import target_progress
from transform.strategies.reader import read_targets
from warehouse.errors import ContractError
from warehouse.records import Capture, Records
from warehouse.reference import Reference
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES
from warehouse.vocabulary import COUNTRIES

#: Tables about the release itself, made when it is written.
MADE_BY_THE_RELEASE = frozenset({"release", "change", "data_quality"})

#: Files that people review, of ``warehouse/reference``.
REVIEWED = (*FILES_NEEDED, "cluster_industry", "target_pair")

Row = dict[str, Any]
Parsed = Sequence[tuple[Capture, Records]]


def build_tables(
    parsed: Parsed,
    *,
    source_rows: Iterable[Row],
    reference: Reference,
    declarations: Mapping[str, StatisticalTable],
    earlier: Parsed = (),
    reviewed: Mapping[str, Sequence[Row]],
    today: dt.date | None = None,
    complete: bool = True,
) -> dict[str, pa.Table]:
    """Every table of the contract but those that the release itself makes.

    Args:
        parsed: The captures that serve, with their records.
        source_rows: Rows of table ``source``.
        reference: Regions, industries, crosswalks, code lists.
        declarations: Statistical tables by id.
        earlier: Older captures of the same strategy pages; only what changed on a page is
            taken from them.
        reviewed: Rows of the files of ``REVIEWED``, by name.
        today: The day for which the release speaks; decisions with a date of review are held
            against it.
        complete: False when a registry source could not be read; decisions and corrections
            about it are then not asked to apply.

    Returns:
        Conforming Arrow tables by name.

    Raises:
        ContractError: Something does not keep the contract; the message names the place.
    """
    rows: dict[str, list[Row]] = {
        "source": list(source_rows),
        "capture": [
            TABLES["capture"].row(
                capture,
                byte_count=len(capture.content),
                as_of=first_day(capture.as_of),
                as_of_precision=precision_of(capture.as_of) if capture.as_of else None,
            )
            for capture, _ in (*parsed, *earlier)
        ],
        "region_boundary": [
            TABLES["region_boundary"].row(capture, boundary, geometry_geojson=boundary.geometry)
            for capture, records in parsed
            for boundary in records.boundaries
        ],
    }
    registry = build_registry(
        ((capture, mention) for capture, records in parsed for mention in records.mentions),
        {**reviewed, **{name: reference[name].to_pylist() for name in TABLES_NEEDED}},
        units=((capture, unit) for capture, records in parsed for unit in records.units),
        projects=(
            (capture, project) for capture, records in parsed for project in records.projects
        ),
        today=today,
        complete=complete,
    )
    rows |= registry.tables
    rows["cluster_industry"] = cluster_industries(
        rows["cluster"],
        rows["statement"],
        reviewed["cluster_industry"],
        IndustryWords(
            reference["industry_word"].to_pylist(), reference["sector_industry"].to_pylist()
        ),
        complete=complete,
    )
    rows |= strategy_tables(parsed, read_targets, _finder(registry.identities))
    rows["target_progress"] = target_progress(
        rows["strategy_target"], rows["strategy_figure"], rows["strategy"], reviewed["target_pair"]
    )
    rows["document_change"] = document_changes((*parsed, *earlier), read_targets)
    tables = {name: TABLES[name].to_arrow(made) for name, made in rows.items()}
    tables |= dict(reference.tables) | _statistics(parsed, declarations, reference)
    forgotten = TABLES.keys() - tables.keys() - MADE_BY_THE_RELEASE
    if forgotten:
        raise ContractError(
            "nobody makes these tables of the contract",
            place=", ".join(sorted(forgotten)),
            remedy="make them in transform/assemble.py, or take them out of warehouse/tables.toml",
        )
    return tables


def _statistics(
    parsed: Parsed, declarations: Mapping[str, StatisticalTable], reference: Reference
) -> dict[str, pa.Table]:
    cubes = [(capture, cube) for capture, records in parsed for cube in records.cubes]
    tables = observation_tables(cubes, declarations, reference)
    captured_at = {capture.capture_id: capture.captured_at for capture, _ in parsed}
    employment = employment_table(tables, declarations, reference, captured_at)
    tables["employment"] = employment
    tables["regional_measure"] = regional_measure_table(
        tables, declarations, reference, captured_at
    )
    tables["population"] = population_table(
        tables["observation"], declarations, reference, captured_at
    )
    return tables | specialisation_tables(employment, declarations)


def _finder(identities: Identities) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        found = {identities.find(country, name) for country in COUNTRIES} - {None}
        return found.pop() if len(found) == 1 else None

    return find
