"""What registers are asked about, and what they answer, in the terms of matching.

Source: Brønnøysundregistrene, Enhetsregisteret, fields ``navn``, ``hjemmeside``,
``forretningsadresse.kommunenummer``, ``vedtektsfestetFormaal``, ``aktivitet``,
https://data.brreg.no/enhetsregisteret/api/dokumentasjon/no/index.html
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from transform.identity.names import domain_of
from transform.identity.region_codes import RegionCodes
from transform.registry.statements import detail_of
from warehouse.records import RegisterUnit

#: Country to the identifier scheme of its business register.
REGISTER_SCHEMES = {"DK": "DK-CVR", "NO": "NO-BRC", "SE": "SE-ON"}


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a business register, as far as matching needs it.

    Attributes:
        identifier: Organisation number.
        name: Registered name.
        domain: Web domain.
        county_code: First two digits of the municipality's number.
        purpose: Purpose by statute and activity.
        is_deleted: Whether it has been struck off.
        deleted_on: When, if the register says.
        postcode: Postcode of the business address.
        is_partial: Namesakes may be unseen, so that the website must fit as well.
    """

    identifier: str
    name: str
    domain: str | None = None
    county_code: str | None = None
    purpose: str = ""
    is_deleted: bool = False
    deleted_on: dt.date | None = None
    postcode: str | None = None
    is_partial: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A cluster to be found in a register.

    Attributes:
        cluster_id: The cluster.
        names: Its names, present and former.
        domains: Its web domains.
        county_code: Its county, in the register's own numbering.
        hosts: Names of organisations that run or host it.
        postcodes: Postcodes that sources give for it.
    """

    cluster_id: str
    names: tuple[str, ...]
    domains: frozenset[str] = frozenset()
    county_code: str | None = None
    hosts: tuple[str, ...] = ()
    postcodes: frozenset[str] = frozenset()

    @property
    def country_code(self) -> str:
        """Country of the cluster."""
        return self.cluster_id.partition(":")[0].upper()


def unit_of_record(record: RegisterUnit, regions: RegionCodes) -> Unit:
    """A unit from a record of a business register that still says its name."""
    code, country = record.municipality_code, record.scheme[:2]
    county = None
    if code:
        # A Norwegian municipality's number begins with its county's.
        county = code[:2] if country == "NO" else regions.national_code(regions.find(country, code))
    return Unit(
        identifier=record.identifier,
        name=record.name or "",
        domain=domain_of(record.website) if record.website else None,
        county_code=county,
        purpose=record.purpose or "",
        is_deleted=record.state != "registered",
        deleted_on=record.deleted_on,
        postcode=record.postcode,
        is_partial=record.is_partial,
    )


def wanted_clusters(
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    regions: RegionCodes,
    country_code: str,
    *,
    with_identified: bool = False,
) -> list[Wanted]:
    """The clusters of a country that have no identifier in its register yet, by id.

    Args:
        tables: Registry tables: cluster, cluster_name, cluster_identifier, cluster_host and
            organisation; statement too, where postcodes are to count.
        regions: Gives the county of a NUTS 3 region.
        country_code: Country of the register.
        with_identified: Also those that have one, for the sake of their hosts.
    """
    scheme = REGISTER_SCHEMES[country_code]
    names = _grouped(tables["cluster_name"], "name")
    identifiers = _grouped(tables["cluster_identifier"], "scheme", "identifier")
    organisations = {row["organisation_id"]: row["name"] for row in tables["organisation"]}
    hosts = _grouped(tables["cluster_host"], "organisation_id")
    postcodes = _postcodes(tables.get("statement", ()))
    found = []
    for row in tables["cluster"]:
        key = row["cluster_id"]
        is_known = any(known == scheme for known, _ in identifiers.get(key, ()))
        if row["country_code"] != country_code or (is_known and not with_identified):
            continue
        found.append(
            Wanted(
                key,
                tuple(name for (name,) in names.get(key, ())),
                frozenset(value for known, value in identifiers.get(key, ()) if known == "web"),
                regions.national_code(row["region_code"]),
                tuple(organisations[host] for (host,) in hosts.get(key, ())),
                frozenset(postcodes.get(key, ())),
            )
        )
    return sorted(found, key=lambda wanted: wanted.cluster_id)


def _postcodes(statements: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Cluster to the postcodes stated for it, without the country in front."""
    found: dict[str, set[str]] = {}
    for row in statements:
        if row["property"] == "place" and detail_of(row).get("kind") == "postcode":
            found.setdefault(row["entity_id"], set()).add(row["value"].rpartition("-")[2])
    return found


def _grouped(rows: Iterable[Mapping[str, Any]], *columns: str) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        values = tuple(row[column] for column in columns)
        found.setdefault(row["cluster_id"], []).append(values)
    return found
