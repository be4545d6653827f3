"""Choose the captures of a source that serve a release, and parse them. No Prefect.

For every address the newest capture that parses serves. When the newest does not parse, or
the source as a whole falls below its healthy bounds, the one before serves and the source
is marked stale, with the reason. Nothing is ever taken from a document that its parser does
not understand.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path

from extract.archive import BUNDLED_ROOT, LocalArchive, bundled_captures
from extract.registry import Source, sources
from extract.registry import source as find_source
from flows.outcomes import FetchOutcome, StageOutcome, recall
from flows.settings import Settings
from warehouse.errors import NordicClustersError, SourceChangedError
from warehouse.records import Capture, Records

logger = logging.getLogger("nordic_clusters.stage")

Parsed = tuple[Capture, Records]

#: Why a source is missing: its documents are too large to bundle.
NEVER_FETCHED = "not bundled and not fetched yet; run with --live"


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


def stage_source(
    source_id: str, settings: Settings, folder: Path, bundled_root: Path = BUNDLED_ROOT
) -> StageOutcome:
    """Parse a source's serving captures into the run's own folder.

    Args:
        source_id: The source.
        settings: Where the local archive and the state lie.
        folder: The run's staging folder.
        bundled_root: The archive that ships with the code.

    Returns:
        The outcome; state ``failed`` when no capture serves at all.
    """
    source = find_source(source_id)
    try:
        bundled = bundled_captures(source_id, bundled_root)
        local = list(LocalArchive(settings.archive).captures(source_id))
        choice = choose(source, bundled, local)
        fetched = recall(settings.state / "fetch", source_id)
    except NordicClustersError as error:
        logger.warning("%s", error)
        return StageOutcome(source_id, "failed", 0, (), None, str(error))
    for complaint in choice.complaints:
        logger.warning("%s", complaint)
    if not choice.parsed:
        return StageOutcome(source_id, "missing", 0, (), None, NEVER_FETCHED)
    state, detail = _state(choice, fetched)
    path = folder / f"{source_id}.pickle"
    with path.open("wb") as stream:
        pickle.dump((list(choice.parsed), list(choice.earlier)), stream, protocol=5)
    logger.info(
        "%s: %d records, %s",
        source_id,
        choice.record_count,
        state,
        extra={"total": len(sources())},
    )
    return StageOutcome(
        source_id,
        state,
        choice.record_count,
        tuple(capture.capture_id for capture, _ in choice.parsed),
        str(path),
        detail,
    )


def load_staged(outcomes: Iterable[StageOutcome]) -> tuple[list[Parsed], list[Parsed]]:
    """The staged records of all sources, in source order: those that serve, and earlier ones."""
    serving: list[Parsed] = []
    earlier: list[Parsed] = []
    for outcome in sorted(outcomes, key=lambda one: one.source_id):
        if outcome.path:
            # Written by stage_source of the same run, in the run's own folder.
            with Path(outcome.path).open("rb") as stream:
                now, before = pickle.load(stream)  # noqa: S301
            serving.extend(now)
            earlier.extend(before)
    return serving, earlier


def choose(source: Source, bundled: Sequence[Capture], local: Sequence[Capture]) -> Choice:
    """The newest captures that parse, within healthy bounds.

    Args:
        source: Declaration and parser.
        bundled: Captures that ship with the code.
        local: Captures of the local archive.

    Returns:
        The choice. Complaints name every newer capture that was passed over.

    Raises:
        SourceChangedError: Not even the bundled captures reach the healthy minimum.
    """
    complaints: list[str] = []
    choice = _newest_good(source, [*bundled, *local], complaints)
    if not choice and not complaints:
        return Choice((), ())
    count = sum(len(records) for _, records in choice)
    if local and count < source.spec.bounds.minimum:
        complaints.append(str(_too_few(source, count, choice)))
        choice = _newest_good(source, bundled, [])
        count = sum(len(records) for _, records in choice)
    if count < source.spec.bounds.minimum:
        if complaints:
            raise SourceChangedError(
                "no capture of this source serves: " + "; ".join(complaints),
                source_id=source.spec.source_id,
            )
        raise _too_few(source, count, choice)
    earlier = _earlier(source, [*bundled, *local], choice)
    return Choice(tuple(choice), tuple(complaints), tuple(earlier))


def _newest_good(
    source: Source, captures: Sequence[Capture], complaints: list[str]
) -> list[Parsed]:
    by_place: dict[tuple[str, str | None], list[Capture]] = {}
    for capture in captures:
        by_place.setdefault((capture.url, capture.request), []).append(capture)
    found = []
    for same_place in by_place.values():
        for capture in sorted(same_place, key=lambda one: one.captured_at, reverse=True):
            try:
                found.append((capture, source.read(capture)))
                break
            except NordicClustersError as error:
                complaints.append(str(error))
    return sorted(found, key=lambda one: (one[0].url, one[0].request or ""))


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


def _too_few(source: Source, count: int, choice: Sequence[Parsed]) -> SourceChangedError:
    bounds = source.spec.bounds
    return SourceChangedError(
        "fewer records than this source ever had",
        source_id=source.spec.source_id,
        url=choice[0][0].url if choice else source.spec.landing_url,
        expected=f"at least {bounds.minimum} (seen {bounds.seen} on {bounds.seen_on})",
        found=str(count),
        remedy="look at the page; lower bounds.minimum only when the source really shrank",
    )


def _state(choice: Choice, fetched: FetchOutcome | None) -> tuple[str, str | None]:
    if choice.complaints:
        return "stale", choice.complaints[0]
    if fetched is not None and fetched.state == "failed":
        return "stale", fetched.detail
    if fetched is not None:
        return fetched.state, fetched.detail
    if all(capture.method == "transcribed" for capture, _ in choice.parsed):
        return "bundled", None
    return "unchanged", None
