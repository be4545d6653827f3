"""The data folder: names, switching, and what dead writers left behind."""

import os
import re
import shutil
from pathlib import Path

from load.manifest import ReleaseInfo, read_manifest
from warehouse.errors import ReleaseError

CURRENT_NAME = "current"
_RELEASE = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
#: Folders of runs below ``state/``.
RUN_PREFIX = "run-"
_ASIDE = re.compile(r"\.(?:building|removing|current)-\d+-[0-9a-f]+")


def releases_folder(root: Path) -> Path:
    """Where the releases of a data folder lie."""
    return root / "releases"


def aside(root: Path, purpose: str) -> Path:
    """A fresh name beside the releases, marked with our process id."""
    return releases_folder(root) / f".{purpose}-{os.getpid()}-{os.urandom(4).hex()}"


def current(root: Path) -> ReleaseInfo | None:
    """The release that readers see, None before the first.

    Raises:
        ReleaseError: ``current`` is lost, leads nowhere or is not a pointer.
    """
    pointer = root / CURRENT_NAME
    if not pointer.is_symlink():
        if pointer.exists():
            raise _no_pointer(root, "a file or folder")
        if _names(root):
            raise _no_pointer(root, "nothing")
        return None
    folder = releases_folder(root) / pointer.readlink().name
    if not folder.is_dir():
        raise _no_pointer(root, f"a pointer to {folder.name}, which is gone")
    return read_manifest(folder)


def restore_current(root: Path) -> str | None:
    """Point a ``current`` that is lost or leads nowhere at the newest release there is.

    Call with the writer's lock held.

    Returns:
        The release's id, None where nothing was to be done.
    """
    pointer, names = root / CURRENT_NAME, _names(root)
    is_lost = not os.path.lexists(pointer) or (
        pointer.is_symlink() and pointer.readlink().name not in names
    )
    if not is_lost or not names:
        return None
    switch(root, names[-1])
    return names[-1]


def is_current(root: Path, release_id: str) -> bool:
    """Whether readers see that release."""
    pointer = root / CURRENT_NAME
    return pointer.is_symlink() and pointer.readlink().name == release_id


def releases(root: Path) -> list[ReleaseInfo]:
    """All complete releases, oldest first."""
    found = [read_manifest(releases_folder(root) / name) for name in _names(root)]
    return sorted(found, key=lambda info: (info.created_at, info.release_id))


def _names(root: Path) -> list[str]:
    """Ids of the releases, oldest first."""
    folder = releases_folder(root)
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if _RELEASE.fullmatch(path.name))


def switch(root: Path, release_id: str) -> None:
    """Point ``current`` at a release: one rename, so readers see the old one or the new."""
    fresh = aside(root, "current")
    fresh.symlink_to(Path("releases") / release_id)
    try:
        fresh.replace(root / CURRENT_NAME)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(root)


def make_read_only(path: Path) -> None:
    """Take the right to write from every file, so that no other program changes a release."""
    for file in path.rglob("*"):
        if file.is_file():
            file.chmod(0o444)


def sync_tree(folder: Path) -> None:
    """Bring every file and folder below (and with) this one safely to disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent) / name, os.O_RDONLY)
        sync_folder(Path(parent))


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to disk."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def remove_leftovers(root: Path) -> list[Path]:
    """Remove what writers that died left behind.

    Call with the writer's lock held: whoever writes aside holds it, so all there is belongs
    to the dead, whatever process ids say (they are reused, and mean nothing on other machines).
    """
    found = [path for path in releases_folder(root).iterdir() if _ASIDE.fullmatch(path.name)]
    found += (root / "state").glob(f"{RUN_PREFIX}*")
    for path in found:
        remove(path)
    return found


def remove(path: Path) -> None:
    """Remove a pointer or a whole folder, if it is there."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


def retire(root: Path, release_id: str) -> None:
    """Remove a release; renamed first, so that half of one never looks like a release."""
    gone = aside(root, "removing")
    (releases_folder(root) / release_id).rename(gone)
    remove(gone)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _no_pointer(root: Path, found: str) -> ReleaseError:
    pointer, names = root / CURRENT_NAME, _names(root)
    remedy = "move it away and run again; the releases themselves are untouched"
    if names and not (pointer.exists() and not pointer.is_symlink()):
        remedy = (
            f"nordic-clusters run shows readers {names[-1]} again, the newest of {len(names)}; "
            "nordic-clusters release use ID another of nordic-clusters release list"
        )
    return ReleaseError(
        "the pointer to the current release is not usable",
        place=str(pointer),
        expected="a symbolic link to releases/<release id>",
        found=found,
        remedy=remedy,
    )
