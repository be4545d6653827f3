"""``nordic-clusters organisations`` against a local register, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.http.client import Client
from flows import fetch
from tests.agencies.brreg import EnhetsregisteretServer, write_bulk_file
from tests.agencies.redirect import RedirectingSession
from tests.flows.typed import typed

ADDRESS = "https://data.brreg.no/enhetsregisteret/api"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    write_bulk_file(tmp_path / "packed.gz", 200)
    return tmp_path / "packed.gz"


def test_the_nightly_file_becomes_a_table(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EnhetsregisteretServer(bulk=packed) as server:
        session = RedirectingSession({ADDRESS: server.api})
        monkeypatch.setattr(fetch, "shared_client", lambda: Client(session=session))
        result = typed("organisations", "--out", tmp_path / "units.parquet")
    assert result.exit_code == 0
    assert result.stdout.startswith("180 entities, ")  # every tenth is a person's business
    assert pq.read_metadata(tmp_path / "units.parquet").num_rows == 180
    assert {path.name for path in tmp_path.iterdir()} == {"packed.gz", "units.parquet"}


def test_a_damaged_file_leaves_what_was_there(packed: Path, tmp_path: Path) -> None:
    packed.write_bytes(packed.read_bytes()[:-20])
    (tmp_path / "units.parquet").write_bytes(b"earlier")
    result = typed("organisations", "--file", packed, "--out", tmp_path / "units.parquet")
    assert result.exit_code == 2
    assert "packed.gz" in result.stderr
    assert (tmp_path / "units.parquet").read_bytes() == b"earlier"
    assert packed.exists()
