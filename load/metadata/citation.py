"""``CITATION.cff``: how to cite a release.

Source: Citation File Format 1.2.0.
"""

import json

from load.metadata.description import DESCRIPTION, KEYWORDS, PUBLISHER, TITLE, Description


def citation_text(description: Description) -> str:
    """The citation file as YAML."""
    day = description.created_at.date().isoformat()
    fields = {
        "cff-version": "1.2.0",
        "message": f"{citation(description)} Name the sources as LICENCES.md says.",
        "type": "dataset",
        "title": TITLE,
        "abstract": DESCRIPTION,
        "authors": [{"name": PUBLISHER}],
        "version": description.release_id,
        "date-released": day,
        "keywords": list(KEYWORDS),
    }
    # JSON scalars and lists are YAML too.
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()
    )


def citation(description: Description) -> str:
    """The citation as one sentence."""
    return (
        f"{PUBLISHER} ({description.created_at.year}): {TITLE}. "
        f"Release {description.release_id}. Data set."
    )
