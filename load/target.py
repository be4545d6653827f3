"""Where releases go: the seam for storage other than a local folder.

A release is built aside in a local folder in any case; a target takes over what is built and
makes readers see it. An object store or a DuckLake catalogue would be another class of this
shape: upload the built folder under its release id, then replace one pointer.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Protocol

from load import release
from load.manifest import ReleaseInfo
from load.release import BuiltRelease, Published


class Target(Protocol):
    """A place that holds releases and shows readers one of them."""

    def current(self) -> ReleaseInfo | None:
        """The release that readers see, None before the first."""

    def releases(self) -> list[ReleaseInfo]:
        """All complete releases, oldest first."""

    def publish(self, built: BuiltRelease) -> Published:
        """Take over a built release and make readers see it, in one step.

        Raises:
            ReleaseError: It could not be done; readers still see the one before.
        """

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest; never what readers see nor the one before it."""


@dataclasses.dataclass(frozen=True, slots=True)
class LocalFolder:
    """Releases in a folder of this machine: :mod:`load.release` as a target.

    Attributes:
        root: The data folder.
    """

    root: Path

    def current(self) -> ReleaseInfo | None:
        """As :meth:`Target.current`."""
        return release.current(self.root)

    def releases(self) -> list[ReleaseInfo]:
        """As :meth:`Target.releases`."""
        return release.releases(self.root)

    def publish(self, built: BuiltRelease) -> Published:
        """As :meth:`Target.publish`."""
        return release.publish(built)

    def prune(self, keep: int) -> list[str]:
        """As :meth:`Target.prune`."""
        return release.prune(self.root, keep)
