"""A sample of the campaign of mutated bytes; ``make mutated`` runs ten million of them."""

from __future__ import annotations

from tests.mutated import campaign


def test_mutated_captures_end_in_records_or_in_an_error_of_ours() -> None:
    assert [fault for _, fault in campaign(60_000, 20261128) if fault] == []
