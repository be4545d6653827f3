"""Fetch a synthetic table of ten million cells from the local PxWeb, within its limits.

Run ``python -m benchmarks.fetch_large [CELLS]``. The agency runs in a process of its own
and counts; this process fetches, decodes and writes each piece. Prints pieces, breaches of
limits, seconds, and this process's peak memory. The bar: no breach, at most 1 GB.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow.parquet as pq

from extract.agencies.pxweb import PxWebClient
from extract.http.client import Client
from extract.http.host_policies import HostPolicy
from extract.tables import decode
from tests.agencies.cube import large_cube
from tests.agencies.pxweb import PxWebServer

BAR_MEGABYTES = 1_000


def serve(pipe: Connection, cells: int) -> None:
    """Run the agency until told to stop; then tell what it counted."""
    cube = large_cube(cells)
    with PxWebServer([cube], max_cells=800_000, calls=30, window_seconds=60) as server:
        pipe.send((server.v2, server.host, cube.id))
        pipe.recv()
        pipe.send((server.cells_served, server.largest_answer, server.breaches))


def fetch(url: str, host: str, table_id: str, folder: Path) -> tuple[int, int]:
    """Fetch, decode and write the table; return pieces and rows."""
    policies = {host: HostPolicy(0.0, "the local agency's /config decides", api_paths=("/",))}
    px = PxWebClient(Client(policies=policies), url)
    rows = pieces = 0
    for answer in px.fetch(table_id):
        cells = decode(answer.content).cells
        pq.write_table(cells, folder / f"part-{pieces:04d}.parquet")
        rows += cells.num_rows
        pieces += 1
    return pieces, rows


def measure(cells: int) -> dict[str, object]:
    here, there = multiprocessing.get_context("spawn").Pipe()
    agency = multiprocessing.get_context("spawn").Process(target=serve, args=(there, cells))
    agency.start()
    url, host, table_id = here.recv()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        pieces, rows = fetch(url, host, table_id, Path(folder))
    seconds = time.perf_counter() - start
    here.send("stop")
    served, largest, breaches = here.recv()
    agency.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "cells": served,
        "rows": rows,
        "pieces": pieces,
        "largest_piece": largest,
        "breaches": len(breaches),
        "seconds": round(seconds, 1),
        "peak_megabytes": peak,
        "is_within_bar": not breaches and rows == served and peak <= BAR_MEGABYTES,
    }


def main() -> None:
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
    print(json.dumps(result, indent=1))
    sys.exit(0 if result["is_within_bar"] else 1)


if __name__ == "__main__":
    main()
