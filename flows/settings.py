"""Where a run reads and writes, and how it behaves; from arguments and the environment."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from warehouse.errors import NordicClustersError

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
        """Settings from ``NORDIC_CLUSTERS_ROOT``, or the repository's ``warehouse/``.

        Raises:
            NordicClustersError: The path begins with ``~`` and there is no such home.
        """
        chosen = Path(root or os.environ.get("NORDIC_CLUSTERS_ROOT") or _REPO / "warehouse")
        try:
            return cls(root=chosen.expanduser().absolute())
        except RuntimeError as error:
            raise NordicClustersError(
                "the data folder's ~ names no home folder",
                place=str(chosen),
                remedy="give the whole path with --root or NORDIC_CLUSTERS_ROOT",
            ) from error

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
