"""A copy of the releases in an object store, by fsspec: ``s3://bucket/folder`` and the like.

A store has no symbolic link and no rename: a release is uploaded under its own id, held against
its manifest, and only then ``current.json``, one small object, names it. Readers look there first.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import fsspec.core

from load.manifest import MANIFEST_NAME, read_manifest
from warehouse.errors import ReleaseError

POINTER_NAME = "current.json"


def upload(release: Path, address: str, kept: Iterable[str]) -> None:
    """Make a release the one that readers of the store see; does nothing where it is already.

    Raises:
        ReleaseError: The store did not take it; its readers see the one before.
    """
    info = read_manifest(release)
    try:
        files, root = fsspec.core.url_to_fs(address)
        files.invalidate_cache()
        pointer = f"{root}/{POINTER_NAME}"
        if files.exists(pointer) and json.loads(files.cat_file(pointer)) == _pointer(
            info.release_id
        ):
            return
        place = f"{root}/releases/{info.release_id}"
        expected = {name: facts["bytes"] for name, facts in info.manifest["files"].items()}
        for name in [*expected, MANIFEST_NAME]:
            files.makedirs(f"{place}/{name}".rpartition("/")[0], exist_ok=True)
            files.put_file(str(release / name), f"{place}/{name}")
        files.invalidate_cache()
        wrong = [name for name, size in expected.items() if files.size(f"{place}/{name}") != size]
        if wrong:
            raise ReleaseError(
                "the object store holds other bytes than were sent",
                place=address,
                found=", ".join(wrong[:5]),
                remedy="run again",
            )
        files.pipe_file(pointer, json.dumps(_pointer(info.release_id)).encode())
        stays = {info.release_id, *kept}
        for old in files.ls(f"{root}/releases", detail=False):
            if old.rstrip("/").rpartition("/")[2] not in stays:
                files.rm(old, recursive=True)
    except (OSError, ValueError) as error:
        raise ReleaseError(
            "the release is published here, but could not be copied to the object store",
            place=address,
            found=f"{type(error).__name__}: {error}",
            remedy="mend the cause; the next run copies what is missing",
        ) from error


def _pointer(release_id: str) -> dict[str, str]:
    return {"release_id": release_id, "path": f"releases/{release_id}"}
