"""One at a time: the kernel's lock (``flock``) on a file of the data folder.

It ends with the process that holds it, however that dies, so no lock is ever left behind. The
file's text only says who holds it, for people. Several machines may share the folder where
the file system carries ``flock``: ext4, xfs, btrfs, ZFS, CephFS, GFS2, and NFS 4 between
Linux machines. SMB, object stores mounted as folders and NFS with ``nolock`` do not.
"""

import datetime as dt
import fcntl
import json
import logging
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from warehouse.errors import BusyError, ReleaseError

logger = logging.getLogger("nordic_clusters.load")

LOCK_NAME = ".lock"
_LOOK_EVERY_SECONDS = 0.5


class WriterLock:
    """The right to write below one folder, held until :meth:`release`.

    Args:
        folder: Made if missing.
        wait_seconds: How long to wait for another holder; 0 leaves at once.
        quiet: Do not say that it waits.
        sleep: Waits so many seconds.

    Raises:
        BusyError: Another process (or this one) still holds it.
        ReleaseError: The folder cannot be written, or its file system knows no locks.
    """

    def __init__(
        self,
        folder: Path,
        wait_seconds: float = 0,
        *,
        quiet: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor: int | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _not_writable(self._path, error) from error
        try:
            self._take(descriptor, wait_seconds, sleep, quiet=quiet)
            _sign(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise _not_writable(self._path, error) from error
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        """The lock, held."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self.release()

    @property
    def descriptor(self) -> int:
        """Handed to a child process, it keeps the lock until that ends too."""
        if self._descriptor is None:
            raise ValueError("the lock was given back")
        return self._descriptor

    def release(self) -> None:
        """Give it back; a second call does nothing."""
        if self._descriptor is None:
            return
        os.ftruncate(self._descriptor, 0)
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)
        self._descriptor = None

    def _take(
        self, descriptor: int, wait_seconds: float, sleep: Callable[[float], None], *, quiet: bool
    ) -> None:
        waited = 0.0
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = _holder(self._path)
                if waited >= wait_seconds:
                    raise _busy(self._path, holder) from None
                if not waited and not quiet:
                    logger.warning(
                        "waiting up to %.0f minutes for %s, which writes below %s",
                        wait_seconds / 60,
                        holder,
                        self._path.parent,
                    )
                sleep(_LOOK_EVERY_SECONDS)
                waited += _LOOK_EVERY_SECONDS
            else:
                return


def _sign(descriptor: int) -> None:
    since = dt.datetime.now(dt.UTC).replace(microsecond=0)
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": since.isoformat()}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(owner).encode(), 0)


def _holder(path: Path) -> str:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        since = dt.datetime.fromisoformat(owner["since"])
        minutes = (dt.datetime.now(dt.UTC) - since).total_seconds() / 60
    except (OSError, ValueError, KeyError):  # it is just being signed or given back
        return "another process"
    return f"process {owner['pid']} on {owner['host']}, for {max(minutes, 0):.0f} minutes"


def _busy(path: Path, holder: str) -> BusyError:
    return BusyError(
        "another run is at work",
        place=str(path),
        expected="one writer at a time",
        found=holder,
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
