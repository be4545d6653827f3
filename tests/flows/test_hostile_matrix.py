"""A sample of the matrix of hostile servers, drawn by seed; ``make hostile`` runs all of it."""

from __future__ import annotations

import random

from tests.flows.hostile import BEHAVIOURS
from tests.flows.hostile_command import SCENES, run_scene

SEED = 20261128


def test_what_was_good_serves_on_whatever_the_servers_do() -> None:
    chosen = random.Random(SEED).sample(sorted(BEHAVIOURS), 2)
    columns = [column for scene in SCENES for column in scene]
    once = {column.source_id: column for column in columns}.values()
    for run, cells in run_scene(once, chosen):
        assert run.holds, run.said
        for cell in cells:
            assert cell.holds, cell
