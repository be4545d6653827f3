"""The whole job: fetch (if live), then release."""

from __future__ import annotations

from prefect import flow

from flows.build import Result
from flows.collect import COLLECTORS
from flows.release import release


@flow(name="nordic-clusters")
def nordic_clusters(
    live: bool = False,
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
) -> Result:
    """Collect from the agencies when live, then build and publish a release.

    Args:
        live: Fetch from the agencies first; otherwise the archives are all there is.
        source_ids: Fetch only these.
        countries: Fetch only sources of these countries.
        root: The data folder; see ``flows.settings``.
    """
    if live:
        for collect in COLLECTORS:
            collect(source_ids=source_ids, countries=countries, root=root)
    return release(root=root)
