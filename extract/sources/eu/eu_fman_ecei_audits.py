"""Which of the 31 ECEI quality indicators the silver and the gold audit ask for.

The official list (number, title, section, page) is in
``no_orconsulting_klyngeerfaringer_2017``; this table adds the scope of the audits.

Source: https://reference-global.com/article/10.2478/fman-2023-0002, table "Scope of audit
conducted for silver and gold badges" after the ECEI criteria of 2013.
"""

from extract.pages.columns import Row, read_table
from extract.pages.select import changed
from warehouse.records import Capture, Indicator, Records

_COLUMNS = {
    "number": r"(?:no\.?|number|lp\.?)",
    "title": r"indicators?",
    "silver": r"silver(?: .*)?",
    "gold": r"gold(?: .*)?",
}
_SECTIONS = {
    "1": "I STRUCTURE OF THE CLUSTER",
    "2": "II TYPOLOGY, GOVERNANCE, CO-OPERATION",
    "3": "III FINANCING CLUSTER ORGANISATION MANAGEMENT",
    "4": "IV STRATEGY, OBJECTIVES, SERVICES",
    "5": "V ACHIEVEMENTS, RECOGNITION",
}
_ANSWERS = {"yes": True, "x": True, "+": True, "✓": True, "no": False, "-": False, "–": False}


def parse(capture: Capture) -> Records:
    """One indicator per row, with the audits that ask for it.

    Raises:
        SourceChangedError: The table is gone, or a cell is neither yes nor no.
    """
    rows, unknown = read_table(capture, _COLUMNS)
    return Records(
        indicators=tuple(
            Indicator(
                indicator_number=row.cells["number"],
                title=row.cells["title"],
                section=_section(row, capture),
                locator=row.locator,
                in_silver_audit=_answer(row, "silver", capture),
                in_gold_audit=_answer(row, "gold", capture),
            )
            for row in rows
        ),
        set_aside=unknown,
    )


def _section(row: Row, capture: Capture) -> str:
    number = row.cells["number"]
    if number[:1] not in _SECTIONS:
        raise changed(
            capture,
            "An indicator's number is outside the five sections",
            place=row.locator,
            expected="1.1.0 to 5.3",
            found=number,
        )
    return _SECTIONS[number[:1]]


def _answer(row: Row, column: str, capture: Capture) -> bool | None:
    cell = row.cells[column].lower()
    if cell and cell not in _ANSWERS:
        raise changed(
            capture,
            f"A cell of the column {column} is not understood",
            place=row.locator,
            expected="yes, no or empty",
            found=cell,
        )
    return _ANSWERS.get(cell)
