"""Some guards, drawn by seed, are taken away; ``make hostile`` takes away all."""

from __future__ import annotations

import random

import pytest

from tests.guards import GUARDS, REPO, Guard


@pytest.mark.parametrize("guard", random.Random(20261128).sample(GUARDS, 2), ids=lambda g: g.file)
def test_a_test_misses_the_guard(guard: Guard) -> None:
    assert guard.falls()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.text[:40])
def test_the_guard_stands_where_it_is_said_to(guard: Guard) -> None:
    assert (REPO / guard.file).read_text(encoding="utf-8").count(guard.text) == 1
