"""Waiting for what another thread or process does: it ends when that is done, on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Only a test that fails takes so long.
PATIENCE_SECONDS = 600.0


def await_that(holds: Callable[[], object], otherwise: str) -> None:
    """Return once it holds.

    Args:
        holds: Asked again and again.
        otherwise: What to say when it never does.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)
