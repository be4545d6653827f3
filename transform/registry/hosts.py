"""Organisations that run or host clusters; a host is never the cluster."""

import collections
from collections.abc import Mapping

from transform.identity.entities import Identities
from transform.identity.names import primary_key, slug
from transform.registry.cluster_series import identifier
from transform.registry.precedence import Precedence, Row
from transform.registry.statements import detail_of
from warehouse.tables import TABLES

_Stated = Mapping[str, Mapping[str, list[Row]]]


def hosts(stated: _Stated, identities: Identities, precedence: Precedence) -> dict[str, list[Row]]:
    """Rows of tables organisation, organisation_identifier and cluster_host.

    Organisations come from mentions of their own and from the names that
    ``host_organisation`` statements give; one name in one country is one organisation.
    """
    types = identities.entities
    names: dict[str, list[Row]] = collections.defaultdict(list)
    links: dict[tuple[str, str, str | None], Row] = {}
    identifiers: dict[tuple[str, str, str], Row] = {}
    for entity_id, properties in sorted(stated.items()):
        entity_type, country = types[entity_id]
        if entity_type == "organisation":
            names[entity_id] += properties["name"]
            for row in sorted(properties["identifier"], key=precedence.order):
                scheme = detail_of(row).get("scheme", "")
                identifiers.setdefault(
                    (entity_id, scheme, row["value"]),
                    {"organisation_id": entity_id, **identifier(scheme, row)},
                )
        elif entity_type == "cluster":
            for row in sorted(properties["host_organisation"], key=precedence.order):
                host = _organisation_id(country, row["value"], identities)
                names[host].append(row)
                links.setdefault((entity_id, host, str(row["valid_from"])), _link(host, row))
                detail = detail_of(row)
                if number := detail.get("identifier"):  # the page gives the host's number, too
                    identifiers.setdefault(
                        (host, detail["scheme"], number),
                        {
                            "organisation_id": host,
                            **identifier(detail["scheme"], row | {"value": number}),
                        },
                    )
    return {
        "organisation": [
            {
                "organisation_id": organisation_id,
                "country_code": organisation_id[:2].upper(),
                "name": min(rows, key=precedence.order)["value"],
            }
            for organisation_id, rows in sorted(names.items())
        ],
        "organisation_identifier": list(identifiers.values()),
        "cluster_host": list(links.values()),
    }


def own_body(properties: Mapping[str, list[Row]], precedence: Precedence) -> Row | None:
    """The statement that shows a cluster as a legal body of its own, if any does.

    Returns:
        A register number's, else its legal form's, else a legal name's statement.
    """
    numbers = [
        row for row in properties["identifier"] if detail_of(row).get("state") != "struck off"
    ]
    legal = [row for row in properties["name"] if detail_of(row).get("kind") == "legal"]
    for rows in (numbers, properties["legal_form"], legal):
        if best := precedence.best(rows):
            return best
    return None


def _organisation_id(country: str, name: str, identities: Identities) -> str:
    known = identities.find(country, name, "organisation")
    return known or f"{country.lower()}:org-{slug(primary_key(name))}"


def _link(host: str, row: Row) -> Row:
    return TABLES["cluster_host"].row(row, cluster_id=row["entity_id"], organisation_id=host)
