"""A registry of a few synthetic clusters, and live visits of the sources that enrich it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from pathlib import Path
from typing import Any

import pytest

from extract import known_names
from extract.archive import LocalArchive
from extract.registry import Source, source
from flows.choice import choose
from flows.fetch import Visit
from tests.agencies.client import local_client
from tests.agencies.clock import FakeClock
from tests.agencies.server import LocalServer
from tests.transform.conftest import make_capture
from transform.registry.from_mentions import build_registry
from warehouse.records import Mention, Records
from warehouse.reference import load_reference

LIST = "no_test_list"


class Trial:
    """One archive, one list of clusters that we know, and the agencies that know more.

    Args:
        folder: For the archive.
        monkeypatch: Puts our list in the place of the registry sources.
        mentions: The list.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *mentions: Mention) -> None:
        self.archive = LocalArchive(folder / "archive")
        self.clock = FakeClock()
        self.listed = make_capture(LIST)
        self.archive.store(self.listed)
        self.mentions = mentions
        spec = dataclasses.replace(source("no_innovasjonnorge_admissions").spec, source_id=LIST)
        ours = Source(spec, lambda _: Records(mentions=mentions))
        monkeypatch.setattr(known_names, "sources", lambda: {LIST: ours})

    def visit(self, source_id: str, server: LocalServer, **arguments: Any) -> Visit:
        """One live visit of a source, its agency being a local server."""
        real = source(source_id)
        assert real.follow is not None
        moved = dataclasses.replace(real, follow=functools.partial(real.follow, **arguments))
        visit = Visit(moved, local_client(server, self.clock), self.archive, self.now)
        visit.run()
        return visit

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.clock.time(), tz=dt.UTC)

    def pass_days(self, days: float) -> None:
        self.clock.sleep(days * 86_400)

    def records(self, source_id: str) -> list[Any]:
        """Captures that would serve a release, with their records."""
        local = list(self.archive.captures(source_id))
        return list(choose(source(source_id), [], local, []).parsed) if local else []

    def tables(
        self, *source_ids: str, decisions: list[dict[str, str]] | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """The registry's tables from our list and what the sources brought."""
        parsed = [pair for source_id in source_ids for pair in self.records(source_id)]
        reference = load_reference()
        return build_registry(
            [(self.listed, mention) for mention in self.mentions],
            {
                "decisions": decisions or (),
                **{
                    name: reference[name].to_pylist()
                    for name in ("region", "region_crosswalk", "existence_rule")
                },
            },
            units=[(capture, unit) for capture, found in parsed for unit in found.units],
            projects=[(capture, one) for capture, found in parsed for one in found.projects],
            today=dt.date(2026, 11, 22),
        ).tables


def decision(name: str, entity_id: str, country: str = "NO") -> dict[str, str]:
    """A row of ``decisions.csv``."""
    return {
        "country": country,
        "name": name,
        "source_id": "",
        "cluster_id": entity_id,
        "reason": "a test",
        "decided_on": "2026-11-22",
        "expires_when": "name_gone",
    }
