"""Words and turns of phrase in the languages of the sources: ``phrases.toml``."""

import functools
import re
import tomllib
from pathlib import Path
from typing import Any


@functools.cache
def _held() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def phrases(part: str) -> dict[str, Any]:
    """One part of the file as it stands there."""
    return _held()[part]


def patterns(part: str) -> dict[str, re.Pattern[str]]:
    """The regular expressions of one part of the file by name; case is ignored."""
    return {
        name: re.compile("".join(text.splitlines()), re.IGNORECASE)
        for name, text in phrases(part).items()
    }
