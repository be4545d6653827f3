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
#: Sorts before every date; stands for "no start known".
OPEN_START = "0001-01-01"


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
    names = grouped(contents.rows("cluster_name_span"), "cluster_id")
    stays = grouped(contents.rows("participation"), "cluster_id")
    labels = grouped(contents.rows("label_award"), "cluster_id")
    existence = grouped(contents.rows("cluster_existence"), "cluster_id")
    return {
        row["cluster_id"]: _spans(
            contents,
            names.get(row["cluster_id"], []),
            stays.get(row["cluster_id"], []),
            labels.get(row["cluster_id"], []),
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
    names: list[Row],
    participations: list[Row],
    awards: list[Row],
    existence: list[Row],
) -> Spans:
    stays = [_stay(contents, row) for row in participations]
    shown = [row for row in existence if row["state"] == "exists"]
    gone = [row["valid_from"] for row in existence if row["state"] == "ended"]
    existed = tuple(
        (
            row["valid_from"].isoformat() if row["valid_from"] else OPEN_START,
            row["valid_to"].isoformat() if row["valid_to"] else OPEN_END,
        )
        for row in shown
    )
    return Spans(
        known_from=min((first for first, _ in existed), default=None),
        gone_from=max((day.isoformat() for day in gone if day), default=None),
        existed=existed,
        names=tuple(
            sorted(
                (row["first_day"].isoformat(), row["last_day"].isoformat(), row["name"])
                for row in names
            )
        ),
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
    if seen and row["valid_to"]:
        seen = min(seen, row["valid_to"])
    start = row["valid_from"]
    certain = period_end(start, row["date_precision"]) if start else seen
    return start or seen, certain, row["valid_to"]
