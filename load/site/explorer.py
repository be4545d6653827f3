"""DuckDB in the browser: the engine, the release's database and ready queries as scripts.

Pages opened from disk may not fetch files, but they may load scripts: engine and database go
into scripts as compressed base64, loaded only when somebody asks a query.
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

from load.database import DATABASE_NAME
from load.site.render import HERE, Renderer

ENGINE = HERE / "engine"
_HEADING = re.compile(r"^-- \d+\. (?P<title>.+)$", flags=re.MULTILINE)
#: The database shrinks tenfold at any level; more effort would only take longer.
_LEVEL = 2


def ready_queries() -> list[tuple[str, str]]:
    """Title and SQL of the queries to begin with."""
    text = (ENGINE / "questions.sql").read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        (match["title"], text[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]


def write_explorer(renderer: Renderer, release: Path) -> None:
    """Write engine and database beside the pages.

    Args:
        renderer: Of the site.
        release: The release folder; without a database the page says so.
    """
    (renderer.folder / "engine").mkdir(parents=True, exist_ok=True)
    licences = (ENGINE / "LICENCES.txt").read_text(encoding="utf-8")
    (renderer.folder / "engine" / "LICENCES.txt").write_text(licences, encoding="utf-8")
    database = release / DATABASE_NAME
    if database.exists():
        for name in ("duckdb-eh.wasm", "duckdb-worker.js"):
            _script(renderer, name, (ENGINE / f"{name}.gz").read_bytes())
        client = gzip.decompress((ENGINE / "duckdb-client.js.gz").read_bytes())
        (renderer.folder / "engine" / "duckdb-client.js").write_bytes(client)
        _script(renderer, "database", _packed(database))
    renderer.page(
        "explore.html.j2",
        "explore.html",
        runs_engine=True,
        queries=ready_queries(),
        has_database=database.exists(),
    )


def _packed(path: Path) -> bytes:
    """A file as gzip, read piece by piece: a database is large."""
    packer = zlib.compressobj(_LEVEL, wbits=16 + zlib.MAX_WBITS)
    with path.open("rb") as file:
        pieces = [packer.compress(piece) for piece in iter(lambda: file.read(2**20), b"")]
    return b"".join([*pieces, packer.flush()])


def _script(renderer: Renderer, key: str, packed: bytes) -> None:
    renderer.data_as_base64(f"engine/{key}.js", key, packed)
