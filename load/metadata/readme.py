"""``README.md`` of a release: for whoever gets the folder and nothing else."""

from collections.abc import Iterator

from load.metadata.citation import citation
from load.metadata.description import DESCRIPTION, TITLE, Description
from warehouse.tables import TABLES


def readme_text(description: Description) -> str:
    """What the folder holds and how to open it, in Markdown."""
    return "\n".join([*_opening(description), *_tables(description), ""])


def _opening(description: Description) -> Iterator[str]:
    yield f"# {TITLE}"
    yield ""
    yield DESCRIPTION
    yield ""
    made = f"{description.created_at:%Y-%m-%d %H:%M} UTC"
    count = len(description.sources)
    yield f"Release `{description.release_id}`, made {made}, from {count} sources."
    yield ""
    yield "- `nordic_clusters.duckdb`: all tables and ready-made views in one file, for DuckDB 1.2"
    yield "  and newer; every column is explained in it (`SELECT * FROM duckdb_columns()`)"
    yield "- `parquet/`: one file per table, for pandas, polars, R and others"
    yield "- `csv/`: the same as text; empty is unknown"
    yield (
        "- `csv_spreadsheet/`: for spreadsheets: a text that begins with = + - @ or an apostrophe "
        "has one apostrophe before it; take it away to have the value"
    )
    yield "- `geo/region.parquet`: outlines of regions as GeoParquet, for QGIS, geopandas, sf"
    yield "- `LICENCES.md`: terms and attribution of each source, which go on applying"
    yield "- `manifest.json`: hash of every file; the captures that the release rests on"
    yield "- `datapackage.json`, `metadata/`: descriptions for tools and catalogues"
    yield ""
    query = "SELECT country_code, count(*) FROM cluster GROUP BY ALL ORDER BY ALL"
    yield "```sh"
    yield f'duckdb -readonly nordic_clusters.duckdb "{query}"'
    yield "```"
    yield ""
    yield f"Cite as: {citation(description)}"
    yield ""


def _tables(description: Description) -> Iterator[str]:
    yield "| table | rows | one row is |"
    yield "|---|---:|---|"
    for name, table in TABLES.items():
        yield f"| `{name}` | {description.rows[name]:,} | {table.description} |"
