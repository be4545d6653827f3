"""``nordic-clusters open``: the release's site in a browser."""

import webbrowser

from flows.commands.options import Root
from flows.settings import Settings
from warehouse.errors import NordicClustersError


def open_site(*, root: Root = None) -> None:
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
