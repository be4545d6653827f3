"""Which captures of a source serve a release. No files, no network.

Of every page the newest capture that parses serves; of every table the newest arrival whose
pieces are all there and all parse. When the newest does not, or the source as a whole falls
below its healthy bounds, the one before serves, and the complaint makes the source stale.
Nothing is ever taken from a document that its parser does not understand, and never some
pieces of one fetch together with some of another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from extract.batches import Arrival
from extract.registry import Source
from warehouse.errors import NordicClustersError, SourceChangedError
from warehouse.records import Capture, Records

Parsed = tuple[Capture, Records]


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """The captures that serve, what they gave, and what went wrong with newer ones.

    Attributes:
        parsed: The captures that serve.
        complaints: Newer captures that do not, and why.
        earlier: Older good captures of strategy pages, to tell what changed on them.
    """

    parsed: tuple[Parsed, ...]
    complaints: tuple[str, ...]
    earlier: tuple[Parsed, ...] = ()

    @property
    def record_count(self) -> int:
        """Records over all captures that serve."""
        return sum(len(records) for _, records in self.parsed)


@dataclasses.dataclass(frozen=True, slots=True)
class _Edition:
    """What serves as a whole or not at all: one capture of a page, one arrival of a table.

    Attributes:
        place: Editions of the same place replace one another.
        at: The newest wins.
        captures: Its captures.
        missing: Pieces that are no longer in the archive.
    """

    place: tuple[str, ...]
    at: dt.datetime
    captures: tuple[Capture, ...]
    missing: int = 0

    @property
    def is_live(self) -> bool:
        return all(capture.method == "http" for capture in self.captures)


def choose(
    source: Source,
    bundled: Sequence[Capture],
    local: Sequence[Capture],
    arrivals: Sequence[Arrival] = (),
) -> Choice:
    """The newest captures that parse, within healthy bounds.

    Args:
        source: Declaration and parser.
        bundled: Captures that ship with the code.
        local: Captures of the local archive.
        arrivals: Tables that arrived complete; other pieces of tables do not count.

    Returns:
        The choice. Complaints name every newer capture that was passed over.

    Raises:
        SourceChangedError: Not even the bundled captures reach the healthy minimum.
    """
    shelves = _shelve([*bundled, *local], arrivals)
    read = _reader(source)
    complaints: list[str] = []
    serving = _newest_good(source, shelves, read, complaints)
    too_few: SourceChangedError | None = None
    while _count(serving) < source.spec.bounds.minimum:
        newest = _newest_live(shelves)
        if newest is None:
            break
        if too_few is None:
            too_few = _too_few(source, serving)
            complaints.append(str(too_few))
        newest.pop(0)
        serving = _newest_good(source, shelves, read, complaints)
    if not serving and not complaints:
        return Choice((), ())
    if _count(serving) < source.spec.bounds.minimum:
        if complaints:
            raise SourceChangedError(
                "no capture of this source serves: " + "; ".join(complaints),
                source_id=source.spec.source_id,
            )
        raise _too_few(source, serving)
    earlier = _earlier(source, [*bundled, *local], serving)
    return Choice(tuple(serving), tuple(complaints), tuple(earlier))


def _shelve(
    captures: Iterable[Capture], arrivals: Iterable[Arrival]
) -> dict[tuple[str, ...], list[_Edition]]:
    """Editions by place, newest first; pieces only as parts of an arrival."""
    editions = []
    pieces: dict[str, Capture] = {}
    for capture in captures:
        if capture.part_of is not None:
            pieces[capture.capture_id] = capture
            continue
        place = ("page", capture.url, capture.request or "")
        editions.append(_Edition(place, capture.seen_at or capture.captured_at, (capture,)))
    for arrival in arrivals:
        there = tuple(pieces[one] for one in arrival.capture_ids if one in pieces)
        missing = len(arrival.capture_ids) - len(there)
        editions.append(_Edition(("table", arrival.name), arrival.asked_at, there, missing))
    shelves: dict[tuple[str, ...], list[_Edition]] = {}
    for edition in sorted(editions, key=lambda one: one.at, reverse=True):
        shelves.setdefault(edition.place, []).append(edition)
    return shelves


def _reader(source: Source) -> Callable[[Capture], Records]:
    """The source's parser, which reads each capture once."""
    known: dict[str, Records] = {}

    def read(capture: Capture) -> Records:
        if capture.capture_id not in known:
            known[capture.capture_id] = source.read(capture)
        return known[capture.capture_id]

    return read


