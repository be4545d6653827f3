"""How processes of our own code are started."""

import os
import sys
from pathlib import Path

_CODE = Path(__file__).resolve().parent.parent


def of_module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours; what lies where it is started shadows nothing."""
    return [sys.executable, "-P", "-m", name, *arguments]


def environment(**more: str) -> dict[str, str]:
    """Its environment: where the code is installed, its folders are no top-level names."""
    path = filter(None, [str(_CODE), os.environ.get("PYTHONPATH")])
    return {**os.environ, **more, "PYTHONPATH": os.pathsep.join(path)}
