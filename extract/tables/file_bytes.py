"""The bytes of a table: in memory, or of a large file and read where they are needed."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

#: Files of fewer bytes are read whole.
MIN_LENGTH = 1 << 20
BLOCK = 1 << 17
_HEAD = 4096


class Data(Protocol):
    """What the quick readers need of a file: its length and slices of it."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


class WholeNeededError(Exception):
    """A file has to be read in a way for which all its bytes must be in memory."""


class FileBytes:
    """A file that is sliced like bytes; only the slices are ever in memory."""

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("rb", buffering=0)
        self._length = os.fstat(self._stream.fileno()).st_size

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._length)
        found = os.pread(self._stream.fileno(), max(0, stop - start), start)
        if len(found) < stop - start:
            raise WholeNeededError  # the file is being changed
        return found


def is_read_in_parts(path: Path, beginning: re.Pattern[bytes]) -> bool:
    """Whether a file is large and begins so; a pipe or a device is never."""
    if not path.is_file() or path.stat().st_size < MIN_LENGTH:
        return False
    with path.open("rb") as stream:
        return beginning.match(stream.read(_HEAD)) is not None


def whole(data: Data) -> bytes:
    """The bytes, if they are in memory.

    Raises:
        WholeNeededError: They are not; whoever opened the file can read all of it.
    """
    if isinstance(data, bytes):
        return data
    raise WholeNeededError


def find(data: Data, mark: bytes, start: int) -> int:
    """Index of a single byte from ``start`` on, or -1."""
    for at in range(start, len(data), BLOCK):
        if (found := data[at : at + BLOCK].find(mark)) >= 0:
            return at + found
    return -1


def search(data: Data, pattern: re.Pattern[bytes], start: int, longest: int) -> int:
    """Where the first match of at most ``longest`` bytes from ``start`` on ends, or -1."""
    for at in range(start, len(data), BLOCK):
        if match := pattern.search(data[at : at + BLOCK + longest]):
            return at + match.end()
    return -1


def blocks(data: Data, start: int, end: int, *parting: bytes, kept: int = 0) -> Iterator[bytes]:
    """The bytes in pieces, each cut behind the last of what parts entries.

    Args:
        data: The whole.
        start: Where to begin.
        end: Where to end.
        parting: What may part entries.
        kept: So many last bytes of a piece are the first of the next, too.
    """
    while start < end - kept:
        piece = data[start : min(start + BLOCK, end)]
        if start + BLOCK < end:
            found = ((piece.rfind(mark, kept), len(mark)) for mark in parting)
            cut = max((at + length for at, length in found if at >= 0), default=0)
            piece = piece[:cut] if cut else data[start:end]
        yield piece
        start += len(piece) - kept
