"""Which captures of a source serve a release. No files, no network.

Of every page the newest capture that parses serves; of every table the newest arrival whose
pieces are all there and all parse. When the newest does not, or the source as a whole falls
below its healthy bounds, the one before serves, and the complaint makes the source stale.
Nothing is ever taken from a document that its parser does not understand, and never some
pieces of one fetch together with some of another.
"""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from extract.batches import Arrival
from extract.registry import Source
from warehouse.errors import NordicClustersError, SourceChangedError
from warehouse.records import Capture, Records
from warehouse.records_arrow import Parsed

#: Share of a list's names that the next edition of it keeps, at least.
_NAMES_KEPT = 0.1
#: Of a list with fewer names than this, all may change.
_FEW_NAMES = 5


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
    faults: Iterable[NordicClustersError] = (),
) -> Choice:
    """The newest captures that parse, within healthy bounds.

    Args:
        source: Declaration and parser.
        bundled: Captures that ship with the code.
        local: Captures of the local archive.
        arrivals: Tables that arrived complete; other pieces of tables do not count.
        faults: What of the archive is not whole and would have served.

    Returns:
        The choice. Complaints name every newer capture that was passed over.

    Raises:
        SourceChangedError: Not even the bundled captures reach the healthy minimum.
    """
    shelves = _shelve([*bundled, *local], arrivals)
    read = _reader(source)
    complaints = [str(fault) for fault in faults]
    serving = _newest_good(source, shelves, read, complaints)
    unhealthy: SourceChangedError | None = None
    while serving and (wrong := _find_unhealthy(source, serving)):
        newest = _newest_live(shelves)
        if newest is None:
            break
        if unhealthy is None:
            unhealthy = wrong
            complaints.append(str(unhealthy))
        newest.pop(0)
        serving = _newest_good(source, shelves, read, complaints)
    if not serving and not complaints:
        return Choice((), ())
    wrong = _find_unhealthy(source, serving)
    if wrong is not None:
        if complaints:
            raise SourceChangedError(
                "no capture of this source serves: " + "; ".join(complaints),
                source_id=source.spec.source_id,
            )
        raise wrong
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
                now = _read_whole(source, shelf[0], read)
                _check_kept(source, now, shelf[1:], read)
                found.extend(now)
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


def _check_kept(
    source: Source, now: list[Parsed], older: Sequence[_Edition], read: Callable[[Capture], Records]
) -> None:
    """Raise if hardly a name of the edition before is still there.

    A list gains and loses entries; one whose names all changed at once is another list.
    """
    for edition in older:
        with contextlib.suppress(NordicClustersError):  # one that does not read says nothing
            before = _names(_read_whole(source, edition, read))
            kept = before & _names(now)
            if len(before) < _FEW_NAMES or len(kept) >= _NAMES_KEPT * len(before):
                return
            break
    else:
        return
    raise SourceChangedError(
        "all names changed at once",
        source_id=source.spec.source_id,
        url=now[0][0].url,
        expected=f"at least {_NAMES_KEPT:.0%} of the {len(before)} names of the edition before",
        found=f"{len(kept)} of them",
        remedy="look at the page; when it is right, put its facts into the bundled archive",
    )


def _names(parsed: Iterable[Parsed]) -> set[str]:
    return {
        "".join(filter(str.isalnum, mention.name.casefold()))
        for _, records in parsed
        for mention in records.mentions
    }


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
    # An agency may serve the very bytes that ship with the code: one capture, seen again.
    for capture in {one.capture_id: one for one in captures}.values():
        now = by_url.get(capture.url)
        if now and capture.captured_at < now.captured_at and capture.sha256 != now.sha256:
            with contextlib.suppress(NordicClustersError):  # damaged ones tell no change
                found.append((capture, source.read(capture)))
    return found


def _find_unhealthy(source: Source, serving: Sequence[Parsed]) -> SourceChangedError | None:
    """The error for another number of records than the source's healthy bounds allow."""
    bounds, count = source.spec.bounds, _count(serving)
    if bounds.minimum <= count <= bounds.maximum:
        return None
    few = count < bounds.minimum
    return SourceChangedError(
        f"{'fewer' if few else 'more'} records than this source ever had",
        source_id=source.spec.source_id,
        url=serving[0][0].url if serving else source.spec.landing_url,
        expected=f"{bounds.minimum} to {bounds.maximum} (seen {bounds.seen} on {bounds.seen_on})",
        found=str(count),
        remedy="look at the page; widen the source's bounds only when it really changed so much",
    )
