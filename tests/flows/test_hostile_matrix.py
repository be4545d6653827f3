"""One run of the matrix of hostile servers, drawn by seed; ``make hostile`` runs all of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.flows.hostile import BEHAVIOURS
from tests.flows.hostile_command import SCENES, run_scene

pytestmark = pytest.mark.slow

SEED = 20261128


def test_what_was_good_serves_on_whatever_the_servers_do(released: Path) -> None:
    columns = {column.source_id: column for scene in SCENES for column in scene}.values()
    drawn = random.Random(SEED).sample(sorted(BEHAVIOURS), len(columns))
    behaviours = {column.name: one for column, one in zip(columns, drawn, strict=True)}
    ((run, cells),) = run_scene(columns, [behaviours], standing=released)
    assert run.holds, run.said
    assert {cell.column for cell in cells} == behaviours.keys()
    for cell in cells:
        assert cell.is_sound, cell
