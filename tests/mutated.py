"""Mutated bytes of the bundled captures through ``parse``, ``decode`` and the strategy reader.

``python -m tests.mutated [MUTATED_BYTES] [SEED]`` runs the campaign; the test beside it a sample.
A fault is an error that is not ours, ten times the time of the capture as it is, or 400 MB.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.fuzz_decoder import mutate
from extract.archive import bundled_captures
from extract.prose.document import read_document
from extract.registry import Source, sources
from extract.tables import decode_all
from transform.strategies.reader import read_targets
from warehouse.bounds import sift
from warehouse.errors import NordicClustersError
from warehouse.records import Capture

#: Times the unmutated capture's time; CPU seconds below which no case counts as slow.
TIMES, FLOOR_SECONDS = 10, 1.0
MEMORY_MB = 400
#: What long runs of have felled readers: of numbers, of nesting, of quotes, of space.
_RUNS = (
    b"9",
    b"1.",
    b"1,",
    b" ",
    b"(",
    b"[",
    b"{",
    b'"',
    b"<b>",
    b"<td>",
    b"\n",
    b"a",
    b"-",
    b"2024 ",
)
_PROSE = ("text/html", "application/pdf", "text/plain")


@dataclasses.dataclass(frozen=True)
class Way:
    """A capture and one thing that is done with captures like it.

    Attributes:
        name: ``parse``, ``decode`` or ``read``, and which capture.
        capture: The capture as it is bundled.
        run: What is done.
    """

    name: str
    capture: Capture
    run: Callable[[Capture], object]

    def seconds(self, capture: Capture) -> float:
        """CPU time that it takes.

        Raises:
            Exception: What came that is no error of ours.
        """
        began = time.process_time()
        with contextlib.suppress(NordicClustersError):
            self.run(capture)
        return time.process_time() - began


def _parse(source: Source) -> Callable[[Capture], object]:
    return lambda capture: sift(source.parse(capture))


def _decode(capture: Capture) -> object:
    return decode_all(capture.content, encoding=capture.encoding)


def _read(capture: Capture) -> object:
    document = read_document(
        capture.content, media_type=capture.media_type, encoding=capture.encoding
    )
    return read_targets(document)


def ways() -> list[Way]:
    """Everything that is done with the bundled captures, in the order of the sources."""
    found = []
    for source_id, source in sources().items():
        for capture in bundled_captures(source_id):
            name = f"{source_id} {capture.capture_id}"
            found.append(Way(f"parse {name}", capture, _parse(source)))
            if source.spec.kind == "statistics":
                found.append(Way(f"decode {name}", capture, _decode))
            elif capture.media_type in _PROSE:
                found.append(Way(f"read {name}", capture, _read))
    return found


def campaign(mutated_bytes: int, seed: int) -> Iterator[tuple[int, str | None]]:
    """Mutate until so many bytes were touched; after each case their number, and a fault.

    The n-th case is the same for a seed whatever came before, so that a fault can be met again.
    """
    all_ways = ways()
    usual: dict[str, float] = {}
    done = number = 0
    while done < mutated_bytes:
        chance = random.Random(f"{seed} {number}")
        way = all_ways[chance.randrange(len(all_ways))]
        content, count = way.capture.content, 0
        if chance.random() < 0.1:
            content, count = _swollen(content, chance)
        for _ in range(chance.choice((1, 1, 3, 30, 100))):
            content, touched = mutate(content, chance)
            count += touched
        case = f"case {number} of seed {seed}, {way.name}"
        if way.name not in usual:
            way.seconds(way.capture)  # once for what is loaded then
            usual[way.name] = way.seconds(way.capture)
        yield done + count, _fault(way, content, usual[way.name], case)
        done += count
        number += 1


def _swollen(content: bytes, chance: random.Random) -> tuple[bytes, int]:
    """The content with a long run of one sign in it; and how long it is."""
    run = chance.choice(_RUNS) * chance.choice((400, 5_000))
    at = chance.randrange(len(content) + 1)
    return content[:at] + run + content[at:], len(run)


def _fault(way: Way, content: bytes, usual: float, case: str) -> str | None:
    try:
        took = way.seconds(dataclasses.replace(way.capture, content=content))
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return f"{case}:\n{traceback.format_exc(limit=-4)}"
    if took > max(FLOOR_SECONDS, TIMES * usual):
        return f"{case}: {took:.1f} s instead of {usual:.1f} s"
    return None


def peak_mb() -> float:
    """Most memory that this process held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(mutated_bytes: int, seed: int) -> int:
    """Run the campaign; 1 when there was a fault."""
    began, faults, cases, done = time.monotonic(), 0, 0, 0
    for done, fault in campaign(mutated_bytes, seed):  # noqa: B007 - told at the end
        cases += 1
        if fault:
            faults += 1
            print(fault, flush=True)
    print(
        f"{done:,} mutated bytes in {cases:,} cases of {len(ways())} ways, seed {seed}: "
        f"{faults} faults, {peak_mb():.0f} MB, {time.monotonic() - began:.0f} s"
    )
    return 1 if faults or peak_mb() > MEMORY_MB else 0


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [10_000_000, 20261128][len(given) :])))
