"""Projects that Vinnova funds; what concerns clusters is chosen in ``transform``."""

import datetime as dt
import logging
from collections.abc import Iterator

from extract.agencies.answers import capture_of, response_of
from extract.agencies.vinnova import VINNOVA_URL, VinnovaClient, read_projects
from extract.archive import LocalArchive
from extract.declarations import declared
from extract.http.client import Client, Response
from extract.marks import MarkLog
from warehouse.records import Capture, Records

SPEC = declared("se_vinnova_projects").spec

#: How far back the first visit asks; the service itself answers less far on a bad day.
HISTORY = dt.timedelta(days=5 * 365)
_MARK = "polled_on"
_LOGGER = logging.getLogger(__name__)


def follow(client: Client, archive: LocalArchive, base_url: str = VINNOVA_URL) -> Iterator[Capture]:
    """What changed since the month of the last visit; on the first, as far back as it goes."""
    vinnova = VinnovaClient(client, base_url)
    marks = MarkLog(archive)
    today = client.now().date()
    mark = marks.read(SPEC.source_id).get(_MARK)
    if mark:
        response = vinnova.fetch_changed(dt.date.fromisoformat(mark))
    else:
        response = _widest(vinnova.fetch_history(today - HISTORY, today))
    yield capture_of(response, SPEC.source_id)
    marks.write(SPEC.source_id, {_MARK: today.isoformat()})


def parse(capture: Capture) -> Records:
    """Every project of one answer.

    Raises:
        SourceChangedError: It is of another shape.
    """
    return Records(projects=tuple(read_projects(response_of(capture))))


def _widest(answers: Iterator[Response]) -> Response:
    """The last answer that is not too large: each holds all that the one before held."""
    widest = next(answers)
    for response in answers:
        if len(response.content) > SPEC.bounds.max_bytes:
            _LOGGER.warning("Vinnova's history is cut before %s: too large", response.url)
            break
        widest = response
    return widest
