"""Stream a synthetic bulk file of a million entities of Enhetsregisteret into Parquet.

Run ``python -m benchmarks.stream_units [UNITS]``. The file is made by a process of its own.
Prints seconds and this process's peak memory. The bar: at most 500 MB.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

from extract.agencies.enhetsregisteret_bulk import write_bulk
from tests.agencies.brreg import write_bulk_file

BAR_MEGABYTES = 500


def measure(units: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "units.json.gz"), Path(folder, "units.parquet")
        maker = multiprocessing.get_context("spawn").Process(
            target=write_bulk_file, args=(source, units)
        )
        maker.start()
        maker.join()
        start = time.perf_counter()
        rows = write_bulk(source, target)
        seconds = time.perf_counter() - start
        sizes = source.stat().st_size, target.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "units": units,
        "legal_entities": rows,
        "bulk_megabytes": sizes[0] // 1_000_000,
        "parquet_megabytes": sizes[1] // 1_000_000,
        "seconds": round(seconds, 1),
        "peak_megabytes": peak,
        "is_within_bar": rows == units - units // 10 and peak <= BAR_MEGABYTES,
    }


def main() -> None:
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    print(json.dumps(result, indent=1))
    sys.exit(0 if result["is_within_bar"] else 1)


if __name__ == "__main__":
    main()
