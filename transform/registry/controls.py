"""Totals that publishers state, held against what the tables hold.

A gap is reported, never hidden and never filled: no list of the missing ones is known, or the
total counts something slightly different, as the note says.
"""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from transform.registry.existence import state_on
from transform.registry.precedence import Row
from warehouse.tables import TABLES
from warehouse.vocabulary import COUNTINGS

#: Ends that no source states.
_BY_RULE = frozenset({"none_known", "programme_rule"})


@dataclasses.dataclass(frozen=True, slots=True)
class Control:
    """A published total and how to count the same thing in ``participation``.

    Those that are counted stand in ``warehouse/reference/published_total.csv``.

    Attributes:
        control_id: Stable id.
        country_code: Country.
        title: What is counted.
        published_count: The number published.
        first: First day of the period it is of.
        last: Last day of the period.
        url: Page that states the number.
        programme_ids: Programmes whose clusters are counted.
        counts: ``present`` (in the programme on one day of the period, see ``on``) or
            ``admitted`` (came in during the period).
        on: The day on which those present are counted; the last of the period when None.
        note: How far published and found can differ in kind.
    """

    control_id: str
    country_code: str
    title: str
    published_count: int
    first: dt.date
    last: dt.date
    url: str
    programme_ids: tuple[str, ...]
    counts: Literal["present", "admitted"] = "present"
    on: dt.date | None = None
    note: str | None = None

    @property
    def day(self) -> dt.date | None:
        """The day on which those present are counted; None where entries are."""
        return (self.on or self.last) if self.counts == "present" else None


def control_totals(
    participation: Sequence[Row],
    statements: Iterable[Row],
    existence: Iterable[Row],
    controls: Iterable[Control],
) -> dict[str, list[Row]]:
    """Rows of tables ``control_total`` and ``control_cluster``.

    The first has the number published, the number found and the gap between them; the second
    every cluster that was ever in the programmes counted, and why it is counted or not.

    Args:
        participation: Rows of table ``participation``.
        statements: Rows of table ``statement``: a stay of unknown start counts from the day
            on which it is spoken of, as in ``cluster_history``.
        existence: Rows of table ``cluster_existence``: only clusters that exist are counted.
        controls: Published totals.
    """
    spoken = {row["statement_id"]: row["as_of"] for row in statements}
    stays: dict[str, dict[str, list[Row]]] = {}
    for row in participation:
        dated = row | {"first": row["valid_from"] or _seen(row, spoken.get(row["statement_id"]))}
        stays.setdefault(row["programme_id"], {}).setdefault(row["cluster_id"], []).append(dated)
    lives: dict[str, list[Row]] = {}
    for state in existence:
        lives.setdefault(state["cluster_id"], []).append(state)
    tables: dict[str, list[Row]] = {"control_total": [], "control_cluster": []}
    for control in controls:
        members: dict[str, list[Row]] = {}
        for programme_id in control.programme_ids:
            for cluster_id, found in stays.get(programme_id, {}).items():
                members.setdefault(cluster_id, []).extend(found)
        judged = [
            {
                "control_id": control.control_id,
                "cluster_id": cluster_id,
                **_judge(control, found, lives[cluster_id]),
            }
            for cluster_id, found in sorted(members.items())
        ]
        tables["control_cluster"] += judged
        tables["control_total"].append(_total(control, judged))
    return tables


def _seen(stay: Row, spoken: dt.date | None) -> dt.date | None:
    """The day on which a stay was seen: a page that looks back saw it no later than its last."""
    return min(spoken, stay["valid_to"] or spoken) if spoken else None


def _total(control: Control, judged: Iterable[Row]) -> Row:
    countings = collections.Counter(row["counting"] for row in judged)
    found = countings["counted"] + countings["counted_without_end"]
    return TABLES["control_total"].row(
        control,
        period=f"{control.first.isoformat()}/{control.last.isoformat()}",
        programme_ids=" ".join(control.programme_ids),
        on_date=control.day,
        found_count=found,
        open_ended_count=countings["counted_without_end"],
        gap_count=control.published_count - found,
    )


def _judge(control: Control, stays: Iterable[Row], life: Iterable[Row]) -> Row:
    """Whether a cluster is counted, and by which of its stays: the latest that says most."""
    judged = [(_counting(control, stay, life), stay) for stay in stays]
    counting, stay = max(
        judged,
        key=lambda pair: (
            -COUNTINGS.index(pair[0]),
            pair[1]["valid_to"] or dt.date.min,
            pair[1]["first"] or dt.date.min,
            pair[1]["statement_id"],
        ),
    )
    return {
        "counting": counting,
        "valid_from": stay["first"],
        "valid_to": stay["valid_to"],
        "statement_id": stay["statement_id"],
    }


def _counting(control: Control, stay: Row, life: Iterable[Row]) -> str:
    first, last = control.first, control.last
    if control.day:
        first = last = control.day
        has_left = stay["valid_to"] is not None and stay["valid_to"] < first
    else:
        stay = stay | {"first": stay["valid_from"]}
        has_left = stay["first"] is not None and stay["first"] < first
    if has_left:
        return "before"
    if stay["first"] is None:
        return "no_period"
    if stay["first"] > last:
        return "after"
    if control.day and state_on(life, control.day) != "exists":
        return "not_existing"
    return "counted_without_end" if stay["valid_to_basis"] in _BY_RULE else "counted"
