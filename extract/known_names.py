"""Names that the registry sources print: what a business register is asked about."""

import logging
import re
import unicodedata
from collections.abc import Iterator

from extract.archive import LocalArchive, bundled_captures
from extract.registry import Source, sources
from warehouse.errors import NordicClustersError
from warehouse.records import Mention

_LOGGER = logging.getLogger(__name__)
#: Programme names that a list page puts before the cluster's own.
_PROGRAMME = re.compile(r"^(?:arena(?: pro)?|nce|gce)\s+(?=\S)", re.IGNORECASE)
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:a/s|asa|as|aps|ab(?:\s*\(svb\))?|sa|ba|i/s|p/s|f\.?\s?m\.?\s?b\.?\s?a\.?"
    r"|ek\.?\s*för\.?|ekonomisk förening|ideell förening)$",
    re.IGNORECASE,
)
#: A shorter term is part of too many names to mean anyone.
_SHORTEST = 3


def search_terms(country_code: str, archive: LocalArchive) -> list[str]:
    """What to ask a country's register for, by name, each once.

    Names of clusters, present and former, and of the organisations that run them, from the
    bundled and the archived captures of all registry sources; without the programme's name
    in front and the legal form behind, in lower case.
    """
    terms = {
        _term(name)
        for source in sources().values()
        if source.spec.kind == "registry"
        for mention in _mentions(source, archive)
        if mention.country_code == country_code
        for name in _names(mention)
    }
    return sorted(term for term in terms if len(term) >= _SHORTEST)


def _mentions(source: Source, archive: LocalArchive) -> Iterator[Mention]:
    source_id = source.spec.source_id
    for capture in (*bundled_captures(source_id), *archive.captures(source_id)):
        try:
            yield from source.read(capture).mentions
        except NordicClustersError as error:
            # Another capture of the page serves the release; here it only lacks a few names.
            _LOGGER.info("no names from a capture: %s", error)


def _names(mention: Mention) -> Iterator[str]:
    if mention.entity_type == "programme":
        return
    yield mention.name
    for claim in mention.claims:
        if claim.property in {"name", "host_organisation"}:
            yield claim.value


def _term(name: str) -> str:
    """The words of a name that a register's search needs.

    >>> _term("NCE  Seafood Innovation AS")
    'seafood innovation'
    """
    text = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return _LEGAL_FORM.sub("", _PROGRAMME.sub("", text))
