"""The real command against agencies that misbehave: one run per behaviour, all clients at once.

``python -m tests.flows.hostile_command docs/reliability.md`` runs every behaviour and writes the
table into the page; the test beside it is one run in which each agency misbehaves in a way of its
own, drawn by seed. All figures are synthetic; pages are the bundled ones.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import datetime as dt
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import duckdb
import numpy as np

from extract.archive import LocalArchive, bundled_captures
from extract.known_names import search_terms
from extract.registry import sources
from load.folder import current
from tests.agencies.brreg import EnhetsregisteretServer, numbers, unit, write_bulk_file
from tests.agencies.cube import Cube
from tests.agencies.pages import PageServer
from tests.agencies.server import Answer, LocalServer
from tests.agencies.statbank import StatBankServer
from tests.agencies.vinnova import VinnovaServer
from tests.agencies.virk import PASSWORD, USER, VirkServer, company
from tests.flows.hostile import BEHAVIOURS, Front
from tests.flows.live_case import KINDS, bundled_shape, danish_shape
from tests.load.kill_campaign import REPO, published

#: Seconds for one whole answer, for one visit in all, and for one run of the command.
ANSWER, VISIT, RUN = 0.6, 30.0, 1800.0
#: Megabytes that the process may hold while it visits.
MEMORY_MB = 400
#: When the good answers came, and when the hostile ones do: whatever is asked for rarely is due.
NOW = dt.datetime.combine(dt.date.today() - dt.timedelta(days=1), dt.time(12), dt.UTC)  # noqa: DTZ011
LATER = NOW + dt.timedelta(days=92)


class Zeros(Cube):
    """A table of zeros: they add up, so the gate lets the release pass."""

    @staticmethod
    def _values(positions: np.ndarray) -> np.ndarray:
        return np.zeros_like(positions)

    def _hidden(self, positions: np.ndarray) -> np.ndarray:
        return np.zeros(positions.shape, dtype=bool)


@dataclasses.dataclass(frozen=True)
class Column:
    """One client of the matrix.

    Attributes:
        name: As the table heads it.
        source_id: The source that uses it; empty for the bulk file, which none does.
        serve: Makes the local agency.
        places: Real addresses to those on the agency.
        healthy: Real addresses that always answer well, so that the others are asked.
        codes: Tables that the local agency holds; empty for a source that has none.
    """

    name: str
    source_id: str
    serve: Callable[[], LocalServer]
    places: Callable[[Any], dict[str, str]]
    healthy: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def _of_kind(name: str, title: str) -> Column:
    kind = KINDS[name]

    def serve() -> LocalServer:
        if kind.source_id == "dk_dst_employment":
            shapes = [danish_shape()]
        else:
            declared = sources()[kind.source_id].tables if kind.has_polls else ()
            wanted = [t for t in declared if t.edition is None and t.code in kind.codes]
            shapes = [bundled_shape(kind.source_id, one) for one in wanted]
        return kind.serve([Zeros(**vars(one)) for one in shapes])

    places: Callable[[Any], dict[str, str]] = lambda server: dict(kind.places(server))  # noqa: E731
    return Column(title, kind.source_id, serve, places, codes=kind.codes)


def _version_1(column: Column) -> Column:
    """A PxWeb whose version 2 is always down, so that version 1 is asked."""

    def serve() -> LocalServer:
        server: Any = column.serve()
        server.v2_is_down = True
        return server  # type: ignore[no-any-return]

    healthy = ("https://statistikdatabasen.scb.se/api/v2",)
    return dataclasses.replace(column, serve=serve, healthy=healthy)


def _register() -> EnhetsregisteretServer:
    names = _some_names("NO")
    found = numbers(30 + len(names))[30:]
    bodies = [unit(one, navn=f"{name.upper()} SA") for one, name in zip(found, names, strict=True)]
    return EnhetsregisteretServer(30, extra=bodies, updates=70)


def _companies() -> VirkServer:
    return VirkServer([company(99_000_000 + n, name) for n, name in enumerate(_some_names("DK"))])


def _some_names(country_code: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return search_terms(country_code, LocalArchive(Path(folder)))[:5]


def _bulk() -> EnhetsregisteretServer:
    path = Path(tempfile.mkdtemp(prefix="hostile-bulk-")) / "bulk.json.gz"
    write_bulk_file(path, 2_000)
    return EnhetsregisteretServer(1, bulk=path)


def _pages(source_id: str) -> Column:
    """The bundled pages of a source, served as they lie there."""
    captures = bundled_captures(source_id)

    def serve() -> LocalServer:
        return PageServer(
            {
                urlsplit(one.url).path: Answer(one.content, media_type=one.media_type)
                for one in captures
            }
        )

    def places(server: PageServer) -> dict[str, str]:
        hosts = {"{0.scheme}://{0.netloc}".format(urlsplit(one.url)) for one in captures}
        return dict.fromkeys(hosts, server.url)

    return Column(sources()[source_id].spec.publisher, source_id, serve, places)


_BRREG = "https://data.brreg.no/enhetsregisteret/api"
_FEED = f"{_BRREG}/oppdateringer"
_ENTITIES = f"{_BRREG}/enheter"


def _enhetsregisteret(name: str, healthy: str) -> Column:
    def places(server: EnhetsregisteretServer) -> dict[str, str]:
        return {_ENTITIES: f"{server.api}/enheter", _FEED: f"{server.api}/oppdateringer"}

    return Column(name, "no_brreg_units", _register, places, (healthy,))


#: The columns, by the run in which they are: a source can stand in one column of a run only.
SCENES = (
    (
        _of_kind("SSB", "SSB, PxWeb 2"),
        _version_1(_of_kind("SCB", "SCB, PxWeb 1")),
        _of_kind("StatBank", "StatBank"),
        _of_kind("Eurostat", "Eurostat"),
        _of_kind("Kolada", "Kolada"),
        _enhetsregisteret("Enhetsregisteret, search", _FEED),
        Column(
            "Vinnova",
            "se_vinnova_projects",
            VinnovaServer,
            lambda server: {"https://data.vinnova.se/api": server.api},
        ),
        Column(
            "CVR",
            "dk_virk_cvr",
            _companies,
            lambda server: {"http://distribution.virk.dk": server.url},
        ),
        _pages("se_regiondalarna_clusters"),
        _pages("eu_gisco_nuts3"),
    ),
    (
        _of_kind("SCB", "SCB, PxWeb 2"),
        _enhetsregisteret("Enhetsregisteret, feed", _ENTITIES),
        _pages("no_stortinget_klyngesporsmal"),
        Column(
            "Enhetsregisteret, bulk file",
            "",
            _bulk,
            lambda s: {_ENTITIES + "/lastned": f"{s.api}/enheter/lastned"},
        ),
    ),
)


@dataclasses.dataclass(frozen=True)
class Cell:
    """What one behaviour did to one client.

    Attributes:
        column: The client.
        behaviour: What its server did.
        fetched: State of the visit.
        staged: State of the source in the release.
        is_whole: Whether what served before serves, or what came anew and whole.
        told: What the person on duty is told.
        seconds: Wall time of the visit.
        peak_mb: Most memory that the process held during the visit.
    """

    column: str
    behaviour: str
    fetched: str
    staged: str
    is_whole: bool
    told: str
    seconds: float
    peak_mb: float

    @property
    def is_sound(self) -> bool:
        """Whether the client took it as it should, however busy the machine."""
        return self.is_whole and self.peak_mb < MEMORY_MB and self.told.isprintable()

    @property
    def holds(self) -> bool:
        """Whether it also took no longer than it may."""
        return self.is_sound and self.seconds < VISIT


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of the command.

    Attributes:
        exit_code: 0, or 3 where no agency answered.
        release: Id of the release that stands afterwards, read through.
        seconds: Wall time.
        said: What it wrote on its error stream.
    """

    exit_code: int
    release: str
    seconds: float
    said: str

    @property
    def holds(self) -> bool:
        """Whether it ended as it should."""
        return self.exit_code in {0, 3} and "Traceback" not in self.said and self.seconds < RUN


