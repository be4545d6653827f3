"""What a source declares about itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Literal

SourceKind = Literal["registry", "strategy", "statistics", "reference"]
Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "once"]


@dataclasses.dataclass(frozen=True, slots=True)
class Licence:
    """Terms a publisher sets, on the publisher's own page.

    Attributes:
        name: For example ``CC BY 4.0``, or ``not stated`` where no terms are confirmed.
        url: The publisher's page of terms.
        attribution: Text to print beside the data.
    """

    name: str
    attribution: str
    url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One document to ask for.

    Attributes:
        url: Full address.
        name: Short name within the source; names the bundled file and the state row.
        method: HTTP method.
        body: Body of a POST, as text.
        accept: Media types that are healthy for it.
    """

    url: str
    name: str
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None
    accept: tuple[str, ...] = ("text/html",)


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """What healthy looked like, and when.

    Below ``minimum`` and above ``maximum`` the capture is refused and the last good one serves.

    Attributes:
        minimum: Smallest healthy number of records over the source's captures.
        maximum: Largest healthy number of records.
        seen: The number seen when the bounds were set.
        seen_on: The day it was seen.
        max_bytes: Size above which a document is refused unread.
    """

    minimum: int
    maximum: int
    seen: int
    seen_on: dt.date
    max_bytes: int = 5_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source: identity, terms, addresses, health.

    Attributes:
        source_id: ``<cc>_<publisher>_<subject>``, the module's name.
        title: For people.
        country_code: ``DK``, ``SE``, ``NO`` or ``EU``.
        publisher: Who publishes it.
        kind: What it feeds.
        licence: Terms.
        landing_url: Page for people.
        requests: Documents to ask for when live; empty for sources that fetch by
            themselves (a module-level ``fetch``) or that are transcribed only.
        cadence: How often it changes.
        language: Language of the documents.
        bounds: Healthy numbers.
        reviewed_on: Day a person last read source and parser side by side.
        is_live: False where live fetching is not allowed or the page is gone; then
            ``remark`` says why.
        remark: What a maintainer should know.
        settings: Environment variables without which the agency is not asked.
    """

    source_id: str
    title: str
    country_code: str
    publisher: str
    kind: SourceKind
    licence: Licence
    landing_url: str
    cadence: Cadence
    language: str
    bounds: Bounds
    reviewed_on: dt.date
    requests: tuple[Request, ...] = ()
    is_live: bool = True
    remark: str = ""
    settings: tuple[str, ...] = ()


def module_path(source_id: str) -> str:
    """Where the source's module lies in the tree: in the folder of its country, by its id."""
    return f"extract/sources/{source_id[:2]}/{source_id}.py"
