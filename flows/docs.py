"""The generated parts of README and docs: written, or checked against what is there.

Usage: ``python -m flows.docs`` writes, ``python -m flows.docs --check`` fails on a
difference. A part lies between ``<!-- name:begin -->`` and ``<!-- name:end -->``.
"""

import contextlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

from warehouse.errors import NordicClustersError

REPO = Path(__file__).resolve().parent.parent


def sources_table() -> str:
    """One line per source."""
    from extract.registry import sources

    lines = [
        "| source | kind | publisher | licence | cadence | live |",
        "|---|---|---|---|---|---|",
    ]
    for source in sources().values():
        spec = source.spec
        lines.append(
            f"| [`{spec.source_id}`]({spec.landing_url}) {spec.title} | {spec.kind} | "
            f"{spec.publisher} | {spec.licence.name} | {spec.cadence} | "
            f"{'yes' if spec.is_live else 'no'} |"
        )
    return "\n".join(lines)


def tables_table() -> str:
    """One line per table of the contract."""
    from warehouse.tables import TABLES

    lines = ["| group | table | one row is |", "|---|---|---|"]
    lines += [
        f"| {table.group} | `{table.name}` | {table.description} |" for table in TABLES.values()
    ]
    return "\n".join(lines)


def rules_table() -> str:
    """One line per domain rule, and how many follow from the contract."""
    from expectations.domain import domain_rules
    from expectations.rules import contract_rules

    from_contract = (
        f"{len(contract_rules())} rules follow from the contract (row counts, keys, required "
        "values, code lists, ranges, patterns, references). To these come:"
    )
    lines = [from_contract, "", "| code | table | severity | asks |", "|---|---|---|---|"]
    lines += [
        f"| `{rule.code}` | `{rule.table}` | {rule.severity} | {rule.description} |"
        for rule in domain_rules()
    ]
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {
    "sources": sources_table,
    "tables": tables_table,
    "rules": rules_table,
}


def render(text: str) -> str:
    """A page with its generated parts as they should be now.

    Raises:
        NordicClustersError: A part that nobody makes.
    """

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in PARTS:
            raise NordicClustersError(
                f"no generated part is called {name}", expected=", ".join(PARTS)
            )
        return f"<!-- {name}:begin -->\n{PARTS[name]()}\n<!-- {name}:end -->"

    return re.sub(
        r"<!-- (?P<name>[a-z-]+):begin -->\n.*?<!-- (?P=name):end -->",
        replace,
        text,
        flags=re.DOTALL,
    )


def with_outputs(text: str, root: Path) -> str:
    """A page whose SQL blocks are followed by what the release really answers.

    Args:
        text: The page; a ``sql`` block directly followed by a ``text`` block is a pair.
        root: Data folder with a current release.
    """
    import duckdb

    with contextlib.closing(
        duckdb.connect(str(root / "current" / "nordic_clusters.duckdb"), read_only=True)
    ) as connection:

        def replace(match: re.Match[str]) -> str:
            result = connection.execute(match["sql"])
            names = [column[0] for column in result.description]
            answer = _plain_table(names, result.fetchall())
            return f"```sql\n{match['sql']}```\n\n```text\n{answer}\n```"

        pair = r"```sql\n(?P<sql>(?:(?!```).)*?)```\n\n```text\n.*?```"
        return re.sub(pair, replace, text, flags=re.DOTALL)


def _plain_table(names: list[str], rows: list[tuple[object, ...]]) -> str:
    cells = [names, *(["" if cell is None else str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[position]) for line in cells) for position in range(len(names))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def main() -> None:
    """Write, or check with ``--check``."""
    from flows.settings import Settings
    from warehouse.dictionary import dictionary

    unknown = set(sys.argv[1:]) - {"--check"}
    if unknown:
        sys.exit(f"{__doc__}\nnot understood: {' '.join(sorted(unknown))}")
    check = "--check" in sys.argv[1:]
    pages = [REPO / "README.md", *sorted((REPO / "docs").glob("*.md"))]
    wanted = {page: render(page.read_text(encoding="utf-8")) for page in pages}
    settings = Settings.from_environment()
    if settings.current.exists() and not check:
        # `make docs` brings a release of its own; the tests hold the outputs against theirs.
        wanted = {page: with_outputs(text, settings.root) for page, text in wanted.items()}
    wanted[REPO / "docs" / "dictionary.md"] = dictionary()
    stale = [
        page
        for page, text in wanted.items()
        if not page.exists() or page.read_text(encoding="utf-8") != text
    ]
    for page in stale:
        print(f"{'out of date' if check else 'written'}: {page.relative_to(REPO)}")
        if not check:
            page.write_text(wanted[page], encoding="utf-8")
    if check and stale:
        sys.exit("run `make docs` and commit what it writes")


if __name__ == "__main__":
    main()
