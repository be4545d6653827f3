"""Guards against hostile days, each taken away once: the test named beside it must fall.

``python -m tests.guards`` takes away every one; the test beside it a sample drawn by seed.
"""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

#: Far more than any of the tests takes with its guard.
_PATIENCE_SECONDS = 90
REPO = Path(__file__).resolve().parent.parent

_RUN = """
import importlib.machinery, pathlib, sys, pytest
file, old, new, test = sys.argv[1:]
module = file.removesuffix(".py").replace("/", ".")
read_text = pathlib.Path.read_text
def without_guard(path, *args, **kwargs):
    text = read_text(path, *args, **kwargs)
    if not path.as_posix().endswith(file):
        return text
    assert text.count(old) == 1, f"{file} holds the guard {text.count(old)} times"
    return text.replace(old, new)
if not file.endswith(".py"):  # a file that some module reads
    pathlib.Path.read_text = without_guard
class Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname):
        text = self.get_source(fullname)
        assert text.count(old) == 1, f"{fullname} holds the guard {text.count(old)} times"
        return self.source_to_code(text.replace(old, new), self.path)
class Finder:
    @staticmethod
    def find_spec(name, path, target=None):
        if name != module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Loader(name, spec.origin)
        return spec
sys.meta_path.insert(0, Finder)
sys.exit(pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", test]))
"""


@dataclasses.dataclass(frozen=True)
class Guard:
    """One guard: the text that is it, what stands there without it, and the test that falls."""

    file: str
    text: str
    without: str
    test: str

    def falls(self) -> bool:
        """Whether the test fails, as it should, when the guard is gone."""
        try:
            done = subprocess.run(
                [sys.executable, "-c", _RUN, self.file, self.text, self.without, self.test],
                cwd=REPO,
                capture_output=True,
                text=True,
                check=False,
                timeout=_PATIENCE_SECONDS,
            )
        except subprocess.TimeoutExpired:  # without its guard it waits for ever
            return True
        if done.returncode not in {0, 1}:
            raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
        return done.returncode == 1


