"""The list of clusters: one entry each, and the facets one can narrow it by."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

from load.site.cluster_spans import Spans, spans
from load.site.contents import COUNTRY_NAMES, Contents, Row, grouped
from load.site.render import slug

#: What is known about a cluster on the release's reference day.
STATES = {"exists": "Exists", "ended": "Ended", "not_known": "Not known"}
TABLES = (
    "cluster_name",
    "participation",
    "label_award",
    "member_count",
    "newest_member_count",
    "cluster_host",
    "cluster_identifier",
)
Parts = dict[str, dict[str, list[Row]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list.

    Attributes:
        key: Its name in entries and in the page's address.
        title: Its heading.
        options: Value, words, and how many clusters have it, in the order shown.
    """

    key: str
    title: str
    options: list[tuple[str, str, int]]


@dataclasses.dataclass(frozen=True, slots=True)
class ClusterList:
    """All clusters and what one can narrow the list by.

    Attributes:
        clusters: One mapping per cluster, by name.
        spans: Spans by cluster id.
        facets: Ways to narrow the list.
    """

    clusters: list[dict[str, Any]]
    spans: dict[str, Spans]
    facets: list[Facet]

    def as_json(self) -> dict[str, Any]:
        """For the script that searches, sorts and filters; clusters in the order of the rows."""
        return {
            "facets": {facet.key: facet.options for facet in self.facets},
            "clusters": [
                {
                    "id": row["cluster_id"],
                    "text": row["search_text"],
                    **{facet.key: row["facets"][facet.key] for facet in self.facets},
                    "members": row["members"] and row["members"]["member_count"],
                    "qualifier": row["members"] and row["members"]["qualifier"],
                    "members_on": row["members"] and row["members"]["as_of"],
                    "website": row["website"],
                    **self.spans[row["cluster_id"]].as_json(),
                }
                for row in self.clusters
            ],
        }


def cluster_list(contents: Contents) -> ClusterList:
    """All clusters as rows of one table."""
    dated = spans(contents)
    parts = parts_by_cluster(contents)
    sectors = grouped(contents.rows("cluster_industry"), "cluster_id")
    clusters = [
        _entry(contents, row, parts, sectors.get(row["cluster_id"], []), dated[row["cluster_id"]])
        for row in contents.rows("cluster")
    ]
    clusters.sort(key=lambda row: (row["name"].casefold(), row["cluster_id"]))
    return ClusterList(clusters, dated, _facets(contents, clusters, parts["participation"]))


def parts_by_cluster(contents: Contents) -> Parts:
    """Rows of the tables and the view about clusters, by their name and cluster."""
    return {name: grouped(contents.rows(name), "cluster_id") for name in TABLES}


def region_name(contents: Contents, code: str | None) -> str | None:
    """A region's name in the newest NUTS vintage that has it; the code if none has."""
    named = (
        row["region_name"]
        for row in reversed(contents.rows("region"))
        if row["region_code"] == code and row["vintage"].startswith("NUTS")
    )
    return next(named, code)


def _facets(
    contents: Contents, clusters: list[dict[str, Any]], stays: dict[str, list[Row]]
) -> list[Facet]:
    levels = {
        row["level"]: contents.level_name(row["programme_id"], row["level"])
        for held in stays.values()
        for row in held
    }
    words = {
        "country": COUNTRY_NAMES,
        "state": STATES,
        "programme": {
            key: f"{name} ({key[:2].upper()})" for key, name in contents.programme_names.items()
        },
        "level": levels,
        "label": {},
        "sector": contents.sector_names,
        "region": {row["region_code"]: row["region_name"] for row in clusters},
    }
    titles = {"state": "Today", "level": "Level held"}
    found = []
    for key, names in words.items():
        held = Counter(value for row in clusters for value in row["facets"][key])
        options = [(value, names.get(value) or value, count) for value, count in held.items()]
        order = list(STATES) if key == "state" else None
        options.sort(
            key=lambda one: (order.index(one[0]) if order else 0, one[1].casefold(), one[0])
        )
        found.append(Facet(key, titles.get(key, key.capitalize()), options))
    return found


def _entry(
    contents: Contents, row: Row, parts: Parts, industries: list[Row], dated: Spans
) -> dict[str, Any]:
    cluster_id = row["cluster_id"]
    names = {held["name"] for held in parts["cluster_name"].get(cluster_id, [])}
    stays = parts["participation"].get(cluster_id, [])
    region = region_name(contents, row["region_code"])
    # A statement can be without a date; the newest dated stay says most about today.
    last = max(stays, key=_stay_date, default=None)
    members = next(iter(parts["newest_member_count"].get(cluster_id, [])), None)
    labels = _distinct(held["label"] for held in parts["label_award"].get(cluster_id, []))
    sectors = _distinct(held["sector_code"] for held in industries)
    entry = row | {
        "page": f"clusters/{slug(cluster_id)}.html",
        "country": COUNTRY_NAMES[row["country_code"]],
        "region_name": region,
        "other_names": sorted(names - {row["name"]}),
        "level_name": contents.level_name(last["programme_id"], last["level"]) if last else None,
        "labels": labels,
        "sectors": [contents.sector_names.get(code, code) for code in sectors],
        "members": members,
        "state": row["status"],
        "known_from": dated.known_from,
        "gone_from": dated.gone_from,
        "facets": {
            "country": [row["country_code"]],
            "state": [row["status"]],
            "programme": _distinct(held["programme_id"] for held in stays),
            "level": _distinct(held["level"] for held in stays),
            "label": labels,
            "sector": sectors,
            "region": [row["region_code"]] if row["region_code"] else [],
        },
    }
    words = [
        row["name"],
        *entry["other_names"],
        cluster_id,
        row["sector"],
        *entry["sectors"],
        row["place"],
        region,
        row["host_organisation"],
    ]
    entry["search_text"] = " ".join(word for word in words if word).casefold()
    return entry


def _distinct(values: Iterable[str]) -> list[str]:
    return sorted(set(values))


def _stay_date(row: Row) -> str:
    dates = [row["valid_to"], row["valid_from"]]
    return max((date.isoformat() for date in dates if date), default="")
