"""What a cluster has many of: member counts and identifiers."""

from collections.abc import Mapping
from typing import Any

from transform.identity.names import domain_of
from transform.registry.precedence import Precedence, Row
from transform.registry.statements import detail_of
from warehouse.errors import ContractError


def member_counts(cluster_id: str, rows: list[Row], precedence: Precedence) -> list[Row]:
    """Rows of table ``member_count``: one per day and number, by the best statement.

    Raises:
        ContractError: A number that is not digits only.
    """
    found: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows, key=precedence.order):
        if not row["value"].isdigit():
            raise unreadable(row, "digits only, with the qualifier apart")
        day = row["as_of"] or row["valid_from"]
        found.setdefault(
            (day, row["value"], row["qualifier"]),
            {
                "cluster_id": cluster_id,
                "as_of": day,
                "member_count": int(row["value"]),
                "qualifier": row["qualifier"],
                "is_inferred": row["is_inferred"],
                "statement_id": row["statement_id"],
                "counted": detail_of(row).get("counted"),
                "as_of_precision": row["as_of_precision"]
                if row["as_of"]
                else (row["date_precision"] if day else None),
            },
        )
    return list(found.values())


def identifier(scheme: str, row: Row) -> Row:
    """What a statement says of a register number, whosever it is."""
    detail = detail_of(row)
    return {
        "scheme": scheme,
        "identifier": row["value"],
        "match_method": detail.get("match_method", "stated"),
        "match_score": float(detail.get("match_score", "1")),
        "is_struck_off": detail.get("state") == "struck off",
        "statement_id": row["statement_id"],
    }


def identifiers(
    cluster_id: str, properties: Mapping[str, list[Row]], precedence: Precedence
) -> list[Row]:
    """Rows of table ``cluster_identifier``: register numbers, and web domains as scheme ``web``.

    Raises:
        ContractError: An identifier without a scheme.
    """
    found: dict[tuple[str, str], Row] = {}
    for row in sorted(properties["identifier"], key=precedence.order):
        scheme = detail_of(row).get("scheme")
        if not scheme:
            raise unreadable(row, "detail.scheme: NO-BRC, DK-CVR, SE-ON or XI-LEI")
        found.setdefault(
            (scheme, row["value"]), {"cluster_id": cluster_id, **identifier(scheme, row)}
        )
    for row in sorted(properties["website"], key=precedence.order):
        domain = domain_of(row["value"])
        if domain:
            found.setdefault(
                ("web", domain),
                {
                    "cluster_id": cluster_id,
                    "scheme": "web",
                    "identifier": domain,
                    "match_method": "stated",
                    "match_score": 1.0,
                    "is_struck_off": False,
                    "statement_id": row["statement_id"],
                },
            )
    return list(found.values())


def unreadable(row: Row, expected: str) -> ContractError:
    """The error for a statement whose value its property cannot take."""
    return ContractError(
        f"a statement's value of {row['property']} cannot be used",
        source_id=row["source_id"],
        url=row["statement_url"],
        place=f"{row['locator']} ({row['entity_id']})",
        expected=expected,
        found=repr(row["value"]),
        remedy="mend the source's parser or add a row to warehouse/reference/corrections.csv",
    )