_CONNECTION = "tests/extract/http/test_connection.py"
_DOCUMENT = "tests/extract/prose/test_document.py"
_ADDRESSES = f"{_CONNECTION}::TestAddresses"
GUARDS = (
    Guard(
        "extract/http/connection.py",
        "if not leave.may_be_inside and self.proxy is None:",
        "if False:",
        f"{_ADDRESSES}::test_one_address_inside_among_others_is_enough",
    ),
    Guard(
        "extract/http/connection.py",
        "super().settimeout(current_leave().cut(self._asked))",
        "pass",
        f"{_CONNECTION}::test_no_drip_outlasts_the_whole[interim answers]",
    ),
    Guard(
        "extract/http/connection.py",
        "and not found.is_multicast",
        "",
        f"{_CONNECTION}::test_an_address_inside_is_not_public",
    ),
    Guard(
        "extract/http/transport.py",
        "status == 304 and call.is_conditional",
        "status == 304",
        f"{_CONNECTION}::test_an_answer_that_is_none_is_refused",
    ),
    Guard(
        "extract/http/client.py",
        "self._allowance.spend(current)",
        "pass",
        f"{_CONNECTION}::test_a_visit_has_an_end",
    ),
    Guard(
        "extract/http/client.py",
        "with io.BytesIO() as sink:  # closed: an error's frames would hold the body on",
        "sink = io.BytesIO()\n        if True:",
        "tests/extract/http/test_client.py::TestBadInput",
    ),
    Guard(
        "extract/archive.py",
        "return newest if newest and self._has_bytes(newest) else {}",
        "return newest",
        "tests/extract/test_archive.py",
    ),
    Guard(
        "extract/archive.py",
        "if content is not None and hashlib.sha256(content).hexdigest() == sha256:",
        "if content is not None:",
        "tests/extract/test_archive.py",
    ),
    Guard(
        "extract/faults.py",
        "except Exception as error:",
        "except ValueError as error:",
        "tests/flows/test_every_fault.py",
    ),
    Guard(
        "extract/pages/select.py",
        "if (depth := markup.depth()) > MAX_DEPTH:",
        "if (depth := 0) > MAX_DEPTH:",
        "tests/extract/pages/test_lists.py",
    ),
    Guard(
        "extract/tables/cross_table.py",
        "if not rows:\n        raise no_header",
        "if False:\n        raise no_header",
        "tests/extract/tables/test_cross_table.py",
    ),
    Guard(
        "transform/strategies/reader/numbers.py",
        "if len(match[0]) <= _LONGEST_FIGURE",
        "if True",
        "tests/transform/strategies/reader/test_numbers.py",
    ),
    Guard(
        "warehouse/bounds.py",
        '_check_claim(part.property, found["value"])',
        "pass",
        "tests/warehouse/test_bounds.py",
    ),
    Guard(
        "warehouse/bounds.py",
        "if lost > max(1, MOST_SET_ASIDE * whole):",
        "if False:",
        "tests/warehouse/test_bounds.py",
    ),
    Guard(
        "warehouse/schema.py",
        "self._check_values(column.field, table.column(column.name))",
        "pass",
        "tests/warehouse/test_bounds.py",
    ),
    Guard(
        "warehouse/texts.py",
        "if scheme and scheme[1].lower() not in SCHEMES:",
        "if False:",
        "tests/warehouse/test_bounds.py",
    ),
    Guard(
        "flows/choice.py",
        "if bounds.minimum <= count <= bounds.maximum:",
        "if bounds.minimum <= count:",
        "tests/flows/test_stage.py",
    ),
    Guard(
        "flows/choice.py",
        "_check_kept(source, now, shelf[1:], read)",
        "pass",
        "tests/flows/test_stage.py",
    ),
    Guard(
        "flows/commands/output.py",
        "markup=False, emoji=False",
        "markup=True, emoji=True",
        "tests/flows/test_output_is_data.py",
    ),
    Guard(
        "load/csv_files.py",
        '"csv_spreadsheet", _guarded',
        '"csv_spreadsheet", _text',
        "tests/flows/test_hostile_texts.py",
    ),
    Guard(
        "load/site/render.py",
        "len(name) <= _LONGEST_NAME and",
        "",
        "tests/flows/test_hostile_texts.py",
    ),
    Guard(
        "extract/sources/eu/eu_gisco_nuts3.py",
        "not bounds[0] <= value <= bounds[1]",
        "False",
        "tests/extract/sources/test_eu_gisco_nuts3.py",
    ),
    Guard(
        "expectations/domain.sql",
        "epoch_us(captured_at) < epoch_us(day + 1) AS ok",
        "true AS ok",
        "tests/expectations/test_domain_rules.py::test_a_capture_from_after_the_day_is_told",
    ),
    Guard(
        "flows/build.py",
        'if row["rule_code"] == CAPTURED_BY_THE_DAY:',
        "if False:",
        "tests/flows/test_gate_process.py",
    ),
    Guard(
        "flows/selection.py",
        "if day and day > today:",
        "if False:",
        "tests/flows/test_backfill.py::test_what_is_not_there_is_named",
    ),
    Guard(
        "flows/gate_process.py",
        "late.set()",
        "pass",
        "tests/flows/test_gate_process.py",
    ),
    Guard(
        "extract/prose/document.py",
        "and _is_json(content):",
        "and False:",
        f"{_DOCUMENT}::test_what_is_no_document_is_refused",
    ),
    Guard(
        "extract/prose/document.py",
        "if not index:",
        "if False:",
        f"{_DOCUMENT}::test_what_is_no_document_is_refused",
    ),
    Guard(
        "extract/prose/html.py",
        "markup.depth() > MAX_DEPTH:",
        "False:",
        f"{_DOCUMENT}::test_what_is_no_document_is_refused",
    ),
    Guard(
        "load/release.py",
        "again := folder.restore_current(root)",
        "again := None",
        "tests/load/test_release.py::test_a_lost_pointer_is_explained_and_a_writer_restores_it",
    ),
)


def main() -> int:
    """Take every guard away; 1 when a test does not notice."""
    unnoticed = []
    for guard in GUARDS:
        is_missed = guard.falls()
        words = "is missed by a test" if is_missed else "NOBODY NOTICES ITS LACK"
        print(f"{guard.file}: {guard.text}: {words}", flush=True)
        if not is_missed:
            unnoticed.append(guard)
    print(f"{len(GUARDS) - len(unnoticed)} of {len(GUARDS)} guards are missed by a test")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
