"""``nordic-clusters parse``: what a source's parser makes of any file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from flows.commands.options import Json, file_to_read
from flows.commands.output import print_json

if TYPE_CHECKING:
    from extract.spec import SourceSpec
    from warehouse.records import Capture, Records


def parse(
    source: Annotated[str, "A source id; see `nordic-clusters sources`."],
    file: Annotated[Path, "A document in the shape of that source's.", file_to_read],
    *,
    as_json: Json = False,
    media_type: Annotated[str | None, "Media type; guessed from the file when left out."] = None,
    url: Annotated[
        str | None,
        "The page's address, for sources of several pages; when left out, that of the "
        "bundled document with the same content or name, or else the source's landing page.",
    ] = None,
) -> None:
    """Run a source's parser over a file and show the records it finds.

    Exit code 1 when the parser does not understand the file, with the place and the reason.

    Example:

      nordic-clusters parse se_tillvaxtverket_s3piloten page.html --json
    """
    from extract.registry import source as find_source

    known = find_source(source)
    capture = _capture(source, file, media_type, url or _url(known.spec, file))
    records = known.read(capture)
    facts = _facts(capture, records)
    if as_json:
        print_json(facts)
        return
    low, high = known.spec.bounds.minimum, known.spec.bounds.maximum
    print(f"{len(records)} records; healthy over all documents of the source: {low} to {high}")
    print_json(facts, indent=2)


def _capture(source_id: str, file: Path, media_type: str | None, url: str) -> Capture:
    from extract.archive import make_capture

    return make_capture(
        source_id=source_id,
        url=url,
        content=file.read_bytes(),
        captured_at=dt.datetime.now(dt.UTC),
        method="transcribed",
        media_type=media_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        note=f"read from {file.name}",
    )


def _url(spec: SourceSpec, file: Path) -> str:
    """Where a document comes from: some parsers serve several pages and tell them by address."""
    from extract import BUNDLED_ROOT
    from extract.archive import bundled_captures

    content = file.read_bytes()
    for bundled in bundled_captures(spec.source_id):
        if bundled.content == content:
            return bundled.url
    sidecar = BUNDLED_ROOT / spec.source_id / f"{file.name}.json"
    if sidecar.is_file():  # a copy that was altered, or a newer one
        return str(json.loads(sidecar.read_bytes())["url"])
    return spec.landing_url


def _facts(capture: Capture, records: Records) -> dict[str, Any]:
    from transform.strategies.documents import strategy_tables
    from transform.strategies.reader import read_targets

    facts = {
        field.name: _plain(getattr(records, field.name)) for field in dataclasses.fields(records)
    }
    if records.strategies:
        tables = strategy_tables([(capture, records)], read_targets)
        facts["targets"] = [_plain(row) for row in tables["strategy_target"]]
        facts["figures"] = [_plain(row) for row in tables["strategy_figure"]]
    return {name: found for name, found in facts.items() if found}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if hasattr(value, "to_pylist"):  # an Arrow table; not named, to keep other commands quick
        return value.to_pylist()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value
