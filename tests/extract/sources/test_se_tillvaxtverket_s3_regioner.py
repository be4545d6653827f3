from __future__ import annotations

import pytest

from tests.extract.sources.strategy_pages import bundled, parse, replaced
from warehouse.errors import SourceChangedError

SOURCE = "se_tillvaxtverket_s3_regioner"


def test_entries_left_out_of_the_transcription_are_no_areas() -> None:
    (strategy,) = parse(bundled(SOURCE)).strategies
    assert strategy.areas == ()
    assert strategy.document.title.startswith("Smart specialisering")


def test_the_real_pages_entries_become_areas_by_county() -> None:
    # Made-up names: the real ones are not known offline.
    page = replaced(bundled(SOURCE), r"\[…\]", "Ett område")
    (strategy,) = parse(page).strategies
    assert len(strategy.areas) == 46
    assert strategy.areas[0].name == "Blekinge: Ett område"
    assert [a.position for a in strategy.areas] == list(range(1, 47))
    assert sum(a.name.startswith("Skåne: ") for a in strategy.areas) == 6


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [(r"<h2>.*?</ul>", "heading"), (r"(<h2>Halland</h2>\s*)<ul>.*?</ul>", "without its list")],
)
def test_vanished_lists_are_errors(pattern: str, expected: str) -> None:
    page = replaced(bundled(SOURCE), pattern, r"\1" if "(" in pattern else "")
    with pytest.raises(SourceChangedError, match=expected) as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
