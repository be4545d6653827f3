"""``nordic-clusters open``: the release's site in a browser."""

import webbrowser
from pathlib import Path

from flows.commands.options import Commands, add_root, command
from flows.settings import Settings
from warehouse.errors import NordicClustersError


def declare(commands: Commands) -> None:
    """Add the command."""
    add_root(command(commands, "open", open_site))


def open_site(root: Path | None = None) -> None:
    """Open the current release's site in a browser; print its address.

    Example:

      nordic-clusters open
    """
    page = Settings.from_environment(root).current / "site" / "index.html"
    if not page.exists():
        raise NordicClustersError(
            "there is no site to open yet", place=str(page), remedy="nordic-clusters run"
        )
    print(page.as_uri())
    webbrowser.open(page.as_uri())
