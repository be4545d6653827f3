"""Norwegian legal entities that may be clusters, or the organisations that run them.

The names that the registry sources print are searched in Enhetsregisteret; afterwards the
register's change feed says which of the found entities to ask for again. Which entity is
which cluster is decided in ``transform``.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from extract.agencies.answers import capture_of, response_of
from extract.agencies.enhetsregisteret import (
    ENHETSREGISTERET_URL,
    EnhetsregisteretClient,
    read_unit_answer,
    read_units,
)
from extract.agencies.patience import ask_each
from extract.archive import LocalArchive
from extract.declarations import declared
from extract.http.client import Client
from extract.known_names import search_terms
from extract.marks import MarkLog
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Records

SPEC = declared("no_brreg_units").spec

#: Hits read of one search. A name that more entities bear names nobody: those that came
#: are marked as partial, and need a better fact than the name.
MOST_HITS = 50
#: Days after which a search is asked again: the feed does not tell of new entities by name.
SEARCH_AGAIN_AFTER = dt.timedelta(days=90)
_MARK = "update_id"
_BEGUN = "asked_at"
_ONE_UNIT = re.compile(r"/enheter/(\d{9})$")


def follow(
    client: Client, archive: LocalArchive, base_url: str = ENHETSREGISTERET_URL
) -> Iterator[Capture]:
    """Searches that were never asked or are old, then the known entities that changed."""
    register = EnhetsregisteretClient(client, base_url)
    marks = MarkLog(archive)
    known = list(archive.captures(SPEC.source_id))
    now = client.now()
    changed, mark = _read_feed(register, marks.read(SPEC.source_id), now)
    fresh = {
        capture.url
        for capture in known
        if now - (capture.seen_at or capture.captured_at) < SEARCH_AGAIN_AFTER
    }
    yield from ask_each(
        partial(_search, register, term)
        for term in search_terms("NO", archive)
        if register.search_url(term, MOST_HITS) not in fresh
    )
    yield from ask_each(
        partial(_ask, register, number) for number in sorted(changed & _numbers(known))
    )
    # Only now: a run that breaks off earlier reads this stretch of the feed again.
    marks.write(SPEC.source_id, mark)


def parse(capture: Capture) -> Records:
    """The entities of one answer: a page of a search, or one entity.

    Raises:
        SourceChangedError: It is neither, or of another shape.
    """
    one = _ONE_UNIT.search(urlsplit(capture.url).path)
    response = response_of(capture)
    if one:
        return Records(units=(read_unit_answer(response, one[1]),))
    if not urlsplit(capture.url).path.endswith("/enheter"):
        raise SourceChangedError(
            "This is no answer that this source asks for",
            source_id=SPEC.source_id,
            url=capture.url,
            expected="/enheter?navn=... or /enheter/<organisation number>",
        )
    return Records(units=tuple(read_units(response)))


def _search(register: EnhetsregisteretClient, term: str) -> Capture:
    """The first page of a search."""
    return capture_of(register.search(term, MOST_HITS), SPEC.source_id)


def _ask(register: EnhetsregisteretClient, number: str) -> Capture:
    return capture_of(register.fetch_unit(number), SPEC.source_id)


def _read_feed(
    register: EnhetsregisteretClient, marks: dict[str, str], now: dt.datetime
) -> tuple[set[str], dict[str, str]]:
    """Numbers of the entities that changed since the mark, and the new mark.

    The first visit has just searched everything, so it only looks for the feed's end.
    """
    since = dt.datetime.fromisoformat(marks[_BEGUN]) if _BEGUN in marks else None
    if _MARK in marks:
        changes = register.changes(after_id=int(marks[_MARK]))
    else:
        changes = register.changes(since=since or now - dt.timedelta(hours=1))
    numbers, mark = set(), marks.get(_MARK)
    for change in changes:
        numbers.add(change.organisation_number)
        mark = str(change.update_id)
    # Without an entry there is no number yet: the next visit begins at the same instant.
    found = {_MARK: mark} if mark else {_BEGUN: (since or now - dt.timedelta(hours=1)).isoformat()}
    return numbers, found


def _numbers(captures: list[Capture]) -> set[str]:
    return {unit.identifier for capture in captures for unit in parse(capture).units}
