"""``nordic-clusters explain``: every fact about one cluster, with its proof."""

import json
from typing import Annotated, Any

from flows.commands.options import Json, Root
from flows.commands.output import print_json
from flows.commands.release_database import current_database, rows_of
from warehouse.errors import NordicClustersError
from warehouse.texts import show

_FACTS = """
    SELECT s.property, s.value, s.qualifier, s.is_inferred, s.valid_from, s.valid_to,
           s.date_precision, s.as_of, s.confidence, s.detail, s.source_id,
           coalesce(s.statement_url, c.url) AS url, s.locator, s.capture_id, c.sha256
    FROM statement s JOIN capture c USING (capture_id)
    WHERE s.entity_id = ?
    ORDER BY s.property, s.valid_from, s.as_of, s.value, s.source_id
"""


def explain(
    cluster_id: Annotated[str, "A cluster id, or a name it goes or went by."],
    *,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Show every fact about a cluster with the page and place that prove it.

    Examples:

      nordic-clusters explain no:gce-node

      nordic-clusters explain "NCE Subsea" --json
    """
    with current_database(root) as connection:
        found = _identify(connection, cluster_id)
        facts = rows_of(connection, _FACTS, found)
    if as_json:
        print_json(facts)
        return
    print(f"{found}: {len(facts)} statements")
    for fact in facts:
        print()
        for line in _told(fact):
            print(show(line))


def _told(fact: dict[str, Any]) -> tuple[str, str]:
    """One statement as two lines: what it says, and what proves it."""
    particulars = {
        "from": fact["valid_from"],
        "to": fact["valid_to"],
        "as of": fact["as_of"],
        "qualifier": fact["qualifier"],
        "inferred": "yes" if fact["is_inferred"] else None,
        "confidence": fact["confidence"],
    } | json.loads(fact["detail"] or "{}")
    told = "; ".join(f"{name} {value}" for name, value in particulars.items() if value)
    proof = "  ".join(str(fact[name]) for name in ("source_id", "url", "locator") if fact[name])
    return f"{fact['property']}: {fact['value']} ({told})", f"  {proof}"


def _identify(connection: object, asked: str) -> str:
    asked = asked.encode("utf-8", "replace").decode()  # a terminal may hand on any bytes
    rows = connection.execute(  # type: ignore[attr-defined]
        "SELECT cluster_id FROM cluster_name WHERE $1 IN (cluster_id, name) "
        "OR lower(name) = lower($1) UNION SELECT cluster_id FROM cluster WHERE cluster_id = $1",
        [asked],
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if rows:
        raise NordicClustersError(
            f"more than one cluster goes by {asked!r}",
            found=", ".join(sorted(row[0] for row in rows)),
            remedy="give the id",
        )
    near = connection.execute(  # type: ignore[attr-defined]
        "SELECT cluster_id, max(jaro_winkler_similarity(lower(name), lower(?))) AS likeness "
        "FROM cluster_name GROUP BY ALL HAVING likeness >= 0.8 "
        "ORDER BY likeness DESC, cluster_id LIMIT 3",
        [asked],
    ).fetchall()
    raise NordicClustersError(
        f"no cluster goes by {asked!r}",
        remedy="nearest: " + ", ".join(row[0] for row in near)
        if near
        else '`nordic-clusters query "FROM cluster_name"` lists the names',
    )
