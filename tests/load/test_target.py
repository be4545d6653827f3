"""The local folder keeps what a target promises."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from load.release import build
from load.target import LocalFolder, Target
from tests.load.conftest import NOON


def test_a_local_folder_is_a_target(root: Path, tables: dict[str, pa.Table]) -> None:
    target: Target = LocalFolder(root)
    assert target.current() is None
    assert target.releases() == []
    published = target.publish(build(tables, root=root, created_at=NOON, inputs_hash="0" * 64))
    now = target.current()
    assert now
    assert now.release_id == published.release_id
    assert [info.release_id for info in target.releases()] == [published.release_id]
    assert target.prune(1) == []
