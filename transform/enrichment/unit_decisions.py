"""Reviewed answers about units of business registers.

They stand in ``decisions.csv`` beside those about names; their ``name`` is the unit's scheme
and number, ``NO-BRC:123456789``, for a registered name may change and may be borne twice.
"""

import collections
import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

from transform.identity.decisions import Decision, Decisions

_UNIT = re.compile(r"(?:NO-BRC|DK-CVR|SE-ON):\d+")
_BARRED = "not:"


def split_decisions(
    rows: Iterable[Mapping[str, str]],
) -> tuple[list[Mapping[str, str]], list[Mapping[str, str]]]:
    """Decisions about names, and decisions about units."""
    about_names: list[Mapping[str, str]] = []
    about_units: list[Mapping[str, str]] = []
    for row in rows:
        is_unit = _UNIT.fullmatch(row.get("name") or "")
        (about_units if is_unit else about_names).append(row)
    return about_names, about_units


class UnitDecisions:
    """The reviewed decisions about units.

    Args:
        rows: As ``decisions.csv`` has them. ``cluster_id`` is the cluster or the organisation
            that the unit is, or ``not:`` and the one that it is not.

    Raises:
        ContractError: A row lacks a value, a date is none, or one unit is given two ids.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]] = ()) -> None:
        self._all = Decisions(rows).all
        self.joined: dict[str, Decision] = {}
        self._barred: dict[str, set[str]] = collections.defaultdict(set)
        for decision in self._all:
            if decision.cluster_id.startswith(_BARRED):
                self._barred[decision.name].add(decision.cluster_id.removeprefix(_BARRED))
            else:
                self.joined[decision.name] = decision

    def barred(self, unit: str) -> Collection[str]:
        """The clusters and organisations that a unit, by scheme and number, is not."""
        return self._barred.get(unit, ())

    def check(
        self, units: Collection[str], entities: Collection[str], today: dt.date | None
    ) -> None:
        """Hold the decisions against what a register answered now.

        A register that was not asked has no say: its decisions wait.

        Raises:
            ContractError: A decided unit is no longer found, a decided entity no longer
                exists, or a date of review has passed.
        """
        asked = {unit.partition(":")[0] for unit in units}
        for decision in self._all:
            if decision.name.partition(":")[0] not in asked:
                continue
            is_held = decision.name in units
            decision.hold(
                None if is_held else "the register's answers no longer hold the unit",
                entities,
                today,
            )
