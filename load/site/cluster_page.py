"""Everything about one cluster: what it is today, how it came about, and every fact's proof."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from load.site.chart_series import Series
from load.site.cluster_list import STATES, ClusterList, parts_by_cluster
from load.site.cluster_spans import OPEN_END, OPEN_START, Spans
from load.site.contents import Contents, Row, grouped
from load.site.plots import Plot, line_plot
from load.site.render import day, slug
from load.site.timeline import Timeline, timeline

#: Industries of the region that are shown where the cluster's own are not known.
_MOST_INDUSTRIES = 5
_DAYS_OF_A_YEAR = 365.25


def cluster_pages(
    contents: Contents, index: ClusterList, regional: Mapping[str, tuple[Series, int]]
) -> Iterator[dict[str, Any]]:
    """What each cluster's own page shows, in the order of the index.

    Args:
        contents: The release.
        index: All clusters.
        regional: By region: the series that serves it, and the year to show.
    """
    parts = parts_by_cluster(contents)
    facts = grouped(contents.rows("statement"), "entity_id")
    links = _links(contents, {row["cluster_id"]: row for row in index.clusters})
    today = {row["cluster_id"]: row for row in contents.rows("cluster_today")}
    existence = grouped(contents.rows("cluster_existence"), "cluster_id")
    industries = grouped(contents.rows("cluster_industry"), "cluster_id")
    areas = grouped(contents.rows("strategy_area"), "cluster_id")
    ranked = {code: one.ranked(code, year) for code, (one, year) in regional.items()}
    titles = {row["strategy_id"]: row["title"] for row in contents.rows("strategy")}
    for entry in index.clusters:
        cluster_id = entry["cluster_id"]
        held = {name: parts[name].get(cluster_id, []) for name in parts}
        proven = {
            name: [row | {"proof": contents.proof(row)} for row in rows]
            for name, rows in held.items()
        }
        proven["cluster_host"] = _hosts(contents, proven["cluster_host"])
        proven["participation"].sort(key=_stay_order)
        proven["label_award"].sort(key=lambda row: row["awarded"] or dt.date.min, reverse=True)
        for row in proven["participation"]:
            row["programme_name"] = contents.programme_names[row["programme_id"]]
            row["level_name"] = contents.level_name(row["programme_id"], row["level"])
        yield {
            "cluster": entry,
            "today": _today(contents, entry, today.get(cluster_id), existence.get(cluster_id, [])),
            "parts": proven,
            "timeline": _timeline(contents, index.spans[cluster_id], held, entry),
            "members": sorted(proven["member_count"], key=_member_order, reverse=True),
            "member_plot": _member_plot(held["member_count"]),
            "specialisation": _specialisation(
                contents,
                regional.get(entry["region_code"] or ""),
                industries.get(cluster_id, []),
                ranked.get(entry["region_code"] or "", []),
            ),
            "family": _family(cluster_id, links.get(cluster_id, [])),
            "strategies": [
                row | {"title": titles[row["strategy_id"]], "page": slug(row["strategy_id"])}
                for row in areas.get(cluster_id, [])
            ],
            "facts": _facts(contents, facts.get(cluster_id, [])),
        }


def _today(contents: Contents, entry: Row, today: Row | None, existence: list[Row]) -> Row:
    """The state on the reference day, what it rests on, and the parts of one sentence."""
    current = next((row for row in existence if row["state"] == entry["state"]), None)
    held = today or {}
    level = held.get("level") or held.get("possible_level")
    return {
        "state": entry["state"],
        "state_name": STATES.get(entry["state"], entry["state"]),
        "day": contents.reference_day,
        "since": day(held["since"], held["since_precision"])
        if held.get("since")
        else entry["start_year"],
        "level_name": contents.level_name(held["programme_id"], level) if level else None,
        "is_level_possible": not held.get("level"),
        "host": held.get("host") or entry["host_organisation"],
        "host_identifier": held.get("host_identifier"),
        "last_seen": (current or {}).get("last_seen_date") or entry["last_seen_date"],
        "rule": contents.existence_reasons.get((current or {}).get("existence_rule", "")),
        "proof": contents.proof(current) if current and current["statement_id"] else None,
    }


def _hosts(contents: Contents, rows: list[Row]) -> list[Row]:
    names = {row["organisation_id"]: row["name"] for row in contents.rows("organisation")}
    numbers = grouped(contents.rows("organisation_identifier"), "organisation_id")
    return [
        row
        | {
            "name": names[row["organisation_id"]],
            "numbers": [
                f"{one['scheme']} {one['identifier']}"
                for one in numbers.get(row["organisation_id"], [])
            ],
        }
        for row in rows
    ]


def _stay_order(row: Row) -> tuple[str, str]:
    start = row["valid_from"] or row["valid_to"]
    return (start.isoformat() if start else "", row["statement_id"])


def _member_order(row: Row) -> tuple[dt.date, str]:
    return (row["as_of"] or dt.date.min, row["statement_id"])


def _member_plot(rows: list[Row]) -> Plot | None:
    """Members over time, where two dates or more are known; joined where the same is counted."""
    held: dict[dt.date, Row] = {}
    for row in sorted(rows, key=lambda row: (not row["counted"], _member_order(row))):
        if row["as_of"]:
            held[row["as_of"]] = row
    if len(held) < 2:
        return None
    points: list[tuple[float, float | None]] = []
    before = None
    for date, row in sorted(held.items()):
        place = date.year + (date.timetuple().tm_yday - 1) / _DAYS_OF_A_YEAR
        points += [(place, None)] * (before is not None and row["counted"] != before["counted"])
        points.append((place, row["member_count"]))
        before = row
    return line_plot({"Members": points})


def _specialisation(
    contents: Contents,
    regional: tuple[Series, int] | None,
    industries: Sequence[Row],
    ranked: list[Row],
) -> Row | None:
    """What the region is specialised in: in the cluster's own industries, if they are known."""
    if regional is None:
        return None
    series, year = regional
    known = {row["code"]: row for row in ranked}
    own = {
        code: known[code]
        for wanted in _industry_codes(contents, industries)
        if (code := _nearest(contents, wanted, known))
    }
    rows = sorted(own.values(), key=lambda row: -row["quotient"]) or ranked[:_MOST_INDUSTRIES]
    if not rows:
        return None
    return {
        "is_own": bool(own),
        "rows": rows,
        "year": year,
        "label": series.summary["label"],
        "attribution": series.summary["attribution"],
        "most": max(row["upper"] or row["quotient"] for row in rows),
    }


