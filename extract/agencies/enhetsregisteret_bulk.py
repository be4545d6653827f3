"""The nightly file of Enhetsregisteret: a JSON array of a million objects, as a stream.

DuckDB reads the array without holding it; what leaves is Arrow, a batch at a time.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extract.agencies.enhetsregisteret import PERSONAL_FORMS
from warehouse.errors import SourceChangedError

#: Columns of a batch; as the attributes of :class:`extract.agencies.enhetsregisteret.Unit`.
UNIT_SCHEMA = pa.schema(
    [
        pa.field("organisation_number", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("form_code", pa.string(), nullable=False),
        pa.field("website", pa.string()),
        pa.field("municipality_code", pa.string()),
        pa.field("industry_code", pa.string()),
        pa.field("sector_code", pa.string()),
        pa.field("employee_count", pa.int32()),
        pa.field("has_employees", pa.bool_()),
        pa.field("registered_on", pa.date32()),
        pa.field("founded_on", pa.date32()),
        pa.field("purpose", pa.string()),
        pa.field("activity", pa.string()),
        pa.field("parent_number", pa.string()),
        pa.field("is_bankrupt", pa.bool_()),
        pa.field("is_winding_up", pa.bool_()),
        pa.field("accounts_year", pa.int32()),
    ]
)

_COLUMNS = {
    "organisasjonsnummer": "VARCHAR",
    "navn": "VARCHAR",
    "organisasjonsform": "STRUCT(kode VARCHAR)",
    "hjemmeside": "VARCHAR",
    "forretningsadresse": "STRUCT(kommunenummer VARCHAR)",
    "naeringskode1": "STRUCT(kode VARCHAR)",
    "institusjonellSektorkode": "STRUCT(kode VARCHAR)",
    "antallAnsatte": "INTEGER",
    "harRegistrertAntallAnsatte": "BOOLEAN",
    "registreringsdatoEnhetsregisteret": "DATE",
    "stiftelsesdato": "DATE",
    "vedtektsfestetFormaal": "VARCHAR[]",
    "aktivitet": "VARCHAR[]",
    "overordnetEnhet": "VARCHAR",
    "konkurs": "BOOLEAN",
    "underAvvikling": "BOOLEAN",
    "underTvangsavviklingEllerTvangsopplosning": "BOOLEAN",
    "sisteInnsendteAarsregnskap": "INTEGER",
}
_QUERY = """
SELECT organisasjonsnummer AS organisation_number,
       navn AS name,
       organisasjonsform.kode AS form_code,
       hjemmeside AS website,
       forretningsadresse.kommunenummer AS municipality_code,
       naeringskode1.kode AS industry_code,
       institusjonellSektorkode.kode AS sector_code,
       antallAnsatte AS employee_count,
       harRegistrertAntallAnsatte AS has_employees,
       registreringsdatoEnhetsregisteret AS registered_on,
       stiftelsesdato AS founded_on,
       joined_once(vedtektsfestetFormaal) AS purpose,
       joined_once(aktivitet) AS activity,
       overordnetEnhet AS parent_number,
       coalesce(konkurs, false) AS is_bankrupt,
       coalesce(underAvvikling, false)
         OR coalesce(underTvangsavviklingEllerTvangsopplosning, false) AS is_winding_up,
       sisteInnsendteAarsregnskap AS accounts_year
FROM read_json(?, format = 'array', columns = {columns}, compression = ?)
WHERE organisasjonsform.kode IS NULL OR list_contains(?, organisasjonsform.kode) IS NOT TRUE
"""
_MACRO = """
CREATE TEMP MACRO joined_once(lines) AS nullif(array_to_string(
    list_filter(lines, lambda line, n: list_position(lines, line) = n), ' '), '')
"""
_CHUNK_BYTES = 1 << 20


def read_bulk(path: Path, *, batch_rows: int = 50_000) -> Iterator[pa.RecordBatch]:
    """Yield the legal entities of a bulk file, in the file's order.

    Args:
        path: The file as downloaded: gzip, or plain where the transport unpacked it.
        batch_rows: Rows in a batch, at most.

    Yields:
        Batches of :data:`UNIT_SCHEMA`. Sole proprietorships are left out.

    Raises:
        SourceChangedError: The file is cut off, damaged, or of another shape.
    """
    is_packed = _check_whole(path)
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in _COLUMNS.items())
    query = _QUERY.replace("{columns}", f"{{{columns}}}")
    arguments = [str(path), "gzip" if is_packed else "uncompressed", sorted(PERSONAL_FORMS)]
    with duckdb.connect(config={"memory_limit": "300MB", "threads": 2}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_MACRO)
        try:
            reader = connection.execute(query, arguments).to_arrow_reader(batch_rows)
            for batch in reader:
                yield _conform(batch, path)
        except (duckdb.Error, OSError) as error:
            raise _damaged(path, str(error)) from None


def write_bulk(path: Path, target: Path) -> int:
    """Write the legal entities of a bulk file to Parquet; return the number of rows.

    The target appears only when it is whole.

    Raises:
        SourceChangedError: As for :func:`read_bulk`.
    """
    part = target.with_name(f"{target.name}.part")
    rows = 0
    try:
        with pq.ParquetWriter(part, UNIT_SCHEMA, compression="zstd") as writer:
            for batch in read_bulk(path):
                writer.write_batch(batch)
                rows += batch.num_rows
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _conform(batch: pa.RecordBatch, path: Path) -> pa.RecordBatch:
    """Give a batch the declared schema; a required value that is missing is a changed file."""
    for field in UNIT_SCHEMA:
        if not field.nullable and batch.column(field.name).null_count:
            raise _damaged(path, f"an entity without {field.name}")
    columns = [batch.column(field.name).cast(field.type) for field in UNIT_SCHEMA]
    return pa.RecordBatch.from_arrays(columns, schema=UNIT_SCHEMA)


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
