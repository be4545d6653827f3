"""Mutate statistical files and decode them: an error that is not ours, or a hang, is a fault.

python -m benchmarks.fuzz_decoder [MUTATED_BYTES] [SEED]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from extract.tables import FORMATS, decode_all
from warehouse.errors import FormatError

_BUNDLED = Path(__file__).parents[1] / "extract" / "bundled"
#: Bytes that mean something in one of the formats.
_MARKS = b'"\\;,\t\n\r =()[]{}:.-+0123456789eEnul\xef\xbb\xbf\xff\x00'
#: Longer files are left out: a mutation shall meet the head as often as the cells.
_LENGTH = 8_000
SLOW_SECONDS = 10.0


def samples() -> list[bytes]:
    """The shorter bundled captures of statistics, and small files of every format."""
    found = [
        path.read_bytes()
        for path in sorted(_BUNDLED.rglob("*"))
        if path.suffix in {".csv", ".px", ".tsv"}
        or (path.suffix == ".json" and b'"dimension"' in path.read_bytes()[:20_000])
    ]
    made = [
        b"freq,geo\\TIME_PERIOD\t2021 \t2022 \nA,DK01\t1.5 \t7 bp\nA,SE11\t: \t: c\n",
        b"DATAFLOW,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nX,A,DK01,2021,1.5,p\n",
        b'"T"\n\n"region","Antal 2023","Antal 2024"\n"Nord",1.5,..\n"Syd",2,"-"\n',
        b"KOM;TID;2023K1;2023K2\n101;M;1,5;2\n101;K;..;4\n",
        b"KOM;TID;INDHOLD\n101 A;2024 2024;5\n102 B;2024 2024;7\n",
        (
            b'CHARSET="ANSI";LANGUAGE="sv";STUB="a";HEADING="b";VALUES("a")="x","y";'
            b'VALUES("b")="1","2";KEYS("a")=VALUES;DATA=\n"x" 1 ".."\n"y" 3 4;\n'
        ),
        b'CHARSET="ANSI";STUB="a";VALUES("a")="x","y";NOTE="n";DATA=1 2;',
    ]
    return [*(data for data in found if len(data) <= _LENGTH), *made]


def mutate(data: bytes, rng: random.Random) -> tuple[bytes, int]:
    """Change, insert and take away bytes, and cut; the result and how many were touched."""
    damaged = bytearray(data)
    count = rng.choice((1, 2, 5, 20, 100))
    for _ in range(count):
        at = rng.randrange(len(damaged) + 1)
        byte = rng.choice(_MARKS) if rng.random() < 0.8 else rng.randrange(256)
        kind = rng.random()
        if kind < 0.6:
            damaged[at : at + 1] = bytes([byte])
        elif kind < 0.8:
            damaged[at:at] = bytes([byte])
        else:
            del damaged[at : at + 1]
    if rng.random() < 0.1:
        del damaged[rng.randrange(len(damaged) + 1) :]
    return bytes(damaged), count


def mutate_and_decode(
    *, seed: int, mutated_bytes: int, files: Sequence[bytes] | None = None
) -> int:
    """Decode mutated files until so many bytes were mutated.

    Returns:
        How many bytes were mutated.

    Raises:
        Exception: What the decoder raised that is not a refusal; a note names the file.
    """
    rng = random.Random(seed)
    files = files or samples()
    done = 0
    while done < mutated_bytes:
        data, count = mutate(rng.choice(files), rng)
        name = rng.choice(FORMATS) if rng.random() < 0.2 else None
        begun = time.perf_counter()
        try:
            decode_all(data, format=name)
        except FormatError:
            pass
        except BaseException as error:
            error.add_note(f"seed {seed}, format {name}, file {data!r}")
            raise
        if time.perf_counter() - begun > SLOW_SECONDS:
            raise TimeoutError(f"seed {seed}, format {name}: too slow on {data!r}")
        done += count
    return done


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    begin = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(f"{mutate_and_decode(seed=begin, mutated_bytes=wanted):,} bytes mutated, no fault")
