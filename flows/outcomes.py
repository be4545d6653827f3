"""What happened to a source in a run, small enough to pass between tasks and keep on disk."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_LAST_RUN = "unchanged.json"


class FetchOutcome(NamedTuple):  # `status` starts with these; a dataclass costs twice as much
    """One attempt to fetch a source.

    Attributes:
        source_id: The source.
        state: ``fresh``, ``unchanged``, ``failed``, or ``refused`` where we may not ask now.
        at: UTC instant of the attempt, ISO 8601.
        detail: Why it failed, or what came.
        can_pass: Whether what failed may pass by itself: an outage, not a page that changed.
        was_asked: False where the source is not live, or not configured.
    """

    source_id: str
    state: str
    at: str
    detail: str | None = None
    can_pass: bool = True
    was_asked: bool = True

    @property
    def leaves_stale(self) -> bool:
        """Whether the source's last good capture serves instead of what was asked for."""
        return self.state in {"failed", "refused"}

    @property
    def is_worth_retrying(self) -> bool:
        """Whether another try in a minute may do better; after a refusal it would be rude."""
        return self.state == "failed" and self.can_pass


class StageOutcome(NamedTuple):
    """What a source gives to a release.

    Attributes:
        source_id: The source.
        state: As ``source.state`` in the contract.
        record_count: Records of the captures that serve.
        capture_ids: The captures that serve.
        path: Address of the staged records, a Parquet file; None when failed.
        detail: Why the state is what it is.
        set_aside: Place and reason of what the captures hold and cannot be used.
        unread: Place and name of columns and labels that no rule of the source takes.
        is_misread: Whether something came that its parser does not understand.
    """

    source_id: str
    state: str
    record_count: int
    capture_ids: tuple[str, ...]
    path: str | None
    detail: str | None = None
    set_aside: tuple[tuple[str, str], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    is_misread: bool = False


class LastRun(NamedTuple):
    """What the last run gave or found right.

    Attributes:
        inputs: Hash of all that the release follows from; see :mod:`flows.inputs`.
        release_id: The release.
        outcomes: What each source gave to it.
    """

    inputs: str
    release_id: str
    outcomes: list[StageOutcome]


def remember(folder: Path, outcome: FetchOutcome) -> None:
    """Keep the latest fetch outcome of a source."""
    _write(folder / f"{outcome.source_id}.json", outcome._asdict())


def recall(folder: Path, source_id: str) -> FetchOutcome | None:
    """The latest fetch outcome of a source, if one was ever made."""
    target = folder / f"{source_id}.json"
    if not target.is_file():
        return None
    try:
        return FetchOutcome(**json.loads(target.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:  # only a note: the next visit writes it anew
        import logging

        logging.getLogger("nordic_clusters.fetch").warning(
            "%s: the note about the last fetch is damaged: %s", source_id, error
        )
        return None


def remember_run(state: Path, run: LastRun) -> None:
    """Keep what a run gave, without the staged records, which end with it."""
    outcomes = [one._replace(path=None)._asdict() for one in run.outcomes]
    _write(state / _LAST_RUN, {**run._asdict(), "outcomes": outcomes})


def last_run(state: Path) -> LastRun | None:
    """What the last run gave; None where nothing is noted."""
    try:
        note = json.loads((state / _LAST_RUN).read_text(encoding="utf-8"))
        outcomes = [_outcome(**one) for one in note["outcomes"]]
        return LastRun(note["inputs"], note["release_id"], outcomes)
    except (OSError, ValueError, TypeError, KeyError):
        return None  # only a note: without it the sources are read


def _outcome(
    *,
    capture_ids: list[str],
    set_aside: Iterable[tuple[str, str]],
    unread: Iterable[tuple[str, str]],
    **others: object,
) -> StageOutcome:
    return StageOutcome(
        capture_ids=tuple(capture_ids),
        set_aside=tuple((place, reason) for place, reason in set_aside),
        unread=tuple((place, reason) for place, reason in unread),
        **others,  # type: ignore[arg-type]
    )


def _write(target: Path, note: object) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    fresh.write_text(json.dumps(note, indent=1), encoding="utf-8")
    fresh.replace(target)
