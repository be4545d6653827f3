"""Fetching a PxWeb table in pieces that its agency accepts."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterator

from extract.agencies.answers import read_problem
from extract.agencies.pxweb_documents import check_size
from extract.agencies.table_selection import Selection, count_cells, halve, split
from extract.http.client import Response

logger = logging.getLogger("nordic_clusters.protocols")

#: Error statuses that :func:`fetch_pieces` judges itself.
REFUSALS = (400, 403, 404)
_MAX_HALVINGS = 6


def fetch_pieces(
    explicit: Selection,
    max_cells: int,
    ask: Callable[[Selection], Response],
    explain: Callable[[Response, str, Selection], Exception],
    *,
    kept: Collection[str] = (),
) -> Iterator[Response]:
    """Yield answers that cover a selection once; smaller ones when the agency refuses.

    Args:
        explicit: Codes for every dimension.
        max_cells: Cells per call, by the agency's own word.
        ask: Asks for one part; hands :data:`REFUSALS` back.
        explain: Makes the error of a refusal, what it says, and the part.
        kept: Dimensions to cut last.

    Raises:
        SourceChangedError: An answer does not have the cells that were asked for.
    """
    limit, halvings = max_cells, _MAX_HALVINGS
    waiting: deque[Selection] = deque([explicit])
    while waiting:
        part = waiting.popleft()
        pieces = tuple(split(part, limit, kept))
        if pieces != (part,):
            waiting.extendleft(reversed(pieces))
            continue
        response = ask(part)
        if response.status < 400:
            check_size(response, part)
            yield response
            continue
        problem = read_problem(response)
        # The specification says 403 for too many cells, SSB answers 400.
        is_too_much = response.status == 403 or "many cells" in problem.lower()
        if not is_too_much or not halvings or halve(part, kept) is None:
            raise explain(response, problem, part)
        limit, halvings = count_cells(part) // 2, halvings - 1
        logger.info("%s; asking for %s cells at most", problem, limit)
        waiting.appendleft(part)
