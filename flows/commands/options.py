"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        envvar="NORDIC_CLUSTERS_ROOT",
        help="The data folder (releases, current, archive). Default: warehouse/ of the clone, or "
        "the user's data folder where the code is installed.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
#: Patience with another run; the flows have the same.
WAIT_MINUTES = 30.0
WaitMinutes = Annotated[
    float, typer.Option("--wait-minutes", min=0, help="How long to wait for another run to end.")
]
