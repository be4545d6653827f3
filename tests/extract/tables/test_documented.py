"""Every error code is explained, and every code explained exists."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
_CODE = re.compile(r'"([A-Z]+(?:_[A-Z]+)+)"')
_KEYWORDS_IN_CODE = {"INDHOLD"}


def test_error_codes_and_their_page_agree() -> None:
    page = (REPOSITORY / "docs" / "decoder.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    used: set[str] = set()
    extract = REPOSITORY / "extract"
    for path in (extract / "encoding.py", *(extract / "tables").glob("*.py")):
        text = path.read_text("utf-8")
        if "FormatError" in text or "_KEY_CODES" in text:
            used |= set(_CODE.findall(text))
    assert used - explained == set()
    assert explained - used == set()
