"""Captures that no release needs go, and none that one needs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extract.archive import LocalArchive, make_capture
from extract.batches import Arrival, ArrivalLog
from extract.retention import remove_unneeded
from warehouse.records import Capture

SOURCE = "xx_synthetic_list"
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def capture(number: int, *, page: str = "a", part_of: str | None = None) -> Capture:
    """Edition ``number`` of a page, a day after the one before."""
    return make_capture(
        source_id=SOURCE,
        url=f"https://example.org/{page}",
        content=f"edition {number} of {page}".encode(),
        captured_at=START + dt.timedelta(days=number),
        method="http",
        media_type="text/html",
        part_of=part_of,
    )


def store(root: Path, *captures: Capture) -> list[str]:
    """Archive them; their ids."""
    for one in captures:
        LocalArchive(root).store(one)
    return [one.capture_id for one in captures]


def held(root: Path) -> set[str]:
    """Ids of the captures that can be read."""
    return {one.capture_id for one in LocalArchive(root).captures(SOURCE)}


def objects(root: Path) -> int:
    return len(list((root / "objects").glob("*/*")))


def prune(root: Path, needed: set[str] | None = None, histories: set[str] | None = None) -> int:
    return remove_unneeded(root, needed or set(), {SOURCE}, histories or set())


def test_the_two_newest_editions_of_each_page_stay(tmp_path: Path) -> None:
    ids = store(tmp_path, *(capture(number) for number in range(5)))
    others = store(tmp_path, capture(0, page="b"))
    assert prune(tmp_path) == 3
    assert held(tmp_path) == {*ids[3:], *others}
    assert objects(tmp_path) == 3
    assert prune(tmp_path) == 0


def test_an_old_edition_that_was_seen_again_is_the_newest(tmp_path: Path) -> None:
    ids = store(tmp_path, *(capture(number) for number in range(4)))
    back = make_capture(
        source_id=SOURCE,
        url="https://example.org/a",
        content=b"edition 0 of a",
        captured_at=START + dt.timedelta(days=9),
        method="http",
        media_type="text/html",
    )
    assert store(tmp_path, back) == ids[:1]
    prune(tmp_path)
    assert held(tmp_path) == {ids[0], ids[3]}


def test_what_a_release_names_stays_with_its_bytes(tmp_path: Path) -> None:
    ids = store(tmp_path, *(capture(number) for number in range(5)))
    prune(tmp_path, needed={ids[1]})
    assert held(tmp_path) == {ids[1], *ids[3:]}


def test_a_source_that_tells_history_keeps_every_edition(tmp_path: Path) -> None:
    store(tmp_path, *(capture(number) for number in range(5)))
    assert prune(tmp_path, histories={SOURCE}) == 0
    assert len(held(tmp_path)) == 5


def test_a_source_that_is_no_longer_declared_is_left_alone(tmp_path: Path) -> None:
    store(tmp_path, *(capture(number) for number in range(5)))
    assert remove_unneeded(tmp_path, set(), {"another"}, set()) == 0
    assert len(held(tmp_path)) == objects(tmp_path) == 5


def test_pieces_stay_while_their_table_s_arrival_does(tmp_path: Path) -> None:
    old, new, half = (
        store(tmp_path, *(capture(n, page=f"p{n}", part_of="t") for n in (i, i + 1)))
        for i in (0, 2, 4)
    )
    for day, ids in enumerate((old, new)):
        at = START + dt.timedelta(days=day)
        ArrivalLog(tmp_path).note(SOURCE, Arrival("t", "q", at, tuple(ids)))
    assert prune(tmp_path) == len(half)
    assert held(tmp_path) == {*old, *new}


def test_bytes_that_two_captures_share_stay_for_the_one_that_stays(tmp_path: Path) -> None:
    shared = [capture(number) for number in range(4)]
    elsewhere = make_capture(
        source_id=SOURCE,
        url="https://example.org/mirror",
        content=shared[0].content,
        captured_at=START,
        method="http",
        media_type="text/html",
    )
    store(tmp_path, *shared, elsewhere)
    prune(tmp_path)
    assert elsewhere.capture_id in held(tmp_path)


@pytest.mark.parametrize("damage", [b"{", b"[]", b'{"url": "x"}'])
def test_a_damaged_note_removes_no_bytes(tmp_path: Path, damage: bytes) -> None:
    store(tmp_path, *(capture(number) for number in range(4)))
    [first, *_] = sorted((tmp_path / "captures" / SOURCE).glob("*.json"))
    first.write_bytes(damage)
    prune(tmp_path)
    assert objects(tmp_path) == 4
    assert first.exists()


def test_what_a_dead_writer_left_half_written_goes(tmp_path: Path) -> None:
    store(tmp_path, capture(0))
    half = tmp_path / "objects" / "ab" / ".writing-x"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"ha")
    prune(tmp_path)
    assert not half.exists()
    assert len(held(tmp_path)) == 1
