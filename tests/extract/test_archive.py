"""Captures keep their bytes, their circumstances and their identity."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from extract import BUNDLED_ROOT
from extract.archive import LocalArchive, bundled_captures, make_capture
from extract.declarations import BundledFile, declared
from extract.registry import sources
from warehouse.errors import SourceError
from warehouse.records import Capture

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def _capture(
    content: bytes = b"<p>one</p>", *, at: dt.datetime = NOON, etag: str | None = None
) -> Capture:
    return make_capture(
        source_id="synthetic",
        url="https://agency.example/page",
        content=content,
        captured_at=at,
        method="http",
        media_type="text/html",
        encoding="latin-1",
        status=200,
        etag=etag,
    )


def test_bytes_and_circumstances_come_back(tmp_path: Path) -> None:
    archive = LocalArchive(tmp_path)
    capture = _capture("klynge æøå".encode("latin-1"), etag='"v1"')
    assert archive.store(capture)
    (found,) = archive.captures("synthetic")
    assert found == capture


def test_equal_bytes_are_stored_once_and_seen_twice(tmp_path: Path) -> None:
    archive = LocalArchive(tmp_path)
    archive.store(_capture())
    assert not archive.store(_capture(at=NOON + dt.timedelta(days=1), etag='"v2"'))
    assert len([p for p in (tmp_path / "objects").rglob("*") if p.is_file()]) == 1
    (found,) = archive.captures("synthetic")
    assert found.captured_at == NOON
    known = archive.last_seen("synthetic", "https://agency.example/page")
    assert known is not None
    assert known["etag"] == '"v2"'


def test_identity_does_not_depend_on_time_but_on_content() -> None:
    assert _capture().capture_id == _capture(at=NOON + dt.timedelta(days=9)).capture_id
    assert _capture().capture_id != _capture(b"<p>two</p>").capture_id


def test_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        _capture(at=NOON.replace(tzinfo=None))


def _spoil(path: Path, how: str) -> None:
    if how == "altered":
        path.write_bytes(b"forged")
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["altered", "missing"])
def test_lost_bytes_are_told_and_do_not_hide_the_others(tmp_path: Path, how: str) -> None:
    archive = LocalArchive(tmp_path)
    older, newer = _capture(), _capture(b"newer", at=NOON + dt.timedelta(days=1))
    archive.store(older)
    archive.store(newer)
    _spoil(tmp_path / "objects" / newer.sha256[:2] / newer.sha256, how)
    faults: list[SourceError] = []
    assert list(archive.captures("synthetic", faults=faults)) == [older]
    (fault,) = faults
    assert how in str(fault)
    assert fault.url == newer.url
    # What lost its bytes is no reason to say "not modified", and comes back whole.
    assert archive.last_seen("synthetic", newer.url) == {}
    assert not archive.holds("synthetic", newer.capture_id)
    archive.store(newer)
    assert archive.holds("synthetic", newer.capture_id)
    assert [one.content for one in archive.captures("synthetic")] == [b"<p>one</p>", b"newer"]


@pytest.mark.parametrize("how", ["altered", "missing"])
def test_nobody_misses_what_a_newer_document_replaced(tmp_path: Path, how: str) -> None:
    archive = LocalArchive(tmp_path)
    older, newer = _capture(), _capture(b"newer", at=NOON + dt.timedelta(days=1))
    archive.store(older)
    archive.store(newer)
    _spoil(tmp_path / "objects" / older.sha256[:2] / older.sha256, how)
    faults: list[SourceError] = []
    assert list(archive.captures("synthetic", faults=faults)) == [newer]
    assert faults == []


def test_a_damaged_sidecar_of_the_local_archive_heals_when_the_document_comes_again(
    tmp_path: Path,
) -> None:
    archive = LocalArchive(tmp_path)
    archive.store(_capture())
    (path,) = (tmp_path / "captures" / "synthetic").iterdir()
    path.write_text('{"url": 7, "captured_at": 8}')
    faults: list[SourceError] = []
    assert list(archive.captures("synthetic", faults=faults)) == []
    assert "sidecar" in str(faults[0])
    assert archive.store(_capture())
    faults.clear()
    assert [one.content for one in archive.captures("synthetic", faults=faults)] == [b"<p>one</p>"]
    assert faults == []


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"url": "x"})])
def test_a_damaged_sidecar_is_a_clear_error(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "synthetic"
    folder.mkdir()
    (folder / "page.html").write_text("<p>x</p>")
    (folder / "page.html.json").write_text(text)
    with pytest.raises(SourceError, match="sidecar") as caught:
        bundled_captures("synthetic", tmp_path)
    assert caught.value.source_id == "synthetic"


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"method": "composd"}, "did you mean composed? "),
        ({"asof": "2026-10-01"}, "did you mean as_of? "),
    ],
)
def test_a_word_that_a_sidecar_has_not_is_refused(
    tmp_path: Path, wrong: dict[str, str], remedy: str
) -> None:
    folder = tmp_path / "synthetic"
    folder.mkdir()
    (folder / "page.html").write_text("<p>x</p>")
    facts = {"url": "https://a.example", "captured_at": "2026-11-22T00:00:00Z"}
    facts |= {"method": "composed", "media_type": "text/html"} | wrong
    (folder / "page.html.json").write_text(json.dumps(facts))
    with pytest.raises(SourceError, match="a word that it has not") as caught:
        bundled_captures("synthetic", tmp_path)
    assert caught.value.place == "page.html.json"
    assert remedy in str(caught.value)


def test_a_bundled_document_without_sidecar_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "synthetic"
    folder.mkdir()
    (folder / "page.html").write_text("<p>x</p>")
    with pytest.raises(SourceError, match="no sidecar"):
        bundled_captures("synthetic", tmp_path)


def test_everything_bundled_says_how_it_was_made_is_addressed_and_owned() -> None:
    known = sources()
    folders = {path.name for path in BUNDLED_ROOT.iterdir() if path.is_dir()}
    assert folders <= set(known), "a bundled folder without a source module"
    for source_id in folders:
        captures = bundled_captures(source_id)
        assert captures
        for capture in captures:
            # Figures stand as published; what is prose is ours, in the page's shape.
            is_prose = known[source_id].spec.kind in {"registry", "strategy"}
            assert capture.method != ("transcribed" if is_prose else "composed")
            # A document whose address nobody has confirmed carries a name instead.
            assert capture.url.startswith(("http://", "https://", "urn:nordic-clusters:"))
            assert capture.captured_at.tzinfo is not None


@pytest.mark.parametrize(
    "source_id",
    ["no_ssb_employment", "no_regjeringen_klyngepolitikk", "se_tillvaxtverket_s3piloten"],
)
def test_a_declaration_may_say_what_a_sidecar_says(
    source_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bundled_captures(source_id)
    assert before
    said = {}
    for path in sorted((BUNDLED_ROOT / source_id).iterdir()):
        if path.suffix == ".json" and path.with_suffix("").is_file():
            told = json.loads(path.read_text(encoding="utf-8"))
            for name in ("as_of", "captured_at"):
                told[name] = told.get(name) and dt.datetime.fromisoformat(told[name]).date()
            said[path.stem] = BundledFile(**told)
        else:
            (tmp_path / source_id).mkdir(exist_ok=True)
            (tmp_path / source_id / path.name).write_bytes(path.read_bytes())
    held = dataclasses.replace(declared(source_id), captures=said)
    monkeypatch.setattr("extract.declarations.declared", lambda _: held)
    assert bundled_captures(source_id, tmp_path) == before


def test_what_a_declaration_leaves_out_follows_from_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_id = "se_tillvaxtverket_s3piloten"
    (tmp_path / source_id).mkdir()
    (tmp_path / source_id / "klusterprogram.html").write_text("<p>x</p>", encoding="utf-8")
    told = BundledFile("composed", as_of="2026-10")
    held = dataclasses.replace(declared(source_id), captures={"klusterprogram.html": told})
    monkeypatch.setattr("extract.declarations.declared", lambda _: held)
    (capture,) = bundled_captures(source_id, tmp_path)
    assert (capture.url, capture.media_type) == (held.spec.requests[0].url, "text/html")
    assert (capture.captured_at.date(), capture.as_of) == (held.spec.reviewed_on, str(told.as_of))
    (tmp_path / source_id / "klusterprogram.html").unlink()
    remedy = "klusterprogram.html; found: no file; next: add the document"
    with pytest.raises(SourceError, match=f"is not there.*{source_id}; expected: {remedy}"):
        bundled_captures(source_id, tmp_path)


def test_an_empty_bundled_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "synthetic").mkdir()
    with pytest.raises(SourceError, match=r"is not there.*extract/bundled/synthetic"):
        bundled_captures("synthetic", tmp_path)


@pytest.mark.parametrize("day", ["2012", "2012-02", "2012-02-24"])
def test_a_sidecar_may_know_the_month_or_the_year_only(tmp_path: Path, day: str) -> None:
    folder = tmp_path / "synthetic"
    folder.mkdir()
    (folder / "page.html").write_text("<p>x</p>")
    facts = {"url": "https://a.example", "captured_at": "2026-11-22T00:00:00Z", "as_of": day}
    facts |= {"method": "composed", "media_type": "text/html"}
    (folder / "page.html.json").write_text(json.dumps(facts))
    (capture,) = bundled_captures("synthetic", tmp_path)
    assert capture.as_of == day
