"""Where a run reads and writes, and how it behaves; from arguments and the environment."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

_REPO = Path(__file__).resolve().parent.parent


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run.

    Attributes:
        root: The data folder: releases, ``current``, archive and state live below it.
    """

    root: Path

    @classmethod
    def from_environment(cls, root: str | Path | None = None) -> Settings:
        """Settings from ``NORDIC_CLUSTERS_ROOT``, or the repository's ``warehouse/``."""
        chosen = Path(root or os.environ.get("NORDIC_CLUSTERS_ROOT") or _REPO / "warehouse")
        return cls(root=chosen.expanduser().absolute())

    @property
    def archive(self) -> Path:
        """Captures that live runs fetched."""
        return self.root / "archive"

    @property
    def state(self) -> Path:
        """What runs remember: fetch outcomes, Prefect's own database."""
        return self.root / "state"

    @property
    def current(self) -> Path:
        """The published release."""
        return self.root / "current"
