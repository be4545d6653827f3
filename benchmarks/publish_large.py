"""Write 1, 10 and 100 million synthetic observations as a release holds them.

Run ``python -m benchmarks.publish_large [--write] [ROWS ...]``; with ``--write`` the table goes
into docs/operations.md. Each piece of work runs in a process of its own, on blocks of Arrow that
cost nothing while it is timed: one block of 16 row groups, made before, repeated under other
tables' names. Ours is the Parquet file of a release (checked against the contract, in key order,
with page index and checksums); its floor is DuckDB's own COPY of the same blocks to one Parquet
file with zstd. The database's table is read from our file; its floor is DuckDB's CREATE TABLE from
the floor's file. What comes before a release (parsing, assembling, the gate) is not part of it.
The bar: at most 2 GB of memory, and time that grows with the rows.
"""

from __future__ import annotations

import functools
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from load.database import STORAGE_VERSION, connect, fill_table, new_database, quoted
from load.parquet import ROW_GROUP_ROWS, write_pieces
from warehouse.tables import TABLES

BAR_MEGABYTES = 2_048
#: Time for each million rows may differ so much between the least and the largest size.
BAR_GROWTH = 1.5
#: Rows held at a time: whole row groups.
BLOCK = 16 * ROW_GROUP_ROWS
_MARKS = ("<!-- publish -->", "<!-- /publish -->")
_COLUMNS_SHOWN = (
    *("rows", "Parquet s", "s per million", "peak MB", "file MB", "floor s", "floor MB", "ratio"),
    *("table s", "peak MB", "floor s", "ratio"),
)
_CONTRACT = TABLES["observation"]
_COLUMNS = f"""
    SELECT 'test:0000' AS stat_table_id,
        printf('R%04d', i // 128 % 512) AS region_code, printf('%03d', i % 128) AS industry_code,
        printf('%04d', 2000 + i // 65536 % 4) AS period,
        printf('measure_%d', i // 262144) AS measure, '' AS other_dimensions,
        CASE WHEN i % 20 > 0 THEN (i * 7919 % 100003)::DOUBLE END AS value,
        CASE WHEN i % 20 = 0 THEN '..' END AS raw_status,
        CASE WHEN i % 20 = 0 THEN 'M' ELSE 'A' END AS obs_status,
        'persons' AS unit, 'test:capture' AS capture_id
    FROM range({BLOCK}) t(i)"""


@functools.cache
def _block() -> pa.RecordBatch:
    with connect() as connection:
        block = connection.execute(_COLUMNS).to_arrow_table().combine_chunks().to_batches()[0]
    return block.select(_CONTRACT.arrow_schema.names)


def _blocks(rows: int) -> Iterator[pa.RecordBatch]:
    """So many synthetic observations, in key order."""
    block = _block()
    for number, begin in enumerate(range(0, rows, BLOCK)):
        names = pa.repeat(pa.scalar(f"test:{number:04d}"), BLOCK)
        yield block.set_column(0, "stat_table_id", names).slice(0, rows - begin)


def our_file(rows: int, folder: Path) -> None:
    """The Parquet file of a release."""
    pieces = (_CONTRACT.conform(pa.Table.from_batches([block])) for block in _blocks(rows))
    assert write_pieces(_CONTRACT, pieces, folder / "ours.parquet", {}) == rows


def floor_file(rows: int, folder: Path) -> None:
    """DuckDB's own Parquet file of the same rows."""
    first = next(_blocks(1))
    reader = pa.RecordBatchReader.from_batches(first.schema, _blocks(rows))
    with connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        connection.register("synthetic", reader)
        target = quoted(str(folder / "floor.parquet"))
        connection.execute(f"COPY synthetic TO {target} (FORMAT parquet, COMPRESSION zstd)")


def our_table(_rows: int, folder: Path) -> None:
    """The table in the database of a release, from our file."""
    with new_database(folder / "ours.duckdb") as connection:
        fill_table(connection, "observation", folder / "ours.parquet")


def floor_table(_rows: int, folder: Path) -> None:
    """A table as DuckDB makes it by itself, from its own file."""
    file = folder / "floor.parquet"
    with connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        database = quoted(str(file.with_suffix(".duckdb")))
        connection.execute(f"ATTACH {database} AS written (STORAGE_VERSION '{STORAGE_VERSION}')")
        source = quoted(str(file))
        connection.execute(f"CREATE TABLE written.observation AS FROM read_parquet({source})")
        connection.execute("CHECKPOINT written")


def _measure(work: Callable[[int, Path], None], rows: int, folder: Path, pipe: object) -> None:
    _block()
    start = time.perf_counter()
    work(rows, folder)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send((seconds, peak))  # type: ignore[attr-defined]


def measure(work: Callable[[int, Path], None], rows: int, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one piece of work, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_measure, args=(work, rows, folder, there))
    process.start()
    there.close()
    found: tuple[float, float] = here.recv()
    process.join()
    return found


def _row(rows: int) -> tuple[str, float, float]:
    """A line of the table, the larger peak in megabytes, and our seconds for a million rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, peak = measure(our_file, rows, folder)
        least, _ = measure(floor_file, rows, folder)
        floor_size, our_size = (one.stat().st_size / 1e6 for one in sorted(folder.iterdir()))
        filled, table_peak = measure(our_table, rows, folder)
        for ours in folder.glob("ours.*"):
            ours.unlink()
        least_filled, _ = measure(floor_table, rows, folder)
    rate = seconds / rows * 1e6
    line = (
        f"| {rows:,} | {seconds:.1f} | {rate:.2f} | {peak:.0f} | {our_size:.0f} | {least:.1f} "
        f"| {floor_size:.0f} | {seconds / least:.2f} | {filled:.1f} | {table_peak:.0f} "
        f"| {least_filled:.1f} | {filled / least_filled:.2f} |"
    )
    return line, max(peak, table_peak), rate


def main() -> None:
    """Print a line for each size as soon as it is measured."""
    words = sys.argv[1:]
    sizes = [int(one) for one in words if one != "--write"] or [10**6, 10**7, 10**8]
    lines = [f"| {' | '.join(_COLUMNS_SHOWN)} |", "|" + "---:|" * len(_COLUMNS_SHOWN)]
    print("\n".join(lines), flush=True)
    found = []
    for rows in sizes:
        found.append(_row(rows))
        lines.append(found[-1][0])
        print(lines[-1], flush=True)
    if "--write" in words:
        document = Path(__file__).parents[1] / "docs" / "operations.md"
        before, _, rest = document.read_text(encoding="utf-8").partition(_MARKS[0])
        text = "\n".join([before + _MARKS[0], *lines, _MARKS[1] + rest.partition(_MARKS[1])[2]])
        document.write_text(text, encoding="utf-8")
    # A small size pays for the start; a large one may not cost more for a row.
    is_linear = found[-1][2] <= BAR_GROWTH * found[0][2]
    sys.exit(0 if is_linear and max(peak for _, peak, _ in found) <= BAR_MEGABYTES else 1)


if __name__ == "__main__":
    main()
