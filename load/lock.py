"""One writer at a time for a data folder.

The lock is the kernel's (``flock``): it ends with the process that holds it, however that
dies, so no lock is ever left behind. The file's text only says who holds it, for people.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
from pathlib import Path

from warehouse.errors import ReleaseError

LOCK_NAME = ".lock"


class WriterLock:
    """The right to write releases below one folder, held until :meth:`release`.

    Args:
        folder: The ``releases`` folder; made if missing.

    Raises:
        ReleaseError: Another process (or this one) holds it, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor: int | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _not_writable(self._path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sign(descriptor)
        except OSError as error:
            os.close(descriptor)
            if isinstance(error, BlockingIOError):
                raise _busy(self._path) from error
            raise _not_writable(self._path, error) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give it back; a second call does nothing."""
        if self._descriptor is None:
            return
        os.ftruncate(self._descriptor, 0)
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)
        self._descriptor = None


def _sign(descriptor: int) -> None:
    since = dt.datetime.now(dt.UTC).replace(microsecond=0)
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": since.isoformat()}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(owner).encode(), 0)


def _busy(path: Path) -> ReleaseError:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        since = dt.datetime.fromisoformat(owner["since"])
        minutes = (dt.datetime.now(dt.UTC) - since).total_seconds() / 60
        found = f"process {owner['pid']} on {owner['host']}, for {minutes:.0f} minutes"
    except (ValueError, KeyError):  # it is just being signed or given back
        found = "another process"
    return ReleaseError(
        "another run is writing a release",
        place=str(path),
        expected="one writer at a time",
        found=found,
        remedy="wait for it, or stop that process; its lock ends with it",
    )


def _not_writable(path: Path, error: OSError) -> ReleaseError:
    return ReleaseError(
        "the data folder cannot be written",
        place=str(path),
        expected="a folder that this user may write, on a disk with space and file locks",
        found=str(error),
        remedy="give another data folder, or free space or rights on this one",
    )
