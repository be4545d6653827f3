"""Many independent questions to one agency: one that fails does not keep the others away."""

import logging
from collections.abc import Callable, Iterable, Iterator

from warehouse.errors import SourceError, SourceRefusedError
from warehouse.records import Capture

_LOGGER = logging.getLogger(__name__)
#: Failures in a row after which the agency is left alone: it is down, or we are not wanted.
MOST_FAILURES = 3


def ask_each(questions: Iterable[Callable[[], Capture]]) -> Iterator[Capture]:
    """Yield the answers that come; what failed is asked again at the next visit.

    Raises:
        SourceError: When all were asked, or after :data:`MOST_FAILURES` in a row: the first
            error. A refusal is raised at once.
    """
    first: SourceError | None = None
    in_a_row = 0
    for ask in questions:
        try:
            capture = ask()
        except SourceRefusedError:
            raise
        except SourceError as error:
            _LOGGER.warning("%s", error)
            first = first or error
            in_a_row += 1
            if in_a_row == MOST_FAILURES:
                break
        else:
            in_a_row = 0
            yield capture
    if first is not None:
        raise first
