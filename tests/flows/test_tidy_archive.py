"""After a release the archive loses what no release needs, and the next run knows it still."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.archive import LocalArchive, make_capture
from flows import inputs
from flows.pipeline import tidy_archive
from flows.settings import Settings
from load.lock import WriterLock

SOURCE = "se_tillvaxtverket_s3piloten"
DAY = dt.date(2026, 3, 9)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder whose archive holds five synthetic editions of one page."""
    settings = Settings(tmp_path)
    for day in range(5):
        LocalArchive(settings.archive).store(
            make_capture(
                source_id=SOURCE,
                url="https://example.org/list",
                content=f"edition {day}".encode(),
                captured_at=dt.datetime(2026, 3, 1 + day, tzinfo=dt.UTC),
                method="http",
                media_type="text/html",
            )
        )
    return settings


def editions(settings: Settings) -> list[str]:
    return [one.capture_id for one in LocalArchive(settings.archive).captures(SOURCE)]


def release(settings: Settings, name: str, captures: list[str]) -> Path:
    """A release that names these captures, as far as retention looks at it."""
    folder = settings.root / "releases" / name
    (folder / "parquet").mkdir(parents=True)
    pq.write_table(pa.table({"capture_id": captures}), folder / "parquet" / "capture.parquet")
    (folder / "manifest.json").write_text(
        f'{{"release_id": "{name}", "created_at": "2026-03-06T00:00:00+00:00", "content_hash": "",'
        '"previous_release_id": null, "schema_version": "2.0", "files": {}, "tables": {}}',
        encoding="utf-8",
    )
    return folder


def test_what_is_left_is_what_the_next_run_compares_with(settings: Settings) -> None:
    before = editions(settings)
    release(settings, "20260306T000000Z-00000000", before[1:2])
    seen = inputs.fingerprint(settings, DAY)
    left = tidy_archive(settings, seen, DAY)
    assert editions(settings) == [before[1], *before[3:]]
    assert left == inputs.fingerprint(settings, DAY) != seen
    assert tidy_archive(settings, left, DAY) == left


def test_what_came_meanwhile_is_read_by_the_next_run(settings: Settings) -> None:
    assert tidy_archive(settings, "of another archive", DAY) == "of another archive"
    assert len(editions(settings)) == 2


def test_nothing_goes_while_something_is_fetched(settings: Settings) -> None:
    seen = inputs.fingerprint(settings, DAY)
    with WriterLock(settings.archive):
        assert tidy_archive(settings, seen, DAY) == seen
    assert len(editions(settings)) == 5


def test_nothing_goes_while_a_release_does_not_tell_what_it_needs(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    folder = release(settings, "20260306T000000Z-00000000", [])
    (folder / "parquet" / "capture.parquet").write_bytes(b"no table")
    tidy_archive(settings, "", DAY)
    assert len(editions(settings)) == 5
    assert folder.name in caplog.text


def test_without_an_archive_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert tidy_archive(Settings(tmp_path), "as before", DAY) == "as before"
    assert list(tmp_path.iterdir()) == []
