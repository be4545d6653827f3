"""Where a run reads and writes, and how it behaves; from arguments and the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from warehouse.errors import NordicClustersError

_REPO = Path(__file__).resolve().parent.parent
ROOT_SETTING = "NORDIC_CLUSTERS_ROOT"
_KEEP_SETTING = "NORDIC_CLUSTERS_KEEP_RELEASES"
_KEEP = 10


class Settings(NamedTuple):  # a dataclass takes a tenth of the time in which `status` starts
    """Settings of one run.

    Attributes:
        root: The data folder: releases, ``current``, archive and state live below it.
        staging: Address of fsspec's for the records that steps hand over; empty for the
            run's own folder.
        catalogue: PostgreSQL connection string of a DuckLake to publish into; empty for none.
        lake: Folder of that lake's files; ``lake`` in the data folder by default.
        mirror: Address of fsspec's for a copy of the releases; empty for none.
        keep_releases: A run that published keeps so many of the newest releases; 0 keeps all.
    """

    root: Path
    staging: str = ""
    catalogue: str = ""
    lake: str = ""
    mirror: str = ""
    keep_releases: int = _KEEP

    @classmethod
    def from_environment(cls, root: str | Path | None = None) -> Settings:
        """Settings from ``NORDIC_CLUSTERS_*``, else the defaults.

        The default data folder is ``warehouse/`` of a clone; where the code is installed
        without one, the user's own data folder.

        Raises:
            NordicClustersError: The path begins with ``~`` and there is no such home, or a
                number is none.
        """
        chosen = Path(root or os.environ.get(ROOT_SETTING) or default_root())
        keep = os.environ.get(_KEEP_SETTING, str(_KEEP))
        if not keep.isdecimal():
            raise NordicClustersError(
                f"{_KEEP_SETTING} is no number",
                expected="how many of the newest releases to keep; 0 keeps all",
                found=keep,
                remedy="correct it, or unset it",
            )
        try:
            return cls(
                root=chosen.expanduser().absolute(),
                staging=os.environ.get("NORDIC_CLUSTERS_STAGING", ""),
                catalogue=os.environ.get("NORDIC_CLUSTERS_CATALOGUE", ""),
                lake=os.environ.get("NORDIC_CLUSTERS_LAKE", ""),
                mirror=os.environ.get("NORDIC_CLUSTERS_MIRROR", ""),
                keep_releases=int(keep),
            )
        except RuntimeError as error:
            raise NordicClustersError(
                "the data folder's ~ names no home folder",
                place=str(chosen),
                remedy=f"give the whole path with --root or {ROOT_SETTING}",
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


def default_root() -> Path:
    """``warehouse/`` of a clone, or the user's data folder where the code is installed."""
    if (_REPO / "pyproject.toml").is_file():
        return _REPO / "warehouse"
    import platformdirs

    return platformdirs.user_data_path("nordic-clusters", appauthor=False)
