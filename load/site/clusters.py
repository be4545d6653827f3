"""What the cluster pages show: the searchable list, and everything about one cluster."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from load.site.contents import COUNTRY_NAMES, Contents, Row, grouped
from load.site.history import OPEN_END, Spans, spans
from load.site.render import slug
from load.site.timeline import Timeline, timeline

#: Statuses of clusters that are known to have ended.
ENDED = frozenset({"merged", "closed"})
_TABLES = (
    "cluster_name",
    "participation",
    "label_award",
    "member_count",
    "cluster_host",
    "cluster_identifier",
)


@dataclasses.dataclass(frozen=True, slots=True)
class ClusterIndex:
    """The list of clusters and what one can narrow it by.

    Attributes:
        clusters: One mapping per cluster, by country and name.
        spans: Spans by cluster id.
        countries: Code and name.
        programmes: Id and name of those that clusters took part in.
        levels: Code and name.
        labels: Codes.
    """

    clusters: list[dict[str, Any]]
    spans: dict[str, Spans]
    countries: list[tuple[str, str]]
    programmes: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    labels: list[str]

    def as_json(self) -> dict[str, Any]:
        """For the script that searches and filters; clusters in the order of the rows."""
        return {
            "levels": dict(self.levels),
            "clusters": [
                {
                    "text": row["search_text"],
                    "sector": (row["sector"] or "").casefold(),
                    "country": row["country_code"],
                    "programmes": row["programmes"],
                    "levels": row["levels"],
                    "labels": row["labels"],
                    "ended": row["has_ended"],
                    **self.spans[row["cluster_id"]].as_json(),
                }
                for row in self.clusters
            ],
        }


def cluster_index(contents: Contents) -> ClusterIndex:
    """All clusters as rows of one table."""
    dated = spans(contents)
    parts = {name: grouped(contents.rows(name), "cluster_id") for name in _TABLES}
    clusters = [
        _entry(contents, row, parts, dated[row["cluster_id"]]) for row in contents.rows("cluster")
    ]
    clusters.sort(key=lambda row: (row["name"].casefold(), row["cluster_id"]))
    stays = [row for held in parts["participation"].values() for row in held]
    return ClusterIndex(
        clusters=clusters,
        spans=dated,
        countries=sorted(
            (code, COUNTRY_NAMES.get(code, code))
            for code in {row["country_code"] for row in clusters}
        ),
        programmes=sorted(
            {(row["programme_id"], contents.programme_names[row["programme_id"]]) for row in stays},
            key=lambda pair: (pair[0][:2], pair[1]),
        ),
        levels=sorted(
            {
                row["level"]: contents.level_name(row["programme_id"], row["level"])
                for row in stays
            }.items(),
            key=lambda pair: pair[1].casefold(),
        ),
        labels=sorted({row["label"] for held in parts["label_award"].values() for row in held}),
    )


def cluster_page(contents: Contents, index: ClusterIndex) -> list[dict[str, Any]]:
    """What each cluster's own page shows, in the order of the index."""
    parts = {name: grouped(contents.rows(name), "cluster_id") for name in _TABLES}
    facts = grouped(contents.rows("statement"), "entity_id")
    links = _links(contents, {row["cluster_id"]: row for row in index.clusters})
    organisations = {row["organisation_id"]: row["name"] for row in contents.rows("organisation")}
    areas = grouped(
        [row for row in contents.rows("strategy_area") if row["cluster_id"]], "cluster_id"
    )
    titles = {row["strategy_id"]: row["title"] for row in contents.rows("strategy")}
    made = []
    for entry in index.clusters:
        cluster_id = entry["cluster_id"]
        held = {name: parts[name].get(cluster_id, []) for name in _TABLES}
        proven = {
            name: [row | {"proof": contents.proof(row)} for row in rows]
            for name, rows in held.items()
        }
        for row in proven["cluster_host"]:
            row["name"] = organisations[row["organisation_id"]]
        proven["participation"].sort(key=_stay_order)
        for row in proven["participation"]:
            row["programme_name"] = contents.programme_names[row["programme_id"]]
            row["level_name"] = contents.level_name(row["programme_id"], row["level"])
        made.append(
            {
                "cluster": entry,
                "parts": proven,
                "timeline": _timeline(contents, index.spans[cluster_id], held, entry),
                "members": _members(proven["member_count"]),
                "links": links.get(cluster_id, []),
                "strategies": [
                    row | {"title": titles[row["strategy_id"]], "page": slug(row["strategy_id"])}
                    for row in areas.get(cluster_id, [])
                ],
                "facts": [
                    row | {"proof": contents.proof(row), "details": _details(row["detail"])}
                    for row in sorted(facts.get(cluster_id, []), key=_fact_order)
                ],
            }
        )
    return made


