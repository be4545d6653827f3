"""Write 1, 10 and 100 million synthetic observations as a release holds them.

Run ``python -m benchmarks.publish_large [ROWS ...]``. Each size runs in a process of its own:
our Parquet file (checked against the contract piece by piece, in key order, zstd 9, with page
index) and the DuckDB table. The floor is DuckDB's own COPY of the same rows to one Parquet file
with zstd, in another process. What comes before a release (parsing, assembling, the gate) is not
part of it. The bar: at most 2 GB of memory, and time that grows with the rows.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

BAR_MEGABYTES = 2_048
#: Rows held at a time: whole row groups.
_PIECE = 16 * 65_536
_INDUSTRIES, _REGIONS, _MEASURES = 100, 500, 4


def _query(rows: int) -> str:
    """SQL that gives so many synthetic observations, in key order."""
    cells = _INDUSTRIES * _REGIONS
    periods = -(-rows // (cells * _MEASURES))
    return f"""
        SELECT 'test:large' AS stat_table_id,
            printf('R%04d', i // {_INDUSTRIES} % {_REGIONS}) AS region_code,
            printf('%03d', i % {_INDUSTRIES}) AS industry_code,
            printf('%04d', 1000 + i // {cells} % {periods}) AS period,
            printf('measure_%d', i // {cells * periods}) AS measure,
            '' AS other_dimensions,
            CASE WHEN i % 20 = 0 THEN NULL ELSE (i * 7919 % 100003)::DOUBLE END AS value,
            CASE WHEN i % 20 = 0 THEN '..' END AS raw_status,
            CASE WHEN i % 20 = 0 THEN 'M' ELSE 'A' END AS obs_status,
            'persons' AS unit, 'test:capture' AS capture_id
        FROM range({rows}) t(i)"""


def _pieces(rows: int) -> Iterator[pa.Table]:
    from load.database import connect
    from warehouse.tables import TABLES

    with connect() as connection:
        reader = connection.execute(_query(rows)).to_arrow_reader(_PIECE)
        for batch in reader:
            yield TABLES["observation"].conform(
                pa.Table.from_batches([batch]).select(TABLES["observation"].arrow_schema.names)
            )


def ours(rows: int, folder: Path) -> None:
    from load.database import connect, quoted
    from load.parquet import write_pieces
    from warehouse.tables import TABLES

    contract, path = TABLES["observation"], folder / "observation.parquet"
    assert write_pieces(contract, _pieces(rows), path, {}) == rows
    with connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        connection.execute(f"ATTACH {quoted(str(folder / 'ours.duckdb'))} AS written")
        connection.execute("USE written")
        connection.execute(contract.ddl)
        connection.execute(
            f"INSERT INTO observation BY NAME FROM read_parquet({quoted(str(path))})"
        )


def floor(rows: int, folder: Path) -> None:
    from load.database import connect, quoted

    with connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        target = quoted(str(folder / "floor.parquet"))
        connection.execute(f"COPY ({_query(rows)}) TO {target} (FORMAT parquet, COMPRESSION zstd)")


def _measure(work: Callable[[int, Path], None], rows: int, pipe: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        work(rows, Path(folder))
        seconds = time.perf_counter() - start
        size = sum(path.stat().st_size for path in Path(folder).glob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pipe.send((round(seconds, 1), peak, size // 1_000_000))  # type: ignore[attr-defined]


def measure(work: Callable[[int, Path], None], rows: int) -> tuple[float, int, int]:
    """Seconds, peak megabytes and Parquet megabytes of one size, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_measure, args=(work, rows, there))
    process.start()
    found: tuple[float, int, int] = here.recv()
    process.join()
    return found


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or [1_000_000, 10_000_000, 100_000_000]
    ok = True
    for rows in sizes:
        seconds, peak, size = measure(ours, rows)
        least, least_peak, least_size = measure(floor, rows)
        ok = ok and peak <= BAR_MEGABYTES
        print(
            json.dumps(
                {
                    "rows": rows,
                    "seconds": seconds,
                    "seconds_per_million": round(seconds / rows * 1e6, 2),
                    "peak_megabytes": peak,
                    "parquet_megabytes": size,
                    "floor_seconds": least,
                    "floor_peak_megabytes": least_peak,
                    "floor_megabytes": least_size,
                    "ratio_to_floor": round(seconds / least, 2),
                }
            ),
            flush=True,
        )
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
