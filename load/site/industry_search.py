"""Industries by word for the map: which industries of which series answer, and why others do not.

The rules are those of the database's macros ``industry_answer`` and ``specialisation_of_sums``; all
words are asked at once, and words that mean the same share an answer.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from load.site.chart_series import SUMS, Series, arrays
from load.site.contents import Contents, Row, grouped

#: Terms that people ask by; classes and groups no table by region tells apart.
_TERMS = """
    SELECT t.term, t.plain, t.rank,
        list(DISTINCT t.industry_code ORDER BY t.industry_code) AS codes,
        max(s.name) AS sector, max(i.industry_name) AS name, max(i.industry_level) AS level,
        coalesce(bool_or(w.language = 'en'), false) AS is_english
    FROM (SELECT *, min(rank) OVER (PARTITION BY plain) AS least FROM industry_term) AS t
    LEFT JOIN industry AS i
        ON i.nace_revision = 'NACE-Rev.2'
        AND i.industry_code = CASE WHEN t.rank < 3 THEN t.industry_code END
    LEFT JOIN sector AS s ON s.sector_code = t.term
    LEFT JOIN industry_word AS w ON lower(w.word) = t.term
    WHERE t.rank = t.least AND t.industry_code NOT IN ('TOTAL', 'UNK')
        AND (
            t.rank > 2 OR w.word IS NOT NULL
            OR i.industry_level IN ('section', 'aggregate', 'division')
        )
    GROUP BY t.term, t.plain, t.rank ORDER BY t.term
"""
#: Headings of the list, by what kind of name leads the entry.
GROUPS = {
    "section": "Sections",
    "sector": "Sectors of clusters",
    "aggregate": "Groups inside sections",
    "division": "Divisions",
    "word": "Other words",
}


#: Meanings, each a list of terms, and rows of ``industry_answer``.
Asked = tuple[list[list[Row]], list[Row]]


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What one series answers.

    Attributes:
        series_id: Of the series, or of its sums.
        code: Industry, or several joined by ``+``.
        name: Of these industries.
        note: How it differs from what was asked.
        fit: Share of the answer that was asked for, times the share of what was asked in it.
        years: Those in which the series covers its country and is preferred.
    """

    series_id: str
    code: str
    name: str
    note: str
    fit: float
    years: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Ask:
    """An industry one can ask for.

    Attributes:
        key: For addresses: its shortest code or word.
        name: Shown.
        group: Key of ``GROUPS``.
        words: All that mean it, without case and hyphens.
        answers: By country, best first.
        reasons: Why a country has none.
    """

    key: str
    name: str
    group: str
    words: tuple[str, ...]
    answers: dict[str, tuple[Answer, ...]]
    reasons: dict[str, str]


def asked(contents: Contents) -> Asked:
    """Terms of the same meaning, each with what answers it. Before all else: it is the largest."""
    same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for term in contents.ask(_TERMS):
        same[tuple(term["codes"])].append(term)
    words = [meant[0]["term"] for meant in same.values()]
    return list(same.values()), contents.ask("FROM industry_answer(?)", words) if words else []


def industry_search(
    contents: Contents, series: Sequence[Series], held: Asked
) -> tuple[list[Ask], list[Series]]:
    """Everything one can ask for.

    Args:
        contents: The release.
        series: All series.
        held: Of :func:`asked`.

    Returns:
        Asks, and series of the sums of industries that answer some of them.
    """
    meanings, rows = held
    by_table = {
        one.summary["country_code"] + one.summary["stat_table_id"]: one
        for one in series
        if one.summary["level"] == "nuts3" and one.summary["basis"] == "workplace_persons"
    }
    answered = [
        row
        for row in rows
        if row["missing_reason"] or row["country_code"] + row["stat_table_id"] in by_table
    ]
    by_word = grouped(answered, "word")
    asks = [_ask(meant, by_word.get(meant[0]["term"], []), by_table) for meant in meanings]
    order = list(GROUPS)
    asks.sort(key=lambda ask: (order.index(ask.group), ask.name.casefold()))
    return asks, _sums(contents, answered, by_table)


def _ask(terms: list[Row], rows: list[Row], by_table: dict[str, Series]) -> Ask:
    """An entry; named after its section, else its sector, and so on."""

    def kind(term: Row) -> str:
        if term["level"] in GROUPS:
            return str(term["level"])
        return "sector" if term["sector"] else "word"

    order = list(GROUPS)
    first = min(
        terms,
        key=lambda term: (
            order.index(kind(term)),
            term["rank"],
            not term["is_english"],
            len(term["term"]),
        ),
    )
    name = first["sector"] or first["name"] or first["term"].capitalize()
    is_code = first["rank"] == 1
    answers: dict[str, list[Answer]] = defaultdict(list)
    reasons = {}
    for row in rows:
        if row["missing_reason"]:
            reasons[row["country_code"]] = row["missing_reason"]
            continue
        one = by_table[row["country_code"] + row["stat_table_id"]]
        answers[row["country_code"]].append(
            Answer(
                one.series_id + (SUMS if len(row["codes"]) > 1 else ""),
                row["industry_code"],
                row["industry_name"],
                row["industry_note"],
                row["fit"],
                tuple(row["years"]),
            )
        )
    return Ask(
        key=first["term"],
        name=f"{name} ({first['term'].upper()})" if is_code else name,
        group=kind(first),
        words=tuple(sorted({term["plain"] for term in terms})),
        answers={country: tuple(held) for country, held in answers.items()},
        reasons=reasons,
    )


def _sums(contents: Contents, rows: list[Row], by_table: dict[str, Series]) -> list[Series]:
    """For each series its sums, in a series of their own over the same regions and years."""
    wanted = {
        (row["country_code"], row["stat_table_id"], tuple(row["codes"])): None
        for row in rows
        if row["codes"] and len(row["codes"]) > 1
    }
    if not wanted:
        return []
    names = ("country_code", "stat_table_id", "codes")
    cells = contents.ask(
        """SELECT country_code, stat_table_id, codes, region_code, year, persons, persons_lower,
               persons_upper, location_quotient, lq_lower, lq_upper
           FROM specialisation_of_sums(?)""",
        [dict(zip(names, (*key[:2], list(key[2])), strict=True)) for key in wanted],
    )
    placed: dict[str, dict[tuple[str, str, int], Row]] = defaultdict(dict)
    for cell in cells:
        key = ("+".join(cell["codes"]), cell["region_code"], cell["year"])
        placed[cell["country_code"] + cell["stat_table_id"]][key] = cell
    return [_sum_series(by_table[table], held) for table, held in sorted(placed.items())]


def _sum_series(whole: Series, cells: dict[tuple[str, str, int], Row]) -> Series:
    codes = sorted({code for code, _, _ in cells})
    regions, years = whole.data["regions"], whole.data["years"]
    grid = [
        cells.get((code, region["code"], year))
        for code in codes
        for region in regions
        for year in years
    ]
    series_id = whole.series_id + SUMS
    summary = whole.summary | {
        "id": series_id,
        "industries": [{"code": code, "name": code} for code in codes],
    }
    return Series(series_id, summary, summary | {"regions": regions} | arrays(grid))
