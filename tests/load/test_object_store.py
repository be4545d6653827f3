"""A copy of the releases in an object store; here a folder of fsspec's memory, and S3."""

from __future__ import annotations

import json
from collections.abc import Iterator

import fsspec
import pytest

from load.object_store import upload
from tests.load.bucket import empty_bucket
from tests.load.conftest import Publish
from tests.load.sample import sample
from warehouse.errors import ReleaseError

pytestmark = pytest.mark.usefixtures("few_tables")


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of an empty folder."""
    if request.param == "memory":
        yield "memory://whole"
        return
    with empty_bucket() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield "s3://clusters/open"


def test_readers_see_whole_releases_only(
    store: str, publish_tables: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = publish_tables(sample(3)), publish_tables(sample(4))
    files, root = fsspec.core.url_to_fs(store)

    def pointer() -> str:
        files.invalidate_cache()
        return str(json.loads(files.cat_file(f"{root}/current.json"))["release_id"])

    upload(first.path, store, [])
    assert pointer() == first.release_id
    with monkeypatch.context() as patch:
        patch.setattr(files, "size", lambda *_: 0)
        with pytest.raises(ReleaseError, match="other bytes"):
            upload(second.path, store, [first.release_id])
    assert pointer() == first.release_id
    upload(second.path, store, [first.release_id])
    assert pointer() == second.release_id
    for release in (first, second):
        place = f"{root}/releases/{release.release_id}"
        for path in release.path.rglob("*"):
            if path.is_file():
                name = path.relative_to(release.path).as_posix()
                assert files.cat_file(f"{place}/{name}") == path.read_bytes(), name


def test_what_is_there_is_not_sent_again_and_old_ones_go(
    publish_tables: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = "memory://retention"
    first, second = publish_tables(sample(3)), publish_tables(sample(4))
    upload(first.path, store, [])
    upload(second.path, store, [])
    files, root = fsspec.core.url_to_fs(store)
    assert [one.rpartition("/")[2] for one in files.ls(f"{root}/releases", detail=False)] == [
        second.release_id
    ]
    monkeypatch.setattr(type(files), "put_file", lambda *_: pytest.fail("sent again"))
    upload(second.path, store, [])