def _entry(
    contents: Contents, row: Row, parts: dict[str, dict[str, list[Row]]], dated: Spans
) -> dict[str, Any]:
    cluster_id = row["cluster_id"]
    names = {held["name"] for held in parts["cluster_name"].get(cluster_id, [])}
    stays = parts["participation"].get(cluster_id, [])
    region = _region_name(contents, row["region_code"])
    # A statement can be without a date; the newest dated stay says most about today.
    last = max(stays, key=_stay_date, default=None)
    members = max(
        (held for held in parts["member_count"].get(cluster_id, []) if held["as_of"]),
        key=lambda held: held["as_of"],
        default=None,
    )
    entry = row | {
        "page": f"clusters/{slug(cluster_id)}.html",
        "country": COUNTRY_NAMES.get(row["country_code"], row["country_code"]),
        "region_name": region,
        "other_names": sorted(names - {row["name"]}),
        "programmes": sorted({held["programme_id"] for held in stays}),
        "levels": sorted({held["level"] for held in stays}),
        "level_name": contents.level_name(last["programme_id"], last["level"]) if last else None,
        "labels": sorted({held["label"] for held in parts["label_award"].get(cluster_id, [])}),
        "members": members,
        "known_from": dated.known_from,
        "gone_from": dated.gone_from,
        "has_ended": row["status"] in ENDED or row["end_year"] is not None,
    }
    words = [row["name"], *entry["other_names"], cluster_id, row["sector"], row["place"], region]
    entry["search_text"] = " ".join(word for word in words if word).casefold()
    return entry


def _stay_order(row: Row) -> tuple[str, str]:
    start = row["valid_from"] or row["valid_to"]
    return (start.isoformat() if start else "", row["statement_id"])


def _stay_date(row: Row) -> str:
    dates = [row["valid_to"], row["valid_from"]]
    return max((date.isoformat() for date in dates if date), default="")


def _region_name(contents: Contents, code: str | None) -> str | None:
    named = (
        row["region_name"]
        for row in reversed(contents.rows("region"))
        if row["region_code"] == code and row["vintage"].startswith("NUTS")
    )
    return next(named, code)


def _fact_order(row: Row) -> tuple[str, str, str, str, str]:
    first, seen = (row[name].isoformat() if row[name] else "" for name in ("valid_from", "as_of"))
    return row["property"], first, seen, row["value"], row["statement_id"]


def _details(text: str | None) -> dict[str, str]:
    """The further particulars of a statement; most facts are shown elsewhere, notes only here."""
    return json.loads(text) if text else {}


def _members(rows: list[Row]) -> list[Row]:
    most = max((row["member_count"] for row in rows), default=1) or 1
    ordered = sorted(rows, key=lambda row: (row["as_of"] or dt.date.min, row["statement_id"]))
    return [row | {"width_pct": round(100 * row["member_count"] / most, 1)} for row in ordered]


def _links(contents: Contents, entries: dict[str, Row]) -> dict[str, list[Row]]:
    """Successions by each cluster they concern."""
    found: dict[str, list[Row]] = {}
    for row in contents.rows("succession"):
        link = row | {
            "proof": contents.proof(row),
            "predecessor": entries.get(row["predecessor_id"]),
            "successor": entries.get(row["successor_id"]),
        }
        for cluster_id in dict.fromkeys((row["predecessor_id"], row["successor_id"])):
            if cluster_id:
                found.setdefault(cluster_id, []).append(link)
    for held in found.values():
        held.sort(key=lambda row: (row["event_date"] or dt.date.max, row["statement_id"]))
    return found


def _timeline(
    contents: Contents, dated: Spans, held: dict[str, list[Row]], entry: Row
) -> Timeline | None:
    today = contents.info.created_at.date().isoformat()
    bars = [("Name", name, first, last) for first, last, name in dated.names]
    bars += [
        (contents.programme_names[programme], contents.level_name(programme, level), first, last)
        for first, _, last, programme, level in dated.stays
    ]
    marks = [
        ("Label", f"{row['label']} label", row["awarded"].isoformat())
        for row in held["label_award"]
        if row["awarded"]
    ]
    shown = [
        (lane, text, first, min(last, today), last == OPEN_END) for lane, text, first, last in bars
    ]
    return timeline(shown, marks, begin=entry["known_from"], end=entry["gone_from"], today=today)
