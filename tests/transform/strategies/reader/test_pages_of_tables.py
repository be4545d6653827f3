"""Tables of pages nobody had seen: changes, totals, tiers of heads, captions with a unit."""

from __future__ import annotations

import pytest

from extract.prose.document import read_document
from transform.strategies.reader import read_targets

_HEADED = (
    "<table><tr><th rowspan=2>Indikator</th><th colspan=2>Udvikling</th>"
    "<th rowspan=2>Målsætning 2028</th></tr><tr><th>2022</th><th>2023</th></tr>"
    "<tr><td>Nye virksomheder</td><td>812</td><td>790</td><td>900</td></tr></table>"
)
_CHANGES = (
    "<table><tr><th>Bransje</th><th>Ansatte 2021</th><th>Ansatte 2023</th><th>Endring, %</th></tr>"
    "<tr><td>Verft</td><td>1 450</td><td>1 305</td><td>–10,0</td></tr></table>"
)
_CLASSES = (
    "<table><caption>Företag som exporterar (procent)</caption><tr><th></th><th>Små</th>"
    "<th>Stora</th></tr><tr><td>10–49</td><td>23</td><td>61</td></tr></table>"
)
_TOTALS = (
    "<table><tr><th>DKK million</th><th>2024</th><th>2025</th><th>Total</th></tr>"
    "<tr><td>Cluster grant</td><td>6.5</td><td>7.0</td><td>13.5</td></tr></table>"
)
_GOALS = (
    "<table><tr><th>Mål for 2024</th><th>Resultat</th></tr>"
    "<tr><td>Minst 40 nye medlemmer</td><td>37</td></tr></table>"
)
_FACTS = "<table><tr><th>Founded</th><td>2004</td></tr><tr><th>Members</th><td>88</td></tr></table>"


@pytest.mark.parametrize(
    ("language", "page", "rows"),
    [
        ("da", _HEADED, {(812, "companies", 2022), (790, "companies", 2023),
                         (900, "companies", 2028)}),
        ("nb", _CHANGES, {(1450, "people", 2021), (1305, "people", 2023), (10, "percent", 2023)}),
        ("sv", _CLASSES, {(23, "percent", None), (61, "percent", None)}),
        ("en", _TOTALS, {(6.5e6, "DKK", 2024), (7e6, "DKK", 2025), (13.5e6, "DKK", 2025)}),
        ("nb", _GOALS, {(40, "members", 2024), (37, "members", 2024)}),
        ("en", _FACTS, {(88, "members", None)}),
    ],
)  # fmt: skip
def test_the_values_of_a_table(
    language: str, page: str, rows: set[tuple[float, str, int | None]]
) -> None:
    text = f'<html lang="{language}"><body><main>{page}</main></body></html>'
    readings = read_targets(read_document(text.encode(), language=language))
    assert {(r.value, r.unit, r.year) for r in readings} == rows


def test_plain_lines_of_a_card_and_amounts_that_run_together() -> None:
    card = read_targets(read_document("2023 i siffror\n\n320\n\nmedlemsföretag\n".encode()))
    assert [(r.value, r.unit) for r in card] == [(320, "companies")]
    run = "Budget (tkr)\n\nKansli 875 900 900 925\n\nEtt stycke text som följer efter."
    assert [r.value for r in read_targets(read_document(run.encode(), language="sv"))] == []