class Campaign:
    """Local agencies with their fronts, and the data folder in which their good answers are.

    Args:
        columns: The clients.
        folder: To work in.
        standing: Data folder whose release stands when the hostile days come; by default that
            of the good answers, which takes a run more.
    """

    def __init__(
        self, columns: Iterable[Column], folder: Path, standing: Path | None = None
    ) -> None:
        self.columns = tuple(columns)
        self._standing = standing
        self._folder = folder
        self._good = folder / "good"
        self._fronts: dict[str, Front] = {}
        self._places: dict[str, str] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        for column in self.columns:
            server = self._stack.enter_context(column.serve())
            front = self._fronts[column.name] = Front(server)
            for real, local in column.places(server).items():
                is_healthy = real.startswith(column.healthy)
                self._places[real] = local if is_healthy else local.replace(server.url, front.url)
        if self._standing:
            shutil.copytree(self._standing / "releases", self._good / "releases", symlinks=True)
            (self._good / "current").symlink_to((self._standing / "current").readlink())
        run = self._run(self._good, NOW, fetch_only=self._standing is not None)
        assert run.exit_code == 0, run.said
        self.before = _would_serve(self._folder) if self._standing else _served(self._good)
        for front in self._fronts.values():
            _update(front.server)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def hold(self, behaviours: Mapping[str, str]) -> tuple[Run, list[Cell]]:
        """Run the command while agencies behave so, each named by its column."""
        for name, front in self._fronts.items():
            front.behave = BEHAVIOURS[behaviours[name]]
        root = self._folder / "cell"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self._good, root, symlinks=True)
        run = self._run(root, LATER)
        after = _served(root)
        visits = json.loads((self._folder / "cell.visits").read_text(encoding="utf-8"))
        notes = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in (root / "state" / "fetch").iterdir()
        }
        cells = []
        for column in self.columns:
            name, behaviour = column.source_id, behaviours[column.name]
            if not name:
                cells.append(self._take_bulk(column.name, behaviour))
                continue
            note, took, (state, captures) = notes[name], visits[name], after[name]
            is_lasting = state == "stale" and self._lasts(column, captures)
            is_new = state in {"fresh", "unchanged"} and bool(captures)
            is_whole = is_lasting if note["state"] in {"failed", "refused"} else is_new
            told = note["detail"] or ""
            cells.append(Cell(column.name, behaviour, note["state"], state, is_whole, told, **took))
        return run, cells

    def _lasts(self, column: Column, captures: set[Served]) -> bool:
        """Whether every document serves on, or what the agency itself answered serves for it.

        One search of several may come whole: an answer without a hit holds no figure to spoil.
        """
        before = self.before[column.source_id][1]
        is_whole = {one.sha256 for one in captures - before} <= self._fronts[column.name].meant
        return is_whole and {one.url for one in before} <= {one.url for one in captures}

    def _take_bulk(self, name: str, behaviour: str) -> Cell:
        target = self._folder / "bulk.parquet"
        target.write_bytes(b"what came before")
        began = time.monotonic()
        done = self._start(self._folder / "cell.plan", "organisations", "--out", str(target))
        seconds = time.monotonic() - began
        told = done.stderr.decode("utf-8", "replace").strip()
        is_lasting = target.read_bytes() == b"what came before"
        leftovers = list(self._folder.glob(f"{target.name}.*"))
        is_whole = not leftovers and (is_lasting, done.returncode) in {(True, 1), (False, 0)}
        states = ("failed", "as before") if told else ("fresh", "new")
        peak = float((self._folder / "cell.peak").read_text(encoding="ascii"))
        return Cell(name, behaviour, *states, is_whole, told, seconds, peak)

    def _start(
        self, plan: Path, *arguments: str, **settings: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "tests.flows.hostile_child", str(plan), *arguments],
            cwd=REPO,
            env={**os.environ, **settings},
            capture_output=True,
            timeout=RUN,
            check=False,
        )

    def _run(self, root: Path, now: dt.datetime, *, fetch_only: bool = False) -> Run:
        plan = root.with_suffix(".plan")
        facts = {
            "now": now.isoformat(),
            "seconds": 60.0 if root == self._good else ANSWER,
            "places": self._places,
            "fetch_only": fetch_only,
            "tables": {one.source_id: one.codes for one in self.columns if one.codes},
        }
        plan.write_text(json.dumps(facts), encoding="utf-8")
        ids = [one.source_id for one in self.columns if one.source_id]
        asked = [part for source_id in ids for part in ("--source", source_id)]
        cvr = {"NORDIC_CLUSTERS_CVR_USER": USER, "NORDIC_CLUSTERS_CVR_PASSWORD": PASSWORD}
        began = time.monotonic()
        done = self._start(
            plan,
            "run",
            "--live",
            "--engine",
            "plain",
            *asked,
            NORDIC_CLUSTERS_ROOT=str(root),
            **cvr,
        )
        said = done.stderr.decode("utf-8", "replace")
        seconds = time.monotonic() - began
        standing = published(root) if current(root) else ""
        return Run(done.returncode, standing, seconds, said)


