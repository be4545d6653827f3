"""Fixtures of the site's tests: a synthetic release with its site, and pages as parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from load.database import write_database
from load.site import write_site
from tests.load.site.made import everything, make_release
from warehouse.sql import view_files


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release in which every page has something to show, with its site."""
    folder = make_release(tmp_path_factory.mktemp("site") / "release", everything(), "before-this")
    write_database(folder, view_files())
    (folder / "quality").mkdir()
    (folder / "quality" / "index.html").write_text("<!doctype html><title>Report</title>")
    write_site(folder)
    return folder


@pytest.fixture(scope="session")
def site(release_folder: Path) -> Path:
    """The site of that release."""
    return release_folder / "site"
