"""Write the site of a release: every page from the release folder's own files."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from load.site.atlas import Atlas, asks_as_json, atlas
from load.site.chart_series import UNRANKED, Series, all_series, newest_by_region
from load.site.cluster_list import STATES, ClusterList, cluster_list
from load.site.cluster_page import cluster_pages
from load.site.contents import COUNTRY_NAMES, Contents, grouped
from load.site.dictionary_pages import dictionary_pages
from load.site.doc_pages import attached, doc_pages, search_entries
from load.site.explorer import ready_queries, write_explorer
from load.site.findings import (
    VERDICTS,
    clusters_by_year,
    promises_kept,
    specialised_today,
    state_of_knowledge,
)
from load.site.industry_search import asked, industry_search
from load.site.map_start import MEASURES
from load.site.promises import figure_series, promise_groups, strategy_pages
from load.site.release_facts import (
    change_summary,
    gate_summary,
    latest,
    other_files,
    source_states,
    sources_with_captures,
    table_files,
    uncounted,
    whole_files,
)
from load.site.render import HERE, Renderer
from warehouse.vocabulary import OBS_STATUS

SITE_NAME = "site"
_ASSETS = HERE / "assets"
#: What pages load, and what stands before it in its file: one file is there sooner than three.
_NEEDED = {
    "icon.svg": (),
    "site.css": (),
    "clusters.js": ("page.js",),
    "dictionary.js": ("page.js",),
    "docs.js": ("page.js",),
    "explore.js": ("page.js",),
    "map.js": ("page.js", "series.js"),
    "open-target.js": (),
    "statistics.js": ("page.js", "charts.js", "series.js"),
    "strategies.js": ("page.js", "charts.js"),
}
_PAGES = (
    ("index.html", "Overview"),
    ("clusters.html", "Clusters"),
    ("map.html", "Map"),
    ("strategies.html", "Strategies"),
    ("statistics.html", "Statistics"),
    ("explore.html", "Explore"),
    ("sources.html", "Sources"),
    ("quality.html", "Quality"),
    ("dictionary.html", "Dictionary"),
    ("docs.html", "Docs"),
    ("downloads.html", "Downloads"),
)


def write_site(folder: Path) -> Path:
    """Write the site of a release into its folder ``site``.

    Args:
        folder: A release folder with its tables, metadata and manifest; other files in it
            (database, quality report) are linked if they are there.

    Returns:
        The site's first page.

    Raises:
        ReleaseError: The folder has no readable manifest.
        OSError: A table is missing, or the disk does not take it.
    """
    site = folder / SITE_NAME
    contents = Contents.of(folder)
    shutil.rmtree(site, ignore_errors=True)
    shared = {
        "release": contents.info,
        "navigation": _PAGES,
        "icon": (_ASSETS / "icon.svg").read_text(encoding="utf-8"),
        "country_names": COUNTRY_NAMES,
        "states": STATES,
        "has_report": (folder / "quality" / "index.html").exists(),
    }
    _write_pages(Renderer(site, shared), contents)
    return site / "index.html"


def _write_pages(renderer: Renderer, contents: Contents) -> None:
    (renderer.folder / "assets").mkdir(parents=True)
    for name, needed in _NEEDED.items():
        parts = [(_ASSETS / part).read_bytes() for part in (*needed, name)]
        (renderer.folder / "assets" / name).write_bytes(b"".join(parts))
    held = asked(contents)
    index = cluster_list(contents)
    pages = {row["cluster_id"]: row["page"] for row in index.clusters}
    series = all_series(contents)
    asks, sums = industry_search(contents, series, held)
    for one in [*series, *sums]:
        renderer.data(f"data/{one.series_id}.js", one.series_id, one.data)
    regional = newest_by_region(series)
    strategies = strategy_pages(contents, pages)
    drawn = atlas(contents, index.clusters, [*series, *sums], asks)
    renderer.data("data/industries.js", "industries", asks_as_json(asks))
    _write_overview(renderer, contents, index, series, regional, strategies, drawn)
    renderer.page("map.html.j2", "map.html", atlas=drawn, measures=MEASURES)
    renderer.page(
        "clusters.html.j2",
        "clusters.html",
        index=index,
        today=contents.reference_day.isoformat(),
        rows=index.as_json(),
    )
    for shown in cluster_pages(contents, index, regional):
        renderer.page("cluster.html.j2", shown["cluster"]["page"], **shown)
    _write_strategies(renderer, strategies)
    renderer.page(
        "statistics.html.j2",
        "statistics.html",
        series=[one.summary for one in series],
        unranked=sorted(UNRANKED),
        statuses=OBS_STATUS,
    )
    write_explorer(renderer, contents.folder)
    _write_reference(renderer, contents, pages, strategies)
    _write_docs(renderer)


def _write_overview(
    renderer: Renderer,
    contents: Contents,
    index: ClusterList,
    series: list[Series],
    regional: Mapping[str, tuple[Series, int]],
    strategies: list[dict[str, Any]],
    drawn: Atlas,
) -> None:
    targets = [target for page in strategies for target in page["targets"]]
    promises = [target for target in targets if target["target_value"] is not None]
    pages = {row["cluster_id"]: row["page"] for row in index.clusters}
    renderer.page(
        "index.html.j2",
        "index.html",
        by_year=clusters_by_year(contents, index),
        specialised=specialised_today(series, regional),
        promises=promises_kept(promises),
        knowledge=state_of_knowledge(contents, index, regional),
        atlas=drawn,
        day=contents.reference_day,
        changes=change_summary(contents, pages),
        attributions=sorted({row["attribution"] for row in contents.rows("source")}),
    )


def _write_strategies(renderer: Renderer, strategies: list[dict[str, Any]]) -> None:
    figures = figure_series(strategies)
    renderer.page(
        "strategies.html.j2",
        "strategies.html",
        strategies=strategies,
        groups=promise_groups(strategies),
        verdicts=VERDICTS,
        figures=figures,
        indicators=Counter(sorted(row["indicator"] for row in figures)).most_common(),
    )
    for shown in strategies:
        renderer.page("strategy.html.j2", shown["page"], verdicts=VERDICTS, **shown)


def _write_reference(
    renderer: Renderer,
    contents: Contents,
    pages: Mapping[str, str],
    strategies: list[dict[str, Any]],
) -> None:
    renderer.page("sources.html.j2", "sources.html", sources=sources_with_captures(contents))
    renderer.page(
        "quality.html.j2",
        "quality.html",
        gate=gate_summary(contents),
        states=source_states(contents),
        statement_count=len(contents.rows("statement")),
        source_count=len({row["source_id"] for row in contents.rows("statement")}),
        totals=contents.rows("control_total"),
        uncounted=uncounted(contents, pages),
    )
    files = table_files(contents)
    by_table = {held["table"].name: held["formats"] for held in files}
    relations = dictionary_pages(contents)
    renderer.page(
        "dictionary.html.j2",
        "dictionary.html",
        groups=grouped(relations, "group"),
        columns={
            shown["relation"].name: [
                (name, meaning) for name, _, meaning in shown["relation"].columns
            ]
            for shown in relations
        },
        schema_version=contents.info.schema_version,
    )
    for shown in relations:
        formats = by_table.get(shown["relation"].name, {})
        renderer.page("relation.html.j2", shown["page"], formats=formats, **shown)
    renderer.page(
        "downloads.html.j2",
        "downloads.html",
        tables=files,
        groups=other_files(contents),
        whole=whole_files(contents),
    )
    addresses = {
        "cluster": dict(pages),
        "strategy": {shown["strategy"]["strategy_id"]: shown["page"] for shown in strategies},
        "table": {shown["relation"].name: shown["page"] for shown in relations},
        "query": {
            title: f"explore.html#q={position}"
            for position, (title, _) in enumerate(ready_queries(), start=1)
        },
    }
    text = json.dumps(latest(contents, addresses), indent=1, ensure_ascii=False)
    (renderer.folder / "latest.json").write_text(f"{text}\n", encoding="utf-8")


def _write_docs(renderer: Renderer) -> None:
    docs = doc_pages()
    for doc in docs:
        renderer.page("doc.html.j2", doc.page, doc=doc)
    for path in attached():
        target = renderer.folder / "docs" / "examples" / path.name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
    renderer.data("data/docs.js", "docs", search_entries(docs))
    renderer.page("docs.html.j2", "docs.html", docs=docs)
