"""Every fault of one source has a class: what nobody foresaw ends that source's turn only."""

import contextlib
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

from extract.spec import module_path
from warehouse.errors import NordicClustersError, SourceChangedError, SourceError

logger = logging.getLogger("nordic_clusters.faults")
_TREE = Path(__file__).resolve().parent.parent


def _place(error: Exception) -> str | None:
    """The innermost line of our own code that the error came through."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_TREE / "extract") and path != Path(__file__):
            return f"{path.relative_to(_TREE)}, line {line}"
    return None


@contextlib.contextmanager
def contained(
    source_id: str, url: str | None, what: str, kind: type[SourceError] = SourceChangedError
) -> Iterator[None]:
    """Let only our own errors out, each with the source and address it concerns.

    Raises:
        NordicClustersError: As raised inside, or ``kind`` for anything else. The traceback
            goes to the log ``nordic_clusters.faults``, for whoever mends the code.
    """
    try:
        yield
    except NordicClustersError as error:
        error.source_id = error.source_id or source_id
        error.url = error.url or url
        raise
    except Exception as error:
        logger.debug("%s: %s", source_id, what, exc_info=True)
        raise kind(
            what,
            source_id=source_id,
            url=url,
            found=f"{type(error).__name__}: {error}"[:500],
            place=_place(error),
            remedy=f"mend {module_path(source_id)} or what it uses; a run keeps the traceback "
            "in state/faults.log",
        ) from error