def _industry_codes(contents: Contents, industries: Sequence[Row]) -> list[str]:
    """Codes of NACE that a cluster works in: its own where stated, else those of its sectors."""
    members = grouped(contents.rows("sector_industry"), "sector_code")
    found: list[str] = []
    for row in industries:
        if row["nace_code"]:
            found.append(row["nace_code"])
        else:
            found += [one["industry_code"] for one in members.get(row["sector_code"], [])]
    return list(dict.fromkeys(found))


def _nearest(contents: Contents, code: str | None, known: Mapping[str, Row]) -> str | None:
    """The code itself, or the narrowest class above it that the series has."""
    while code and code not in known:
        code = contents.industry_parents.get(code)
    return code


def _facts(contents: Contents, rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Statements by property, in the order of time."""
    ordered = sorted(rows, key=_fact_order)
    shown = [
        row | {"proof": contents.proof(row), "details": _details(row["detail"])} for row in ordered
    ]
    return list(grouped(shown, "property").items())


def _fact_order(row: Row) -> tuple[str, str, str, str, str]:
    first, seen = (row[name].isoformat() if row[name] else "" for name in ("valid_from", "as_of"))
    return row["property"], first, seen, row["value"], row["statement_id"]


def _details(text: str | None) -> dict[str, str]:
    """The further particulars of a statement; most facts are shown elsewhere, notes only here."""
    return json.loads(text) if text else {}


def _links(contents: Contents, entries: Mapping[str, Row]) -> dict[str, list[Row]]:
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


def _family(cluster_id: str, links: list[Row]) -> dict[str, list[Row]]:
    """Where a cluster came from, what became of it, and how it changed while it lived."""
    return {
        "before": [row for row in links if row["predecessor_id"] != cluster_id],
        "own": [row for row in links if row["predecessor_id"] == row["successor_id"]],
        "after": [
            row
            for row in links
            if row["predecessor_id"] == cluster_id and row["successor_id"] != cluster_id
        ],
    }


def _timeline(
    contents: Contents, dated: Spans, held: dict[str, list[Row]], entry: Row
) -> Timeline | None:
    today = contents.reference_day.isoformat()
    # A name of which only the end is known is drawn from where the cluster is first known.
    known = dated.known_from or OPEN_END
    named = [
        (known if first == OPEN_START else first, last, name) for first, last, name in dated.names
    ]
    bars = [("Name", name, first, last) for first, last, name in named if first <= last]
    bars += [
        (contents.programme_names[programme], contents.level_name(programme, level), first, last)
        for first, _, last, programme, level in dated.stays
    ]
    awards = sorted(
        (row["awarded"].isoformat(), row["label"]) for row in held["label_award"] if row["awarded"]
    )
    marks = [("Label", f"{label} label", awarded) for awarded, label in awards]
    shown = [
        (lane, text, first, min(last, today), last == OPEN_END) for lane, text, first, last in bars
    ]
    return timeline(shown, marks, begin=entry["known_from"], end=entry["gone_from"], today=today)
