"""A declared source and the local agency that answers it; all figures are synthetic.

The tables have the shape of the bundled captures (codes and labels), so that the source's own
declaration and parser are what is tested.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import extract.registry
import warehouse.reviewed
from extract.archive import bundled_captures
from extract.http.client import Client
from extract.registry import source_of_tables, sources
from flows import build, fetch, stage
from flows.outcomes import FetchOutcome, StageOutcome
from flows.settings import Settings
from tests.agencies.clock import FakeClock
from tests.agencies.cube import Axis, Cube, Grouping
from tests.agencies.eurostat import EurostatServer
from tests.agencies.kolada import KoladaServer
from tests.agencies.pxweb import PxWebServer
from tests.agencies.redirect import RedirectingSession
from tests.agencies.server import LocalServer
from tests.agencies.statbank import StatBankServer
from warehouse.statistics import StatisticalTable

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def bundled_shape(source_id: str, table: StatisticalTable) -> Cube:
    """A synthetic table with the codes and labels of the largest bundled capture."""
    cubes = [
        cube
        for capture in bundled_captures(source_id)
        for cube in sources()[source_id].read(capture).cubes
        if cube.stat_table_id == table.stat_table_id
    ]
    largest = max(cubes, key=lambda cube: int(cube.cells.num_rows))
    shown = {
        name: dict(largest.dimensions[name])
        # A code that the declaration asks for, where the bundled capture happens to lack it.
        | {code.strip("*"): code for code in table.select.get(name, ()) if "?" not in code}
        for name in largest.dimensions
    }
    roles = table.roles(shown)
    kinds = {roles.region: "geo", roles.content: "content", roles.period: "time"}
    return Cube(
        table.code,
        f"Synthetic figures in the shape of {table.code}",
        tuple(Axis(name, name, values, kinds.get(name, "other")) for name, values in shown.items()),
        groupings=tuple(
            Grouping(
                list_id,
                list_id,
                dimension,
                {code: [code] for code in shown[dimension]},
                shown[dimension],
            )
            for dimension, list_id in table.codelists.items()
        ),
    )


def danish_shape() -> Cube:
    """A synthetic RAS310; no bundled capture shows its shape."""
    return Cube(
        "RAS310",
        "Synthetic employed persons",
        (
            Axis("OMRÅDE", "area", {"000": "All Denmark", "101": "A", "461": "B"}, "geo", True),
            Axis("BRANCHE07", "industry", {"TOT": "Total", "1": "Farming", "2": "Industry"}),
            Axis("Tid", "time", {str(year): str(year) for year in range(2015, 2025)}, "time"),
        ),
        updated="2026-03-15T08:00:00",
        hidden_every=23,
    )


@dataclasses.dataclass(frozen=True)
class Kind:
    """How one agency is stood in for.

    Attributes:
        source_id: A source of it.
        codes: The tables that the local agency holds; the source's others are left out.
        serve: Makes the local agency.
        places: Real addresses to the local ones.
        has_polls: Whether the agency tells what changed.
        has_limit: Whether it tells beforehand how much it gives at once.
    """

    source_id: str
    codes: tuple[str, ...]
    serve: Callable[[Iterable[Cube]], LocalServer]
    places: Callable[[Any], Mapping[str, str]]
    has_polls: bool = True
    has_limit: bool = True


def _ssb(server: PxWebServer) -> dict[str, str]:
    return {
        "https://data.ssb.no/api/pxwebapi/v2": server.v2,
        "https://data.ssb.no/api/v0/no/table": server.v1,
    }


def _scb(server: PxWebServer) -> dict[str, str]:
    older = "https://api.scb.se/OV0104/v1/doris/sv/ssd"
    tables = sources()["se_scb_employment"].tables
    return {
        "https://statistikdatabasen.scb.se/api/v2": server.v2,
        # The local agency keeps no folders.
        **{f"{older}/{table.fallback}": f"{server.v1}/{table.code}" for table in tables},
    }


def _pxweb(cubes: Iterable[Cube]) -> LocalServer:
    return PxWebServer(list(cubes), max_cells=2_000)


KINDS = {
    "SSB": Kind("no_ssb_employment", ("13470",), _pxweb, _ssb),
    "SCB": Kind("se_scb_employment", ("TAB900", "TAB3785"), _pxweb, _scb),
    "StatBank": Kind(
        "dk_dst_employment",
        ("RAS310",),
        lambda cubes: StatBankServer(list(cubes), now=dt.datetime(2026, 11, 23)),  # noqa: DTZ001
        lambda server: {"https://api.statbank.dk/v1": server.v1},
    ),
    "Eurostat": Kind(
        "eu_eurostat_employment",
        ("nama_10r_3empers", "lfst_r_lfe2en2"),
        lambda cubes: EurostatServer(list(cubes), max_rows=8_000),
        lambda server: {"https://ec.europa.eu/eurostat/api/dissemination": server.api},
        has_limit=False,
    ),
    "Kolada": Kind(
        "se_kolada_business",
        ("kpi",),
        lambda _: KoladaServer(),
        lambda server: {"https://api.kolada.se/v3": server.v3},
        has_polls=False,
    ),
}


class LiveCase:
    """A source, its local agency, and runs against it.

    Args:
        kind: The agency.
        folder: Data folder of the runs.
        monkeypatch: Reduces the registry to the one source.
    """

    def __init__(self, kind: Kind, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kind = kind
        self.source_id = kind.source_id
        self.settings = Settings(folder)
        self.clock = FakeClock(NOW)
        self._folder = folder
        declared = sources()[kind.source_id]
        kept = tuple(one for one in declared.tables if one.code in kind.codes)
        self.tables = tuple(one for one in kept if one.edition is None)
        self._only = {kind.source_id: source_of_tables(declared.spec, kept)}
        #: Older editions, which no agency gives any more, go on serving.
        self.editions = {
            one.capture_id for one in bundled_captures(kind.source_id) if "#edition=" in one.url
        }
        self.server = kind.serve(self._shapes())
        for place in (extract.registry, stage, build):
            monkeypatch.setattr(place, "sources", lambda: self._only)
        # Decisions about clusters, which this source does not tell of.
        monkeypatch.setattr(warehouse.reviewed, "reviewed_rows", lambda name: [])

    def declare(self, *tables: StatisticalTable) -> None:
        """Other declarations for the source, from now on."""
        spec = self._only[self.source_id].spec
        self._only = {self.source_id: source_of_tables(spec, tables)}

    def _shapes(self) -> list[Cube]:
        if self.source_id == "dk_dst_employment":
            return [danish_shape()]
        if self.source_id == "se_kolada_business":
            return []
        return [bundled_shape(self.source_id, table) for table in self.tables]

    def client(self) -> Client:
        """A new client each time, as each run has one."""
        session = RedirectingSession(self.kind.places(self.server))
        return Client(clock=self.clock.time, sleep=self.clock.sleep, session=session)

    def fetch(self) -> FetchOutcome:
        """One live visit; the clock stands where the last one left it."""
        now = dt.datetime.fromtimestamp(self.clock.time(), dt.UTC)
        return fetch.fetch_source(self.source_id, self.settings, self.client, now)

    def stage(self) -> StageOutcome:
        """What a release would be made of."""
        return stage.stage_source(self.source_id, self.settings, self._folder)

    def assemble(self) -> dict[str, pa.Table]:
        """The tables of the contract, of this source alone."""
        day = dt.date(2026, 11, 28)
        return build.read_tables(build.assemble([self.stage()], self._folder, day))

    def update(self, code: str) -> None:
        """The agency publishes a table anew, now."""
        cubes: dict[str, Cube] = self.server.cubes
        key = next(key for key in cubes if key.casefold() == code.casefold())
        now = dt.datetime.fromtimestamp(self.clock.time(), dt.UTC)
        if isinstance(self.server, StatBankServer):  # it writes no zone
            now = now.replace(tzinfo=None)
        cubes[key] = dataclasses.replace(cubes[key], updated=now.isoformat())

    def wait(self, **length: float) -> None:
        """Let time pass, by default until tomorrow."""
        self.clock.sleep(dt.timedelta(**(length or {"days": 1})).total_seconds())