class Served(NamedTuple):
    """A document that serves a release."""

    url: str
    sha256: str
    capture_id: str


def _served(root: Path) -> dict[str, tuple[str, set[Served]]]:
    """State and documents of every source in the release that stands."""
    with duckdb.connect(str(root / "current" / "nordic_clusters.duckdb"), read_only=True) as opened:
        states = opened.execute("SELECT source_id, state FROM source").fetchall()
        rows = opened.execute("SELECT source_id, url, sha256, capture_id FROM capture").fetchall()
    return {
        source_id: (state, {Served(*row[1:]) for row in rows if row[0] == source_id})
        for source_id, state in states
    }


def _would_serve(folder: Path) -> dict[str, tuple[str, set[Served]]]:
    """The same as a run wrote it that only fetched."""
    found = json.loads((folder / "good.served").read_text(encoding="utf-8"))
    return {name: (state, {Served(*one) for one in rows}) for name, (state, rows) in found.items()}


def _update(server: Any) -> None:
    """Let an agency of tables have news, so that everything is asked for."""
    moment = dt.datetime.now(dt.UTC)
    if isinstance(server, StatBankServer):  # it writes no zone
        moment = moment.replace(tzinfo=None)
    for key, cube in getattr(server, "cubes", {}).items():
        server.cubes[key] = dataclasses.replace(cube, updated=moment.isoformat())


