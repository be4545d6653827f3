"""A sample of the matrix of hostile servers, drawn by seed; ``make hostile`` runs all of it."""

from __future__ import annotations

import random

import pytest

from tests.flows.hostile import BEHAVIOURS, run_client
from tests.flows.live_case import KINDS

SEED = 20261128


@pytest.mark.parametrize("name", KINDS)
def test_what_was_good_serves_on_whatever_the_server_does(name: str) -> None:
    chosen = random.Random(f"{SEED} {name}").sample(sorted(BEHAVIOURS), 6)
    cells, _ = run_client(name, chosen)
    for cell in cells:
        assert cell.holds, cell
