"""What business registers answered, put in order: one newest word per unit, found by words."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from transform.enrichment.wanted import Unit, Wanted, unit_of_record
from transform.identity.names import primary_key
from transform.identity.region_codes import RegionCodes
from warehouse.records import Capture, RegisterUnit

Known = tuple[Capture, RegisterUnit]


def latest_units(units: Iterable[Known]) -> dict[str, Known]:
    """Scheme and number to the newest word about a unit; removed ones are left out.

    What a deleted unit's answer no longer says is kept from before. Namesakes are seen as
    soon as one search that found the unit was read to its end.
    """
    groups: dict[str, list[Known]] = collections.defaultdict(list)
    for capture, unit in units:
        groups[f"{unit.scheme}:{unit.identifier}"].append((capture, unit))
    found = {}
    for key, group in sorted(groups.items()):
        group.sort(key=lambda pair: (_seen_at(pair[0]), pair[0].capture_id))
        capture, unit = group[-1]
        if unit.state == "removed":
            continue
        if unit.state == "deleted":
            unit = _with_what_was_known(unit, [record for _, record in group[:-1]])
        is_partial = all(record.is_partial for _, record in group)
        found[key] = capture, dataclasses.replace(unit, is_partial=is_partial)
    return found


class Book:
    """The units of one register, found by the words of a name or by a domain.

    Args:
        scheme: The register's identifier scheme.
        known: As :func:`latest_units` gives them, of any register.
        regions: Brings municipalities and regions together.

    Attributes:
        scheme: The register's identifier scheme.
        records: Number to the newest word about a unit, with its capture.
        units: Number to the unit, where a name is known.
    """

    def __init__(self, scheme: str, known: Mapping[str, Known], regions: RegionCodes) -> None:
        self.scheme = scheme
        self.records = {
            record.identifier: (capture, record)
            for capture, record in known.values()
            if record.scheme == scheme
        }
        self.units = {
            number: unit_of_record(record, regions)
            for number, (_, record) in self.records.items()
            if record.name
        }
        self._by_word: dict[str, set[str]] = collections.defaultdict(set)
        for number, unit in self.units.items():
            for word in (*primary_key(unit.name).split(), unit.domain):
                if word:
                    self._by_word[word].add(number)

    def key(self, unit: Unit) -> str:
        """Scheme and number."""
        return f"{self.scheme}:{unit.identifier}"

    def is_protected(self, unit: Unit) -> bool:
        """Whether nothing about the unit may be published."""
        return self.records[unit.identifier][1].is_protected

    def near(self, wanted: Wanted) -> list[Unit]:
        """Units that share a word of a name or a domain, by number."""
        words = {
            word for name in (*wanted.names, *wanted.hosts) for word in primary_key(name).split()
        }
        numbers = {
            number for word in words | wanted.domains for number in self._by_word.get(word, ())
        }
        return [self.units[number] for number in sorted(numbers)]


def _seen_at(capture: Capture) -> dt.datetime:
    return capture.seen_at or capture.captured_at


def _with_what_was_known(unit: RegisterUnit, before: Sequence[RegisterUnit]) -> RegisterUnit:
    for record in reversed(before):
        if record.state == "registered":
            return dataclasses.replace(
                record,
                name=record.name or unit.name,
                state=unit.state,
                deleted_on=unit.deleted_on,
                locator=unit.locator,
                is_protected=unit.is_protected or record.is_protected,
            )
    return unit
