"""When a cluster existed, under which names, levels and labels: spans that a page can compare.

The same reading of the tables as the macro ``cluster_history`` of the database; a test holds the
two together.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
from typing import Any

from load.site.contents import Contents, Row, grouped

#: Sorts after every date; stands for "no end known".
OPEN_END = "9999-12-31"


@dataclasses.dataclass(frozen=True, slots=True)
class Spans:
    """One cluster's spans; days are ISO texts, first and last day included.

    Attributes:
        known_from: First day on which anything shows the cluster; None if nothing is dated.
        gone_from: First day on which it was certainly gone; None if it is not known to be.
        existed: (first, last) of the times in which sources show it.
        names: (first, last, name).
        stays: (first possible, first certain, last, programme id, level).
        labels: (first, last, label), only those whose validity was published.
    """

    known_from: str | None
    gone_from: str | None
    existed: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str, str], ...]
    stays: tuple[tuple[str, str, str, str, str], ...]
    labels: tuple[tuple[str, str, str], ...]

    def exists_on(self, day: str) -> bool:
        """Whether sources show the cluster on a day."""
        return any(first <= day <= last for first, last in self.existed)

    def as_json(self) -> dict[str, Any]:
        """For the page's script."""
        return {
            "existed": self.existed,
            "names": self.names,
            "stays": self.stays,
            "awards": self.labels,
        }


def spans(contents: Contents) -> dict[str, Spans]:
    """Spans of every cluster, by id."""
    names = grouped(contents.rows("cluster_name"), "cluster_id")
    stays = grouped(contents.rows("participation"), "cluster_id")
    labels = grouped(contents.rows("label_award"), "cluster_id")
    successions = grouped(contents.rows("succession"), "predecessor_id")
    existence = grouped(contents.rows("cluster_existence"), "cluster_id")
    return {
        row["cluster_id"]: _spans(
            contents,
            row,
            names.get(row["cluster_id"], []),
            stays.get(row["cluster_id"], []),
            labels.get(row["cluster_id"], []),
            successions.get(row["cluster_id"], []),
            existence.get(row["cluster_id"], []),
        )
        for row in contents.rows("cluster")
    }


def period_end(date: dt.date, precision: str) -> dt.date:
    """The last day that a date of that precision may mean."""
    if precision == "year":
        return date.replace(month=12, day=31)
    if precision == "month":
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


def _spans(
    contents: Contents,
    cluster: Row,
    names: list[Row],
    participations: list[Row],
    awards: list[Row],
    successions: list[Row],
    existence: list[Row],
) -> Spans:
    stays = [_stay(contents, row) for row in participations]
    seen = [
        dt.date(cluster["start_year"], 1, 1) if cluster["start_year"] else None,
        cluster["first_seen_date"],
        *(first for first, _, _ in stays),
        *(row["awarded"] for row in awards),
        *(row["valid_from"] for row in names),
        *(row["event_date"] for row in successions),
    ]
    known = min((date for date in seen if date), default=None)
    gone = _gone_from(cluster, successions)
    return Spans(
        known_from=known.isoformat() if known else None,
        gone_from=gone.isoformat() if gone else None,
        existed=_existed(existence, known, gone),
        names=_names(names),
        stays=tuple(
            sorted(
                (
                    first.isoformat(),
                    certain.isoformat(),
                    last.isoformat() if last else OPEN_END,
                    row["programme_id"],
                    row["level"],
                )
                for (first, certain, last), row in zip(stays, participations, strict=True)
                if first and certain
            )
        ),
        labels=tuple(
            sorted(
                (row["awarded"].isoformat(), row["valid_until"].isoformat(), row["label"])
                for row in awards
                if row["awarded"] and row["valid_until"]
            )
        ),
    )


def _stay(contents: Contents, row: Row) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    seen = contents.statements[row["statement_id"]]["as_of"]
    start = row["valid_from"]
    certain = period_end(start, row["date_precision"]) if start else seen
    return start or seen, certain, row["valid_to"]


def _existed(
    existence: list[Row], known: dt.date | None, gone: dt.date | None
) -> tuple[tuple[str, str], ...]:
    if existence:
        return tuple(
            (
                row["valid_from"].isoformat() if row["valid_from"] else "0001-01-01",
                row["valid_to"].isoformat() if row["valid_to"] else OPEN_END,
            )
            for row in existence
            if row["state"] == "exists"
        )
    if not known:
        return ()
    last = (gone - dt.timedelta(days=1)).isoformat() if gone else OPEN_END
    return ((known.isoformat(), last),)


def _gone_from(cluster: Row, successions: list[Row]) -> dt.date | None:
    # A date known to the year only says that the cluster was gone when the year was over.
    gone = [
        row["event_date"]
        if row["date_precision"] not in {"year", "month"}
        else period_end(row["event_date"], row["date_precision"]) + dt.timedelta(days=1)
        for row in successions
        if row["event_date"] and row["succession_kind"] != "renamed"
    ]
    ends = [max(gone)] if gone else []
    if cluster["end_year"]:
        ends.append(dt.date(cluster["end_year"] + 1, 1, 1))
    return min(ends, default=None)


def _names(rows: list[Row]) -> tuple[tuple[str, str, str], ...]:
    dated = sorted(
        (row["valid_from"] or row["first_seen_date"], row["name"], row)
        for row in rows
        if row["name_kind"] in {"primary", "former"}
        and (row["valid_from"] or row["first_seen_date"])
    )
    found = []
    for position, (first, name, row) in enumerate(dated):
        if row["valid_to"]:
            last = row["valid_to"].isoformat()
        elif position + 1 < len(dated):
            last = (dated[position + 1][0] - dt.timedelta(days=1)).isoformat()
        elif row["name_kind"] == "primary":
            last = OPEN_END
        else:
            last = max(first, row["last_seen_date"] or first).isoformat()
        found.append((first.isoformat(), last, name))
    return tuple(found)
