"""What a source declares about itself."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from warehouse.errors import ContractError
from warehouse.statistics import Cadence
from warehouse.vocabulary import COUNTRIES

SourceKind = Literal["registry", "strategy", "statistics", "reference"]
#: Of a page, or the name of one whose address nobody has confirmed; with how it may begin.
Address = Annotated[str, ("https://", "http://", "urn:nordic-clusters:")]

_TREE = Path(__file__).parent.parent
SOURCES = _TREE / "extract" / "sources"


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
    url: Address | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One document to ask for by GET.

    Attributes:
        url: Full address.
        name: Short name within the source; names the bundled file and the state row.
        accept: Media types that are healthy for it.
    """

    url: Address
    name: str
    accept: tuple[str, ...] = ("text/html",)


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """What healthy looked like, and when.

    Below ``minimum`` and above ``maximum`` the capture is refused and the last good one serves.

    Attributes:
        minimum: Smallest healthy number of records over the source's captures.
        maximum: Largest healthy number of records.
        seen: The number seen when the bounds were set; 0 where nobody has seen any yet.
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
        country_code: ``DK``, ``SE``, ``NO`` or ``EU``, as the id says.
    """

    source_id: str
    title: str
    publisher: str
    kind: SourceKind
    licence: Licence
    landing_url: Address
    cadence: Cadence
    language: str
    bounds: Bounds
    reviewed_on: dt.date
    requests: tuple[Request, ...] = ()
    is_live: bool = True
    remark: str = ""
    settings: tuple[str, ...] = ()
    country_code: str = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Check what is declared.

        Raises:
            ContractError: The id is of no country, the bounds contradict each other, or a source
                that needs a remark has none.
        """
        object.__setattr__(self, "country_code", self.source_id[:2].upper())
        if self.country_code not in (*COUNTRIES, "EU"):
            expected = ", ".join((*COUNTRIES, "EU"))
            raise self._wrong("country_code", expected, repr(self.country_code))
        low, high, seen = self.bounds.minimum, self.bounds.maximum, self.bounds.seen
        if not 0 <= low <= high or (seen and not low <= seen <= high):
            found = f"minimum={low}, maximum={high}, seen={seen}"
            raise self._wrong("bounds", "0 <= minimum <= seen <= maximum, or seen=0", found)
        if not self.remark and (self.kind == "registry" or not self.is_live):
            expected = "what a maintainer should know, or why is_live is false"
            raise self._wrong("remark", expected, f"none, and kind is {self.kind}")

    def _wrong(self, name: str, expected: str, found: str) -> ContractError:
        return ContractError(
            f"the declaration holds a wrong {name}",
            source_id=self.source_id,
            place=f"{name} in {declaration_path(self.source_id)}",
            expected=expected,
            found=found,
            remedy="mend the declaration",
        )


def module_path(source_id: str) -> str:
    """Where the source is read, in the tree: its module, or its declaration if it has none."""
    path = f"extract/sources/{source_id[:2]}/{source_id}.py"
    declaration = declaration_path(source_id)
    is_alone = (_TREE / declaration).exists() and not (_TREE / path).exists()
    return declaration if is_alone else path


def declaration_path(source_id: str) -> str:
    """Where the source is declared, in the tree."""
    return f"extract/sources/{source_id[:2]}/{source_id}.toml"
