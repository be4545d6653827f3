"""A PostgreSQL server of Debian's in a folder, for a test."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import pytest

BINARIES = Path("/usr/lib/postgresql")


class Postgres:
    """Runs until the end of the block; PostgreSQL refuses to run as root, so not as root."""

    def __init__(self) -> None:
        found = sorted(BINARIES.glob("*/bin/initdb"))
        if not found:
            pytest.skip("no PostgreSQL here; on Debian: apt-get install postgresql")
        self._bin = found[-1].parent
        self._user = "postgres" if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def _call(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [self._bin / name, *arguments],
            user=self._user,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def __enter__(self) -> Self:
        data = str(self.folder / "data")
        self._call("initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync")
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync=off"
        self._call("pg_ctl", "-D", data, "-l", f"{self.folder}/log", "-w", "-o", options, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, database: str) -> str:
        """A new database; its connection string."""
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tester", database)
        return f"host=127.0.0.1 port={self.port} user=tester dbname={database}"
