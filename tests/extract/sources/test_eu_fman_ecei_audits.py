from __future__ import annotations

import pytest

from tests.extract.sources.strategy_pages import bundled, doubled_space, parse, replaced
from warehouse.errors import SourceChangedError

SOURCE = "eu_fman_ecei_audits"


def test_scope_of_the_audits() -> None:
    found = {i.indicator_number: i for i in parse(doubled_space(bundled(SOURCE))).indicators}
    assert len(found) == 27
    assert all(indicator.in_gold_audit for indicator in found.values())
    only_gold = sorted(n for n, indicator in found.items() if not indicator.in_silver_audit)
    assert only_gold == ["1.2", "2.2.1", "2.2.3", "2.2.4", "2.3", "3.1", "3.2", "4.2", "4.5"]
    assert "4.6.2" not in found


def test_columns_in_another_order_and_an_open_cell() -> None:
    page = replaced(
        bundled(SOURCE),
        r"(<t[hd]>[^<]*</t[hd]>)(<t[hd]>[^<]*</t[hd]>)(<t[hd]>[^<]*</t[hd]>)(<t[hd]>[^<]*</t[hd]>)",
        r"\1\4\2\3<td>x</td>",
    )
    page = replaced(page, r"(<td>4\.6\.1</td>)<td>yes</td>", r"\1<td></td>")
    found = {i.indicator_number: i for i in parse(page).indicators}
    assert found["1.2"].in_silver_audit is False
    assert found["4.6.1"].in_gold_audit is None


@pytest.mark.parametrize(
    ("pattern", "replacement", "expected"),
    [
        (r"<table>.*</table>", "", "table"),
        (r"<td>yes</td>", "<td>perhaps</td>", "not understood"),
        (r"<td>5?4\.6\.1</td>", "<td>9.1</td>", "five sections"),
    ],
)
def test_damage_is_an_error(pattern: str, replacement: str, expected: str) -> None:
    page = replaced(bundled(SOURCE), pattern, replacement)
    with pytest.raises(SourceChangedError, match=expected) as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
