"""The account of lines counts what blame prints; three words are no reason."""

from tests.lines import reason, written


def test_lines_are_counted_by_their_commit() -> None:
    blame = "aaa1 1) import os\nbbb2 old.py 2) \naaa1 3) x = 1\n"
    assert written(blame) == {"aaa1": 2, "bbb2": 1}


def test_a_short_message_is_no_reason_unless_the_file_gives_one() -> None:
    assert reason("Heads of two rows are read", "aaa1", {}) == "Heads of two rows are read"
    assert reason("wip", "aaa1", {}) is None
    assert reason("wip", "aaa1", {"aaa": "Heads of two rows are read"}) == (
        "Heads of two rows are read"
    )
