"""Programmes that clusters take part in."""

import collections
import datetime as dt
from collections.abc import Iterable, Mapping

from transform.registry.precedence import Precedence, Row
from warehouse.texts import web_address

_Stated = Mapping[str, Mapping[str, list[Row]]]


def programme_ends(
    stated: _Stated, types: Mapping[str, tuple[str, str]], precedence: Precedence
) -> dict[str, dt.date]:
    """Programme id to its last day, where a source gives one."""
    found: dict[str, dt.date] = {}
    for programme_id, (entity_type, _) in types.items():
        if entity_type == "programme":
            name = precedence.best(stated[programme_id]["programme_name"])
            if name and name["valid_to"]:
                found[programme_id] = name["valid_to"]
    return found


def programmes(
    stated: _Stated,
    types: Mapping[str, tuple[str, str]],
    stays: Iterable[Row],
    precedence: Precedence,
) -> list[Row]:
    """Programmes that sources describe, and those that a participation only names by id."""
    described = {key for key, (entity_type, _) in types.items() if entity_type == "programme"}
    named = {stay["programme_id"]: stay["cluster_id"] for stay in stays}
    found = []
    for programme_id in sorted((described & stated.keys()) | named.keys()):
        properties = stated.get(programme_id, collections.defaultdict(list))
        name = precedence.best(properties["programme_name"]) or precedence.best(properties["name"])
        operator = precedence.best(properties["operator"])
        website = precedence.best(properties["website"])
        country = (
            types[programme_id][1]
            if programme_id in types
            else named[programme_id].partition(":")[0].upper()
        )
        found.append(
            {
                "programme_id": programme_id,
                "country_code": country,
                "name": name["value"] if name else programme_id.partition(":prog-")[2],
                "operator": operator["value"] if operator else None,
                "valid_from": name["valid_from"] if name else None,
                "valid_to": name["valid_to"] if name else None,
                "date_precision": name["date_precision"] if name else "unknown",
                "website": web_address(website["value"]) if website else None,
            }
        )
    return found