def _newest_good(
    source: Source,
    shelves: dict[tuple[str, ...], list[_Edition]],
    read: Callable[[Capture], Records],
    complaints: list[str],
) -> list[Parsed]:
    """What the newest good editions give; those that are not good are taken off the shelf."""
    found: list[Parsed] = []
    for shelf in shelves.values():
        while shelf:
            try:
                found.extend(_read_whole(source, shelf[0], read))
                break
            except NordicClustersError as error:
                complaints.append(str(error))
                shelf.pop(0)
    return sorted(_without_stand_ins(found), key=lambda one: (one[0].url, one[0].request or ""))


def _read_whole(
    source: Source, edition: _Edition, read: Callable[[Capture], Records]
) -> list[Parsed]:
    if edition.missing:
        raise SourceChangedError(
            "pieces of a table are no longer in the archive",
            source_id=source.spec.source_id,
            url=source.spec.landing_url,
            place=f"table {edition.place[-1]}",
            expected=f"{len(edition.captures) + edition.missing} pieces",
            found=f"{len(edition.captures)}",
            remedy="the next --live run fetches the table anew",
        )
    return [(capture, read(capture)) for capture in edition.captures]


def _without_stand_ins(found: list[Parsed]) -> list[Parsed]:
    """Transcribed tables stand in only until the agency's own answer is there, whole."""
    best: dict[str, int] = {}
    for capture, records in found:
        for cube in records.cubes:
            best[cube.stat_table_id] = max(_rank(capture), best.get(cube.stat_table_id, 0))
    return [
        (capture, records)
        for capture, records in found
        if not records.cubes
        or any(best[cube.stat_table_id] == _rank(capture) for cube in records.cubes)
    ]


def _rank(capture: Capture) -> int:
    return (capture.method == "http") + (capture.part_of is not None)


def _newest_live(shelves: dict[tuple[str, ...], list[_Edition]]) -> list[_Edition] | None:
    """The shelf whose serving edition came last from an agency."""
    live = [shelf for shelf in shelves.values() if shelf and shelf[0].is_live]
    return max(live, key=lambda shelf: shelf[0].at, default=None)


def _count(serving: Iterable[Parsed]) -> int:
    return sum(len(records) for _, records in serving)


def _earlier(
    source: Source, captures: Sequence[Capture], serving: Sequence[Parsed]
) -> list[Parsed]:
    if source.spec.kind != "strategy":
        return []
    by_url = {capture.url: capture for capture, _ in serving}
    found = []
    for capture in captures:
        now = by_url.get(capture.url)
        if now and capture.captured_at < now.captured_at and capture.sha256 != now.sha256:
            with contextlib.suppress(NordicClustersError):  # damaged ones tell no change
                found.append((capture, source.read(capture)))
    return found


def _too_few(source: Source, serving: Sequence[Parsed]) -> SourceChangedError:
    bounds = source.spec.bounds
    return SourceChangedError(
        "fewer records than this source ever had",
        source_id=source.spec.source_id,
        url=serving[0][0].url if serving else source.spec.landing_url,
        expected=f"at least {bounds.minimum} (seen {bounds.seen} on {bounds.seen_on})",
        found=str(_count(serving)),
        remedy="look at the page; lower bounds.minimum only when the source really shrank",
    )
