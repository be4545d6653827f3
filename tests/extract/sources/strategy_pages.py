"""Captures for the tests of strategy sources: bundled, seed files, and damaged copies."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
import textwrap
from pathlib import Path

import pytest

from extract.archive import bundled_captures, make_capture
from extract.registry import source
from warehouse.records import Capture, Records

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


def bundled(source_id: str, name: str = "") -> Capture:
    """The source's one bundled capture, or the one whose address holds ``name``."""
    found = [capture for capture in bundled_captures(source_id) if name in capture.url]
    assert len(found) == 1, [capture.url for capture in found]
    return found[0]


def seed(source_id: str, number: str) -> Capture:
    """The seed document as its publisher's page gave it; skips where it is not at hand."""
    files = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not files:
        pytest.skip("the seed documents are not here")
    return make_capture(
        source_id=source_id,
        url=source(source_id).spec.landing_url,
        content=files[0].read_bytes(),
        captured_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        method="http",
        media_type="text/plain",
        encoding="utf-8",
    )


def with_text(capture: Capture, text: str) -> Capture:
    """The capture with another content."""
    content = text.encode()
    return dataclasses.replace(capture, content=content, sha256=hashlib.sha256(content).hexdigest())


def replaced(capture: Capture, pattern: str, replacement: str) -> Capture:
    """The capture with every match replaced; a pattern that matches nothing is an error."""
    text, count = re.subn(pattern, replacement, capture.content.decode(), flags=re.DOTALL)
    assert count, pattern
    return with_text(capture, text)


def doubled_space(capture: Capture) -> Capture:
    """The capture with every blank between words doubled."""
    return replaced(capture, r"(?<=\w) (?=\w)", "  ")


def wrapped(capture: Capture, width: int = 76) -> Capture:
    """A plain text with its long lines broken, entries of lists with a hanging indent."""
    lines = []
    for line in capture.content.decode().split("\n"):
        indent = "   " if re.match(r"\s*\d+\.", line) else ""
        lines += textwrap.wrap(line, width, subsequent_indent=indent) or [""]
    return with_text(capture, "\n".join(lines))


def parse(capture: Capture) -> Records:
    """What the capture's own source makes of it."""
    return source(capture.source_id).parse(capture)
