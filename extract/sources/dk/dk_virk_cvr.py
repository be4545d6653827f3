"""Danish companies named like clusters and their hosts, where access to CVR is configured."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from functools import partial

from extract.agencies.answers import capture_of, response_of
from extract.agencies.patience import ask_each
from extract.agencies.virk import VIRK_URL, Credentials, VirkClient, question, read_companies
from extract.archive import LocalArchive
from extract.declarations import declared
from extract.http.client import Client
from extract.known_names import search_terms
from warehouse.errors import SourceRefusedError
from warehouse.records import Capture, Records

USER_SETTING = "NORDIC_CLUSTERS_CVR_USER"
PASSWORD_SETTING = "NORDIC_CLUSTERS_CVR_PASSWORD"  # noqa: S105 - the name of a setting

SPEC = declared("dk_virk_cvr").spec

#: Days after which a search is asked again.
SEARCH_AGAIN_AFTER = dt.timedelta(days=90)


def follow(
    client: Client,
    archive: LocalArchive,
    url: str = VIRK_URL,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Capture]:
    """Searches that were never asked or are old.

    Raises:
        SourceRefusedError: They are not configured, or not accepted.
    """
    register = VirkClient(client, _credentials(environment), url)
    now = client.now()
    fresh = {
        (capture.url, capture.request)
        for capture in archive.captures(SPEC.source_id)
        if now - (capture.seen_at or capture.captured_at) < SEARCH_AGAIN_AFTER
    }
    yield from ask_each(
        partial(_search, register, term)
        for term in search_terms("DK", archive)
        if (url, f"POST {question(term)}") not in fresh
    )


def parse(capture: Capture) -> Records:
    """The companies of one answer.

    Raises:
        SourceChangedError: It is of another shape.
    """
    return Records(units=tuple(read_companies(response_of(capture))))


def _search(register: VirkClient, term: str) -> Capture:
    return capture_of(register.fetch_named(term), SPEC.source_id)


def _credentials(environment: Mapping[str, str]) -> Credentials:
    missing = [name for name in SPEC.settings if not environment.get(name)]
    if missing:
        raise SourceRefusedError(
            "not configured",
            source_id=SPEC.source_id,
            expected=f"settings {' and '.join(missing)}",
            remedy="set them, or leave this source off",
        )
    return Credentials(environment[USER_SETTING], environment[PASSWORD_SETTING])
