"""The nightly file of Enhetsregisteret: a JSON array of a million objects, as a stream.

DuckDB reads the array and writes Parquet without holding either.
"""

import gzip
import zlib
from pathlib import Path

import duckdb

from extract.agencies.enhetsregisteret import PERSONAL_FORMS
from warehouse.errors import SourceChangedError

_QUERY = Path(__file__).with_suffix(".sql")
_CHUNK_BYTES = 1 << 20


def write_bulk(path: Path, target: Path) -> int:
    """Write the legal entities of a bulk file to Parquet, in the file's order.

    The target appears only when it is whole. Sole proprietorships are left out.

    Args:
        path: The file as downloaded: gzip, or plain where the transport unpacked it.
        target: File to write; its columns are those of ``enhetsregisteret_bulk.sql``.

    Returns:
        The number of rows.

    Raises:
        SourceChangedError: The file is cut off, damaged, or of another shape.
    """
    is_packed = _check_whole(path)
    part = target.with_name(f"{target.name}.part")
    given = {
        "path": str(path),
        "compression": "gzip" if is_packed else "uncompressed",
        "personal_forms": sorted(PERSONAL_FORMS),
        "part": str(part),
    }
    query = _QUERY.read_text(encoding="utf-8")
    try:
        with duckdb.connect(config={"memory_limit": "300MB", "threads": 2}) as connection:
            connection.execute("SET enable_progress_bar = false")
            copy = f"COPY ({query}) TO $part (FORMAT parquet, COMPRESSION zstd)"
            rows: int = (connection.execute(copy, given).fetchone() or (0,))[0]
        part.replace(target)
    except (duckdb.Error, OSError) as error:
        raise _damaged(path, str(error)) from None
    finally:
        part.unlink(missing_ok=True)
    return rows


def _check_whole(path: Path) -> bool:
    """Return whether the file is gzip; read it through, for a cut would pass unnoticed.

    Raises:
        SourceChangedError: It is cut off, damaged, or no JSON array.
    """
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    first, last = b"", b""
    try:
        with gzip.open(path) if is_packed else path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                first = first or chunk[:64].lstrip()[:1]
                last = chunk[-64:].rstrip()[-1:] or last
    except (EOFError, OSError, zlib.error) as error:
        raise _damaged(path, str(error)) from None
    if (first, last) != (b"[", b"]"):
        raise _damaged(path, f"it begins with {first!r} and ends with {last!r}")
    return is_packed


def _damaged(path: Path, found: str) -> SourceChangedError:
    return SourceChangedError(
        "The bulk file of Enhetsregisteret cannot be read",
        place=path.name,
        expected="a whole JSON array of entities",
        found=found[:300],
        remedy="download it again; compare it with the register's documentation if it stays",
    )
