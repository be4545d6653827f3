"""Every error code is explained, and every code explained exists."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
_CODE = re.compile(r'"([A-Z]+(?:_[A-Z]+)+)"')
#: Column names of SDMX-CSV.
_COLUMNS = {"OBS_VALUE", "TIME_PERIOD", "OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "STRUCTURE_ID",
            "STRUCTURE_NAME", "UNIT_MULT", "UNIT_MEASURE"}  # fmt: skip


def test_error_codes_and_their_page_agree() -> None:
    page = (REPOSITORY / "docs" / "decoder.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    used: set[str] = set()
    extract = REPOSITORY / "extract"
    for path in (extract / "encoding.py", *(extract / "tables").glob("*.py")):
        text = path.read_text("utf-8")
        if "FormatError" in text or "_KEY_CODES" in text:
            used |= set(_CODE.findall(text))
    assert used - explained == _COLUMNS
    assert explained - used == set()