def run_scene(
    columns: Iterable[Column], rounds: Iterable[Mapping[str, str]], standing: Path | None = None
) -> Iterator[tuple[Run, list[Cell]]]:
    """Run and cells of each round, which says by column how its server behaves."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        with Campaign(columns, folder, standing) as campaign:
            for behaviours in rounds:
                yield campaign.hold(behaviours)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_table(found: dict[str, list[Cell]], runs: dict[str, list[Run]]) -> str:
    """The matrix as Markdown: a row per behaviour, a column per client."""
    names = [cell.column for cell in next(iter(found.values()))]
    lines = [
        "| the server | " + " | ".join(names) + " | the command |",
        "|---|" + "---|" * (len(names) + 1),
    ]
    for behaviour, cells in found.items():
        words = [
            f"{cell.fetched}, {cell.staged}, {cell.seconds:.1f} s, {cell.peak_mb:.0f} MB"
            + ("" if cell.holds else " **does not hold**")
            for cell in cells
        ]
        ends = "; ".join(
            f"exit {run.exit_code}" + ("" if run.holds else " **does not hold**")
            for run in runs[behaviour]
        )
        lines.append(f"| {behaviour} | " + " | ".join([*words, ends]) + " |")
    return "\n".join(lines)


def main(page: Path, behaviours: Iterable[str] = tuple(BEHAVIOURS)) -> int:
    """Run the whole matrix and write its table into a page, between its marks."""
    found: dict[str, list[Cell]] = {name: [] for name in behaviours}
    runs: dict[str, list[Run]] = {name: [] for name in behaviours}

    def measure(columns: Iterable[Column]) -> list[tuple[Run, list[Cell]]]:
        rounds = [dict.fromkeys((one.name for one in columns), name) for name in behaviours]
        measured = []
        for run, cells in run_scene(columns, rounds):
            measured.append((run, cells))
            for one in (run, *cells):
                if not one.holds:
                    print(cells[0].behaviour, one, file=sys.stderr, flush=True)
            print(cells[0].behaviour, f"{run.seconds:.0f} s", flush=True)
        return measured

    # The commands are processes of their own: one for each processor of a small machine.
    with concurrent.futures.ThreadPoolExecutor(len(SCENES)) as pool:
        for run, cells in itertools.chain(*pool.map(measure, SCENES)):
            found[cells[0].behaviour] += cells
            runs[cells[0].behaviour].append(run)
    text = page.read_text(encoding="utf-8")
    table = as_table(found, runs)
    marked = re.compile(r"(?<=<!-- matrix -->\n).*?(?=\n<!-- /matrix -->)", re.DOTALL)
    page.write_text(marked.sub(lambda _: table, text), encoding="utf-8")
    whole = [
        *(one for row in found.values() for one in row),
        *(r for row in runs.values() for r in row),
    ]
    return 0 if all(one.holds for one in whole) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:] or tuple(BEHAVIOURS)))
