"""The release for search engines: a schema.org ``Dataset``.

Source: schema.org/Dataset; Google's structured-data guide for data sets.
"""

from typing import Any

from load.metadata.description import (
    COUNTRIES,
    DESCRIPTION,
    KEYWORDS,
    PUBLISHER,
    TITLE,
    Description,
    FileFacts,
)
from warehouse.tables import TABLES


def schema_org(description: Description) -> dict[str, Any]:
    """The data set as JSON-LD; downloads are the database and the Parquet files."""
    publisher = {"@type": "Organization", "name": PUBLISHER}
    day = description.created_at.date().isoformat()
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": TITLE,
        "description": DESCRIPTION,
        "identifier": description.release_id,
        "version": description.version,
        "datePublished": day,
        "dateModified": day,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "keywords": list(KEYWORDS),
        "creator": publisher,
        "publisher": publisher,
        "license": ["../LICENCES.md", *(url for url in description.licences.values() if url)],
        "creditText": description.citation,
        "spatialCoverage": [
            {"@type": "Place", "name": name, "identifier": code} for code, name, _ in COUNTRIES
        ],
        "isBasedOn": [row["landing_url"] for row in description.sources],
        "distribution": [
            _download(description.database, "All tables and views as one DuckDB file"),
            *(
                _download(file, f"{name}: {TABLES[name].description}")
                for name, file in description.parquet.items()
            ),
        ],
    }


def _download(file: FileFacts, title: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": title,
        "contentUrl": f"../{file.path}",
        "encodingFormat": file.media_type,
        "contentSize": f"{file.byte_count} B",
        "sha256": file.sha256,
    }
