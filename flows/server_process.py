"""Runs Prefect's server, and ends it when the run that started it is gone.

A run that is killed cannot stop its server; an orphan would hold memory and the database.
"""

from __future__ import annotations

import os
import sys
import threading
import time

import uvicorn

_LOOK_EVERY_SECONDS = 1.0


def main() -> None:
    """Serve until the parent ends; arguments: the port and the parent's process id.

    The id is an argument because the parent may be gone before this process gets here.
    """
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        lifespan="on",
    )


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main()
