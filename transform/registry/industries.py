"""What clusters work in: by a reviewer's table, else by the words that their sources use."""

import collections
import re
from collections.abc import Iterable, Mapping, Sequence

from transform.registry.precedence import Row
from warehouse.errors import ContractError
from warehouse.tables import TABLES

#: Languages that a country's sources write in.
_LANGUAGES = {"DK": ("da", "en"), "SE": ("sv", "en"), "NO": ("nb", "nn", "en")}
#: What tells a cluster's field, the most telling first.
_TELLING = ("sector", "stronghold", "description", "name")
#: A shorter word counts only where it stands alone; a longer one begins compounds too.
_SHORTEST_STEM = 6
#: Words that are one wherever they stand, but begin too much else.
_NEVER_A_STEM = frozenset({"industri", "industry", "research", "forskning", "design"})


class IndustryWords:
    """Finds the industries that a text names.

    Args:
        words: Rows of table ``industry_word``.
        sectors: Rows of table ``sector_industry``.
    """

    def __init__(self, words: Iterable[Row], sectors: Iterable[Row]) -> None:
        self._codes: dict[tuple[str, str], list[Row]] = collections.defaultdict(list)
        for row in words:
            self._codes[row["language"], row["word"]].append(row)
        self._sector = {row["industry_code"]: row["sector_code"] for row in sectors}
        self._patterns = {
            language: _pattern({word for other, word in self._codes if other == language})
            for language in {language for language, _ in self._codes}
        }

    def read(self, text: str, country_code: str) -> list[tuple[str, str | None, str]]:
        """Sector, NACE code or None, and the word, in the text's order, each pair once."""
        found: dict[tuple[str, str | None], str] = {}
        for language in _LANGUAGES[country_code]:
            pattern = self._patterns.get(language)
            for match in pattern.finditer(text.casefold()) if pattern else ():
                for sector_code, nace_code in self._meaning(language, match[0]):
                    found.setdefault((sector_code, nace_code), match[0])
        return [(*pair, word) for pair, word in found.items()]

    def sector_of(self, nace_code: str) -> str | None:
        """The sector that holds an industry, or the division above it."""
        return next(
            (
                self._sector[nace_code[:length]]
                for length in range(len(nace_code), 1, -1)
                if nace_code[:length] in self._sector
            ),
            None,
        )

    def _meaning(self, language: str, word: str) -> list[tuple[str, str | None]]:
        rows = self._codes[language, word]
        sectors = [row["code"] for row in rows if row["scheme"] == "sector"]
        codes = [row["code"] for row in rows if row["scheme"] == "nace"]
        pairs = [(sectors[0] if sectors else self.sector_of(code), code) for code in codes]
        whole = [(sector, None) for sector in sectors if not codes]
        return [(sector, code) for sector, code in [*pairs, *whole] if sector]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(_written(word) for word in longest_first))


def _written(word: str) -> str:
    is_stem = len(word) >= _SHORTEST_STEM and word not in _NEVER_A_STEM
    return rf"\b{re.escape(word)}" + ("" if is_stem else r"\b")


def cluster_industries(
    clusters: Iterable[Row],
    statements: Iterable[Row],
    reviewed: Sequence[Mapping[str, str]],
    words: IndustryWords,
    *,
    complete: bool = True,
) -> list[Row]:
    """Rows of table ``cluster_industry``.

    A cluster that a reviewer has read has the reviewer's rows and no others; any other has
    what the words of its sources say. The proof is the statement that tells the field.

    Raises:
        ContractError: A reviewed row is about a cluster that no source names.
    """
    telling = _telling_statements(statements)
    by_cluster: dict[str, list[Mapping[str, str]]] = collections.defaultdict(list)
    for row in reviewed:
        by_cluster[row["cluster_id"]].append(row)
    made: list[Row] = []
    for cluster in clusters:
        cluster_id, proofs = cluster["cluster_id"], telling[cluster["cluster_id"]]
        if cluster_id in by_cluster:
            made += _reviewed(by_cluster.pop(cluster_id), proofs[0])
        else:
            made += _stated(cluster_id, cluster["country_code"], proofs, words)
    if complete and by_cluster:
        raise ContractError(
            "a reviewed row names a cluster that no source names",
            place="cluster_industry.csv: " + ", ".join(sorted(by_cluster)[:5]),
            remedy="mend or delete the row in warehouse/reference/cluster_industry.csv",
        )
    return made


def _telling_statements(statements: Iterable[Row]) -> dict[str, list[Row]]:
    """Each entity's statements that tell its field, the most telling first."""
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in statements:
        if row["property"] in _TELLING:
            found[row["entity_id"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (_TELLING.index(row["property"]), row["statement_id"]))
    return found


def _reviewed(rows: Iterable[Mapping[str, str]], proof: Row) -> list[Row]:
    return [
        TABLES["cluster_industry"].row(
            row,
            industry_rank=rank,
            nace_code=row["nace_code"] or None,
            basis="reviewed",
            statement_id=proof["statement_id"],
        )
        for rank, row in enumerate(rows, start=1)
    ]


def _stated(
    cluster_id: str, country_code: str, proofs: Iterable[Row], words: IndustryWords
) -> list[Row]:
    """What the most telling statement that names an industry says."""
    for proof in proofs:
        if found := words.read(proof["value"], country_code):
            return [
                {
                    "cluster_id": cluster_id,
                    "industry_rank": rank,
                    "sector_code": sector_code,
                    "nace_code": nace_code,
                    "weight": None,
                    "basis": "inferred" if proof["is_inferred"] else "stated",
                    "reason": f'The word "{word}" in its {proof["property"]}',
                    "statement_id": proof["statement_id"],
                }
                for rank, (sector_code, nace_code, word) in enumerate(found, start=1)
            ]
    return []
