"""Closed vocabularies that more than one package uses.

Programme *levels* are not here: they are an open, dated vocabulary that sources bring.
"""

import difflib
from collections.abc import Iterable

COUNTRIES = ("DK", "SE", "NO")

#: How exact a stated value is; none: exactly as said.
QUALIFIERS = ("more_than", "about", "nearly", "at_least", "inferred")

#: Words that a property's value, or a part of its detail, may be; others take any text.
WORDS: dict[str, tuple[str, ...]] = {
    "name.kind": ("primary", "former", "alias", "legal"),
    "entity_kind": (
        *("cluster_organisation", "innovation_network", "innovation_environment", "focus_area"),
        *("network", "super_cluster", "support_function", "science_park_cluster", "platform"),
    ),
    "status": ("active", "listed", "merged", "closed", "unknown"),
    "region.scheme": ("NUTS-2024", "NO-fylke", "SE-lan", "DK-landsdel"),
    "identifier.scheme": ("NO-BRC", "DK-CVR", "SE-ON", "XI-LEI"),
    "legal_form": ("association", "cooperative", "company", "foundation", "own_body"),
    "label": ("bronze", "silver", "gold"),
    "succession.kind": ("renamed_to", "merged_into", "split_into", "continued_as", "ended"),
}


def _listed(name: str) -> str:
    return ", ".join(WORDS[name])


#: Property of a statement -> what its value is.
PROPERTIES: dict[str, str] = {
    "name": f"A name the entity goes or went by; detail.kind: {_listed('name.kind')}",
    "entity_kind": _listed("entity_kind"),
    "status": _listed("status"),
    "start_year": "Year the cluster began (sources disagree: all are kept)",
    "end_year": "Year the cluster ended",
    "website": "Address of the cluster's own site",
    "place": "Town or area as the source names it",
    "region": f"National region code or NUTS code; detail.scheme: {_listed('region.scheme')}",
    "sector": "Field of work in the source's words",
    "description": "One line on what it is",
    "identifier": f"Identifier; detail.scheme: {_listed('identifier.scheme')}",
    "host_organisation": "Name of the organisation that runs or hosts the cluster",
    "legal_form": f"Shows it as a legal body of its own: {_listed('legal_form')} (form not named); "
    "of a programme: what it asks of its clusters",
    "members": "Number of members; qualifier says how exact, detail.counted what the page counts "
    "where it does not say members",
    "participation": "Programme id; detail.level, detail.event, detail.brand",
    "label": f"ECEI label: {_listed('label')}; detail.issuer, detail.score_pct; valid_from is "
    "the award",
    "succession": f"Name or id of the other entity; detail.kind: {_listed('succession.kind')}",
    "stronghold": "Stronghold or emerging area the cluster was appointed for; detail.area_type",
    "programme_name": "Name of a programme",
    "operator": "Body that runs a programme",
    "grant_amount": "Money granted; detail.currency; valid_from and valid_to are its period",
}

#: Words that people try first, and ours: no likeness of letters leads there.
_OTHER_WORDS = {
    **dict.fromkeys(("location", "town", "city"), "place"),
    **dict.fromkeys(("founded", "established"), "start_year"),
    **dict.fromkeys(("county", "municipality"), "region"),
    **dict.fromkeys(("url", "homepage"), "website"),
    **dict.fromkeys(("industry", "field"), "sector"),
    "host": "host_organisation",
    "aktiv": "active",
    "register": "registry",
    "annual": "yearly",
    "organization": "organisation",
}


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """``did you mean place? ``: the words most like one that is not known; empty if none is."""
    known = tuple(known)
    ours = _OTHER_WORDS.get(word.casefold())
    near = [ours] if ours in known else difflib.get_close_matches(word, known, 3, cutoff)
    return f"did you mean {', '.join(near)}? " if near else ""


#: How a source fared in a release, and what that means.
SOURCE_STATES: dict[str, str] = {
    "fresh": "fetched for this release, with news",
    "unchanged": "fetched for this release, nothing new",
    "stale": "not reached or not understood; the last good capture stands in",
    "bundled": "read from the archive that comes with the software",
    "failed": "could not be read",
    "missing": "live only, not fetched yet",
}

#: How a cluster stands to a published total, from the first that holds: counted by a stay whose
#: end is stated, or by one that only its programme's rule ends; else why it is not.
COUNTINGS = (
    "counted",
    "counted_without_end",
    "not_existing",
    "before",
    "after",
    "no_period",
)

#: How the bytes of a capture came to us, the nearest to the agency first.
CAPTURE_METHODS = ("http", "transcribed", "composed")

COMPARATORS = (
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "about",
    "exactly",
    "increase_to",
    "increase_by",
    "decrease_to",
    "decrease_by",
    "multiply_by",
)

#: SDMX CL_OBS_STATUS v2.2 codes and their meaning.
#: Source: https://sdmx.org/wp-content/uploads/CL_OBS_STATUS_v2_1.docx (names in our words).
OBS_STATUS: dict[str, str] = {
    "A": "Normal value",
    "B": "Break in the series",
    "D": "Definition differs",
    "E": "Estimated value",
    "F": "Forecast value",
    "G": "Experimental value",
    "H": "Missing: holiday or weekend",
    "I": "Value imputed by the receiving body",
    "J": "Derogation",
    "K": "Included in another category",
    "L": "Missing: exists but was not collected",
    "M": "Missing: cannot exist",
    "N": "Not significant",
    "O": "Missing: reason not stated",
    "P": "Provisional value",
    "Q": "Missing: suppressed",
    "S": "Strike or other special event",
    "U": "Low reliability",
    "V": "Unvalidated value",
    "W": "Includes another category",
}
