"""A command as a person types it, in this process."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import unittest.mock

from flows.cli import main


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What a command came to."""

    exit_code: int
    stdout: str
    stderr: str


def typed(*words: object, stdin: bytes = b"") -> Typed:
    """Run the command line with these words."""
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin))
    code: object = 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        unittest.mock.patch("sys.stdin", given),
    ):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code or 0
    assert isinstance(code, int)
    return Typed(code, out.getvalue(), err.getvalue())
