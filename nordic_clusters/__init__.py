"""The one name that an installation claims; the house's folders lie inside it.

In a clone they lie beside this folder, at the root of the repository. Their names are common
words, so a wheel must not put them at the top level of somebody's environment: it carries
them in here, and importing this package makes them importable in this process alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
if (_HERE / "flows").is_dir() and str(_HERE) not in sys.path:
    sys.path.insert(0, str(_HERE))


def main() -> None:
    """The command line."""
    from flows.cli import main as run  # noqa: PLC0415  the folders are importable from here on

    run()
